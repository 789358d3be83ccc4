"""The life of a referral: every move in one table, each made on a locked row and refused to a stale page."""

from collections.abc import Callable
from datetime import datetime

from mash.refusals import RuleViolation, StalePage, who_changed
from referrals.codes import Status
from referrals.models import Move, Referral

S = Status
BEFORE_DECISION = (S.RECEIVED, S.TRIAGED, S.GATHERING, S.DECIDING)
# name: (from, to). A draft is not a referral yet: `submit` makes one, already received.
MOVES: dict[str, tuple[tuple[Status, ...], Status]] = {
    "triage": ((S.RECEIVED,), S.TRIAGED),
    "request information": ((S.TRIAGED, S.GATHERING, S.DECIDING), S.GATHERING),
    "start deciding": ((S.RECEIVED, S.TRIAGED, S.GATHERING), S.DECIDING),
    "decide": ((S.RECEIVED, S.TRIAGED, S.GATHERING, S.DECIDING), S.DECIDED),
    "close": ((S.DECIDED, S.DECIDING), S.CLOSED),  # deciding: reopened, and nothing was changed
    "return to referrer": ((S.RECEIVED, S.TRIAGED), S.RETURNED),
    "receive again": ((S.RETURNED,), S.RECEIVED),
    "transfer": (BEFORE_DECISION, S.TRANSFERRED),
    "reopen": ((S.CLOSED, S.DECIDED), S.DECIDING),
}
# What whoever has an older page before them is told that a colleague did.
DONE = {
    "triage": "triaged it",
    "request information": "asked agencies for information",
    "start deciding": "began to decide it",
    "decide": "decided it",
    "close": "closed it",
    "return to referrer": "returned it to the referrer",
    "receive again": "received it again",
    "transfer": "transferred it to another area",
    "reopen": "reopened it",
}


class MoveNotAllowed(RuleViolation):
    """The case does not stand where this move starts."""


def check_may_draft(referral: Referral) -> None:
    """Raises MoveNotAllowed where no decision can be drafted now."""
    if referral.status in (Status.TRIAGED, Status.GATHERING, Status.DECIDING):
        return
    if referral.status == Status.RECEIVED:
        if referral.recommended_exit:
            return
        raise MoveNotAllowed("This case has not been triaged. Triage it, then decide.")
    if referral.status == Status.DECIDED:
        raise MoveNotAllowed("This case is decided. To change a signed decision, correct it.")
    raise MoveNotAllowed(f"This case is “{referral.get_status_display()}”, so it cannot be decided now.")


def why_not(check: Callable[[Referral], object], referral: Referral) -> RuleViolation | None:
    """What `check` refuses, for a page to say before anything is typed; the action asks again."""
    try:
        check(referral)
    except RuleViolation as refusal:
        return refusal
    return None


def lock(referral: Referral, *, seen: int | None = None) -> Referral:
    """The newest row, locked until the transaction ends.

    Raises StalePage, saying who changed what and when, if `seen` is no longer the newest version.
    """
    row = type(referral).objects.select_for_update(of=("self",)).filter(pk=referral.pk)
    # Whoever waited for a colleague who restricted the case meets the new row with the grants of before, so asks anew.
    fresh = row.first() or row.first()
    if fresh is None:  # what let them in has ended, or lets them read only: the database locks it for no reader
        raise RuleViolation("You can no longer change this case. Go back to the case to see what you may do.")
    if seen is not None and seen != fresh.version:
        raise StalePage(stale_words(fresh))
    return fresh


def stale_words(referral: Referral) -> str:
    changed = who_changed("this case", by=referral.changed_by, at=referral.changed_at, what=referral.changed_what)
    return f"{changed} It is now “{referral.get_status_display()}”. Check what changed, then send your answers again."


def touch(referral: Referral, *, by, now: datetime, what: str, fields: tuple[str, ...] = ()) -> None:
    """Save `fields` and raise the version, noting who did what and when for the next stale page."""
    referral.version += 1
    referral.changed_at, referral.changed_by, referral.changed_what = now, by.name if by else "The referrer", what
    referral.save(update_fields=[*fields, "version", "changed_at", "changed_by", "changed_what"])


def move(referral: Referral, name: str, *, by, now: datetime, reason: str = "", what: str = "") -> Move:
    """Make one move of the table on a row already locked. Raises MoveNotAllowed, KeyError for an unknown move.

    `what` was done, where the move's own words say less.
    """
    start, end = MOVES[name]
    if referral.status not in start:
        raise MoveNotAllowed(
            f"This case is “{referral.get_status_display()}”, so you cannot {name} now. Go back to the case."
        )
    before, referral.status = referral.status, end
    made = referral.moves.create(name=name, from_status=before, to_status=end, by=by, at=now, reason=reason)
    touch(referral, by=by, now=now, what=what or DONE[name], fields=("status",))
    return made
