"""Addresses of objects below a record, each with keys that belong to somebody else.

Every address with a second argument stands here or in `SAYS_NOTHING`; test_child_objects.py reads
the list of pages.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from agencies.models import SignIn
from mash.identity import acting_as
from referrals.access import break_glass
from referrals.models import PersonPair, ProtectedIdentity
from tests.database import as_role
from tests.need_to_know.walk.addresses import (
    CHILDREN,
    UNKNOWN_NUMBER,
    UNKNOWN_UUID,
    item_of,
    link_with_the_restricted,
    pair_with_the_restricted,
    patterns,
)
from tests.need_to_know.walk.world import WalkWorld

# The second argument is a constant or a position within the first, so nobody else's exists.
SAYS_NOTHING = {
    "agencies:end_role": "a role's name",
    "agencies:question_set": "a kind of agency and a concern",
    "agencies:password_link": "a secret signed for the person",
    "agencies:forgotten_link": "a secret signed for the person",
    "referrals:at_address": "a position within the case",
    **{
        f"referrals:{way}_{step}": "a page of the draft, or a place in it"
        for way in ("public", "account", "staff")
        for step in ("page", "add", "entry", "remove")
    },
    "referrals:staff_known": "a page of the draft, or a place in it",
}


@dataclass(frozen=True)
class Child:
    """An address below a record.

    `who` may see the record that `parent` names, and `own` below it, if there is one. Each key of
    `foreign` belongs to somebody else.
    """

    page: str
    who: str
    takes: str
    parent: Callable[[WalkWorld], dict]
    foreign: Callable[[WalkWorld], list]
    unknown: object
    own: Callable[[WalkWorld], object] | None = None

    def url(self, world: WalkWorld, key) -> str:
        return reverse(self.page, kwargs={**self.parent(world), self.takes: key})


def case(key: str) -> Callable[[WalkWorld], dict]:
    return lambda world: {"reference": world.cases[key].referral.reference}


def fact_of(key: str) -> Callable[[WalkWorld], dict]:
    return lambda world: {**case(key)(world), "kind": "name"}


def request(key: str, kind: str) -> Callable[[WalkWorld], dict]:
    return lambda world: {"reference": world.cases[key].requests[kind].reference}


def north(*names: str) -> Callable[[WalkWorld], list]:
    return lambda world: [getattr(world.north, name).pk for name in names]


def nothing(world: WalkWorld) -> dict:
    return {}


def _cards_of(name: str) -> Callable[[WalkWorld], list]:
    """Return the card of the only record this user may know of, as seen from another record."""

    def shown(world: WalkWorld) -> list:
        with acting_as(getattr(world.north, name)):
            return [card.card for card in break_glass.existence_cards(world.cases["gathering"].referral)]

    return shown


def _ask(world: WalkWorld):
    return CHILDREN["ask"](world, world.cases["restricted"])


def _identity_of(key: str) -> Callable[[WalkWorld], dict]:
    def parent(world: WalkWorld) -> dict:
        with as_role("mash_owner"):
            return {"pk": ProtectedIdentity.objects.get(hub=getattr(world, key).hub).pk}

    return parent


def _guarded_pair(world: WalkWorld):
    with as_role("mash_owner"):
        return PersonPair.objects.filter(guarded=True).latest("bits").pk


def _flag_of(world: WalkWorld, key: str):
    return CHILDREN["flag"](world, world.cases[key])


def _sign_in_of(name: str) -> Callable[[WalkWorld], int]:
    return lambda world: SignIn.objects.filter(user=getattr(world.north, name)).latest("pk").pk


BELOW: list[Child] = [
    Child(
        "referrals:released", "manager", "product", case("decided"), lambda _: [], "PRD-2345-ZZZZ",
        own=lambda world: world.cases["decided"].product.reference,
    ),
    Child(
        "referrals:released", "manager", "product", case("gathering"),
        lambda world: [world.cases["decided"].product.reference], "PRD-2345-ZZZZ",
    ),
    Child("referrals:amend", "manager", "position", case("gathering"), lambda _: [9], 8, own=lambda _: 1),
    Child(
        "referrals:unshare_case", "manager", "person", case("restricted"),
        lambda world: [*north("social_worker", "expired", "police")(world), world.south.social_worker.pk],
        UNKNOWN_NUMBER, own=lambda world: world.north.named.pk,
    ),
    *(
        Child(page, "social_worker", "card", case(key), _cards_of("screener"), "0" * 20, own=own)
        for page in ("referrals:ask_to_see", "referrals:break_glass_card")
        for key, own in (("gathering", lambda world: _cards_of("social_worker")(world)[0]), ("decided", None))
    ),
    *(
        Child(
            "referrals:who_is_it", "social_worker", "pair", case(key),
            lambda world: [pair_with_the_restricted(world)], UNKNOWN_UUID,
        )
        for key in ("gathering", "decided")
    ),
    Child(
        "referrals:who_is_it", "manager", "pair", case("restricted"), lambda _: [], UNKNOWN_UUID,
        own=pair_with_the_restricted,
    ),
    Child("referrals:case_person", "manager", "position", case("gathering"), lambda _: [9], 8, own=lambda _: 1),
    Child("referrals:record_fact", "manager", "position", fact_of("gathering"), lambda _: [9], 8, own=lambda _: 1),
    Child(
        "referrals:take_over", "manager", "item", case("gathering"), lambda world: [item_of(world.cases["decided"])],
        UNKNOWN_UUID,
    ),
    Child(
        "referrals:take_over", "manager", "item", case("decided"), lambda _: [], UNKNOWN_UUID,
        own=lambda world: item_of(world.cases["decided"]),
    ),
    *(
        Child(
            f"referrals:{page}", "manager", "number", case("gathering"),
            lambda world: [world.cases["decided"].requests["police"].reference], "REQ-2345-ZZZZ",
            own=lambda world: world.cases["gathering"].requests["police"].reference,
        )
        for page in (
            "tell_more", "sent_request", "message_agency", "withdraw_request", "chase_now", "change_due", "ask_further",
        )
    ),
    *(
        Child(
            "referrals:unlink_case", "social_worker", "link", case(key),
            lambda world: [link_with_the_restricted(world)], UNKNOWN_UUID,
        )
        for key in ("gathering", "decided")
    ),
    Child(
        "referrals:unlink_case", "manager", "link", case("restricted"), lambda _: [], UNKNOWN_UUID,
        own=link_with_the_restricted,
    ),
    Child("referrals:answer_ask", "manager", "ask", case("restricted"), lambda _: [], UNKNOWN_UUID, own=_ask),
    Child("referrals:answer_ask", "manager", "ask", case("decided"), lambda world: [_ask(world)], UNKNOWN_UUID),
    Child(
        "referrals:ask_hub", "social_worker", "hub", case("received"), lambda world: [world.north.hub.pk],
        UNKNOWN_NUMBER,
    ),
    Child(
        "referrals:guarded_pair", "governance", "pair", _identity_of("north"),
        lambda world: [pair_with_the_restricted(world)], UNKNOWN_UUID, own=_guarded_pair,
    ),
    Child(
        "referrals:clear_flag", "manager", "flag", case("gathering"), lambda world: [_flag_of(world, "decided")],
        UNKNOWN_UUID, own=lambda world: _flag_of(world, "gathering"),
    ),
    Child(
        "referrals:correct_discussion", "manager", "discussion", case("gathering"),
        lambda world: [world.cases["decided"].discussion.pk], UNKNOWN_UUID,
        own=lambda world: world.cases["gathering"].discussion.pk,
    ),
    Child(
        "referrals:close_action", "manager", "action", case("gathering"),
        lambda world: [world.cases["decided"].action.reference], "ACT-2345-ZZZZ",
        own=lambda world: world.cases["gathering"].action.reference,
    ),
    Child(
        "referrals:item_handling", "police", "number", request("decided", "police"), lambda _: [9], 8, own=lambda _: 1
    ),
    # Below one's own account
    Child(
        "agencies:end_sign_in", "manager", "pk", nothing, lambda world: [_sign_in_of("social_worker")(world)],
        UNKNOWN_NUMBER,
    ),
]  # fmt: skip


def with_a_second_argument() -> Iterator[str]:
    for page, entry in patterns():
        if len(entry.pattern.converters) > 1:
            yield page
