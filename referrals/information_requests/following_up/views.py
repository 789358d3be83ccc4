"""Pages of a request that was sent: what its agency sees, the messages about it, and what the hub changes."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from agencies import roles
from mash.form_submission import submit_button, submit_form
from mash.guards import posted
from referrals.access.pages import case_page, request_page, sent_in
from referrals.evidence.frozen_records import checked
from referrals.information_requests.asking.updates import told_later
from referrals.information_requests.following_up import changes, forms
from referrals.information_requests.following_up.thread import mark_read, write_message
from referrals.models import InformationRequest, Referral
from referrals.overview.knows_now import stricter_now
from referrals.pages import submit_case_form
from referrals.timing.request_state import request_states

TEMPLATES = "referrals/information_requests/"
SENT = "Your message has been sent."


@case_page(roles.VIEW_CASE)
def sent_request(request: HttpRequest, referral: Referral, number: str) -> HttpResponse:
    """Show a request exactly as its agency sees it, and what came of it."""
    asked = sent_in(referral, number)
    now = timezone.now()
    may_follow_up = not request.reading and request.user.has_perm(roles.REQUEST_INFORMATION)
    messages = list(asked.messages.select_related("by"))
    if may_follow_up:
        mark_read(asked, messages, by_hub=True)
    page = {
        "state": next(state for state in request_states(referral, now) if state.reference == asked.reference),
        "questions": asked.questions.select_related("asked_with"),
        "knows_now": stricter_now(asked),
        "told_later": told_later(asked, asked.updates.all()),
        "changes": asked.changes.select_related("by"),
        "answers": asked.responses.select_related("by").prefetch_related("items"),
        "thread": messages,
        "may_follow_up": may_follow_up,
        "may_collate": request.user.has_perm(roles.COLLATE),
        "frozen_records": checked(asked, about=referral, by=request.user),
        "page_title": f"Request {asked.reference}",
    }
    return _page(request, "sent_request", referral, asked, page)


@case_page(roles.REQUEST_INFORMATION)
def message_agency(request: HttpRequest, referral: Referral, number: str) -> HttpResponse:
    asked = sent_in(referral, number)
    form = forms.MessageToAgencyForm(posted(request))
    action, then = partial(write_message, asked), _address_of(referral, asked)
    done = submit_form(request, form, action, message=SENT, then=then)
    thread = asked.messages.select_related("by")
    page = {"form": form, "thread": thread, "page_title": f"Write to {asked.agency.name}"}
    return done or _page(request, "message_agency", referral, asked, page)


@request_page(roles.ANSWER_REQUEST)
def message_hub(request: HttpRequest, information_request: InformationRequest) -> HttpResponse:
    form = forms.MessageToHubForm(posted(request))
    action = partial(write_message, information_request)
    then = reverse("referrals:request", args=[information_request.reference])
    done = submit_form(request, form, action, message=SENT, then=then)
    page = {
        "form": form,
        "thread": information_request.messages.select_related("by"),
        "information_request": information_request,
        "caption": information_request.reference,
        "page_title": "Write to the hub",
    }
    return done or render(request, f"{TEMPLATES}message_hub.html", page)


@case_page(roles.REQUEST_INFORMATION)
def withdraw_request(request: HttpRequest, referral: Referral, number: str) -> HttpResponse:
    words = "The request is withdrawn, and its agency is told. An answer that crosses it is kept."
    asked = sent_in(referral, number)
    form = forms.WithdrawRequestForm(posted(request), referral=referral, asked=asked)
    title = f"Withdraw the request to {asked.agency.name}"
    return _change(request, referral, asked, form, changes.withdraw_request, words, title)


@case_page(roles.REQUEST_INFORMATION)
def change_due(request: HttpRequest, referral: Referral, number: str) -> HttpResponse:
    words = "When the request is due is changed, and its agency is told."
    asked = sent_in(referral, number)
    start = {"due_at": asked.time_asked_for or asked.due_at}
    form = forms.ChangeDueForm(posted(request), referral=referral, asked=asked, initial=start)
    title = f"Change when {asked.agency.name} is to answer"
    return _change(request, referral, asked, form, changes.change_due, words, title)


@case_page(roles.REQUEST_INFORMATION)
def ask_further(request: HttpRequest, referral: Referral, number: str) -> HttpResponse:
    words = "The agency is asked this too, and told."
    asked = sent_in(referral, number)
    form = forms.AskFurtherForm(posted(request), referral=referral, asked=asked)
    title = f"Ask {asked.agency.name} something more"
    return _change(request, referral, asked, form, changes.ask_further, words, title)


@case_page(roles.REQUEST_INFORMATION)
def chase_now(request: HttpRequest, referral: Referral, number: str) -> HttpResponse:
    asked = sent_in(referral, number)
    action = partial(changes.chase_now, referral, request=asked)
    words = "The agency is reminded now, by e-mail."
    return submit_button(request, action, message=words, then=_address_of(referral, asked))


def _change(
    request: HttpRequest,
    referral: Referral,
    asked: InformationRequest,
    form: forms.ChangeForm,
    action: Callable[..., Any],
    words: str,
    title: str,
) -> HttpResponse:
    done = submit_case_form(request, referral, form, action, words, then="sent_request", about=(asked.reference,))
    return done or _page(request, "change_request", referral, asked, {"form": form, "page_title": title})


def _page(request: HttpRequest, name: str, referral: Referral, asked: InformationRequest, page: dict) -> HttpResponse:
    # `information_request`: as the agency's own pages call it, whose parts these pages share.
    frame = {"referral": referral, "information_request": asked, "caption": f"{referral.reference}, {asked.reference}"}
    return render(request, f"{TEMPLATES}{name}.html", {**frame, **page})


def _address_of(referral: Referral, asked: InformationRequest) -> str:
    return reverse("referrals:sent_request", args=[referral.reference, asked.reference])
