"""Referrals entered by staff, a professional's own referrals, and pages few public drafts meet."""

import pytest
from django.db import transaction

from mash.identity import acting_as
from referrals.models import Referral
from tests.browser.drafts import go_on_quickly, write_quickly
from tests.builders import build_hub, build_referral, child
from tests.writing import CHILD, PROFESSIONAL, STAFF

pytestmark = pytest.mark.django_db(transaction=True)
FAMILY = {"people": [("child", CHILD)], "household": [], "agencies": []}


def test_a_call_is_keyed_in_and_a_letter_corrected_on_the_way(visit):
    northvale = build_hub("northvale")
    screener = visit(northvale.screener)
    screener.open("referrals:key_referral").press().lands_on("referrals:staff_page")
    screener.fill({"received_at_day": "99"}).refused("Select how it reached", "must be a real date")
    received = {**STAFF["received"], "channel": "phone", "source_code": "1B", "police_reference": ""}
    screener.answer({**received, "police_reference": ""}, then="referrals:staff_page")
    call = go_on_quickly(
        northvale.screener,
        screener,
        {**STAFF, **FAMILY, "received": received, "you": {**STAFF["you"], "safe_to_email": "yes"}},
    )
    for page in ["you", "actions", "outcome"]:  # worded differently from the public pages
        screener.open("referrals:staff_page", call, page)
    screener.open("referrals:staff_check", call).answer({"true": "on"}, then="referrals:case")

    letter = {**STAFF["received"], "channel": "letter", "police_reference": ""}
    draft = write_quickly(northvale.screener, "/key-in/", {**STAFF, **FAMILY, "received": letter})
    screener.open("referrals:key_referral").open("referrals:staff_add", draft, "people", "unborn").refused(
        "help us find this unborn child"
    )
    screener.open("referrals:staff_discard", draft)
    screener.open("referrals:staff_entry", draft, "people", 1).fill({"last_name": "Other"}).press()
    screener.lands_on("referrals:staff_page").open("referrals:staff_remove", draft, "people", 1).press()
    screener.lands_on("referrals:staff_page").refused("Add at least one child or adult")
    screener.open("referrals:staff_add", draft, "people", "child").fill(CHILD).press()
    screener.open("referrals:staff_check", draft).answer({"true": "on"}, then="referrals:case")
    with transaction.atomic(), acting_as(northvale.screener):
        assert set(Referral.objects.values_list("channel", flat=True)) == {"phone", "letter"}


def test_whoever_is_keyed_in_may_be_known_already(visit):
    northvale = build_hub("northvale")
    named = {"first_name": "Alexandria", "last_name": "Featherstonehaugh-Cholmondeley"}
    earlier = build_referral(northvale, people=[child(**named, school="Low School", gp="Low Practice " * 8)])
    screener = visit(northvale.screener)
    screener.open("referrals:key_referral").press().lands_on("referrals:staff_page")
    draft = screener.path.split("/")[3]
    screener.open("referrals:staff_add", draft, "people", "child").fill(named).press()
    screener.lands_on("referrals:staff_known")
    assert earlier.reference in screener.text
    screener.page.get_by_label("School: Low School").check()
    screener.press().lands_on("referrals:staff_page")
    screener.open("referrals:staff_entry", draft, "people", 1)
    assert screener.page.get_by_label("School, nursery or college").input_value() == "Low School"


def test_a_professional_sends_a_referral_and_finds_it_among_their_own(visit):
    northvale = build_hub("northvale")
    teacher = visit(northvale.referrer)
    teacher.open("referrals:start_account").press().lands_on("referrals:account_page")
    draft = write_quickly(northvale.referrer, "/refer/account/", {**PROFESSIONAL, **FAMILY})
    teacher.open("referrals:account_add", draft, "agencies", "service")
    teacher.open("referrals:account_discard", draft)
    teacher.open("referrals:account_entry", draft, "people", 1)
    teacher.open("referrals:account_remove", draft, "people", 1)
    teacher.open("referrals:account_check", draft).answer({"true": "on"}, then="referrals:account_sent")
    teacher.open("referrals:own_referrals")
    assert teacher.page.locator("main tbody tr").count() == 1


def test_the_public_choose_their_area_and_change_what_they_wrote(visit):
    build_hub("northvale")
    build_hub("southmere")
    neighbour = visit()
    neighbour.open("referrals:start").answer({"hub": "northvale"}, then="referrals:start_hub").press()
    draft = neighbour.lands_on("referrals:public_page").path.split("/")[3]
    neighbour.fill({"immediate_danger": "yes", "has_social_worker": "no"}).press()
    assert "Call 999" in neighbour.text
    neighbour.open("referrals:public_add", draft, "people", "child").fill(CHILD).press()
    neighbour.open("referrals:public_page", draft, "people")
    neighbour.open("referrals:public_entry", draft, "people", 1)
    neighbour.open("referrals:public_remove", draft, "people", 1).press().lands_on("referrals:public_page")
    neighbour.open("referrals:public_check", draft)
    neighbour.open("referrals:public_discard", draft).press().lands_on("referrals:start_hub")


def test_what_is_typed_is_kept_by_going_back(visit):
    screener = visit(build_hub("northvale").screener)
    screener.open("referrals:key_referral").press().lands_on("referrals:staff_page")
    page = screener.fill({"received_at_day": "9"}).path
    screener.click(screener.page.get_by_role("link", name="Back", exact=True)).lands_on("referrals:key_referral")
    screener.open(page)
    assert screener.page.locator("main [name=received_at_day]").input_value() == "9"
