"""Who may see what: wall one. The same rule as the policies of wall two (referrals/access/*.sql), in Python.

The hub's own team sees the hub's referrals that are not restricted; anybody else holds a grant; whoever is barred sees
nothing. An agency sees the requests put to it and the products released to it, never the referral.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from urllib.parse import quote

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import JSONObject, Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_datetime

from agencies import roles
from audit.recording import EventKind, record
from mash.guards import Denied, NotFound, allow
from referrals import codes, events, grounds
from referrals.grants import pieces
from referrals.models import (
    InformationRequest,
    Item,
    ItemBody,
    Product,
    ProductGroupGrant,
    ProductItem,
    Referral,
    ReferralGroupGrant,
    ReferralUserGrant,
    RequestGroupGrant,
)
from referrals.models.identifiers import as_written


class Barred(Func):
    """Is the person acting barred from the record with this key? Only the database knows."""

    template = "%(expressions)s = ANY ((SELECT mash_bars())::uuid[])"
    output_field = BooleanField()


class Permitted(Func):
    """The key of a permission, asked for once in a query."""

    template = "(SELECT mash_perm(%(expressions)s))"
    output_field = IntegerField()


class StillShared(Func):
    """Does its owner still let an item go to the product's readers? They cannot read the item itself to find out."""

    function = "mash_reads_copy"
    output_field = BooleanField()


VIEW = Permitted(Value("view_referral"))


def visible_referrals(user) -> QuerySet[Referral]:
    if not user.is_active:
        return Referral.objects.none()
    now = Now()
    held = Q(
        Exists(
            ReferralUserGrant.objects.filter(
                content_object=OuterRef("pk"), user=user, permission=VIEW, expires_at__gt=now
            )
        )
    ) | Q(
        Exists(
            ReferralGroupGrant.objects.filter(
                content_object=OuterRef("pk"),
                group__in=groups_of(user),
                permission=VIEW,
                expires_at__gt=now,
            )
        )
    )
    # What nearly every row is seen by comes first: the database looks no further.
    seen = Q(hub=user.hub_id, restricted=False) | held if on_team(user) else held
    return Referral.objects.filter(seen).exclude(Barred(F("pk")))


def only_read(user, referrals: Iterable[Referral]) -> set:
    """The keys of those of these cases, all of them visible, that this person reads and does not work on."""
    kept = [referral.pk for referral in referrals if referral.restricted]
    if not kept:
        return set()
    works = ReferralUserGrant.objects.filter(
        content_object__in=kept, user=user, permission=VIEW, kind__in=grounds.WORKING_GRANTS, expires_at__gt=Now()
    )
    return set(kept) - set(works.values_list("content_object", flat=True))


def groups_of(user) -> QuerySet:
    return user.groups.through.objects.filter(user=user).values("group")


def on_team(user) -> bool:
    return any(roles.ROLES[code].team for code in user.role_codes)


def requests_put_to(user) -> QuerySet[InformationRequest]:
    """The requests this person's agency has been sent."""
    if not user.is_active:
        return InformationRequest.objects.none()
    grants = RequestGroupGrant.objects.filter(
        content_object=OuterRef("pk"),
        group__in=groups_of(user),
        permission=Permitted(Value("answer_request")),
        expires_at__gt=Now(),
    )
    return InformationRequest.objects.filter(Exists(grants), agency=user.agency_id).exclude(Barred(F("referral_id")))


def products_released_to(user) -> QuerySet[Product]:
    if not user.is_active:
        return Product.objects.none()
    grants = ProductGroupGrant.objects.filter(
        content_object=OuterRef("pk"),
        group__in=groups_of(user),
        permission=Permitted(Value("read_product")),
        expires_at__gt=Now(),
    )
    return Product.objects.filter(Exists(grants)).exclude(Barred(F("referral_id")))


def readable_items(user, referral: Referral) -> list[Item]:
    """Items of a case that stand, each with `words`: the text, or None where its owner keeps it from this reader, who
    then learns nothing else of it either; and with `earlier`: what it corrects, newest first, each with its own words.

    The one place that applies handling marks for the hub; collation, decision, chronology and product read from here.
    """
    items = list(
        Item.objects.filter(request__referral=referral)
        .select_related("request__agency", "response", "question")
        .order_by(F("occurred_on").asc(nulls_last=True), "request__sent_at", "position")
    )
    by_key = {item.pk: item for item in items}
    standing = [item for item in items if item.withdrawn_at is None]
    for item in standing:
        item.earlier = list(_corrected_by(item, by_key))
    shown = [version for item in standing for version in (item, *item.earlier)]
    words = dict(ItemBody.objects.filter(item__in=shown).values_list("item_id", "text"))
    for item in shown:
        item.words = words.get(item.pk)
        keep_from(user, item)
    return sorted(standing, key=lambda item: item.occurred_on is None)  # what is kept stands where no date places it


def _corrected_by(item: Item, by_key: dict) -> Iterator[Item]:
    while item.replaces_id:
        item = by_key[item.replaces_id]
        yield item


def keep_from(user, item: Item) -> None:
    """Somebody who may not read an item is told that it is there, and not what, when, whom or which question."""
    if not may_read(user, item):
        item.words = None
        item.tell_nothing()


def may_read(user, item: Item) -> bool:
    if item.handling == codes.ItemHandling.HUB_TEAM:
        return True
    return item.handling == codes.ItemHandling.DECISION_MAKER and user.has_perm(roles.READ_DECISION_MAKER_ITEMS)


def pieces_of(product: Product) -> list[ProductItem | None]:
    """The items a product went out with, by number; None in place of what its owner no longer shares so far."""
    copies = ProductItem.objects.filter(StillShared(F("item_id"), F("product_id")), product=product)
    shared = {copy.position: copy for copy in copies}
    return [shared.get(number) for number in range(1, pieces(product) + 1)]


# The door: each opens a page with its record loaded, or answers as if the record did not exist ----------------------


def case_page(permission: str, *, event: EventKind = events.CASE_OPENED) -> Callable:
    """The page is about one case: view(request, referral, …), its URL carries `reference`.

    A view that shows words of other cases beside it says whose: `request.also_shown`, their references.
    """
    return _door(permission, event, _cases, ("hub", "allocated_to"))


def request_page(permission: str, *, event: EventKind = events.REQUEST_OPENED) -> Callable:
    """The page is about one request to this person's agency: view(request, information_request, …)."""
    return _door(permission, event, requests_put_to, ("agency", "hub", "sent_by"))


def product_page(permission: str, *, event: EventKind = events.PRODUCT_OPENED) -> Callable:
    """The page is about one product released to this person's agency: view(request, product, …)."""
    return _door(permission, event, products_released_to, ("hub",))


def _cases(user) -> QuerySet[Referral]:
    """Each with what this person's own grants are, as the door asks them: `reading_of`."""
    own = ReferralUserGrant.objects.filter(
        content_object=OuterRef("pk"), user=user, permission=VIEW, expires_at__gt=Now()
    ).order_by("-expires_at", "-pk")
    held = JSONObject(kind="kind", until="expires_at")
    return visible_referrals(user).annotate(own_grants=ArraySubquery(own.values_list(held)))


def reading_of(user, referral: Referral) -> grounds.Reading | None:
    """On which ground somebody is at a case only to read it, and until when; None where they work on it.

    The same as `mash_works_on` of the database; an emergency is said before a visit.
    """
    if referral.hub_id != user.hub_id or not on_team(user):
        return grounds.Reading(grounds.GROUNDS[codes.GrantKind.TRANSFER], None)
    held = {grant["kind"]: grant["until"] for grant in reversed(referral.own_grants)}
    if not referral.restricted or set(held) & set(grounds.WORKING_GRANTS):
        return None
    ground = grounds.GROUNDS[next((kind for kind in grounds.READING_GRANTS if kind in held), codes.GrantKind.VISIT)]
    until = parse_datetime(held[ground.code]) if ground.code in held else None
    return grounds.Reading(ground, until)


def _refuse_whoever_reads(request: HttpRequest, thing) -> None:
    if request.reading:
        raise Denied(grounds.refusal(request.reading), about=thing)
    if thing.hub_id != getattr(request.user, "hub_id", None):
        raise Denied(grounds.OTHER_HUB, about=thing)


def _door(permission: str, event: EventKind, visible: Callable, related: tuple[str, ...]) -> Callable:
    def mark(view: Callable) -> Callable:
        @wraps(view)
        def opened(request: HttpRequest, reference: str, *args, **kwargs) -> HttpResponse:
            reference = reference.replace("\x00", "")  # PostgreSQL takes no NUL, not even to find nothing
            thing = visible(request.user).select_related(*related).filter(reference=as_written(reference)).first()
            if thing is None:
                raise NotFound(reference)
            if request.method == "GET" and thing.reference != reference:
                return redirect(request.get_full_path().replace(quote(reference), thing.reference, 1))
            request.reading = reading_of(request.user, thing) if isinstance(thing, Referral) else None
            if request.method == "POST":
                _refuse_whoever_reads(request, thing)
            response = view(request, thing, *args, **kwargs)
            if request.method != "POST" or response.status_code < 300:  # an action records itself
                page = request.resolver_match.url_name if request.resolver_match else ""
                beside = {"references": request.also_shown} if getattr(request, "also_shown", None) else {}
                record(event, about=thing, by=request.user, page=page, **beside)
                if request.reading and request.reading.is_emergency:
                    record(events.BREAK_GLASS_PAGE_READ, about=thing, by=request.user, page=page)
            return response

        return allow(permission)(opened)

    return mark
