"""Who is it? The page that decides about two people, and the list of those nobody decided about yet."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from agencies import roles
from audit.recording import record
from mash import paging
from mash.guards import NotFound, allow, posted
from mash.lists import way_back
from referrals import events
from referrals.access.pages import case_page
from referrals.access.protected import protected_in
from referrals.models import Person, PersonPair, Referral
from referrals.overview.next_steps import STEPS
from referrals.pages import submit_case_form
from referrals.people.ages import birth_or_age
from referrals.people.pairs import mentions_of, visible_pairs
from referrals.people.protected import named_marks
from referrals.people.undecided import undecided_pairs
from referrals.same_people import actions
from referrals.same_people.forms import ProtectForm, WhoIsItForm
from referrals.same_people.side_by_side import side_by_side

A_PAGE = 25
PROTECTED = "The identity is protected: only a governance officer links it with another record."


@case_page(roles.JUDGE_PAIR)
def who_is_it(request: HttpRequest, referral: Referral, pair: UUID) -> HttpResponse:
    """Two people side by side, what speaks for and against, what was decided, and the form that decides."""
    shown = (
        visible_pairs(request.user).filter(Q(first_referral=referral) | Q(second_referral=referral), pk=pair).first()
    )
    if shown is None:
        raise NotFound(referral.reference)
    here, there, other = shown.first, shown.second, shown.second_referral
    if shown.second_referral_id == referral.pk:
        here, there, other = there, here, shown.first_referral
    verdicts = list(shown.verdicts.select_related("by"))
    joined = [(person, _confirmed(person, but=shown, user=request.user)) for person in (here, there)]
    # For the access log.
    request.also_shown = [other.reference, *(reference for _, references in joined for reference in references)]
    form = WhoIsItForm(posted(request), pair=shown, seen=len(verdicts))
    message = "It is saved, and stands in the history of both cases."
    context = {
        "form": form,
        "referral": referral,
        "other": other,
        "pair": shown,
        "here": here,
        "there": there,
        "rows": side_by_side(here, there, timezone.localdate()),
        "verdicts": verdicts,
        "joined": joined,
        "way_back": way_back(request, "referrals:undecided", pair),
        "page_title": "Who is it?",
        "caption": referral.reference,
    }
    done = submit_case_form(request, referral, form, actions.judge, message)
    return done or render(request, "referrals/same_people/who_is_it.html", context)


def _confirmed(person: Person, *, but: PersonPair, user) -> list[str]:
    """Return the references of the other cases in which this person was found to be: they would be joined as well."""
    mentions = mentions_of(person, user=user)
    return [mention.person.referral.reference for mention in mentions if mention.is_confirmed and mention.pair != but]


@case_page(roles.JUDGE_PAIR)
def protect_identity(request: HttpRequest, referral: Referral) -> HttpResponse:
    """Somebody of the case is linked with no other record from now on, but by a governance officer."""
    people = list(referral.people.select_related("referral"))
    form = ProtectForm(posted(request), people=people)
    done = submit_case_form(request, referral, form, actions.protect_identity, PROTECTED)
    marks = named_marks(protected_in(referral), people)
    context = {
        "form": form,
        "referral": referral,
        "caption": referral.reference,
        "page_title": STEPS["protect_identity"].words,
    }
    return done or render(request, "referrals/same_people/protect_identity.html", {**context, "marks": marks})


@dataclass(frozen=True)
class Undecided:
    pair: PersonPair
    first: str
    second: str


@allow(roles.JUDGE_PAIR)
def undecided(request: HttpRequest) -> HttpResponse:
    """Pairs that nobody decided about: those of grave cases first, then those almost certain, then the oldest."""
    page = paging.page_of(undecided_pairs(request.user), request.GET, size=A_PAGE)
    today = timezone.localdate()
    rows = [Undecided(pair, *(_name_and_birth(person, today) for person in (pair.first, pair.second))) for pair in page]
    references = [case.reference for pair in page for case in (pair.first_referral, pair.second_referral)]
    record(events.PAIRS_LISTED, by=request.user, hub=request.user.hub, references=references)
    context = {"page_obj": page, "rows": rows, "page_title": "People to tell apart"}
    return render(request, "referrals/same_people/undecided.html", context)


def _name_and_birth(person: Person, today: date) -> str:
    return ", ".join(filter(None, (person.display_name, birth_or_age(person, today))))
