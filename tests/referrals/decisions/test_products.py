"""What leaves the hub: a copy of items whose owners allow it, to chosen agencies, and nothing else."""

import pytest

from mash.identity import acting_as, acting_as_system
from referrals import codes
from referrals.access import products_released_to
from referrals.decisions.products import releasable, release
from referrals.information_requests.answering.actions import change_handling
from referrals.models import Item, OutboxMessage, Product, ProductItem, Referral
from referrals.workflow import MoveNotAllowed, Refusal
from tests.referrals.decisions.stories import answered, fact


@pytest.fixture
def decided(northvale, case, decide):
    """Police gave five items: free for partners, for the hub only, for the family, existence only, decision-maker."""
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
        items=[keys[position] for position in positions],
        summary=summary,
        by=world.manager,
        **more,
    )


@pytest.mark.parametrize(("audience", "offered"), [("partners", [1, 5]), ("family", [3]), ("court", [1])])
def test_only_what_its_owner_lets_go_is_offered(northvale, decided, acting, audience, offered):
    found = releasable(decided, audience=audience, reader=northvale.manager)
    assert sorted(item.position for item in found) == offered


def test_whoever_may_not_read_an_item_is_not_offered_it(northvale, decided):
    with acting_as(northvale.social_worker):
        found = releasable(decided, audience="partners", reader=northvale.social_worker)
    assert [item.position for item in found] == [1]


@pytest.mark.parametrize("position", [2, 3, 4])
def test_nothing_else_is_released_whatever_the_page_sends(northvale, decided, acting, position):
    with pytest.raises(Refusal) as told:
        send(decided, northvale, position)
    assert told.value.field == "items"
    assert not Product.objects.exists()


def test_the_agency_reads_the_product_and_nothing_else(northvale, decided, acting):
    product = send(decided, northvale, 1)
    assert (product.number, product.reference[:4]) == (1, "PRD-")
    with acting_as(northvale.school):
        (found,) = products_released_to(northvale.school)
        assert [item.text for item in found.items.all()] == ["May go to partners."]
        assert not Referral.objects.exists()
        assert not Item.objects.exists()
        assert not found.agencies.exists(), "nor who else was sent it"
    for other in [northvale.police, northvale.health]:
        with acting_as(other):
            assert not products_released_to(other).exists()
            assert not ProductItem.objects.exists()


def test_each_agency_gets_a_message_with_the_products_reference(northvale, decided, acting):
    product = send(decided, northvale, 1, agencies=("education", "housing"))
    with acting_as_system():
        told = OutboxMessage.objects.filter(template="product_released")
        assert {(m.to, m.context["reference"]) for m in told} == {
            ("education@northvale.example", product.reference),
            ("housing@northvale.example", product.reference),
        }


def test_a_product_says_for_ever_what_was_sent(northvale, decided, acting):
    product = send(decided, northvale, 1)
    with acting_as(northvale.police):
        item = Item.objects.get(position=1)
        change_handling(item, handling=codes.ItemHandling.EXISTENCE_ONLY, ask_whom="the inspector", by=northvale.police)
    assert [copy.text for copy in product.items.all()] == ["May go to partners."]
    with pytest.raises(Refusal, match="no longer does"):
        send(decided, northvale, 1)
    assert send(decided, northvale).number == 2


def test_a_product_needs_a_signed_decision_an_agency_and_a_summary(northvale, case, decided, acting):
    from tests.referrals.decisions.stories import triaged

    with pytest.raises(MoveNotAllowed, match="Sign a decision"):
        send(triaged(northvale), northvale)
    for change, field in [
        ({"agencies": ()}, "agencies"),
        ({"summary": " "}, "summary"),
        ({"audience": "none"}, "audience"),
    ]:
        with pytest.raises(Refusal) as told:
            send(decided, northvale, **change)
        assert told.value.field == field


def test_another_hubs_agency_is_refused(northvale, southmere, decided, acting):
    with pytest.raises(Refusal):
        release(
            decided,
            audience="partners",
            agencies=[southmere.agencies["police"]],
            items=[],
            summary="An assessment starts.",
            by=acting,
        )
