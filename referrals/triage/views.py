"""The pages of the work queue and of triage."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies import roles
from audit.recording import record
from mash.form_submission import submit_button
from mash.govuk.forms import CaseForm
from mash.guards import allow, posted
from mash.lists import way_back
from referrals import events
from referrals.access.break_glass import existence_cards
from referrals.access.pages import case_page
from referrals.codes import Status
from referrals.models import LawfulBasis, Referral
from referrals.overview.basis_rows import basis_rows
from referrals.overview.next_steps import STEPS
from referrals.overview.returnable import recommended_level, why_not_returnable
from referrals.pages import search_of, search_on, submit_case_form
from referrals.people.hidden_records import hidden_records
from referrals.people.other_hubs import other_hubs
from referrals.people.other_referrals import other_referrals
from referrals.timing.pauses import why_not_pausable
from referrals.triage import actions, allocation, forms, pausing, returning, returning_forms, telling_forms
from referrals.triage import lawful_basis as basis
from referrals.triage import telling as telling_actions
from referrals.triage.pause_forms import PauseForm, ResumeForm
from referrals.triage.queue import Queue
from referrals.triage.recommendations import latest_recommendation
from referrals.triage.referral_rows import referral_rows
from referrals.triage.ways import Way

SEARCH = "queue-search"


@allow(roles.VIEW_QUEUE)
def queue(request: HttpRequest) -> HttpResponse:
    form, words = search_of(request, SEARCH)
    if request.method == "POST" and form.is_valid():
        return search_on(request, SEARCH, form)
    work_queue = Queue(request.user, request.GET, now=timezone.now(), search=words)
    record(events.QUEUE_LISTED, by=request.user, hub=request.user.hub, **work_queue.noted)
    context = {"queue": work_queue, "search": form, "form": form, "page_title": "Work queue"}
    return render(request, "referrals/triage/queue.html", context)


@case_page(roles.CLAIM)
def claim(request: HttpRequest, referral: Referral) -> HttpResponse:
    message, then = f"{referral.reference} is now yours.", reverse("referrals:case", args=[referral.reference])
    way_back(request, "referrals:queue", referral.reference)
    return submit_button(request, partial(allocation.claim, referral), message=message, then=then)


@case_page(roles.ALLOCATE)
def allocate(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = forms.AllocateForm(posted(request), referral=referral)
    done = submit_case_form(request, referral, form, allocation.allocate, "The case is allocated.")
    return done or _page(request, "allocate", form, worker=referral.allocated_to)


@case_page(roles.CLAIM)
def hand_back(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = forms.HandBackForm(posted(request), referral=referral)
    done = submit_case_form(request, referral, form, allocation.hand_back, "Nobody has the case now.")
    return done or _page(request, "hand_back", form, worker=referral.allocated_to)


@case_page(roles.TRIAGE)
def triage(request: HttpRequest, referral: Referral) -> HttpResponse:
    recommendation = latest_recommendation(referral)
    form = forms.TriageForm(posted(request), referral=referral, recommendation=recommendation)
    then = "lawful_basis" if request.POST.get("way") == Way.PARTNERS else "decide"
    done = submit_case_form(request, referral, form, actions.triage, "Triage is recorded.", then=then)
    recommended = recommendation.rating.level if recommendation else ""
    beside = {**_beside(request, referral), "not_returnable": why_not_returnable(referral, recommended=recommended)}
    return done or _page(request, "triage", form, recommendation=recommendation, **beside)


@case_page(roles.RECOMMEND)
def recommend(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = forms.RecommendForm(posted(request), referral=referral)
    done = submit_case_form(request, referral, form, actions.recommend, "Your recommendation is with the managers.")
    return done or _page(request, "recommend", form, **_beside(request, referral))


@case_page(roles.TRIAGE)
def rate(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = forms.RateForm(posted(request), referral=referral)
    done = submit_case_form(request, referral, form, actions.rate, "The rating is changed.")
    return done or _page(request, "rate", form, ratings=_ratings(referral))


@case_page(roles.RECORD_BASIS)
def lawful_basis(request: HttpRequest, referral: Referral) -> HttpResponse:
    latest = referral.lawful_bases.select_related("by", "authorised_by").last()
    form = forms.LawfulBasisForm(posted(request), referral=referral, latest=latest)
    done = submit_case_form(
        request, referral, form, basis.record_basis, "The lawful basis is recorded.", then=_asking_next(request)
    )
    return done or _page(request, "lawful_basis", form, **_standing(latest))


@case_page(roles.RECORD_BASIS)
def telling(request: HttpRequest, referral: Referral) -> HttpResponse:
    """Record a new lawful basis on the day by which those who did not know are told."""
    latest = referral.lawful_bases.select_related("by", "authorised_by").last()
    form = forms.LawfulBasisForm(posted(request), referral=referral, latest=latest)
    if not form.is_bound and referral.tell_by is None:
        messages.info(request, "Nobody waits to be told that agencies are asked.")
        return redirect("referrals:case", referral.reference)
    done = submit_case_form(request, referral, form, basis.record_basis, "The lawful basis is recorded.")
    return done or _page(request, "telling", form, **_standing(latest))


@case_page(roles.RECORD_BASIS)
def telling_done(request: HttpRequest, referral: Referral) -> HttpResponse:
    """Record that people were told, before or after the decision."""
    form = telling_forms.ToldForm(posted(request), referral=referral)
    message = "It is recorded that they were told."
    done = submit_case_form(request, referral, form, telling_actions.record_told, message)
    return done or _nobody_waits(request, form) or _page(request, "told", form)


@case_page(roles.AUTHORISE_NOT_TELLING)
def never_told(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = telling_forms.NeverToldForm(posted(request), referral=referral)
    message = "It is recorded that they will never be told."
    done = submit_case_form(request, referral, form, telling_actions.record_never_told, message)
    return done or _nobody_waits(request, form) or _page(request, "never_told", form)


def _nobody_waits(request: HttpRequest, form: CaseForm) -> HttpResponse | None:
    # A POST goes to the action, which explains what has changed.
    if form.is_bound or form.untold:
        return None
    messages.info(request, "Nobody waits to be told that agencies are asked.")
    return redirect("referrals:case", form.referral.reference)


@case_page(roles.AUTHORISE_NOT_TELLING)
def authorise(request: HttpRequest, referral: Referral) -> HttpResponse:
    latest = referral.lawful_bases.select_related("by", "authorised_by").last()
    form = forms.AuthoriseForm(posted(request), referral=referral)
    # A POST goes to the action, which explains what has changed.
    if not form.is_bound and (latest is None or latest.permits_asking):
        messages.info(request, "No lawful basis waits to be authorised.")
        return redirect("referrals:lawful_basis", referral.reference)
    done = submit_case_form(
        request, referral, form, basis.authorise, "Asking is authorised.", then=_asking_next(request)
    )
    return done or _page(request, "authorise", form, **_standing(latest))


def _standing(latest: LawfulBasis | None) -> dict:
    """Return the context of a form about the lawful basis: the one recorded now, and its rows."""
    return {"latest": latest, "basis_rows": basis_rows(latest)} if latest else {}


def _asking_next(request: HttpRequest) -> Callable[[LawfulBasis], str]:
    """Return where to go next: to asking agencies, if the basis permits it and this person may."""
    may = request.user.has_perm(roles.REQUEST_INFORMATION)
    return lambda recorded: "request_information" if may and recorded.serves_asking else "case"


@case_page(roles.TRIAGE)
def return_referral(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = returning_forms.ReturnForm(posted(request), referral=referral, by=request.user)
    refusal = why_not_returnable(referral, recommended=recommended_level(referral))
    # A POST goes to the action, which explains what has changed.
    if refusal and not form.is_bound:
        messages.error(request, refusal)
        return redirect("referrals:case", referral.reference)
    done = submit_case_form(request, referral, form, returning.return_referral, "The referral is returned.")
    return done or _page(request, "return_referral", form)


@case_page(roles.KEY_REFERRAL)
def receive_again(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = returning_forms.ReceiveAgainForm(posted(request), referral=referral)
    done = submit_case_form(request, referral, form, returning.receive_again, "The referral is received again.")
    returned = referral.moves.filter(to_status=Status.RETURNED).last()
    return done or _page(request, "receive_again", form, returned=returned)


@case_page(roles.TRANSFER)
def transfer(request: HttpRequest, referral: Referral) -> HttpResponse:
    """Record whether the other council has taken a forwarded case."""
    form = returning_forms.TransferForm(posted(request), referral=referral)
    if not form.is_bound and not referral.is_forwarded:
        messages.info(request, "This case is not forwarded to another council.")
        return redirect("referrals:case", referral.reference)
    done = submit_case_form(request, referral, form, _answered, _answer_words)
    return done or _page(request, "transfer", form)


def _answered(referral: Referral, *, taken: bool, **answers) -> Referral:
    return (returning.transfer if taken else returning.keep)(referral, **answers)


def _answer_words(referral: Referral) -> str:
    return "The case is transferred." if referral.status == Status.TRANSFERRED else "The case stays with this hub."


@case_page(roles.TRIAGE)
def forward(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = returning_forms.ForwardForm(posted(request), referral=referral, by=request.user)
    message = "The case is forwarded. It stays with this hub until the other council confirms that it has it."
    done = submit_case_form(request, referral, form, returning.forward, message)
    return done or _page(request, "forward", form)


@case_page(roles.TRIAGE)
def pause_clock(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = PauseForm(posted(request), referral=referral)
    if not form.is_bound and not form.clocks:
        messages.info(request, why_not_pausable(referral) or "No clock of this case runs that could be paused.")
        return redirect("referrals:case", referral.reference)
    done = submit_case_form(request, referral, form, pausing.pause_clocks, "The clock is paused.")
    return done or _page(request, "pause_clock", form)


@case_page(roles.CLAIM)
def resume_clock(request: HttpRequest, referral: Referral) -> HttpResponse:
    """End a pause. The whole team may: a clock that runs too early is the safer mistake."""
    form = ResumeForm(posted(request), referral=referral)
    if not form.is_bound and not form.pauses_standing:
        messages.info(request, "No clock of this case is paused.")
        return redirect("referrals:case", referral.reference)
    done = submit_case_form(request, referral, form, pausing.resume_clocks, "The clock runs again.")
    return done or _page(request, "resume_clock", form)


def _page(request: HttpRequest, name: str, form: CaseForm, **more) -> HttpResponse:
    referral, step = form.referral, STEPS[name]
    # Only for a GET: after a POST the form explains why it was refused.
    if not form.is_bound and referral.status not in step.stages:
        messages.info(request, f"This case is “{referral.get_status_display()}”, so that page is not for it now.")
        return redirect("referrals:case", referral.reference)
    context = {"form": form, "referral": referral, "page_title": step.words, "caption": referral.reference, **more}
    return render(request, f"referrals/triage/{name}.html", context)


def _beside(request: HttpRequest, referral: Referral) -> dict:
    """Return the context of a triage form: the referral, and others about the same people or at the same address."""
    now = timezone.now()
    people = list(referral.people.all())
    others = other_referrals(referral, people)
    # The access log records the other referrals this page shows.
    request.also_shown = others.references
    return {
        "facts": referral_rows(referral, people, now=now),
        "other_referrals": others,
        "hidden_records": hidden_records(existence_cards(referral), people, user=request.user),
        "other_hubs": other_hubs(referral, people),
        "ratings": _ratings(referral),
    }


def _ratings(referral: Referral) -> list[dict]:
    return [
        {
            "title": "Recommended" if rating.is_recommendation else rating.get_stage_display(),
            "by": rating.by.name if rating.by else "",
            "when": rating.at,
            "rating": rating.level,
            "body": rating.reason,
        }
        for rating in referral.ratings.select_related("by").order_by("-at", "-id")
    ]
