"""The governance desk: due reviews, restrictions, emergency openings, bars, and access by user."""

from uuid import UUID

import pytest
from django.db import transaction

from mash.identity import acting_as
from referrals import codes
from referrals.access import bars, break_glass
from referrals.casefile.actions import restrict
from referrals.models import Bar, BreakGlass, Restriction
from tests.builders import build_hub, build_referral

pytestmark = pytest.mark.django_db(transaction=True)
KEY = UUID("01930000-0000-7000-8000-000000000001")


def busy_desk():
    northvale = build_hub("northvale")
    referral = build_referral(northvale)
    with acting_as(northvale.manager), transaction.atomic():
        restrict(referral, reason=codes.RestrictionReason.ADOPTION, by=northvale.manager)
        bars.bar(referral.pk, person=northvale.screener, because=codes.BarReason.SAME_NAME, why="")
    with acting_as(northvale.social_worker), transaction.atomic():
        break_glass.break_glass(referral.reference, seen_from=None, key=KEY, why="The family is at the door")
    return northvale, referral


def test_every_page_of_the_desk(visit):
    northvale, referral = busy_desk()
    with acting_as(northvale.governance), transaction.atomic():
        restriction, bar, glass = Restriction.objects.get().pk, Bar.objects.get().pk, BreakGlass.objects.get().pk
    officer = visit(northvale.governance).open("referrals:governance")
    officer.open("referrals:restrictions").open("referrals:restriction", restriction)
    officer.refused("Select what you found", "Enter your reasons")
    officer.open("referrals:emergencies").open("referrals:emergency", glass)
    officer.press("End it now").lands_on("referrals:emergency")
    officer.refused("Select what you found", "Enter your reasons")
    officer.open("referrals:bars").open("referrals:bar", bar)
    officer.open("referrals:confirm_bar", bar).press("Confirm this bar").lands_on("referrals:bars")
    officer.open("referrals:end_bar", bar).refused("Enter why they should be able to see the record again")
    officer.open("referrals:add_bar").refused("Enter the reference of the record", "Select a person")
    officer.open("referrals:governance_report").open("referrals:record_looks", referral.reference)
    officer.open("referrals:record_names", referral.reference).refused("Enter why you need the names")
    officer.open("referrals:access").refused("Select a person")
    officer.fill({"person": str(northvale.manager.pk)}).press("Show what they can see")
    assert referral.reference in officer.text
