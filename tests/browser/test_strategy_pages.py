"""A strategy discussion is recorded and corrected; what came of it is given to somebody, and closed on both sides."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from mash.identity import acting_as
from referrals.models import CaseAction
from tests.browser.test_working_day_pages import pictured
from tests.builders import build_hub
from tests.builders_requests import build_asked
from tests.referrals.strategy.stories import entrusted, held, moment

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_discussion_is_recorded_and_leads_to_who_does_what(visit):
    northvale = build_hub("northvale")
    referral = build_asked(northvale, "police")[0].referral
    police, health = (str(northvale.agencies[kind].pk) for kind in ("police", "health"))

    worker = visit(northvale.social_worker).open("referrals:record_discussion", referral.reference)
    worker.refused("Enter who called the discussion", "Select at least two agencies that were there")
    worker.fill({"called_by": "The duty manager", **moment("held_at", timezone.now() - timedelta(hours=1))})
    worker.fill({"how": "phone", "from_hub": "Sasha Socialworker and Morgan Manager", "agencies": [police, health]})
    worker.fill({f"who_{police}": "DS Moss", f"who_{health}": "Nurse Okoro"})
    worker.fill({"shared": "Three bruises in a month, none of them explained."})
    pictured(worker, "discussion")
    worker.answer(
        {"outcome": "section_47_joint", "reasons": "He cannot have hurt himself."}, then="referrals:give_action"
    )
    worker.judge().refused("Enter what is to be done")
    pictured(worker, "give")
    due = moment("due_at", timezone.now() + timedelta(hours=30))
    worker.answer({"what": "See the father at work.", "who": f"agency-{police}", **due}, then="referrals:case")
    worker.judge()
    pictured(worker, "case-with-actions")
    worker.click(worker.page.get_by_role("link", name="Correct this record"))
    worker.lands_on("referrals:correct_discussion").judge()

    with transaction.atomic(), acting_as(northvale.manager):
        action = CaseAction.objects.get()
    officer = visit(northvale.police).open("referrals:inbox").judge()
    pictured(officer, "inbox-with-actions")
    officer.click(officer.page.get_by_role("link", name=action.reference)).lands_on("referrals:agency_action")
    officer.judge().refused("Select yes if it is done", "Enter what was done, or why it is not done")
    pictured(officer, "agency-action")
    officer.answer({"was_done": "yes", "closing_words": "He stays with his mother."}, then="referrals:inbox")

    held(northvale, referral, outcome="section_17", reasons="She was seen, and is well.")
    second = entrusted(northvale, referral, to=northvale.social_worker)
    worker.open("referrals:close_action", referral.reference, second.reference)
    worker.refused("Select yes if it is done")
    worker.answer({"was_done": "no", "closing_words": "She was not at school."}, then="referrals:case")
    pictured(worker, "case-with-both-closed")
