"""Who works on a case: claim it, allocate it to somebody, hand it back to the team."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from agencies import roles
from agencies.models import Hub, Membership, User
from audit.recording import record
from mash.govuk.moments import words
from mash.refusals import RuleViolation
from referrals import events
from referrals.access.granting import grant_to_user, withdraw_from_user
from referrals.codes import GrantKind
from referrals.evidence.frozen_records import frozen
from referrals.models import Referral
from referrals.workflow import lock, touch

FIELDS = ("allocated_to", "allocated_at")


class AlreadyTaken(RuleViolation):
    """A colleague claimed the case first."""


def workers_of(hub: Hub) -> QuerySet[User]:
    """Return the hub's active users with a current role that may claim cases."""
    takes_cases = [role.code for role in roles.ROLES.values() if roles.CLAIM in role.permissions]
    memberships = Membership.objects.current().filter(role__in=takes_cases).values("user")
    return User.objects.in_hub(hub).filter(is_active=True, pk__in=memberships)


@transaction.atomic
def claim(referral: Referral, *, by, now: datetime | None = None) -> Referral:
    """Claim a case. Raises AlreadyTaken.

    It needs no `seen`: only another claim can conflict with it.
    """
    now = now or timezone.now()
    referral = lock(referral)
    _refuse_ended(referral)
    if referral.allocated_to_id == by.pk:
        return referral
    if referral.allocated_to_id is not None:
        raise AlreadyTaken(_taken_words(referral))
    _give(referral, to=by, why="Took the case on", by=by, now=now)
    record(events.CLAIMED, about=referral, by=by, now=now)
    touch(referral, by=by, now=now, what="took the case on", fields=FIELDS)
    return referral


@transaction.atomic
def allocate(referral: Referral, *, to: User, by, seen: int | None = None, now: datetime | None = None) -> Referral:
    """Allocate a case to a worker of the hub's team, whoever has it now."""
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    _refuse_ended(referral)
    if not workers_of(referral.hub).filter(pk=to.pk).exists():
        raise RuleViolation("Select somebody in the hub’s team.", field="worker")
    if referral.allocated_to_id == to.pk:
        raise RuleViolation(f"{to.name} already has this case. Select somebody else.", field="worker")
    before = referral.allocated_to
    _give(referral, to=to, why="Allocated the case", by=by, now=now)
    record(events.ALLOCATED, about=referral, by=by, now=now, to=to.pk, before=before.pk if before else None)
    touch(referral, by=by, now=now, what=f"gave the case to {to.name}", fields=FIELDS)
    _close_to(before, referral, by=by)
    return referral


@transaction.atomic
def hand_back(referral: Referral, *, reason: str, by, seen: int | None = None, now: datetime | None = None) -> Referral:
    """Hand a case back to the team: one's own, or as a manager anybody's."""
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    worker = referral.allocated_to
    if worker is None:
        raise RuleViolation("Nobody has this case, so there is nothing to hand back.")
    # Otherwise a colleague could take work, and the access it brings, away from its worker.
    if worker.pk != by.pk and not by.has_perm(roles.ALLOCATE):
        raise RuleViolation(f"This case is with {worker.name}. Only they or a manager can hand it back.")
    if not reason.strip():
        raise RuleViolation("Enter why you are handing the case back.", field="reason")
    referral.allocated_to = referral.allocated_at = None
    note = referral.notes.create(text=f"Handed back to the team: {reason}", by=by, at=now)
    record(events.HANDED_BACK, about=referral, by=by, now=now, frozen=frozen(note), before=worker.pk)
    touch(referral, by=by, now=now, what="handed the case back", fields=FIELDS)
    _close_to(worker, referral, by=by)
    return referral


def _give(referral: Referral, *, to: User, why: str, by, now: datetime) -> None:
    """Set the worker, and grant them access to the case."""
    referral.allocated_to, referral.allocated_at = to, now
    grant_to_user(referral, with_user=to, kind=GrantKind.ALLOCATION, why=why, by=by, field="worker")


def _close_to(worker: User | None, referral: Referral, *, by) -> None:
    """Withdraw the access that came with the work; access granted by name stays.

    On a restricted case people keep their own access when they pass it on: it is managed with the
    restriction.
    """
    if worker is not None and not (referral.restricted and worker.pk == by.pk):
        withdraw_from_user(referral, with_user=worker, by=by, kinds=[GrantKind.ALLOCATION])


def _refuse_ended(referral: Referral) -> None:
    if referral.is_ended:
        raise RuleViolation(f"This case is “{referral.get_status_display()}”, so nobody can take it on.")


def _taken_words(referral: Referral) -> str:
    return (
        f"{referral.allocated_to.name} took this case on {words(referral.allocated_at)}. "
        "Ask them or a manager if it should be yours."
    )
