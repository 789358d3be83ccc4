"""Every address of the site, from its URL patterns; a page without arguments here is an error."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from agencies.models import AccountChange, SharingAgreement, SignIn
from audit import search_terms
from audit.models import Event, UnusualAccess
from audit.recording import record
from mash.identity import acting_as, acting_as_system
from referrals.access import break_glass
from referrals.events import QUEUE_LISTED
from referrals.models import (
    Ask,
    Bar,
    BreakGlass,
    CaseLink,
    Flag,
    HubAsk,
    Item,
    PersonPair,
    ProtectedIdentity,
    Restriction,
)
from tests.database import as_role
from tests.need_to_know import oracle
from tests.need_to_know.walk.access import governs, is_to_do, knows_of, puts_to, viewer_of
from tests.need_to_know.walk.people import Walker
from tests.need_to_know.walk.world import WalkWorld

UNKNOWN_UUID = uuid.UUID("01900000-0000-7000-8000-000000000000")
UNKNOWN_NUMBER = 987_654
OF_GOVERNANCE = ("referrals:record_looks", "referrals:record_names")  # about records that its officers may not open
Knows = Callable[[Walker], bool]


@dataclass(frozen=True)
class Address:
    """An address with what the walk needs to judge its answers.

    `about` names the record, for the table, and `identifier` is the part of the address that does.
    `unknown` is the same address for a missing object, and `knows` says who may tell the two apart;
    both are empty where the address hides nothing.
    """

    page: str
    url: str
    about: str = ""
    identifier: str = ""
    unknown: str = ""
    nothing: str = ""
    knows: Knows | None = None


def patterns(resolver=None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{space}{entry.name}", entry
        else:
            yield from patterns(entry, f"{entry.app_name}:" if entry.app_name else space)


def addresses(world: WalkWorld) -> list[Address]:
    every_address: list[Address] = []
    for page, entry in patterns():
        takes = tuple(entry.pattern.converters)
        if not takes:
            every_address.append(Address(page, reverse(page)))
        else:
            every_address += _with_arguments(world, page, takes)
    return every_address


def _with_arguments(world: WalkWorld, page: str, takes: tuple[str, ...]) -> Iterator[Address]:
    name = page.partition(":")[2]
    if name.partition("_")[0] in ("public", "account", "staff") and "draft" in takes:
        return _drafts(world, page, name)
    if (page, takes) in OWN:
        return OWN[page, takes](world, page)
    if "reference" in takes:
        of = {"requests/": _requests, "products/": _products, "actions/": _actions}
        by = next((build for prefix, build in of.items() if entry_is_of(page, prefix)), _cases)
        return by(world, page, takes)
    raise LookupError(f"Say in tests/need_to_know/walk/addresses.py what {page} is asked for: it takes {takes}")


def entry_is_of(page: str, prefix: str) -> bool:
    return any(name == page and str(entry.pattern).startswith(prefix) for name, entry in patterns())


def _known(page: str, about: str, knows: Knows | None, values: dict, nothing: dict) -> Address:
    """Return an address with its unknown twin.

    `values` are the arguments of the address, `nothing` those to replace for the unknown one.
    """
    as_text = {name: str(values[name]) for name in nothing}
    first = next(iter(nothing))
    unknown = reverse(page, kwargs={**values, **nothing})
    return Address(page, reverse(page, kwargs=values), about, as_text[first], unknown, str(nothing[first]), knows)


def _nothing_like(reference: str) -> str:
    """Return an unused reference of the same shape."""
    return reference[:-4] + ("ZZZZ" if not reference.endswith("ZZZZ") else "YYYY")


def _cases(world: WalkWorld, page: str, takes) -> Iterator[Address]:
    for key, fixture in world.cases.items():
        values = {"reference": fixture.referral.reference}
        for name in set(takes) - {"reference"}:
            values[name] = CHILDREN[name](world, fixture)
        nothing = {"reference": _nothing_like(fixture.referral.reference)}
        knows = governs if page in OF_GOVERNANCE else knows_of
        yield _known(page, key, lambda walker, fixture=fixture, knows=knows: knows(walker, fixture), values, nothing)


def _card(world: WalkWorld, fixture) -> str:
    """Return the card by which the screener may ask for the restricted record."""
    with acting_as(world.north.screener):
        return next((card.card for card in break_glass.existence_cards(world.cases["gathering"].referral)), "0" * 20)


def _asked(world: WalkWorld, fixture) -> uuid.UUID:
    with as_role("mash_owner"):
        ask = Ask.objects.filter(referral=fixture.referral).first()
    return ask.pk if ask else UNKNOWN_UUID


def pair_with_the_restricted(world: WalkWorld) -> uuid.UUID:
    """Return the pair of somebody of the case that is asked about with somebody of the restricted one."""
    cases = [world.cases[key].referral.pk for key in ("gathering", "restricted")]
    with as_role("mash_owner"):
        return PersonPair.objects.get(first_referral__in=cases, second_referral__in=cases).pk


def _flag(world: WalkWorld, fixture) -> uuid.UUID:
    with as_role("mash_owner"):
        flag = Flag.objects.filter(referral=fixture.referral, cleared_at=None).first()
    return flag.pk if flag else UNKNOWN_UUID


def item_of(fixture) -> uuid.UUID:
    """Return an item in the answers of a case that its team may read."""
    with as_role("mash_owner"):
        items = Item.objects.filter(request__referral=fixture.referral, handling="hub_team", withdrawn_at=None)
        first = items.order_by("pk").first()
    return first.pk if first else UNKNOWN_UUID


def link_with_the_restricted(world: WalkWorld) -> uuid.UUID:
    """Return the standing link of the case that is asked about with the restricted one."""
    cases = [world.cases[key].referral.pk for key in ("gathering", "restricted")]
    with as_role("mash_owner"):
        return CaseLink.objects.standing().get(first__in=cases, second__in=cases).pk


# The second argument beside the case: a user with access, a person by position, a card, an ask, a link or a flag.
CHILDREN = {
    "position": lambda world, fixture: 1,
    "person": lambda world, fixture: world.north.named.pk,
    "card": _card,
    "ask": _asked,
    "pair": lambda world, fixture: pair_with_the_restricted(world),
    "link": lambda world, fixture: link_with_the_restricted(world),
    "flag": _flag,
    "discussion": lambda world, fixture: fixture.discussion.pk if fixture.discussion else UNKNOWN_UUID,
    "action": lambda world, fixture: fixture.action.reference if fixture.action else "ACT-2345-ZZZZ",
    "kind": lambda world, fixture: "name",
    "number": lambda world, fixture: next((q.reference for q in fixture.requests.values()), "REQ-2345-ZZZZ"),
    "item": lambda world, fixture: item_of(fixture),
    "hub": lambda world, fixture: world.south.hub.pk,
    "product": lambda world, fixture: world.cases["decided"].product.reference,
}


def _requests(world: WalkWorld, page: str, takes) -> Iterator[Address]:
    for key, fixture in world.cases.items():
        for kind, request in fixture.requests.items():
            if key != "decided" and kind != "police":
                continue
            values = {"reference": request.reference, **({"number": 1} if "number" in takes else {})}

            def knows(walker, fixture=fixture, kind=kind):
                return puts_to(viewer_of(walker), fixture, kind)

            yield _known(page, f"{key}, {kind}", knows, values, {"reference": _nothing_like(request.reference)})


def _actions(world: WalkWorld, page: str, takes) -> Iterator[Address]:
    for key, fixture in world.cases.items():
        if fixture.action:
            reference = fixture.action.reference

            def knows(walker, fixture=fixture):
                return is_to_do(viewer_of(walker), fixture)

            yield _known(page, key, knows, {"reference": reference}, {"reference": _nothing_like(reference)})


def _products(world: WalkWorld, page: str, takes) -> Iterator[Address]:
    fixture = world.cases["decided"]

    def knows(walker):
        viewer = viewer_of(walker)
        return any(oracle.is_released_to(viewer, fixture.facts, product) for product in fixture.facts.products)

    reference = fixture.product.reference
    yield _known(page, "decided", knows, {"reference": reference}, {"reference": _nothing_like(reference)})


def _drafts(world: WalkWorld, page: str, name: str) -> Iterator[Address]:
    step = name.partition("_")[2]
    values = {
        "page": {"slug": "what-happened"},
        "add": {"slug": "people", "kind": "child"},
        "entry": {"slug": "people", "number": 1},
        "known": {"slug": "people", "number": 1},
        "remove": {"slug": "people", "number": 1},
    }.get(step, {})
    for key, (draft, facts) in world.drafts.items():

        def knows(walker, facts=facts):
            return oracle.owns_draft(viewer_of(walker), facts)

        yield _known(page, key, knows, {"draft": draft.pk, **values}, {"draft": UNKNOWN_UUID})


# Pages about something of a hub's own ---------------------------------------------------------------------------------


def _of_hub(rows: Callable[[WalkWorld], list], *, more: dict | None = None) -> Callable:
    """Build addresses of rows with a `hub_id`, known to users of that hub with the right role."""

    def build(world: WalkWorld, page: str) -> Iterator[Address]:
        with as_role("mash_owner"):
            matching = list(rows(world))
        for row in matching:
            about = "north" if row.hub_id == world.north.hub.pk else "south"
            nothing = UNKNOWN_UUID if isinstance(row.pk, uuid.UUID) else UNKNOWN_NUMBER

            def knows(walker, hub=row.hub_id):
                return walker.facts is not None and walker.facts.hub == hub

            yield _known(page, about, knows, {"pk": row.pk, **(more or {})}, {"pk": nothing})

    return build


def _of_somebody(values: Callable[[WalkWorld], dict], nothing: dict, about: str = "north") -> Callable:
    """Build an address that holds a secret of one person, and whose page nobody else is shown."""

    def build(world: WalkWorld, page: str) -> Iterator[Address]:
        yield _known(page, about, lambda walker: walker.key in ("social_worker", "auditor"), values(world), nothing)

    return build


def _plain(**values) -> Callable:
    """Build an address whose arguments are words of the product and hide nothing."""

    def build(world: WalkWorld, page: str) -> Iterator[Address]:
        yield Address(page, reverse(page, kwargs={name: give(world) for name, give in values.items()}))

    return build


def _two(model, **where):
    return lambda world: [
        row for cast in (world.north, world.south) for row in model.objects.filter(hub_id=cast.hub.pk, **where)[:1]
    ]


def _line(world: WalkWorld, page: str) -> Iterator[Address]:
    """Yield a line of the access log about a record of each hub."""
    with as_role("mash_owner"):
        for key in ("restricted", "south"):
            fixture = world.cases[key]
            line = Event.objects.filter(reference=fixture.referral.reference).first()

            def knows(walker, hub=fixture.cast.hub.pk):
                return walker.facts is not None and walker.facts.hub == hub

            yield _known(page, key, knows, {"line": line.pk}, {"line": UNKNOWN_UUID})


def _asked_by_a_hub(world: WalkWorld, page: str) -> Iterator[Address]:
    """Yield what the south is asked, which its managers know of who see the record that is meant."""
    meant = world.cases["south"].facts
    with as_role("mash_owner"):
        ask = HubAsk.objects.get(answered_at=None)

    def knows(walker):
        viewer = viewer_of(walker)
        return oracle.decides_for(viewer, meant.hub) and oracle.sees_record(viewer, meant)

    yield _known(page, "south", knows, {"ask": ask.pk}, {"ask": UNKNOWN_UUID})


def _guarded(world: WalkWorld, page: str) -> Iterator[Address]:
    """Yield a pair of a protected identity of the north, which governance of its hub knows of."""
    with as_role("mash_owner"):
        identity = ProtectedIdentity.objects.get(hub=world.north.hub)
        pair = PersonPair.objects.filter(guarded=True).latest("bits")

    def knows(walker):
        viewer = viewer_of(walker)
        return oracle.governs(viewer, world.north.hub.pk)

    yield _known(page, "north", knows, {"pk": identity.pk, "pair": pair.pk}, {"pair": UNKNOWN_UUID})


def _searched(world: WalkWorld, page: str) -> Iterator[Address]:
    """Yield a line of each hub that holds the words of a search."""
    for about, cast in (("north", world.north), ("south", world.south)):
        with acting_as(cast.manager), transaction.atomic():
            line = record(QUEUE_LISTED, by=cast.manager, search=search_terms.protected("somebody"), results=0)

        def knows(walker, hub=cast.hub.pk):
            return oracle.governs(viewer_of(walker), hub)

        yield _known(page, about, knows, {"line": line.pk}, {"line": UNKNOWN_UUID})


def _unusual(world: WalkWorld, page: str) -> Iterator[Address]:
    now = timezone.now()
    for about, cast in (("north", world.north), ("south", world.south)):
        with acting_as_system(), transaction.atomic():
            access = UnusualAccess.objects.create(
                hub_id=cast.hub.pk, by_id=cast.screener.pk, by_name="Somebody", day=now.date(), reason="many",
                lines=50, first_at=now, last_at=now,
            )  # fmt: skip

        def knows(walker, hub=cast.hub.pk):
            return walker.facts is not None and walker.facts.hub == hub

        yield _known(page, about, knows, {"pk": access.pk}, {"pk": UNKNOWN_UUID})


def _people(world: WalkWorld) -> list:
    return [world.north.referrer, world.south.referrer]


def _agencies(world: WalkWorld) -> list:
    return [world.north.agencies["police"], world.south.agencies["police"]]


def _own_sign_in(world: WalkWorld) -> dict:
    return {"pk": SignIn.objects.filter(user=world.north.social_worker).latest("pk").pk}


PERSON_PAGES = ("person", "particulars", "give_role", "suspend", "restore", "move", "change_team", "new_link")
PERSON_PAGES += ("reset_second_factor", "details")
CHANGE_PAGES = ("change", "refuse_change", "withdraw_change")
OWN: dict = {
    **{(f"agencies:{name}", ("pk",)): _of_hub(_people) for name in PERSON_PAGES},
    ("agencies:end_role", ("pk", "role")): _of_hub(_people, more={"role": "referrer"}),
    ("agencies:agency", ("pk",)): _of_hub(_agencies),
    ("agencies:agency_domains", ("pk",)): _of_hub(_agencies),
    **{(f"agencies:{name}", ("pk",)): _of_hub(_two(AccountChange)) for name in CHANGE_PAGES},
    ("agencies:agreement", ("pk",)): _of_hub(_two(SharingAgreement)),
    ("agencies:end_agreement", ("pk",)): _of_hub(_two(SharingAgreement)),
    ("referrals:restriction", ("pk",)): _of_hub(_two(Restriction)),
    **{(f"referrals:{name}", ("pk",)): _of_hub(_two(ProtectedIdentity)) for name in ("identity", "end_identity")},
    ("referrals:guarded_pair", ("pk", "pair")): _guarded,
    ("referrals:answer_hub", ("ask",)): _asked_by_a_hub,
    **{(f"referrals:{name}", ("pk",)): _of_hub(_two(BreakGlass)) for name in ("emergency", "end_emergency")},
    **{(f"referrals:{name}", ("pk",)): _of_hub(_two(Bar)) for name in ("bar", "confirm_bar", "end_bar")},
    ("audit:event", ("line",)): _line,
    ("audit:searched_words", ("line",)): _searched,
    ("audit:unusual_access", ("pk",)): _unusual,
    ("audit:made_export", ("export",)): _plain(export=lambda world: UNKNOWN_UUID),
    ("audit:download", ("export",)): _plain(export=lambda world: UNKNOWN_UUID),
    ("audit:rename_search", ("search",)): _plain(search=lambda world: UNKNOWN_UUID),
    ("audit:delete_search", ("search",)): _plain(search=lambda world: UNKNOWN_UUID),
    ("agencies:end_sign_in", ("pk",)): _of_somebody(_own_sign_in, {"pk": UNKNOWN_NUMBER}),
    ("agencies:remove_second_factor", ("pk",)): _plain(pk=lambda world: UNKNOWN_NUMBER),
    ("agencies:single_sign_on", ("provider",)): _plain(provider=lambda world: "nobody"),
    ("agencies:single_sign_on_return", ("provider",)): _plain(provider=lambda world: "nobody"),
    ("agencies:confirm_elsewhere", ("provider",)): _plain(provider=lambda world: "nobody"),
    ("agencies:forgotten_link", ("person", "token")): _plain(
        person=lambda world: world.north.manager.pk, token=lambda world: "guessed"
    ),
    ("agencies:password_link", ("person", "token")): _plain(
        person=lambda world: world.north.manager.pk, token=lambda world: "guessed"
    ),
    ("agencies:questions_of_kind", ("kind",)): _plain(kind=lambda world: "police"),
    ("agencies:question_set", ("kind", "concern")): _plain(kind=lambda world: "police", concern=lambda world: "always"),
    ("agencies:code_list", ("key",)): _plain(key=lambda world: "gateway"),
    ("referrals:start_hub", ("hub",)): _plain(hub=lambda world: world.north.hub.slug),
}
