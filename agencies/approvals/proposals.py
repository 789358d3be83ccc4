"""The row for what is done to an account: done by one hand, or waiting for the second."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from agencies import events, letters
from agencies.approvals.listing import confirmers_of
from agencies.models import AccountChange, Agency, Hub, User
from agencies.signing_in.notices import notify
from audit.recording import record
from mash.refusals import RuleViolation, translate_unique_violation

NOTIFY_BEFORE = (AccountChange.Kind.RESET, AccountChange.Kind.DETAILS)  # of which its person hears before it is done
ALREADY_WAITING = "This waits already for a second person to confirm it"


def record_change(
    kind: str, *, user: User, by, now: datetime | None = None, told: str = "", confirmed: bool = False, **facts
) -> AccountChange:
    """One hand did it: it stands in the person's history, and they are told. The operator's hand is nobody's number;
    the database lets only the operator's own login write what would have needed a second person (`confirmed`).
    """
    decision = AccountChange.CONFIRMED if confirmed else AccountChange.DONE
    change = _build_change(
        kind, user.hub, user, by, now, {"decision": decision, "decided_at": now or timezone.now(), **facts}
    )
    change.save(force_insert=True)
    if told:
        notify(user, told)
    return change


def propose(
    kind: str, *, by: User, hub: Hub, user: User | None = None, now: datetime | None = None, **facts
) -> AccountChange:
    """It changes nothing until another person confirms it. Those who can are told, without a name."""
    change = _build_change(kind, hub, user, by, now, facts)
    _lapse_expired(change)
    already = RuleViolation(ALREADY_WAITING)
    with translate_unique_violation(one_change_of_a_kind_waits=already):
        change.save(force_insert=True)
    if user and kind in NOTIFY_BEFORE:
        notify(user, "asked")
    person = user.name if user else ""
    what = {"kind": kind, "role": change.role, "agency": change.agency.name if change.agency else ""}
    record(events.CHANGE_PROPOSED, about=change, by=by, now=now, purpose=change.reason, person=person, **what)
    but = [one for one in (by.pk, user.pk if user else None) if one]
    for person in confirmers_of(hub.pk).exclude(pk__in=but):
        letters.post(person, letters.WAITS)
    return change


def changes_waiting_for(user: User):
    return AccountChange.objects.waiting().filter(user=user)


def _lapse_expired(change: AccountChange) -> None:
    """One that lapsed unseen stands in nobody's way."""
    same = {name: getattr(change, name) for name in ("hub", "user", "agency", "kind", "role")}
    for old in AccountChange.objects.lapsed().filter(**same).select_for_update():
        mark_lapsed(old)


def mark_lapsed(change: AccountChange) -> None:
    change.decision, change.decided_at = AccountChange.LAPSED, timezone.now()
    change.save(update_fields=["decision", "decided_at"])


def _build_change(kind: str, hub: Hub, user: User | None, by, now: datetime | None, facts: dict) -> AccountChange:
    at = now or timezone.now()
    agency: Agency | None = facts.pop("agency", None)
    return AccountChange(
        hub=hub,
        user=user,
        kind=kind,
        agency=agency,
        proposed_by=by if isinstance(by, User) else None,
        proposed_at=at,
        lapses_at=at + timedelta(days=settings.CHANGE_DAYS),
        **{**facts, "reason": facts.get("reason", "")[:300]},
    )
