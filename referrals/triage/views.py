"""Pages of the work queue and of triage."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies import roles
from audit.recording import record
from mash.govuk.forms import CaseForm
from mash.guards import allow, posted
from mash.refusals import RuleViolation
from referrals import events
from referrals.access.pages import case_page
from referrals.codes import Status
from referrals.models import LawfulBasis, Referral
from referrals.pages import SearchForm, search_on, words_searched
from referrals.people.matching import other_referrals
from referrals.timing.pauses import why_not_pausable
from referrals.triage import actions, allocation, forms, pausing
from referrals.triage import lawful_basis as basis
from referrals.triage.facts import facts_of
from referrals.triage.pause_forms import PauseForm, ResumeForm
from referrals.triage.people import name_and_age
from referrals.triage.queue import Queue
from referrals.triage.recommendations import latest_recommendation
from referrals.triage.ways import Way
from referrals.workflow import BEFORE_DECISION, MOVES

SEARCH = "queue-search"
# The stages at which a page has something to do; the actions hold to it whatever a page offers.
OPEN_AT = {
    "triage": [Status.RECEIVED],
    "recommend": [Status.RECEIVED],
    "rate": actions.RATED_STAGES,
    "lawful_basis": BEFORE_DECISION,
    "authorise": BEFORE_DECISION,
    "return_referral": MOVES["return to referrer"][0],
    "receive_again": MOVES["receive again"][0],
    "transfer": MOVES["transfer"][0],
}


@allow(roles.VIEW_QUEUE)
def queue(request: HttpRequest) -> HttpResponse:
    words = words_searched(request, SEARCH)
    form = SearchForm(request.POST or None, initial={"words": words})
    if request.method == "POST" and form.is_valid():
        return search_on(request, SEARCH, form)
    found = Queue(request.user, request.GET, now=timezone.now(), search=words)
    record(events.QUEUE_LISTED, by=request.user, hub=request.user.hub, **found.noted)
    context = {"queue": found, "search": form, "form": form, "page_title": "Work queue"}
    return render(request, "referrals/triage/queue.html", context)


@case_page(roles.CLAIM)
def claim(request: HttpRequest, referral: Referral) -> HttpResponse:
    if request.method != "POST":  # after a sign-in that ran out the browser comes back by GET
        return redirect("referrals:case", referral.reference)
    try:
        allocation.claim(referral, by=request.user)
        messages.success(request, f"{referral.reference} is now yours.")
    except RuleViolation as refusal:
        messages.error(request, refusal.words)
    return redirect("referrals:case", referral.reference)


@case_page(roles.ALLOCATE)
def allocate(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = forms.AllocateForm(posted(request), referral=referral)
    done = _answered(request, form, allocation.allocate, "The case is allocated.", facts=form.facts)
    return done or _page(request, "allocate", form, "Allocate the case", worker=referral.allocated_to)


@case_page(roles.CLAIM)
def hand_back(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = forms.HandBackForm(posted(request), referral=referral)
    done = _answered(request, form, allocation.hand_back, "The case is back with the team.")
    return done or _page(request, "hand_back", form, "Hand back to the team", worker=referral.allocated_to)


@case_page(roles.TRIAGE)
def triage(request: HttpRequest, referral: Referral) -> HttpResponse:
    recommendation = latest_recommendation(referral)
    form = forms.TriageForm(posted(request), referral=referral, recommendation=recommendation)
    then = "lawful_basis" if request.POST.get("way") == Way.PARTNERS else "decide"
    done = _answered(request, form, actions.triage, "Triage is recorded.", then=then)
    return done or _page(request, "triage", form, "Triage", recommendation=recommendation, **_beside(request, referral))


@case_page(roles.RECOMMEND)
def recommend(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = forms.RecommendForm(posted(request), referral=referral)
    done = _answered(request, form, actions.recommend, "Your recommendation is with the managers.")
    return done or _page(request, "recommend", form, "Recommend at triage", **_beside(request, referral))


@case_page(roles.TRIAGE)
def rate(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = forms.RateForm(posted(request), referral=referral)
    done = _answered(request, form, actions.rate, "The rating is changed.")
    return done or _page(request, "rate", form, "Change the rating", ratings=_ratings(referral))


@case_page(roles.RECORD_BASIS)
def lawful_basis(request: HttpRequest, referral: Referral) -> HttpResponse:
    latest = referral.lawful_bases.select_related("by", "authorised_by").last()
    form = forms.LawfulBasisForm(posted(request), referral=referral, user=request.user, latest=latest)
    done = _answered(request, form, basis.record_basis, "The lawful basis is recorded.", then=_asking_next(request))
    return done or _page(request, "lawful_basis", form, "Lawful basis for asking", latest=latest)


@case_page(roles.AUTHORISE_NOT_TELLING)
def authorise(request: HttpRequest, referral: Referral) -> HttpResponse:
    latest = referral.lawful_bases.select_related("by", "authorised_by").last()
    form = forms.AuthoriseForm(posted(request), referral=referral)
    if not form.is_bound and (latest is None or latest.permits_asking):
        messages.info(request, "No lawful basis waits to be authorised.")
        return redirect("referrals:lawful_basis", referral.reference)
    done = _answered(
        request, form, basis.authorise, "Asking before they know is authorised.", then=_asking_next(request)
    )
    return done or _page(request, "authorise", form, "Authorise asking before they know", latest=latest)


def _asking_next(request: HttpRequest) -> Callable[[LawfulBasis], str]:
    """On to asking the agencies, for who may, once it may be done."""
    may = request.user.has_perm(roles.REQUEST_INFORMATION)
    return lambda recorded: "request_information" if may and recorded.permits_asking else "case"


@case_page(roles.TRIAGE)
def return_referral(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = forms.ReturnForm(posted(request), referral=referral)
    done = _answered(request, form, actions.return_referral, "The referral is returned.")
    return done or _page(request, "return_referral", form, "Return to the referrer")


@case_page(roles.KEY_REFERRAL)
def receive_again(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = forms.ReceiveAgainForm(posted(request), referral=referral)
    done = _answered(request, form, actions.receive_again, "The referral is received again.")
    returned = referral.moves.filter(to_status=Status.RETURNED).last()
    return done or _page(request, "receive_again", form, "Receive again", returned=returned)


@case_page(roles.TRIAGE)
def transfer(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = forms.TransferForm(posted(request), referral=referral)
    done = _answered(request, form, actions.transfer, "The case is transferred.")
    return done or _page(request, "transfer", form, "Transfer to another area")


@case_page(roles.TRIAGE)
def pause_clock(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = PauseForm(posted(request), referral=referral)
    if not form.is_bound and not form.clocks:
        messages.info(request, why_not_pausable(referral) or "No clock of this case runs that could be paused.")
        return redirect("referrals:case", referral.reference)
    done = _answered(request, form, pausing.pause_clocks, "The clock is paused.")
    return done or _page(request, "pause_clock", form, "Pause the clock")


@case_page(roles.CLAIM)
def resume_clock(request: HttpRequest, referral: Referral) -> HttpResponse:
    """For the whole team: whoever hears that the wait is over lets the clock run, which is the safe way to err."""
    form = ResumeForm(posted(request), referral=referral)
    if not form.is_bound and not form.pauses_standing:
        messages.info(request, "No clock of this case is paused.")
        return redirect("referrals:case", referral.reference)
    done = _answered(request, form, pausing.resume_clocks, "The clock runs again.")
    return done or _page(request, "resume_clock", form, "End the pause")


def _answered(
    request: HttpRequest,
    form: CaseForm,
    action: Callable,
    said: str,
    *,
    facts: Callable | None = None,
    then: str | Callable[..., str] = "case",
) -> HttpResponse | None:
    """Do what the form asks and go on; None where the page is to be shown, perhaps with the rule that said no.

    `then` names the page that comes next, or says it of what the action gave.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        done = action(form.referral, by=request.user, **(facts() if facts else form.cleaned_data))
    except RuleViolation as refusal:
        form.refuse(refusal)
        return None
    messages.success(request, said)
    return redirect(f"referrals:{then if isinstance(then, str) else then(done)}", form.referral.reference)


def _page(request: HttpRequest, template: str, form: CaseForm, title: str, **more) -> HttpResponse:
    referral = form.referral
    if not form.is_bound and referral.status not in OPEN_AT.get(template, Status.values):
        messages.info(request, f"This case is “{referral.get_status_display()}”, so that page is not for it now.")
        return redirect("referrals:case", referral.reference)
    context = {"form": form, "referral": referral, "page_title": title, "caption": referral.reference, **more}
    return render(request, f"referrals/triage/{template}.html", context)


def _beside(request: HttpRequest, referral: Referral) -> dict:
    """What a decision at triage is made on: the referral, and what came before about the same people."""
    now = timezone.now()
    today = timezone.localdate(now)
    people = list(referral.people.all())
    others = other_referrals(request.user, referral, [person for person in people if person.is_subject])
    request.also_shown = [other.referral.reference for other in others]
    return {
        "facts": facts_of(referral, people, now=now),
        "earlier": [(other, [name_and_age(person, today) for person in other.about]) for other in others],
        "earlier_in_a_year": sum(other.within_a_year for other in others),
        "ratings": _ratings(referral),
    }


def _ratings(referral: Referral) -> list[dict]:
    return [
        {
            "title": "Recommended" if given.is_recommendation else given.get_stage_display(),
            "by": given.by.name if given.by else "",
            "when": given.at,
            "rating": given.level,
            "body": given.reason,
        }
        for given in referral.ratings.select_related("by").order_by("-at", "-id")
    ]
