"""The next steps about a case's decisions that a person may take."""

from django.urls import reverse
from django.utils import timezone

from agencies import roles
from mash.govuk.moments import words
from referrals import codes
from referrals.decisions.closing import told_since_decided
from referrals.decisions.notifying import open_notifications
from referrals.decisions.saved_page import DECIDING
from referrals.decisions.standing import Standings
from referrals.drafts.case_drafts import pages_begun
from referrals.models import Decision, Person, Referral
from referrals.overview.next_steps import CaseState, Step, steps_offered
from referrals.workflow import check_may_draft, why_not

HERE = ("decide", "sign", "second_sign", "notify", "feedback", "close", "release", "correct", "reopen")


def next_steps(referral: Referral, standings: Standings, *, reader) -> list[dict[str, str]]:
    """Return a task list of the steps this person may take now, with the status of each."""
    state = CaseState(
        referral,
        newest_decisions=tuple(standing.newest for standing in standings.all if standing.newest),
        any_undecided=bool(standings.undecided),
        any_in_force=bool(standings.in_force),
        referrer_told=told_since_decided(referral) is not None,
        notifications=tuple(open_notifications(referral, standings)),
    )
    steps = [step for step in steps_offered(state, reader) if step.name in HERE]
    begun = pages_begun(referral, by=reader) & set(DECIDING)
    rows = [_row(referral, step.name, step.words, _status(step, state, standings, begun)) for step in steps]
    if begun and not standings.undecided and _may_draft(referral, reader):
        # A colleague drafted first: what this person had begun to write stays available.
        rows.insert(0, _row(referral, "decide", "See what you had begun to write", "Drafted by a colleague since"))
    return rows


def _may_draft(referral: Referral, reader) -> bool:
    return reader.has_perm(roles.DRAFT_DECISION) and why_not(check_may_draft, referral) is None


def _row(referral: Referral, page: str, title: str, status: str) -> dict[str, str]:
    href = reverse(f"referrals:{page}", args=[referral.reference])
    return {"title": title, "href": href, "status": status, "colour": "blue"}


def _status(step: Step, state: CaseState, standings: Standings, begun: set[str]) -> str:
    match step.name:
        case "decide":
            return "In progress" if begun else _people(len(standings.undecided))
        case "sign":
            return _people(len(standings.waiting(Decision.State.DRAFT)))
        case "second_sign":
            return _people(len(standings.waiting(Decision.State.SECOND_SIGNATURE)))
        case "notify":
            first = state.notifications[0]
            return f"{'Overdue since' if first.due_on < timezone.localdate() else 'Due by'} {words(first.due_on)}"
        case "feedback":
            return "To do"
        case "close":
            return "If nothing changes" if state.is_reopened else "To do"
    return "If needed"


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


def asked_agencies(referral: Referral) -> list:
    """Return the agencies that were asked, by name."""
    seen = {request.agency_id: request.agency for request in referral.requests.select_related("agency")}
    return sorted(seen.values(), key=lambda agency: agency.name)


def to_decide_on(people: list[Person], *, adults: bool) -> list[Person]:
    """Return the adults or the children: law and outcomes differ between them."""
    return [person for person in people if (person.kind == codes.PersonKind.ADULT) == adults]
