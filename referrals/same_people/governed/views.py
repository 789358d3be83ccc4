"""Protected identities on the governance desk: by reference and number, and in reasons without a name."""

from functools import partial
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from agencies import roles
from audit.recording import record
from mash import paging
from mash.form_submission import submit_form
from mash.guards import NotFound, allow, posted
from mash.lists import way_back
from referrals import events
from referrals.access.protected import guarded_pairs
from referrals.models import ProtectedIdentity
from referrals.same_people import actions
from referrals.same_people.forms import AddIdentityForm, EndIdentityForm, WhoIsItForm

A_PAGE = 25


@allow(roles.GOVERN)
def identities(request: HttpRequest) -> HttpResponse:
    ended = request.GET.get("show") == "ended"
    page = paging.page_of(identities_of(request.user.hub, ended=ended), request.GET, size=A_PAGE)
    references = [identity.reference for identity in page]
    record(events.IDENTITIES_LISTED, by=request.user, hub=request.user.hub, references=references)
    return _page(request, "identities", "Protected identities", page_obj=page, ended=ended)


@allow(roles.GOVERN)
def add_identity(request: HttpRequest) -> HttpResponse:
    form = AddIdentityForm(posted(request))
    message = "The identity is protected."
    done = submit_form(request, form, actions.protect_by_reference, message=message, then="referrals:identities")
    if done:
        return done
    record(events.IDENTITIES_LISTED, by=request.user, hub=request.user.hub, page="add")
    return _page(request, "add_identity", "Protect somebody’s identity", form=form)


@allow(roles.GOVERN)
def identity(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a protected identity, and the records of whom it may be."""
    identity = _identity(request, pk)
    pairs = guarded_pairs(identity)
    record(events.IDENTITY_OPENED, about=identity, by=request.user, references=[pair.reference for pair in pairs])
    context = {"identity": identity, "pairs": pairs, "way_back": way_back(request, "referrals:identities", identity.pk)}
    return _page(request, "identity", "Protected identity", caption=identity.reference, **context)


@allow(roles.GOVERN)
def end_identity(request: HttpRequest, pk: UUID) -> HttpResponse:
    identity = _identity(request, pk)
    form = EndIdentityForm(posted(request))
    action, message = partial(actions.end_identity, identity), "The protection has ended."
    done = submit_form(request, form, action, message=message, then="referrals:identities")
    if done:
        return done
    record(events.IDENTITY_OPENED, about=identity, by=request.user)
    context = {"identity": identity, "form": form}
    return _page(request, "end_identity", "End this protection", caption=identity.reference, **context)


@allow(roles.GOVERN)
def guarded_pair(request: HttpRequest, pk: UUID, pair: UUID) -> HttpResponse:
    """Decide whether a protected person is somebody of another record, from reasons without a name."""
    identity = _identity(request, pk)
    shown = next((guarded for guarded in guarded_pairs(identity) if guarded.pair == pair), None)
    if shown is None:
        raise NotFound(str(pair))
    form = WhoIsItForm(posted(request), pair=shown, seen=shown.verdicts)
    then = reverse("referrals:identity", args=[identity.pk])
    action = partial(actions.judge_guarded, identity)
    done = submit_form(request, form, action, message="Your decision is saved.", then=then)
    if done:
        return done
    record(events.IDENTITY_OPENED, about=identity, by=request.user, references=[shown.reference])
    context = {"identity": identity, "pair": shown, "form": form}
    return _page(request, "guarded_pair", "Who is it?", caption=identity.reference, **context)


def _identity(request: HttpRequest, pk: UUID) -> ProtectedIdentity:
    identity = ProtectedIdentity.objects.filter(hub=request.user.hub, pk=pk).select_related("by", "ended_by").first()
    if identity is None:
        raise NotFound(str(pk))
    return identity


def identities_of(hub, *, ended: bool) -> QuerySet[ProtectedIdentity]:
    """Return the protected identities that stand, or those of which the protection ended, newest first."""
    rows = ProtectedIdentity.objects.filter(hub=hub, ended_at__isnull=not ended).select_related("by", "ended_by")
    return rows.order_by("-ended_at" if ended else "-at", "pk")


def _page(request: HttpRequest, name: str, title: str, **context) -> HttpResponse:
    return render(request, f"referrals/governance/{name}.html", {"page_title": title, **context})
