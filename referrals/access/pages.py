"""View decorators that load the record a page is about, or answer 404 as if it did not exist."""

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
from referrals.access.carried import lost_by_carrying
from referrals.access.visible import (
    VIEW,
    actions_given_to,
    on_team,
    products_released_to,
    requests_put_to,
    visible_referrals,
)
from referrals.models import InformationRequest, Referral, ReferralUserGrant
from referrals.models.identifiers import as_written


def case_page(permission: str, *, event: EventKind = events.CASE_OPENED) -> Callable:
    """Decorate a view of one case: view(request, referral, …). Its URL carries `reference`.

    A view that also shows words of other cases sets `request.also_shown` to their references, so
    that the access log names them.
    """
    return _door(permission, event, _cases, ("hub", "allocated_to"))


def request_page(permission: str, *, event: EventKind = events.REQUEST_OPENED) -> Callable:
    """Decorate a view of a request to the user's agency: view(request, information_request)."""
    return _door(permission, event, requests_put_to, ("agency", "hub", "sent_by"))


def action_page(permission: str, *, event: EventKind = events.ACTION_OPENED) -> Callable:
    """Decorate a view of what the user's agency is to do: view(request, action)."""
    return _door(permission, event, actions_given_to, ("agency", "hub", "closed_by"))


def product_page(permission: str, *, event: EventKind = events.PRODUCT_OPENED) -> Callable:
    """Decorate a view of one product released to the user's agency: view(request, product, …)."""
    return _door(permission, event, products_released_to, ("hub",))


def sent_in(referral: Referral, number: str) -> InformationRequest:
    """Return the request of a case that has this reference. Raises NotFound."""
    requests = referral.requests.select_related("agency", "hub", "sent_by")
    asked = requests.filter(reference=as_written(number.replace("\x00", ""))).first()
    if asked is None:
        raise NotFound(referral.reference)
    return asked


def _cases(user) -> QuerySet[Referral]:
    """Return the visible cases, each annotated with the user's own grants for `reading_of`."""
    own = ReferralUserGrant.objects.filter(
        content_object=OuterRef("pk"), user=user, permission=VIEW, expires_at__gt=Now()
    ).order_by("-expires_at", "-pk")
    grant = JSONObject(kind="kind", until="expires_at")
    # A subquery, so that the case and the grants come in one query: every page of a case runs it.
    return visible_referrals(user).annotate(own_grants=ArraySubquery(own.values_list(grant)))


def reading_of(user, referral: Referral) -> grounds.Reading | None:
    """Return the ground on which the user may only read the case, or None if they work on it.

    The rule is that of the database function `mash_works_on`. An emergency opening is named before
    a visit, since it is the one the user must justify.
    """
    if referral.hub_id != user.hub_id or not on_team(user):
        return grounds.Reading(grounds.GROUNDS[codes.GrantKind.TRANSFER], None)
    # Reversed: of several grants of a kind the first in the list, which ends last, is kept.
    until_by_kind = {grant["kind"]: grant["until"] for grant in reversed(referral.own_grants)}
    if not referral.restricted or set(until_by_kind) & set(grounds.WORKING_GRANTS):
        return None
    kinds = (kind for kind in grounds.READING_GRANTS if kind in until_by_kind)
    ground = grounds.GROUNDS[next(kinds, codes.GrantKind.VISIT)]
    until = parse_datetime(until_by_kind[ground.code]) if ground.code in until_by_kind else None
    return grounds.Reading(ground, until)


def _refuse_reader(request: HttpRequest, thing) -> None:
    # Refused here for every view, so that no view has to check it, and again by the policies.
    if request.reading:
        raise Denied(grounds.refusal(request.reading), about=thing)
    if thing.hub_id != getattr(request.user, "hub_id", None):
        raise Denied(grounds.OTHER_HUB, about=thing)


def _door(permission: str, event: EventKind, visible: Callable, related: tuple[str, ...]) -> Callable:
    def mark(view: Callable) -> Callable:
        @wraps(view)
        def opened(request: HttpRequest, reference: str, *args, **kwargs) -> HttpResponse:
            # PostgreSQL refuses a NUL byte in a parameter, which would be a 500 instead of a 404.
            reference = reference.replace("\x00", "")
            thing = visible(request.user).select_related(*related).filter(reference=as_written(reference)).first()
            # A record that is hidden and one that does not exist get the same answer.
            if thing is None:
                # But whoever had to do with a case is told that it was restricted over their head.
                request.lost_by_carrying = visible is _cases and lost_by_carrying(as_written(reference))
                raise NotFound(reference)
            if request.method == "GET" and thing.reference != reference:
                return redirect(request.get_full_path().replace(quote(reference), thing.reference, 1))
            request.about = thing  # base.html marks each sheet of a printed page with its reference and handling
            request.reading = reading_of(request.user, thing) if isinstance(thing, Referral) else None
            if request.method == "POST":
                _refuse_reader(request, thing)
            # The view runs first, so that the line can name other cases that it showed. Both are in
            # one transaction: if the line cannot be written, the page is not shown
            # (docs/decisions/0014).
            response = view(request, thing, *args, **kwargs)
            # A redirect after a POST is a successful action, which writes a line of its own.
            if request.method != "POST" or response.status_code < 300:
                page = request.resolver_match.url_name if request.resolver_match else ""
                beside = {"references": request.also_shown} if getattr(request, "also_shown", None) else {}
                record(event, about=thing, by=request.user, page=page, **beside)
                # Each page of an emergency opening has a line of its own, for its review.
                if request.reading and request.reading.is_emergency:
                    record(events.BREAK_GLASS_PAGE_READ, about=thing, by=request.user, page=page)
            return response

        return allow(permission)(opened)

    return mark
