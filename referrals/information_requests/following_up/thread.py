"""The messages about one request: the hub's team and those who answer for its agency write to each other."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from mash.postgres.functions import value_of
from mash.refusals import RuleViolation, need
from referrals import events
from referrals.evidence.frozen_records import frozen
from referrals.messages.outbox import post
from referrals.models import InformationRequest, RequestMessage
from referrals.people.addresses import secret_in
from referrals.people.secret_homes import secrets_of

MAY_NOT = "You can no longer write about this request. Go back to see what you may do."


@transaction.atomic
def write_message(request: InformationRequest, *, text: str, by, now: datetime | None = None) -> RequestMessage:
    """Write to the other side, and mail it that there is something to read.

    It leaves the version of the case, so nobody's open page becomes stale. Raises RuleViolation when the request is
    withdrawn, its case has ended, or the text gives away a secret address to an agency.
    """
    need(text, "Enter your message.", "text")
    from_hub = by.agency_id is None
    request = lock_request(request)
    # After the lock: messages of a request are in the order of their times, which `mark_read` counts on.
    now = now or timezone.now()
    if not value_of("mash_takes_messages", request.pk):
        raise RuleViolation(_why_no_messages(request, from_hub=from_hub))
    if from_hub and secrets_of(request.referral).gives_away(text):
        raise RuleViolation(f"{secret_in('Your message')}.", field="text")
    message = RequestMessage.objects.create(request=request, from_hub=from_hub, text=text, by=by, at=now)
    record(events.MESSAGE_WRITTEN, about=request, by=by, now=now, frozen=frozen(message))
    _mail(message, request, now)
    return message


def mark_read(request: InformationRequest, messages: Sequence[RequestMessage], *, by_hub: bool) -> None:
    """Note that one side has read these messages. What comes while the page is on its way stays unread."""
    from_others = [message.at for message in messages if message.from_hub != by_hub]
    field = "hub_read_at" if by_hub else "agency_read_at"
    read = getattr(request, field)
    if from_others and (read is None or read < from_others[-1]):
        setattr(request, field, from_others[-1])
        request.save(update_fields=[field])


def lock_request(request: InformationRequest) -> InformationRequest:
    """Return the newest version of the row, locked. Raises RuleViolation if the user may no longer change it."""
    rows = InformationRequest.objects.select_for_update(of=("self",)).select_related("agency", "hub")
    newest = rows.filter(pk=request.pk).first()
    if newest is None:
        raise RuleViolation(MAY_NOT)
    return newest


def _why_no_messages(request: InformationRequest, *, from_hub: bool) -> str:
    if from_hub and request.withdrawn_at:
        return (
            f"This request was withdrawn, so no messages are sent about it. Phone {request.agency.name}, or ask anew."
        )
    if from_hub:
        return (
            f"This case has ended, so no messages are sent about it. Phone {request.agency.name}, or reopen the case."
        )
    if request.withdrawn_at:
        return f"The hub withdrew this request and reads no messages about it. Phone the hub on {request.hub.phone}."
    return (
        "The hub no longer works on this request and reads no messages about it. If you know something new, give a "
        f"further answer. If it is urgent, phone the hub on {request.hub.phone}."
    )


def _mail(message: RequestMessage, request: InformationRequest, now: datetime) -> None:
    hub = request.hub
    template = "message_from_hub" if message.from_hub else "message_from_agency"
    to = request.agency.notice_email if message.from_hub else hub.duty_email
    post(template=template, to=to, hub=hub, key=f"{template}:{message.pk}", now=now, reference=request.reference)
