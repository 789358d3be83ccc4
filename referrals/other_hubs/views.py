"""Asking another hub about somebody of a case, and what other hubs ask this one."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agencies import roles
from audit.recording import record
from mash.form_submission import submit_form
from mash.guards import NotFound, allow, posted
from referrals import events
from referrals.access.other_hubs import asked_by_hubs
from referrals.access.pages import case_page
from referrals.models import Referral
from referrals.other_hubs import actions
from referrals.other_hubs.forms import AnswerHubForm, AskHubForm
from referrals.pages import submit_case_form
from referrals.people.other_hubs import other_hubs

ASKED = "Your question is sent to the duty team of the other hub. The answer will be on this case."
ANSWERED = "Your answer is recorded. Whoever reads their case reads it there."


@case_page(roles.VIEW_CASE)
def ask_hub(request: HttpRequest, referral: Referral, hub: int) -> HttpResponse:
    others = other_hubs(referral, referral.people.all())
    other = next((card for card in others if card.hub == hub and card.names), None)
    if other is None:
        raise NotFound(referral.reference)
    form = AskHubForm(posted(request), hub=hub)
    done = submit_case_form(request, referral, form, actions.ask_hub, ASKED)
    context = {"form": form, "referral": referral, "other": other, "caption": referral.reference}
    return done or render(request, "referrals/other_hubs/ask_hub.html", {**context, "page_title": f"Ask {other.name}"})


@allow(roles.RESTRICT)
def hub_asks(request: HttpRequest) -> HttpResponse:
    """What other hubs of the deployment ask this one, those that wait first."""
    asks = asked_by_hubs()
    references = sorted({reference for ask in asks for reference in ask.references})
    record(events.HUB_ASKS_LISTED, by=request.user, hub=request.user.hub, references=references)
    return render(request, "referrals/other_hubs/hub_asks.html", {"asks": asks, "page_title": "Asked by other hubs"})


@allow(roles.RESTRICT)
def answer_hub(request: HttpRequest, ask: UUID) -> HttpResponse:
    asked = next((row for row in asked_by_hubs() if row.key == ask), None)
    if asked is None:
        raise NotFound(str(ask))
    form = AnswerHubForm(posted(request))
    action = partial(actions.answer_hub, asked)
    done = submit_form(request, form, action, message=ANSWERED, then="referrals:hub_asks")
    if done:
        return done
    record(events.HUB_ASKS_LISTED, by=request.user, hub=request.user.hub, references=asked.references)
    context = {"form": form, "asked": asked, "page_title": f"Answer {asked.from_hub}"}
    return render(request, "referrals/other_hubs/answer_hub.html", context)
