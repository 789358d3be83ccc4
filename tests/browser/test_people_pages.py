"""What is known of people, where they live, who they may be elsewhere, and whose identity is protected."""

import pytest
from django.db import transaction

from mash.identity import acting_as
from referrals.casefile.actions import restrict
from referrals.models import Item, PersonPair, ProtectedIdentity
from tests.builders import adult, build_hub, build_referral, child, compare_people
from tests.builders_requests import build_asked, give_answer, new_item
from tests.database import as_role

pytestmark = pytest.mark.django_db(transaction=True)
SOURCE = {"source": "professional", "certainty": "reported", "why": "The health visitor rang."}


def test_what_becomes_known_of_a_person_is_recorded_and_told(visit):
    northvale = build_hub("northvale")
    people = [child(address="9 Matlock Street"), adult(is_subject=False, first_name="Darren", last_name="")]
    [request] = build_asked(northvale, "police", people=people)
    give_answer(northvale.police, request, items=[new_item(text="He is Darren Stone.", release=["partners"])])
    case = request.referral.reference
    with acting_as(northvale.manager), transaction.atomic():
        item = Item.objects.get()
    worker = visit(northvale.social_worker).open("referrals:case_person", case, 1).judge()
    worker.open("referrals:record_fact", case, 1, "name").refused("Enter why you record this")
    typed = {"first_name": "Tess", "last_name": "Quill", "shown": "yes", **SOURCE}
    worker.answer(typed, then="referrals:case_person").judge()
    assert "The referral, as it came" in worker.text
    worker.open("referrals:take_over", case, item.pk).judge()
    worker.open("referrals:record_fact", case, 2, "name", query=f"?item={item.pk}").judge()
    typed = {"last_name": "Stone", "shown": "yes", "certainty": "checked", "why": "The police know him."}
    worker.answer(typed, then="referrals:case_person")
    worker.open("referrals:tell_more", case, request.reference).judge()
    worker.answer({}, then="referrals:case")
    officer = visit(northvale.police).open("referrals:request", request.reference).judge()
    assert "Darren Stone" in officer.text


def test_people_and_professionals_are_added_and_addresses_lead_to_who_was_there(visit):
    northvale = build_hub("northvale")
    earlier = build_referral(northvale, people=[child(first_name="Ada", address="9 Matlock Street")])
    case = build_referral(northvale, people=[child(first_name="Bo", address="9 Matlock St")]).reference
    worker = visit(northvale.screener).open("referrals:add_person", case)
    worker.refused("Select whether this is an adult, a child or an unborn child", "Enter why you record this")
    worker.answer({"person_kind": "child", "first_name": "Cy", **SOURCE}, then="referrals:case")
    worker.open("referrals:add_professional", case).refused("Enter the service or organisation")
    worker.answer({"organisation": "Northvale Midwives"}, then="referrals:case").judge()
    worker.open("referrals:at_address", case, 1).judge()
    assert earlier.reference in worker.text


def test_a_restriction_that_followed_somebody_is_decided_about(visit):
    northvale = build_hub("northvale")
    first = build_referral(northvale, people=[child(first_name="Lark")])
    with acting_as(northvale.manager), transaction.atomic():
        restrict(first, reason="high_risk", by=northvale.manager)
    later = build_referral(northvale, people=[child(first_name="Lark")])
    manager = visit(northvale.manager).open("referrals:decide_restriction", later.reference)
    manager.refused("Enter why").judge()


def test_an_identity_is_protected_and_linked_by_governance_alone(visit):
    northvale = build_hub("northvale")
    first, last = (build_referral(northvale, people=[child(first_name="Lark")]) for _ in range(2))
    worker = visit(northvale.social_worker).open("referrals:protect_identity", last.reference)
    worker.refused("Select why it is protected", "Enter who asked for it, or which order says so")
    with acting_as(northvale.social_worker), transaction.atomic():
        person = last.people.get()
    worker.fill({"person": str(person.pk), "kind": "adopted", "why": "The order of 3 March."}).press()
    officer = visit(northvale.governance).open("referrals:identities").judge()
    officer.open("referrals:add_identity").refused("Enter the reference of the record")
    with as_role("mash_owner"):
        identity, pair = ProtectedIdentity.objects.get(), PersonPair.objects.get()
    officer.open("referrals:identity", identity.pk).judge()
    assert first.reference in officer.text
    officer.open("referrals:guarded_pair", identity.pk, pair.pk).refused("Enter why")
    officer.open("referrals:end_identity", identity.pk).refused("Enter why this identity is no longer protected")
    officer.answer({"why": "The order was set aside."}, then="referrals:identities")
    compare_people()


def test_another_hub_is_asked_and_answers(visit):
    northvale, southmere = build_hub("northvale"), build_hub("southmere")
    case = build_referral(northvale, people=[child(first_name="Rook", last_name="Pengelly")])
    build_referral(southmere, people=[child(first_name="Rook", last_name="Pengelly")])
    compare_people()
    worker = visit(northvale.social_worker).open("referrals:case", case.reference)
    assert "Southmere may hold something" in worker.text
    worker.open("referrals:ask_hub", case.reference, southmere.hub.pk).refused("Enter what you ask, and why")
    worker.answer({"why": "Do you know this boy?"}, then="referrals:case")
    manager = visit(southmere.manager).open("referrals:hub_asks").judge()
    manager.click(manager.page.locator("main a[href^='/other-hubs/']").first).lands_on("referrals:answer_hub")
    manager.refused("Select what you answer")
