"""Asking agencies in three pages: choose them, write the requests, then preview and send."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list

from agencies import roles
from agencies.models import Agency
from agencies.organisations.answerers import without_answerers
from mash.form_submission import submit_form
from mash.guards import posted
from referrals import events
from referrals.access.pages import case_page, sent_in
from referrals.codes import lists
from referrals.codes.offering import offered
from referrals.drafts.case_drafts import draft_of, forget, keep
from referrals.drafts.form_data import as_data, typed_in
from referrals.information_requests.asking import actions, updates
from referrals.information_requests.asking.cautions import TAKEN_OFF
from referrals.information_requests.asking.copies import draw_up
from referrals.information_requests.asking.forms import ChooseForm, PreviewForm, Round, TellMoreForm
from referrals.information_requests.asking.suggestions import asked_already, suggested_kinds
from referrals.models import InformationRequest, Referral
from referrals.overview.next_steps import STEPS
from referrals.pages import submit_case_form
from referrals.people.secret_homes import secrets_of
from referrals.timing.request_state import request_states
from referrals.workflow import why_not

ASKING = "asking"
ALREADY = "No request waits to be sent: yours were already sent, and nothing was sent now. You can see how they stand."
LEFT = "What you have written is kept for you alone, and nothing is sent. Choose “Ask agencies” to go on."
TEMPLATES = "referrals/information_requests/"
BUTTONS = LATER, CHOOSE = "later", "choose"  # beside Preview; each saves what is typed


@case_page(roles.REQUEST_INFORMATION)
def request_information(request: HttpRequest, referral: Referral) -> HttpResponse:
    """Choose the agencies; the choice is saved in the writer's draft."""
    agencies, now = _agencies(referral), timezone.now()
    typed = _typed(request, referral) or QueryDict(mutable=True)
    form = ChooseForm(
        posted(request),
        agencies=agencies,
        notes=_notes(referral, agencies, now),
        chosen=[agency.pk for agency in agencies if str(agency.pk) in typed.getlist("agency")],
    )
    if request.method == "POST" and form.is_valid():
        typed.setlist("agency", form.chosen)
        keep(referral, page=ASKING, data=typed, by=request.user)
        return redirect("referrals:write_requests", referral.reference)
    page = {"form": form, "states": request_states(referral, now), "page_title": STEPS["request_information"].words}
    return _page(request, "request_information", referral, page)


@case_page(roles.REQUEST_INFORMATION)
def write_requests(request: HttpRequest, referral: Referral) -> HttpResponse:
    """Write the requests. Every button saves what is typed first."""
    data = posted(request) or _typed(request, referral)
    round_ = Round(referral, _agencies(referral), data, check=request.method == "POST")
    if not round_.forms:
        return _nothing_to_write(request, referral, data)
    if request.method == "POST":
        keep(referral, page=ASKING, data=data, by=request.user, buttons=BUTTONS)
        if LATER in data:
            messages.success(request, LEFT)
            return redirect("referrals:case", referral.reference)
        if CHOOSE in data:
            return redirect("referrals:request_information", referral.reference)
        if round_.is_valid():
            return redirect("referrals:preview_requests", referral.reference)
    page = {"form": round_, "page_title": "What to ask each agency"}
    return _page(request, "write_requests", referral, page)


@case_page(roles.REQUEST_INFORMATION, event=events.REQUEST_PREVIEWED)
def preview_requests(request: HttpRequest, referral: Referral) -> HttpResponse:
    """Show exactly what each agency will see, and send it."""
    data = posted(request)
    typed = QueryDict(data["typed"]) if data and data.get("typed") else _typed(request, referral)
    round_ = Round(referral, _agencies(referral), typed)
    if not round_.forms:
        return _nothing_to_write(request, referral, typed)
    if request.method == "POST":
        keep(referral, page=ASKING, data=typed, by=request.user)
    if not round_.is_valid():
        return redirect("referrals:write_requests", referral.reference)
    form = _preview_form(data, referral, typed, count=len(round_.forms))

    def send(*, by, seen: int) -> list[InformationRequest]:
        sent = actions.send_requests(referral, asks=round_.asks(), by=by, seen=seen)
        # Only after sending succeeded: a refusal leaves the draft in place.
        forget(referral, page=ASKING, by=by)
        return sent

    done = submit_form(request, form, send, message=_sent_words, then=_address_of_requests(referral))
    if done:
        return done
    page = {"form": form, "copies": _copies(referral, round_, request.user), "page_title": "Check and send"}
    return _page(request, "preview_requests", referral, page)


@case_page(roles.REQUEST_INFORMATION)
def tell_more(request: HttpRequest, referral: Referral, number: str) -> HttpResponse:
    """Show what an agency was told of its people and what is known now, and tell it."""
    asked = sent_in(referral, number)
    form = TellMoreForm(posted(request), referral=referral, asked=asked)
    words = "The agency is told, and written to that there is something new."
    done = submit_case_form(request, referral, form, updates.tell_more, words)
    news = updates.news_for(asked, secrets_of(referral), asked.updates.all())
    page = {"form": form, "asked": asked, "news": news, "page_title": f"Tell {asked.agency.name} what is known now"}
    frame = {"referral": referral, "caption": referral.reference}
    return done or render(request, f"{TEMPLATES}tell_more.html", {**frame, **page})


def _nothing_to_write(request: HttpRequest, referral: Referral, typed: QueryDict | None) -> HttpResponse:
    """Redirect when no request is being written: already sent, or no agency chosen that may be asked."""
    # A page sent a second time names its agencies; one that is no longer asked got no request.
    chosen = set(typed.getlist("agency")) if typed else set()
    asked = {str(pk) for pk in referral.requests.filter(sent_by=request.user).values_list("agency", flat=True)}
    if not asked or chosen - asked:
        return redirect("referrals:request_information", referral.reference)
    messages.info(request, ALREADY)
    return redirect(_address_of_requests(referral))


def _address_of_requests(referral: Referral) -> str:
    return f"{reverse('referrals:case', args=[referral.reference])}#requests"


def _page(request: HttpRequest, name: str, referral: Referral, page: dict) -> HttpResponse:
    frame = {"referral": referral, "caption": referral.reference, "shut": why_not(actions.basis_for_asking, referral)}
    return render(request, f"{TEMPLATES}{name}.html", {**frame, **page})


def _typed(request: HttpRequest, referral: Referral) -> QueryDict | None:
    draft = draft_of(referral, page=ASKING, by=request.user)
    return as_data(draft.typed) if draft else None


def _agencies(referral: Referral) -> list[Agency]:
    return list(referral.hub.agencies.filter(is_active=True))


def _notes(referral: Referral, agencies: Sequence[Agency], now) -> dict[int, str]:
    people = list(referral.people.all())
    suggested = suggested_kinds(referral, people, timezone.localdate(now))
    kinds = dict(offered(lists.AGENCY_KIND, referral.hub))
    notes = {agency.pk: TAKEN_OFF for agency in agencies if agency.kind not in kinds}
    notes |= {
        agency.pk: f"Suggested, {suggested[agency.kind]}"
        for agency in agencies
        if agency.kind in suggested and agency.kind in kinds
    }
    return notes | asked_already(referral, people, now)


def _preview_form(data: QueryDict | None, referral: Referral, typed: QueryDict, *, count: int) -> PreviewForm:
    change = reverse("referrals:write_requests", args=[referral.reference])
    start = {"typed": as_data(typed_in(typed)).urlencode()}
    return PreviewForm(data, referral=referral, initial=start, count=count, secondary_href=change)


def _copies(referral: Referral, round_: Round, by) -> list:
    basis, now = referral.lawful_bases.last(), timezone.now()
    secret = secrets_of(referral)
    return [draw_up(referral, ask, secret=secret, basis=basis, by=by, now=now) for ask in round_.asks()]


def _sent_words(sent: list[InformationRequest]) -> str:
    words = "The request has been sent." if len(sent) == 1 else f"{len(sent)} requests have been sent."
    unread = without_answerers([request.agency for request in sent])
    if not unread:
        return words
    names = get_text_list([agency.name for agency in unread], "and")
    return f"{words} Nobody can answer here for {names} yet: phone them, and ask an administrator to invite somebody."
