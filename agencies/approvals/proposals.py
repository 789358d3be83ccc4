"""Recording changes to accounts: those one person makes, and those that wait for a second."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from agencies import events, letters
from agencies.approvals.listing import second_people_of
from agencies.models import AccountChange, Agency, Hub, User
from agencies.signing_in.notices import notify
from audit.recording import record
from mash.hub_time import days_after
from mash.refusals import RuleViolation, translate_unique_violation

# Both can take over an account, so its holder hears of them before they are confirmed and can object.
NOTIFY_BEFORE = (AccountChange.Kind.RESET, AccountChange.Kind.DETAILS)
ALREADY_WAITING = "This waits already for a second person to confirm it"


def record_change(
    kind: str, *, user: User, by, now: datetime | None = None, notice: str = "", confirmed: bool = False, **fields
) -> AccountChange:
    """Record a change that one person makes, and email `notice` to the account's holder.

    `confirmed`: the operator makes a change that would need a second person. Only the database owner's login can.
    """
    decision = AccountChange.Verdict.CONFIRMED if confirmed else AccountChange.Verdict.DONE
    change = _build_change(
        kind, user.home, user, by, now, {"decision": decision, "decided_at": now or timezone.now(), **fields}
    )
    change.save(force_insert=True)
    if notice:
        notify(user, notice)
    return change


def propose(
    kind: str, *, by: User, hub: Hub, user: User | None = None, now: datetime | None = None, **fields
) -> AccountChange:
    """Record a change that waits for a second person, and email those who can confirm it.

    Raises RuleViolation if a change of the same kind waits already.
    """
    change = _build_change(kind, hub, user, by, now, fields)
    _lapse_expired(change)
    refusal = RuleViolation(ALREADY_WAITING)
    with translate_unique_violation(one_change_of_a_kind_waits=refusal):
        change.save(force_insert=True)
    if user and kind in NOTIFY_BEFORE:
        notify(user, "asked")
    record(
        events.CHANGE_PROPOSED,
        about=change,
        by=by,
        now=now,
        purpose=change.reason,
        person=user.name if user else "",
        kind=kind,
        role=change.role,
        agency=change.agency.name if change.agency else "",
    )
    # These emails name nobody: mail can be read on its way, and the page shows who it is.
    for person in second_people_of(change):
        letters.post(person, letters.WAITS)
    return change


def changes_waiting_for(user: User):
    """Return the changes to this account that wait for a second person."""
    return AccountChange.objects.waiting().filter(user=user)


def _lapse_expired(change: AccountChange) -> None:
    """Mark older changes of the same kind as lapsed, if their time is over."""
    # The unique constraint counts them as waiting until the hourly task has run.
    criteria = {name: getattr(change, name) for name in ("hub", "user", "agency", "kind", "role")}
    for expired in AccountChange.objects.lapsed().filter(**criteria).select_for_update():
        mark_lapsed(expired)


def mark_lapsed(change: AccountChange) -> None:
    change.decision, change.decided_at = AccountChange.Verdict.LAPSED, timezone.now()
    change.save(update_fields=["decision", "decided_at"])


def _build_change(kind: str, hub: Hub, user: User | None, by, now: datetime | None, fields: dict) -> AccountChange:
    proposed_at = now or timezone.now()
    agency: Agency | None = fields.pop("agency", None)
    return AccountChange(
        hub=hub,
        user=user,
        kind=kind,
        agency=agency,
        proposed_by=by if isinstance(by, User) else None,
        proposed_at=proposed_at,
        lapses_at=days_after(proposed_at, settings.CHANGE_DAYS),
        **{**fields, "reason": fields.get("reason", "")[:300]},
    )
