"""Who of an agency answers a request: a representative takes it, gives it to a colleague or puts it back."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from agencies.models import User
from agencies.organisations.answerers import answerers
from audit.recording import record
from mash.govuk.moments import words
from mash.refusals import RuleViolation, StalePage
from referrals import events
from referrals.models import InformationRequest


def colleagues_of(user: User) -> QuerySet[User]:
    """Return who can answer for this person's agency, themselves among them."""
    return User.objects.filter(agency=user.agency_id, pk__in=answerers().values("user")).order_by("name")


@transaction.atomic
def take_request(information_request: InformationRequest, *, by, now: datetime | None = None) -> None:
    """Take a request that nobody has. Raises RuleViolation, naming who was quicker."""
    now = now or timezone.now()
    request = _lock(information_request)
    if request.taken_by_id == by.pk:
        raise RuleViolation(f"You took this request on {words(request.taken_at)}. There is no need to again.")
    if request.taken_by_id:
        raise RuleViolation(
            f"{request.taken_by.name} took this request on {words(request.taken_at)}. Ask them, or give it to yourself."
        )
    _set(request, by, now)
    record(events.REQUEST_TAKEN, about=request, by=by, now=now)


@transaction.atomic
def give_request(
    information_request: InformationRequest, *, to: User | None, by, seen: str = "", now: datetime | None = None
) -> None:
    """Give a request to somebody of the agency, whoever has it, or with None to nobody.

    `seen` is the key of who had it when the page was opened. Raises StalePage if somebody else has it by now.
    """
    now = now or timezone.now()
    request = _lock(information_request)
    if holder(request) != seen:
        who = f"{request.taken_by.name} has" if request.taken_by else "Nobody has"
        raise StalePage(f"{who} this request by now. Check that, then send your answer again if it still holds.")
    if to is not None and not colleagues_of(by).filter(pk=to.pk).exists():
        raise RuleViolation("Select somebody who answers for your agency", field="to")
    before = request.taken_by_id
    _set(request, to, now)
    record(events.REQUEST_GIVEN, about=request, by=by, now=now, to=to.pk if to else None, before=before)


def holder(request: InformationRequest) -> str:
    """Return the mark a page has for who has the request."""
    return str(request.taken_by_id or "")


def _set(request: InformationRequest, who: User | None, now: datetime) -> None:
    request.taken_by, request.taken_at = who, now if who else None
    request.save(update_fields=["taken_by", "taken_at"])


def _lock(information_request: InformationRequest) -> InformationRequest:
    """Lock the request. Raises RuleViolation if it needs nobody any more."""
    fresh = InformationRequest.objects.select_for_update(of=("self",)).select_related("taken_by")
    request = fresh.get(pk=information_request.pk)
    if request.closed_at:
        raise RuleViolation("Your agency has answered this request in full, so nobody needs to take it.")
    return request
