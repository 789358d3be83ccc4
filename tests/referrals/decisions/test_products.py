"""A product is a copy of items whose owners allow it, for chosen agencies, and nothing else."""

from datetime import date
from uuid import uuid4

import pytest

from audit.models import Event
from mash.identity import acting_as, acting_as_system
from mash.refusals import RuleViolation
from referrals import codes
from referrals.access.items import pieces_of, readable_items
from referrals.access.visible import products_released_to
from referrals.decisions.products import releasable, release
from referrals.information_requests.answering.actions import change_handling
from referrals.models import Item, OutboxMessage, Person, Product, ProductItem, Referral
from referrals.workflow import MoveNotAllowed
from tests.builders import build_referral, child
from tests.builders_requests import NOT_TOLD, build_basis
from tests.database import as_role
from tests.referrals.decisions.browsing import lines, text
from tests.referrals.decisions.stories import answered, draft, fact, sign, subjects_of, triaged


def remark(world, position, **marks):
    with acting_as(world.police):
        change_handling(Item.objects.get(position=position), **marks, by=world.police)


def pieces_for(reader, product):
    with acting_as(reader):
        return [piece.text if piece else None for piece in pieces_of(product)]


@pytest.fixture
def decided(northvale, case, decide):
    """A decided case with five police items: partners, hub, family, existence, decision-maker."""
    referral, requests = case
    items = [
        fact("May go to partners.", release=["partners", "court"]),
        fact("Stays in the hub."),
        fact("For the family.", release=["family"]),
        fact("", handling=codes.ItemHandling.EXISTENCE_ONLY, ask_whom="the inspector"),
        fact("Kept close.", handling=codes.ItemHandling.DECISION_MAKER, release=["partners"]),
    ]
    answered(requests["police"], by=northvale.police, items=items)
    decide(referral)
    return referral


def items_by_position():
    return {item.position: item.pk for item in Item.objects.all()}


def send(
    referral, world, *positions, audience="partners", agencies=("education",), summary="An assessment starts.", **more
):
    keys = items_by_position()
    return release(
        referral,
        audience=audience,
        agencies=[world.agencies[kind] for kind in agencies],
        by=world.manager,
        **{
            "subjects": [person.pk for person in subjects_of(referral)],
            "items": [keys[position] for position in positions],
            # Its agency did not say whom an item is about, so the manager does: the first person of the request.
            "about": {str(key): "1" for key in keys.values()},
            "summary": summary,
            **more,
        },
    )


@pytest.mark.parametrize(("audience", "offered"), [("partners", [1, 5]), ("family", [3]), ("court", [1])])
def test_only_what_its_owner_lets_go_is_offered(northvale, decided, acting, audience, offered):
    items = releasable(decided, audience=audience, reader=northvale.manager)
    assert sorted(item.position for item in items) == offered


def test_an_item_is_not_offered_to_users_who_may_not_read_it(northvale, decided):
    with acting_as(northvale.social_worker):
        items = releasable(decided, audience="partners", reader=northvale.social_worker)
    assert [item.position for item in items] == [1]


@pytest.mark.parametrize("position", [2, 3, 4])
def test_nothing_else_is_released_whatever_the_page_sends(northvale, decided, acting, position):
    with pytest.raises(RuleViolation) as caught:
        send(decided, northvale, position)
    assert caught.value.field == "items"
    assert not Product.objects.exists()


def test_the_agency_reads_the_product_and_nothing_else(northvale, decided, acting):
    product = send(decided, northvale, 1)
    assert (product.number, product.reference[:4]) == (1, "PRD-")
    with acting_as(northvale.school):
        (released,) = products_released_to(northvale.school)
        assert [item.text for item in released.items.all()] == ["May go to partners."]
        assert not Referral.objects.exists()
        assert not Item.objects.exists()
        assert not released.agencies.exists(), "the other recipients are not shown"
    for other in [northvale.police, northvale.health]:
        with acting_as(other):
            assert not products_released_to(other).exists()
            assert not ProductItem.objects.exists()


ORDER = {"kind": "order", "about": [1], "occurred_on": date(2026, 1, 1), "ended_on": date(2027, 1, 1)}


def test_a_product_shows_the_person_kind_and_end_date_of_each_item(northvale, case, decide, acting, as_person):
    referral, requests = case
    items = [fact("Not to come near the house.", release=["partners"], **ORDER)]
    answered(requests["police"], by=northvale.police, items=items)
    decide(referral)
    product = send(referral, northvale, 1)
    line = "Northvale police, 1 January 2026 to 1 January 2027 Order or condition, fact"
    with acting_as(northvale.school):
        (copy,) = products_released_to(northvale.school).get().items.all()
    assert (copy.about_whom, copy.kind, copy.ended_on) == ("Test Child", "order", date(2027, 1, 1))
    own = f"/cases/{referral.reference}/products/{product.reference}/"
    for reader, where in [(northvale.school, f"/products/{product.reference}/"), (northvale.manager, own)]:
        page = text(as_person(reader).get(where))
        assert line in page
        assert "About: Test Child" in page


def test_a_copy_from_before_shows_what_it_has(northvale, decided, acting, as_person):
    product = send(decided, northvale, 1)
    with as_role("mash_owner"):
        ProductItem.objects.update(about_whom="", kind="", ended_on=None)
    page = text(as_person(northvale.school).get(f"/products/{product.reference}/"))
    assert "Northvale police, no date Fact May go to partners." in page
    assert "About:" not in page


def test_it_names_whom_it_is_about_and_what_was_decided(northvale, decided, acting, as_person):
    product = send(decided, northvale, 1)
    for reader, where in [
        (northvale.school, f"/products/{product.reference}/"),
        (northvale.manager, f"/cases/{decided.reference}/products/{product.reference}/"),
    ]:
        page = text(as_person(reader).get(where))
        assert "Test Child Child, born" in page
        assert f"{codes.Outcome.ASSESSMENT.label}, decided 1 June 2026" in page
        assert "About: Test Child (as the hub understands it)" in page


def test_that_others_do_not_know_is_said_of_those_alone_whom_it_does_not_name(northvale, acting):
    referral = triaged(northvale, people=[child(first_name="Ann"), child(first_name="Ben"), child(first_name="Cy")])
    ann, ben, cy = (str(person.pk) for person in subjects_of(referral))
    answers = {**NOT_TOLD, "who_knows": {ann: "must_not", ben: "must_not", cy: "knows"}}
    del answers["knows"]
    build_basis(northvale, referral, by=northvale.social_worker, **answers)
    referral.refresh_from_db()
    sign(referral, draft(referral, acting), acting)
    referral.refresh_from_db()
    both = send(referral, northvale, subjects=[ann, ben])
    assert [subject.get("others_untold") for subject in both.subjects] == [None, None]
    referral.refresh_from_db()
    [subject] = send(referral, northvale, subjects=[cy]).subjects
    assert subject["others_untold"] == "yes"


@pytest.mark.parametrize("about", [{}, "0 of nobody", "99"])
def test_what_is_about_nobody_is_not_released(northvale, decided, acting, about):
    key = str(items_by_position()[1])
    with pytest.raises(RuleViolation, match="Select whom the information of Northvale police is about") as caught:
        send(decided, northvale, 1, about=about if about == {} else {key: about})
    assert caught.value.field == "items"
    assert send(decided, northvale, about={}).items.count() == 0


def test_somebody_about_whom_nothing_is_signed_is_not_in_it(northvale, acting):
    referral = triaged(northvale, people=[child(), child(first_name="Second")])
    first, second = draft(referral, acting)
    sign(referral, [first], acting)
    with pytest.raises(RuleViolation, match="among those about whom a decision is signed"):
        send(referral, northvale, subjects=[second.subject_id])
    sign(referral, [second], acting)
    named = f"{second.subject.display_name} goes to stay with an aunt."
    with pytest.raises(RuleViolation, match="whom the product leaves out") as caught:
        send(referral, northvale, subjects=[first.subject_id], summary=named)
    assert caught.value.field == "summary"
    product = send(referral, northvale, subjects=[first.subject_id])
    assert [subject["name"] for subject in product.subjects] == [first.subject.display_name]


def test_each_agency_gets_a_message_with_the_products_reference(northvale, decided, acting):
    product = send(decided, northvale, 1, agencies=("education", "housing"))
    with acting_as_system():
        messages = OutboxMessage.objects.filter(template="product_released")
        assert {(m.to, m.context["reference"]) for m in messages} == {
            ("education@northvale.example", product.reference),
            ("housing@northvale.example", product.reference),
        }


def test_a_product_says_for_ever_what_was_sent(northvale, decided, acting):
    product = send(decided, northvale, 1)
    with acting_as(northvale.police):
        item = Item.objects.get(position=1)
        change_handling(item, handling=codes.ItemHandling.EXISTENCE_ONLY, ask_whom="the inspector", by=northvale.police)
    assert not product.items.exists(), "nobody reads it any more"
    with as_role("mash_owner"):
        assert [copy.text for copy in product.items.all()] == ["May go to partners."]
    with pytest.raises(RuleViolation, match="no longer does"):
        send(decided, northvale, 1)
    assert send(decided, northvale).number == 2


def test_a_product_needs_a_signed_decision_an_agency_and_a_summary(northvale, case, decided, acting):
    from tests.referrals.decisions.stories import triaged

    with pytest.raises(MoveNotAllowed, match="Sign a decision"):
        send(triaged(northvale), northvale)
    for change, field in [
        ({"agencies": ()}, "agencies"),
        ({"subjects": []}, "subjects"),
        ({"subjects": [uuid4()]}, "subjects"),
        ({"summary": " "}, "summary"),
        ({"audience": "none"}, "audience"),
    ]:
        with pytest.raises(RuleViolation) as caught:
            send(decided, northvale, **change)
        assert caught.value.field == field


def test_nothing_that_gives_away_a_secret_address_is_released(northvale, case, decide, acting):
    referral, requests = case
    items = [fact(text, release=["partners"]) for text in ("Seen at 12, elm st.", "Known since May.")]
    answered(requests["police"], by=northvale.police, items=items)
    decide(referral)
    with as_role("mash_owner"):
        Person.objects.filter(referral=referral).update(address="12 Elm Street", address_withheld=True)
    for position, change, field in [(2, {"summary": "They moved to 12a Elm St."}, "summary"), (1, {}, "items")]:
        with pytest.raises(RuleViolation, match="must be kept secret") as caught:
            send(referral, northvale, position, **change)
        assert caught.value.field == field
    assert send(referral, northvale, 2).summary


def test_another_hubs_agency_is_refused(northvale, southmere, decided, acting):
    with pytest.raises(RuleViolation):
        release(
            decided,
            audience="partners",
            agencies=[southmere.agencies["police"]],
            subjects=[person.pk for person in subjects_of(decided)],
            items=[],
            summary="An assessment starts.",
            by=acting,
        )


def test_an_item_its_owner_takes_back_leaves_its_number_behind_and_can_come_back(northvale, decided, acting, as_person):
    product = send(decided, northvale, 1, 5)
    assert pieces_for(northvale.school, product) == ["May go to partners.", "Kept close."]
    remark(northvale, 5, handling="decision_maker", release=["court"])
    assert pieces_for(northvale.school, product) == ["May go to partners.", None]
    shown = text(as_person(northvale.school).get(f"/products/{product.reference}/"))
    assert "Item 2: its owner no longer shares this" in shown
    assert "Kept close." not in shown
    remark(northvale, 5, handling="decision_maker", release=["partners"])
    assert pieces_for(northvale.school, product) == ["May go to partners.", "Kept close."]
    remark(northvale, 1, handling="existence_only", ask_whom="the inspector")
    assert pieces_for(northvale.school, product) == [None, "Kept close."]


def test_the_hubs_team_reads_of_a_product_what_each_may_read(northvale, southmere, decided, acting):
    product = send(decided, northvale, 1, 5)
    assert pieces_for(northvale.manager, product) == ["May go to partners.", "Kept close."]
    assert pieces_for(northvale.social_worker, product) == ["May go to partners.", None]
    for stranger in [northvale.health, southmere.manager, northvale.auditor]:
        assert pieces_for(stranger, product) == []


def test_the_hub_opens_what_it_released_under_its_case(northvale, southmere, decided, acting, as_person):
    product = send(decided, northvale, 1, 5)
    own = f"/cases/{decided.reference}/products/{product.reference}/"
    manager = as_person(northvale.manager)
    for page in ["", "decision/"]:
        assert own in manager.get(f"/cases/{decided.reference}/{page}").text
    shown = text(manager.get(own))
    assert "An assessment starts." in shown
    assert "Kept close." in shown
    assert "to Northvale education" in shown
    assert [line.detail["case"] for line in lines("product.opened")] == [decided.reference]
    shown = text(as_person(northvale.social_worker).get(own))
    assert "Item 2: kept for the decision-maker, or its owner no longer shares it" in shown
    assert "Kept close." not in shown
    remark(northvale, 1, handling="existence_only", ask_whom="the inspector")
    assert "Item 1: its owner no longer shares this" in text(as_person(northvale.manager).get(own))
    for stranger in [southmere.manager, northvale.school, northvale.auditor]:
        assert as_person(stranger).get(own).status_code in (403, 404)


def test_a_product_is_not_found_under_another_case(northvale, decided, acting, as_person):
    product, other = send(decided, northvale, 1), build_referral(northvale)
    assert (
        as_person(northvale.manager).get(f"/cases/{other.reference}/products/{product.reference}/").status_code == 404
    )


def test_an_invalid_product_reference_is_not_found(northvale, decided, as_person):
    assert as_person(northvale.manager).get(f"/cases/{decided.reference}/products/%00/").status_code == 404


def test_the_hub_is_notified_when_an_owner_changes_marks_and_the_change_is_recorded(northvale, decided, acting):
    remark(northvale, 1, handling="hub_team", release=["partners", "court"])
    with acting_as_system():
        assert not OutboxMessage.objects.filter(template="marks_changed").exists(), "nothing changed"
    remark(northvale, 1, handling="decision_maker", release=["court"])
    with acting_as_system():
        (message,) = OutboxMessage.objects.filter(template="marks_changed")
    assert (message.to, set(message.context)) == ("duty@northvale.example", {"reference"})
    with acting_as(northvale.auditor):
        line = Event.objects.filter(code="item.handling_changed").latest("at")
    assert line.detail["before"] == {"handling": "hub_team", "release": ["partners", "court"]}
    assert line.detail["after"] == {"handling": "decision_maker", "release": ["court"]}
    with acting_as(northvale.social_worker):
        words = {item.position: item.words for item in readable_items(northvale.social_worker, decided)}
    assert words[1] is None
