"""The first page of whoever works on cases, and the pages of a flag."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies import roles
from audit.recording import record
from mash.guards import allow, posted
from referrals import events
from referrals.access.pages import case_page
from referrals.models import Referral
from referrals.overview.next_steps import STEPS
from referrals.pages import submit_case_form
from referrals.working_day import actions
from referrals.working_day.forms import ClearFlagForm, FlagForm
from referrals.working_day.listing import NeedsList

CLEARING = "Record what was done about a flag"
TEMPLATES = "referrals/working_day/"


@allow(roles.CLAIM)
def needs(request: HttpRequest) -> HttpResponse:
    listing = NeedsList(request.user, now=timezone.now())
    record(events.NEEDS_LISTED, by=request.user, hub=request.user.hub, references=listing.references)
    return render(request, f"{TEMPLATES}needs.html", {"needs": listing, "page_title": "What needs you now"})


@case_page(roles.ADD_NOTE)
def flag(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = FlagForm(posted(request))
    done = submit_case_form(request, referral, form, actions.raise_flag, "The case is flagged.")
    return done or _page(request, "flag", referral, STEPS["flag"].words, form=form)


@case_page(roles.RECOMMEND)
def clear_flag(request: HttpRequest, referral: Referral, flag: UUID) -> HttpResponse:
    raised = referral.flags.select_related("by", "cleared_by").filter(pk=flag).first()
    if raised is None or (request.method == "GET" and raised.is_cleared):
        return redirect("referrals:case", referral.reference)
    form = ClearFlagForm(posted(request), referral=referral)
    message = "What was done is recorded, and the flag is off the list."
    done = submit_case_form(request, referral, form, partial(actions.clear_flag, flag=flag), message)
    return done or _page(request, "clear_flag", referral, CLEARING, form=form, raised=raised)


def _page(request: HttpRequest, name: str, referral: Referral, title: str, **more) -> HttpResponse:
    context = {"referral": referral, "page_title": title, "caption": referral.reference, **more}
    return render(request, f"{TEMPLATES}{name}.html", context)
