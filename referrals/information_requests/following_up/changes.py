"""What the hub changes about a request that it has sent: it is withdrawn, due at another time, or asks something more.

The request stays as it was sent. Each change is a row of its own, which its agency reads.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from mash.govuk.moments import words
from mash.hub_time import days_after
from mash.refusals import RuleViolation, need
from referrals import events
from referrals.evidence.frozen_records import frozen
from referrals.information_requests.chasing import remind
from referrals.messages.outbox import post
from referrals.models import InformationRequest, Referral, RequestChange, RequestQuestion
from referrals.people.addresses import secret_in
from referrals.people.secret_homes import secrets_of
from referrals.timing.targets import end_pause, request_due_at
from referrals.workflow import lock, touch

LONGEST_WAIT = 90  # days
BETWEEN_CHASERS = timedelta(hours=1)
Kind = RequestChange.Kind


@transaction.atomic
def withdraw_request(
    referral: Referral,
    *,
    request: InformationRequest,
    reason: str,
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> RequestChange:
    """Withdraw a request: its agency need not answer. An answer that crosses it is kept.

    Raises RuleViolation where nothing is waited for, and StalePage.
    """
    now = now or timezone.now()
    referral, request = _open_request(referral, request, seen=seen, what="withdraw it")
    end_pause(request, referral.hub, now=now)
    request.withdrawn_at = request.released_at = now
    request.save(update_fields=["withdrawn_at", "released_at"])
    change = _change(request, Kind.WITHDRAWN, reason, by=by, now=now)
    record(events.REQUEST_WITHDRAWN, about=request, by=by, now=now, frozen=frozen(change))
    _mail("request_withdrawn", change, request, now)
    touch(referral, by=by, now=now, what=f"withdrew the request to {request.agency.name}")
    return change


@transaction.atomic
def change_due(
    referral: Referral,
    *,
    request: InformationRequest,
    due_at: datetime,
    reason: str,
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> RequestChange:
    """Give a request another target. `first_due_at` stays, and its agency is reminded anew.

    Raises RuleViolation where nothing is waited for, while its clock is paused, for a time that is not to come or more
    than LONGEST_WAIT days away, and StalePage.
    """
    now = now or timezone.now()
    referral, request = _open_request(referral, request, seen=seen, what="change when it is due")
    if request.pause_review_on:
        raise RuleViolation("This request is paused, and its target moves on with the pause. End the pause first.")
    if not now < due_at <= days_after(now, LONGEST_WAIT):
        raise RuleViolation(f"When it is due must be in the next {LONGEST_WAIT} days", field="due_at")
    before = request.due_at.isoformat() if request.due_at else None
    request.due_at, request.chased_before_at = due_at, None
    request.save(update_fields=["due_at", "chased_before_at"])
    change = _change(request, Kind.DUE, reason, by=by, now=now, due_at=due_at)
    record(
        events.REQUEST_DUE_CHANGED,
        about=request,
        by=by,
        now=now,
        frozen=frozen(change),
        due_at=due_at.isoformat(),
        due_before=before,
    )
    _mail("request_amended", change, request, now)
    touch(referral, by=by, now=now, what=f"changed when {request.agency.name} is to answer")
    return change


@transaction.atomic
def ask_further(
    referral: Referral,
    *,
    request: InformationRequest,
    questions: Sequence[str],
    reason: str,
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> RequestChange:
    """Ask an agency something more about the people of a request.

    One that was answered in full is open again, with the time that the hub's target gives from now. Raises
    RuleViolation where the hub has stopped waiting or a question gives away a secret address, and StalePage.
    """
    now = now or timezone.now()
    referral, request = _lock(referral, request, seen=seen)
    if referral.is_ended or request.released_at:
        raise RuleViolation("The hub no longer waits for this agency. Ask it again with a request of its own.")
    if not questions:
        raise RuleViolation("Enter what you ask.", field="questions")
    if secrets_of(referral).gives_away("\n".join(questions)):
        raise RuleViolation(f"{secret_in('What you ask')}.", field="questions")
    due_at = _open_again(request, referral, now) if request.closed_at else None
    change = _change(request, Kind.QUESTIONS, reason, by=by, now=now, due_at=due_at)
    asked = request.questions.count()
    for position, text in enumerate(questions, start=asked + 1):
        RequestQuestion.objects.create(request=request, position=position, text=text, asked_with=change)
    record(events.REQUEST_ASKED_FURTHER, about=request, by=by, now=now, frozen=frozen(change), questions=len(questions))
    _mail("request_amended", change, request, now)
    touch(referral, by=by, now=now, what=f"asked {request.agency.name} something more")
    return change


@transaction.atomic
def chase_now(
    referral: Referral, *, request: InformationRequest, by, now: datetime | None = None
) -> InformationRequest:
    """Remind an agency at once, beside the reminders that come by themselves. Raises RuleViolation within the hour."""
    now = now or timezone.now()
    referral, request = _open_request(referral, request, what="chase it")
    last = request.chased_by_hand_at
    if last and now < last + BETWEEN_CHASERS:
        raise RuleViolation(
            f"{request.agency.name} was reminded on {words(last)}. It can be reminded again an hour later: until then, "
            "phone them."
        )
    request.chased_by_hand_at = now
    request.save(update_fields=["chased_by_hand_at"])
    remind(request, by=by, now=now)
    return request


def _lock(
    referral: Referral, request: InformationRequest, *, seen: int | None = None
) -> tuple[Referral, InformationRequest]:
    """Lock the case and its request, in this order, as everything that takes both does."""
    referral = lock(referral, seen=seen)
    rows = referral.requests.select_for_update(of=("self",)).select_related("agency", "hub")
    return referral, rows.get(pk=request.pk)


def _open_request(
    referral: Referral, request: InformationRequest, *, what: str, seen: int | None = None
) -> tuple[Referral, InformationRequest]:
    """Lock both. Raises RuleViolation unless the request waits for an answer."""
    referral, request = _lock(referral, request, seen=seen)
    if request.closed_at:
        raise RuleViolation(f"{request.agency.name} has answered this request, so you cannot {what} now.")
    if request.released_at:
        raise RuleViolation(f"The hub no longer waits for {request.agency.name}, so you cannot {what} now.")
    return referral, request


def _change(
    request: InformationRequest, kind: str, reason: str, *, by, now: datetime, due_at: datetime | None = None
) -> RequestChange:
    need(reason, "Enter why.", "reason")
    if secrets_of(request.referral).gives_away(reason):
        raise RuleViolation(f"{secret_in('Your reason, which the agency reads,')}.", field="reason")
    return RequestChange.objects.create(request=request, kind=kind, reason=reason, due_at=due_at, by=by, at=now)


def _open_again(request: InformationRequest, referral: Referral, now: datetime) -> datetime | None:
    """Open a request that was answered in full, and return when it is due."""
    request.due_at, _ = request_due_at(referral.hub, request.rating, now)
    request.closed_at = request.chased_before_at = None
    request.save(update_fields=["due_at", "closed_at", "chased_before_at"])
    return request.due_at


def _mail(template: str, change: RequestChange, request: InformationRequest, now: datetime) -> None:
    post(
        template=template,
        to=request.agency.notice_email,
        hub=request.hub,
        key=f"{template}:{change.pk}",
        now=now,
        reference=request.reference,
    )
