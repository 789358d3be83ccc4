"""Reminders to agencies: one before an answer is due, then one a day for five days.

A pause moves the target on, and with it the reminders: those of the new target are counted anew.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from agencies.models import Hub
from audit.recording import SYSTEM, record
from mash.hub_time import days_after, days_between
from referrals import events
from referrals.messages.outbox import post
from referrals.models import InformationRequest
from referrals.timing.clocks import ClockState
from referrals.timing.targets import view_request_clock

MOST_AFTER_DUE = 5


def chase(now: datetime) -> int:
    """Send the reminders that are due and return how many.

    It runs as the system, which reads no content.
    """
    hubs: dict[int, Hub] = {}
    with transaction.atomic():  # row security needs the identity, which is set per transaction
        waiting = list(_candidates(now))
    return sum(_chase_one(pk, hubs, now) for pk in waiting)


def remind(request: InformationRequest, *, by, now: datetime) -> None:
    """Remind an agency at once, because somebody of the hub asks for it, beside the reminders that are due."""
    template = "chaser_after" if request.due_at and request.due_at < now else "chaser_before"
    due = {"due": request.due_at.isoformat()} if request.due_at else {}
    key = f"chaser:hand:{request.pk}:{now.isoformat()}"
    to, hub = request.agency.notice_email, request.hub
    post(template=template, to=to, hub=hub, key=key, now=now, reference=request.reference, **due)
    record(events.CHASED, about=request, by=by, now=now, when="now", agency=request.agency_id)


def _candidates(now: datetime) -> Iterator:
    not_yet = Q(due_at__gte=now, chased_before_at=None)
    overdue = Q(due_at__lt=now) & (Q(chased_after_at=None) | Q(due_at__gt=days_after(now, -MOST_AFTER_DUE)))
    waiting = InformationRequest.objects.open().filter(not_yet | overdue, pause_review_on=None)
    return waiting.values_list("pk", flat=True).iterator()


@transaction.atomic
def _chase_one(pk, hubs: dict[int, Hub], now: datetime) -> bool:
    """Send one reminder, under the row's lock so that two workers never send it twice."""
    # A locked row is skipped: the worker that has it sends the reminder.
    waiting = InformationRequest.objects.open().select_for_update(of=("self",), skip_locked=True)
    request = waiting.select_related("agency", "hub").filter(pk=pk).first()
    if request is None:
        return False
    hub = hubs.setdefault(request.hub_id, request.hub)
    # Working hours decide when a reminder is due, which the query cannot know.
    state = view_request_clock(request, hub, now).state
    if state == ClockState.SOON and not request.chased_before_at:
        _before(request, now)
    elif state == ClockState.OVERDUE and _times_due(request, now) > _times_sent(request):
        _after(request, now)
    else:
        return False
    return True


def _times_due(request: InformationRequest, now: datetime) -> int:
    """Return how many reminders should have been sent: one when overdue, then one a day."""
    return min(days_between(request.due_at, now) + 1, MOST_AFTER_DUE)


def _times_sent(request: InformationRequest) -> int:
    """Return how many reminders were due by the last one; none that was of an earlier target counts."""
    last = request.chased_after_at
    return _times_due(request, last) if last and last > request.due_at else 0


def _before(request: InformationRequest, now: datetime) -> None:
    request.chased_before_at = now
    request.save(update_fields=["chased_before_at"])
    _post(request, "chaser_before", request.agency.notice_email, f"chaser:before:{_target(request)}", now)
    record(events.CHASED, about=request, by=SYSTEM, now=now, when="before", agency=request.agency_id)


def _after(request: InformationRequest, now: datetime) -> None:
    request.chased_after_at = now
    request.save(update_fields=["chased_after_at"])
    # Target and number make the key unique, so the same reminder is never posted twice.
    number = _times_due(request, now)
    _post(request, "chaser_after", request.agency.notice_email, f"chaser:after:{_target(request)}:{number}", now)
    _post(request, "overdue_at_hub", request.hub.duty_email, f"chaser:hub:{_target(request)}:{number}", now)
    record(events.CHASED, about=request, by=SYSTEM, now=now, when="after", number=number, agency=request.agency_id)


def _target(request: InformationRequest) -> str:
    """Return what tells the reminders of this target from those of one before a pause."""
    return f"{request.pk}:{request.due_at:%Y%m%dT%H%M%S}"


def _post(request: InformationRequest, template: str, to: str, key: str, now: datetime) -> None:
    due = request.due_at.isoformat()
    post(template=template, to=to, hub=request.hub, key=key, now=now, reference=request.reference, due=due)
