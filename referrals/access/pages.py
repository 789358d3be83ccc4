"""The doors: each opens a page with its record loaded, or answers as if the record did not exist."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import quote

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject, Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_datetime

from audit.recording import EventKind, record
from mash.guards import Denied, NotFound, allow
from referrals import codes, events
from referrals.access import grounds
from referrals.access.visible import VIEW, on_team, products_released_to, requests_put_to, visible_referrals
from referrals.models import (
    Referral,
    ReferralUserGrant,
)
from referrals.models.identifiers import as_written


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
