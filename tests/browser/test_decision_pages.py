"""Deciding, signing, second signatures, corrections, feedback, products, closing and reopening."""

import pytest
from django.db import transaction
from django.utils import timezone

from mash.identity import acting_as
from referrals.decisions import actions
from referrals.models import Item, Product
from tests.builders import build_hub
from tests.builders_requests import build_ready, give_answer, new_item, send
from tests.referrals.decisions.stories import child_decision, subjects_of

pytestmark = pytest.mark.django_db(transaction=True)
NO_ACTION = {"outcome": "no_further_action", "outcome_reason": "no_concern", "threshold": "2", "final_rating": "green"}


def build_answered(world):
    referral = build_ready(world, now=timezone.now())
    (police,) = send(world, referral, "police")
    give_answer(world.police, police, items=[new_item(release=["partners"])], rating="red", rating_reason="It grows.")
    return referral


def build_draft(world, referral, **facts):
    with transaction.atomic(), acting_as(world.manager):
        facts = child_decision(**facts)
        return actions.draft(referral, subjects=subjects_of(referral), facts=facts, by=world.manager)


def build_signed(world, referral, **facts):
    decisions = [decision.pk for decision in build_draft(world, referral, **facts)]
    with transaction.atomic(), acting_as(world.manager):
        actions.sign(referral, decisions=decisions, by=world.manager)


def test_a_decision_is_drafted_changed_sent_back_and_signed_by_two(visit):
    northvale = build_hub("northvale")
    referral = build_answered(northvale)
    case = [referral.reference]
    manager = visit(northvale.manager)
    manager.open("referrals:decide", *case).refused("Select")
    build_signed(northvale, referral, **NO_ACTION)
    other = visit(northvale.second_manager)
    other.open("referrals:second_sign", *case)
    other.open("referrals:send_back", *case).fill({"reason": "The history was missed."}).press().lands_on(
        "referrals:decision"
    )
    manager.open("referrals:amend", *case, 1).fill({"rationale": "With its history."}).press().lands_on(
        "referrals:decision"
    )
    manager.open("referrals:sign", *case).refused("Select the box to say that you have read the record")
    manager.fill({"declared": "on"}).press("Sign").lands_on("referrals:decision")


def test_what_was_decided_is_told_released_corrected_and_opened_again(visit):
    northvale = build_hub("northvale")
    referral = build_answered(northvale)
    case = [referral.reference]
    build_signed(northvale, referral)
    manager = visit(northvale.manager)
    manager.open("referrals:release", *case)
    manager.fill({"audience": "partners"}).press()
    manager.refused("Select at least one agency")
    manager.fill({"agencies": str(northvale.agencies["education"].pk), "items": "on"})
    manager.refused("Select whom the information of Northvale police is about")
    with transaction.atomic(), acting_as(northvale.manager):
        unnamed = f"about_{Item.objects.get().pk}"
    manager.fill({unnamed: "1"}).press()
    assert "Exactly what goes" in manager.text
    assert "as the hub understands it" in manager.text
    manager.press("Release").lands_on("referrals:decision")
    school = visit(northvale.school).open("referrals:products")
    with transaction.atomic(), acting_as(northvale.manager):
        product = Product.objects.get().reference
    school.open("referrals:product", product)
    manager.open("referrals:released", *case, product)

    manager.open("referrals:feedback", *case).refused("Select whether you are telling the referrer")
    manager.fill({"sending": "yes", "how": "email"}).press()
    manager.open("referrals:correct", *case)
    manager.open("referrals:close", *case).press().lands_on("referrals:decision")
    manager.open("referrals:reopen", *case)


def test_a_radio_that_opens_questions_says_so_in_words(visit):
    northvale = build_hub("northvale")
    referral = build_answered(northvale)
    manager = visit(northvale.manager).open("referrals:feedback", referral.reference)
    radios = manager.page.locator("main [type=radio][aria-controls]")
    assert radios.count()
    for radio in radios.all():
        radio.check()
        assert radio.get_attribute("aria-expanded") is None, "ARIA has no such state for a radio button"
        described_by = radio.get_attribute("aria-describedby").split()[-1]
        assert manager.page.locator(f"#{described_by}").inner_text() == "More questions follow if you select this"
        assert manager.page.locator(f"#{radio.get_attribute('aria-controls')}").is_visible()


def test_a_notification_that_the_law_asks_for_is_recorded(visit):
    northvale = build_hub("northvale")
    referral = build_answered(northvale)
    details = {"serious_incident": {"detail": "Seriously harmed.", "aware_on": timezone.localdate()}}
    build_signed(northvale, referral, also=["serious_incident"], route_details=details)
    manager = visit(northvale.manager)
    manager.open("referrals:notify", referral.reference).refused("Select what was done")
    today = timezone.localdate()
    day = {"made_on_day": str(today.day), "made_on_month": str(today.month), "made_on_year": str(today.year)}
    manager.fill({"notification": "serious_incident-1", "detail": "Told the Panel.", **day}).press()
    manager.lands_on("referrals:decision")
