"""The state machine of a referral: one table of allowed moves and the functions that make them.

A move is made on a locked row, and an action sent from a page that is out of date is refused.
"""

from collections.abc import Callable
from datetime import datetime

from mash.refusals import RuleViolation, StalePage, who_changed
from referrals.codes import Status
from referrals.models import Move, Referral

S = Status
# The statuses in which a case can still be transferred, and most steps of casework apply.
BEFORE_DECISION = (S.RECEIVED, S.TRIAGED, S.GATHERING, S.DECIDING)
# Name of the move: (statuses it starts from, status it ends in). A draft is not a referral yet, so
# no move starts there: sending a draft creates a referral that is already received.
MOVES: dict[str, tuple[tuple[Status, ...], Status]] = {
    "triage": ((S.RECEIVED,), S.TRIAGED),
    "request information": ((S.TRIAGED, S.GATHERING, S.DECIDING), S.GATHERING),
    "start deciding": ((S.RECEIVED, S.TRIAGED, S.GATHERING), S.DECIDING),
    # From RECEIVED: an early exit at triage is a signed decision as well (docs/decisions/0007).
    "decide": ((S.RECEIVED, S.TRIAGED, S.GATHERING, S.DECIDING), S.DECIDED),
    "close": ((S.DECIDED, S.DECIDING), S.CLOSED),  # DECIDING: reopened, nothing changed
    # From RETURNED: the referrer is asked again, and somebody looks again on a later day.
    "return to referrer": ((S.RECEIVED, S.TRIAGED, S.RETURNED), S.RETURNED),
    "receive again": ((S.RETURNED,), S.RECEIVED),
    "transfer": (BEFORE_DECISION, S.TRANSFERRED),
    "reopen": ((S.CLOSED, S.DECIDED), S.DECIDING),
    # A duplicate ends before it is decided, and nothing is decided by that: one not triaged goes back to triage.
    "end as a duplicate": (BEFORE_DECISION, S.CLOSED),
    "reopen to triage": ((S.CLOSED,), S.RECEIVED),
}
# What a colleague did, in words, for the message shown to a user whose page is out of date.
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
    "end as a duplicate": "ended it as a duplicate of another case",
    "reopen to triage": "reopened it, to be triaged",
}


class MoveNotAllowed(RuleViolation):
    """The case is not in a status from which this move is allowed."""


def check_may_draft(referral: Referral) -> None:
    """Raise MoveNotAllowed if no decision can be drafted in the current status."""
    if referral.status in (Status.TRIAGED, Status.GATHERING, Status.DECIDING):
        return
    if referral.status == Status.RECEIVED:
        # A recommended early exit needs a signed decision too, so it may be drafted before triage.
        if referral.recommended_exit:
            return
        raise MoveNotAllowed("This case has not been triaged. Triage it, then decide.")
    if referral.status == Status.DECIDED:
        raise MoveNotAllowed("This case is decided. To change a signed decision, correct it.")
    raise MoveNotAllowed(f"This case is “{referral.get_status_display()}”, so it cannot be decided now.")


def why_not(check: Callable[[Referral], object], referral: Referral) -> RuleViolation | None:
    """Return the RuleViolation that `check` raises, or None.

    A page uses it to explain a refusal before anything is typed; the action runs the check again.
    """
    try:
        check(referral)
    except RuleViolation as refusal:
        return refusal
    return None


def lock(referral: Referral, *, seen: int | None = None) -> Referral:
    """Return the newest version of the row, locked until the transaction ends.

    Raise StalePage, which says who changed what and when, if `seen` is an older version. Raise
    RuleViolation if the user may no longer change the case.
    """
    rows = type(referral).objects.select_for_update(of=("self",)).filter(pk=referral.pk)
    # The first query may have waited for a colleague who restricted the case. It then checks the
    # new row against the grants of its old snapshot and finds nothing; a second query sees both.
    newest = rows.first() or rows.first()
    # Row-level security lets only users who work on the case lock its row: a reader gets none.
    if newest is None:
        raise RuleViolation("You can no longer change this case. Go back to the case to see what you may do.")
    if seen is not None and seen != newest.version:
        raise StalePage(stale_words(newest))
    return newest


def stale_words(referral: Referral) -> str:
    """Return the message for a page that is out of date: who changed the case, when and how."""
    changed = who_changed("this case", by=referral.changed_by, at=referral.changed_at, what=referral.changed_what)
    return f"{changed} It is now “{referral.get_status_display()}”. Check what changed, then send your answers again."


def touch(referral: Referral, *, by, now: datetime, what: str, fields: tuple[str, ...] = ()) -> None:
    """Save `fields`, increase the version and store who did what and when.

    A page loaded before this call has the older version: `lock` refuses it with these facts.
    """
    # No F() expression: the row is locked, so nobody else can have changed the version meanwhile.
    referral.version += 1
    referral.changed_at, referral.changed_by, referral.changed_what = now, by.name if by else "The referrer", what
    referral.save(update_fields=[*fields, "version", "changed_at", "changed_by", "changed_what"])


def move(referral: Referral, name: str, *, by, now: datetime, reason: str = "", what: str = "") -> Move:
    """Make the move `name` on a row that is already locked, and return the row that records it.

    `what` replaces the words of DONE where the caller can say more. Raise MoveNotAllowed if the
    case is not in a status the move starts from, and KeyError for an unknown move.
    """
    start, end = MOVES[name]
    if referral.status not in start:
        raise MoveNotAllowed(
            f"This case is “{referral.get_status_display()}”, so you cannot {name} now. Go back to the case."
        )
    old_status, referral.status = referral.status, end
    recorded = referral.moves.create(
        name=name,
        from_status=old_status,
        to_status=end,
        by=by,
        at=now,
        reason=reason,
    )
    touch(referral, by=by, now=now, what=what or DONE[name], fields=("status",))
    return recorded
