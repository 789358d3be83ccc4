"""What can be done next about the decisions of a case, and by this person."""

from collections.abc import Iterator

from django.urls import reverse

from agencies import roles
from referrals import codes
from referrals.codes import Status
from referrals.decisions.closing import told_since_decided
from referrals.decisions.rules import check_may_draft
from referrals.decisions.saved_page import DECIDING
from referrals.decisions.standing import Standings
from referrals.drafts.case_drafts import pages_begun
from referrals.models import Person, Referral
from referrals.workflow import why_not


def next_steps(referral: Referral, standings: Standings, *, reader) -> list[dict[str, str]]:
    """Rows of a task list; a step this person's role does not include is left out."""
    return [
        {
            "title": title,
            "href": reverse(f"referrals:{page}", args=[referral.reference]),
            "status": status,
            "colour": "blue",
        }
        for page, permission, title, status in _steps(referral, standings, reader)
        if reader.has_perm(permission)
    ]


def _steps(referral: Referral, standings: Standings, reader) -> Iterator[tuple[str, str, str, str]]:
    if why_not(check_may_draft, referral) is None:
        yield from _towards_a_draft(referral, standings, reader)
    if standings.waiting("draft"):
        yield "sign", roles.SIGN_DECISION, "Sign", _people(len(standings.waiting("draft")))
    second = standings.waiting("second_signature")
    if [one for one in second if one.signed_by_id != reader.pk]:
        yield "second_sign", roles.SIGN_DECISION, "Give the second signature", _people(len(second))
    again = standings.stand_again(referral)
    if referral.status == Status.DECIDED or again:
        yield _towards_the_end(referral, again)
    if standings.in_force:
        yield "release", roles.RELEASE_PRODUCT, "Release a product to agencies", "If needed"
        yield "correct", roles.DRAFT_DECISION, "Correct a signed decision", "If needed"
    if referral.status in (Status.DECIDED, Status.CLOSED):
        yield "reopen", roles.CLOSE, "Reopen the case", "If needed"


def _towards_the_end(referral: Referral, again: bool) -> tuple[str, str, str, str]:
    if told_since_decided(referral) is None:
        return "feedback", roles.SEND_FEEDBACK, "Tell the referrer", "To do"
    if again:
        return "close", roles.CLOSE, "Close the case again", "If nothing changes"
    return "close", roles.CLOSE, "Close the case", "To do"


def _towards_a_draft(referral: Referral, standings: Standings, reader) -> Iterator[tuple[str, str, str, str]]:
    """What somebody had begun stays within reach when a colleague was quicker."""
    begun = pages_begun(referral, by=reader) & set(DECIDING)
    if standings.undecided:
        status = "In progress" if begun else _people(len(standings.undecided))
        yield "decide", roles.DRAFT_DECISION, "Draft a decision", status
    elif begun:
        yield "decide", roles.DRAFT_DECISION, "See what you had begun to write", "Drafted by a colleague since"


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


def asked_agencies(referral: Referral) -> list:
    """The agencies that were asked, in order of name."""
    seen = {request.agency_id: request.agency for request in referral.requests.select_related("agency")}
    return sorted(seen.values(), key=lambda agency: agency.name)


def to_decide_on(people: list[Person], *, adults: bool) -> list[Person]:
    """Those of one kind: the law and the outcomes of children and adults differ."""
    return [person for person in people if (person.kind == codes.PersonKind.ADULT) == adults]
