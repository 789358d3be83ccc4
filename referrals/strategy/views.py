"""The pages of strategy discussions and actions: for the hub with the case, for an agency its own action alone."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from agencies import roles
from mash.form_submission import submit_form
from mash.guards import NotFound, posted
from referrals.access.pages import action_page, case_page
from referrals.access.visible import requests_put_to
from referrals.models import CaseAction, Referral
from referrals.models.identifiers import as_written
from referrals.overview.next_steps import STEPS
from referrals.pages import submit_case_form
from referrals.strategy import actions
from referrals.strategy.forms import ActionForm, CloseActionForm, DiscussionForm

TEMPLATES = "referrals/strategy/"
RECORDED = "The discussion is recorded. Now say who is to do what by when."
CLOSED = "It is recorded, and off the lists."


@case_page(roles.RECORD_FACTS)
def record_discussion(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = DiscussionForm(posted(request), referral=referral)
    done = submit_case_form(request, referral, form, actions.record_discussion, RECORDED, then="give_action")
    return done or _page(request, "record_discussion", referral, STEPS["record_discussion"].words, form=form)


@case_page(roles.RECORD_FACTS)
def correct_discussion(request: HttpRequest, referral: Referral, discussion: UUID) -> HttpResponse:
    """Record anew a discussion of which a record is wrong; the earlier one stays in the history."""
    earlier = referral.discussions.filter(pk=discussion).first()
    if earlier is None:
        raise NotFound(referral.reference)
    form = DiscussionForm(posted(request), referral=referral, earlier=earlier)
    action = partial(actions.record_discussion, replaces=earlier)
    done = submit_case_form(request, referral, form, action, "The corrected record is saved beside the earlier one.")
    return done or _page(request, "record_discussion", referral, "Correct a strategy discussion", form=form)


@case_page(roles.RECORD_FACTS)
def give_action(request: HttpRequest, referral: Referral) -> HttpResponse:
    """Give somebody something to do; it is of the newest discussion unless it is said to be of another or none."""
    newest = referral.discussions.filter(replaced_by=None).last()
    initial = {"discussion": str(newest.pk)} if newest else {}
    form = ActionForm(posted(request), referral=referral, initial=initial)
    words = "They are given it, and written to that there is something."
    done = submit_case_form(request, referral, form, actions.give_action, words)
    return done or _page(request, "give_action", referral, STEPS["give_action"].words, form=form)


@case_page(roles.RECORD_FACTS)
def close_action(request: HttpRequest, referral: Referral, action: str) -> HttpResponse:
    actions_here = referral.actions.select_related("owner", "agency", "by", "closed_by")
    chosen = actions_here.filter(reference=as_written(action.replace("\x00", ""))).first()
    if chosen is None:
        raise NotFound(referral.reference)
    if request.method == "GET" and chosen.is_closed:
        return redirect("referrals:case", referral.reference)
    form = CloseActionForm(posted(request))
    then = reverse("referrals:case", args=[referral.reference])
    done = submit_form(request, form, partial(actions.close_action, chosen), message=CLOSED, then=then)
    return done or _page(request, "close_action", referral, "Done or not done", form=form, action=chosen)


@action_page(roles.ANSWER_REQUEST)
def agency_action(request: HttpRequest, action: CaseAction) -> HttpResponse:
    """Show an agency what it is to do, and nothing else of the case but the request that it was asked by."""
    form = CloseActionForm(posted(request))
    closing = partial(actions.close_action, action)
    done = submit_form(request, form, closing, message="The hub sees what you recorded.", then="referrals:inbox")
    asked = requests_put_to(request.user).filter(referral=action.referral_id).order_by("-sent_at").first()
    context = {"action": action, "asked": asked, "form": form, "caption": action.reference}
    return done or render(request, f"{TEMPLATES}agency_action.html", {**context, "page_title": "For your agency to do"})


def _page(request: HttpRequest, name: str, referral: Referral, title: str, **more) -> HttpResponse:
    context = {"referral": referral, "page_title": title, "caption": referral.reference, **more}
    return render(request, f"{TEMPLATES}{name}.html", context)
