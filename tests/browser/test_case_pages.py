"""The case page with all its sections, and the pages beside it."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from mash.identity import acting_as
from referrals import codes
from referrals.access.break_glass import existence_cards
from referrals.casefile import actions
from referrals.decisions.actions import draft, sign
from referrals.models import Ask, CaseLink, PersonPair
from tests.builders import adult, build_hub, build_referral, child
from tests.builders_requests import build_basis, build_triaged, give_answer, new_item, send
from tests.referrals.casefile.hidden import build_hidden
from tests.referrals.decisions.stories import adult_decision, child_decision

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "A word that does not break: " + "kaltbergstrasse" * 12


def build_full(world):
    """Return a case with notes, answers with every mark, and decisions for a child and an adult."""
    sent_at = timezone.now() - timedelta(hours=5)  # red: the agencies' answers are an hour late
    family = [
        child(nhs_number="9990000018", school="Example Primary School", address_withheld=True),
        adult(first_name="Bartholomew-Maximilian", last_name="Featherstonehaugh-Cholmondeley"),
        adult(is_subject=False, relationship="parent", alleged_source=True, safe_to_contact="Never by phone"),
    ]
    build_referral(world, people=[child(nhs_number="9990000018")])
    referral = build_triaged(world, now=sent_at, people=family, what_happened=LONG)
    build_basis(world, referral, now=sent_at)
    police, health, _ = send(world, referral, "police", "health", "education", now=sent_at)
    items = [
        new_item(text=LONG, release=["partners"]),
        new_item(handling=codes.ItemHandling.DECISION_MAKER, text="An informant says so."),
        new_item(handling=codes.ItemHandling.EXISTENCE_ONLY, text="", ask_whom="The duty inspector"),
    ]
    give_answer(world.police, police, items=items, rating="red", rating_reason="It grows.")
    give_answer(world.health, health, outcome="nothing_known")
    with transaction.atomic(), acting_as(world.manager):
        actions.add_note(referral, text=LONG, by=world.manager)
    return referral


def decide(world, referral) -> None:
    with transaction.atomic(), acting_as(world.manager):
        for person in referral.people.filter(is_subject=True):
            facts = adult_decision() if person.kind == "adult" else child_decision()
            drafted = draft(referral, subjects=[person], facts=facts, by=world.manager)
            sign(referral, decisions=[decision.pk for decision in drafted], by=world.manager)


def test_the_case_page_its_prints_and_its_notes(visit):
    northvale = build_hub("northvale")
    referral = build_full(northvale)
    case = [referral.reference]
    worker = visit(northvale.social_worker).tour(case, "referrals:case", "referrals:collation")
    assert "An informant says so." not in worker.text
    worker.open("referrals:collation", *case, query=f"?agency={northvale.agencies['police'].pk}&kind=event")
    decide(northvale, referral)
    manager = visit(northvale.manager)
    manager.tour(case, "referrals:case", "referrals:case_print", "referrals:referral_as_received", "referrals:decision")
    manager.tour(case, "referrals:as_recorded")
    manager.open("referrals:add_concerns", *case).refused("Select at least one concern")
    manager.open("referrals:note", *case).refused("Enter your note")
    manager.answer({"text": "Rang the school."}, then="referrals:case")


def test_who_can_see_a_case_and_a_restricted_one(visit):
    northvale = build_hub("northvale")
    referral = build_referral(northvale)
    case = [referral.reference]
    manager = visit(northvale.manager)
    manager.open("referrals:looked_at", *case).open("referrals:suggest_bar", *case).refused("Select a person")
    manager.open("referrals:who_can_see", *case).open("referrals:share_case", *case)
    worker = northvale.social_worker
    shared = {"person": str(worker.pk), "why": "Knows the family.", "how_long": "withdrawn"}
    manager.answer(shared, then="referrals:who_can_see")
    manager.open("referrals:unshare_case", *case, worker.pk)
    manager.open("referrals:restrict", *case).refused("Select why this case is restricted")
    named = {"reason": "staff_involved", "people": str(worker.pk)}
    manager.answer(named, then="referrals:case")
    manager.open("referrals:who_can_see", *case).open("referrals:queue")
    manager.open("referrals:unrestrict", *case)
    visit(northvale.screener).open("/cases/" + referral.reference + "/", status=404)


def test_a_record_known_only_to_exist_its_ask_and_an_emergency(visit):
    northvale = build_hub("northvale")
    hidden, seen = build_hidden(northvale)
    worker = visit(northvale.social_worker).open("referrals:case", seen.reference)
    with acting_as(northvale.social_worker), transaction.atomic():
        (card,) = existence_cards(seen)
    behind = [seen.reference, card.card]
    worker.open("referrals:ask_to_see", *behind).refused("Enter why you need to see the record")
    worker.answer({"why": "She was seen hurt today."}, then="referrals:case")
    manager = visit(northvale.manager).open("referrals:who_can_see", hidden.reference)
    with acting_as(northvale.manager), transaction.atomic():
        ask = Ask.objects.get(referral=hidden)
    manager.open("referrals:answer_ask", hidden.reference, ask.pk).refused("Select yes if they are let in")
    manager.answer({"let_in": "no", "words": "Phone me first."}, then="referrals:who_can_see")
    worker.open("referrals:case", seen.reference).open("referrals:break_glass").refused("Enter why you must see it now")
    worker.open("referrals:break_glass_card", *behind)
    worker.answer({"why": "He is at the school gate now."}, then="referrals:case")
    worker.open("referrals:who_can_see", hidden.reference)
    assert "Opened in an emergency until" in worker.text


def test_people_of_two_cases_are_told_apart(visit):
    northvale = build_hub("northvale")
    earlier = build_referral(northvale, people=[child(nhs_number="9990000018", other_names=LONG[:100])])
    referral = build_referral(northvale, people=[child(nhs_number="9990000018", last_name="Featherstonehaugh")])
    with acting_as(northvale.screener), transaction.atomic():
        pair = PersonPair.objects.get()
    screener = visit(northvale.screener).open("referrals:undecided")
    assert earlier.reference in screener.text
    screener.open("referrals:who_is_it", referral.reference, pair.pk).refused("Enter why")
    screener.answer({"verdict": "same", "why": "The school knows her by both names."}, then="referrals:case")
    assert "Confirmed" in screener.text


def test_two_cases_are_linked_and_one_ends_into_the_other(visit):
    northvale = build_hub("northvale")
    survivor, referral = build_referral(northvale), build_referral(northvale)
    manager = visit(northvale.manager).open("referrals:link_case", referral.reference).refused("Select the other case")
    manager.answer(
        {"other": survivor.reference, "says": "same_incident", "why": "Both tell of Tuesday."}, then="referrals:case"
    )
    assert "Tells of the same incident" in manager.text
    with acting_as(northvale.manager), transaction.atomic():
        link = CaseLink.objects.get()
    manager.open("referrals:unlink_case", referral.reference, link.pk).refused("Enter why it is undone")
    manager.answer({"why": "The same call, written down twice."}, then="referrals:case")
    manager.open("referrals:end_as_duplicate", referral.reference).refused("Select the other case")
    manager.answer(
        {
            "other": survivor.reference,
            "why": "The same call, written down twice.",
            "sending": "yes",
            "wording": "joined_for_professional",
            "how": "phone",
        },
        then="referrals:case",
    )
    assert "This case is a duplicate of it, and ended into it" in manager.text
