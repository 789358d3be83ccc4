"""Telling an agency that was asked what became known since of the people it searches for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from mash.refusals import RuleViolation
from referrals import events
from referrals.evidence.frozen_records import frozen
from referrals.information_requests.asking.copies import details
from referrals.messages.outbox import post
from referrals.models import InformationRequest, Person, Referral, RequestUpdate
from referrals.people.secret_homes import Secrets, secrets_of
from referrals.workflow import lock, touch

LABELS = {
    "name": "Name",
    "other_names": "Other names",
    "born": "Born, due or age",
    "nhs_number": "NHS number",
    "upn": "UPN",
    "address": "Address",
    "relationship": "Relationship",
}
BY_LABEL = {label: name for name, label in LABELS.items()}


@dataclass(frozen=True)
class News:
    """What is known now of one person and was not told to the agency: (label, as told, now)."""

    person: str
    name: str
    facts: tuple[tuple[str, str, str], ...]


def news_for(request: InformationRequest, secret: Secrets, updates: Iterable[RequestUpdate]) -> list[News]:
    """Return what an agency would be told, by the rules of a request. `secret` is what its case keeps secret."""
    by_key = {str(person.pk): person for person in secret.everybody}
    latest = _latest(request, updates)
    news = [
        _news(by_key[key], subject, request, secret=by_key[key] in secret)
        for key, subject in latest.items()
        if key in by_key
    ]
    return [known for known in news if known.facts]


@transaction.atomic
def tell_more(
    referral: Referral,
    *,
    request: InformationRequest,
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> RequestUpdate:
    """Tell an agency what is known now of the people it was asked about, and write to it that there is something.

    Raises RuleViolation where there is nothing new or the request is answered for good or released, and StalePage.
    """
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    request = referral.requests.select_related("agency").get(pk=request.pk)
    if referral.is_ended or request.released_at:
        raise RuleViolation("The hub no longer waits for this agency. Ask it again if it should search once more.")
    news = news_for(request, secrets_of(referral), request.updates.all())
    if not news:
        raise RuleViolation(f"{request.agency.name} has been told everything that is known now.")
    subjects = [{"person": known.person, **{BY_LABEL[label]: text for label, _, text in known.facts}} for known in news]
    update = RequestUpdate.objects.create(request=request, subjects=subjects, by=by, at=now)
    record(events.REQUEST_UPDATED, about=request, by=by, now=now, frozen=frozen(update), people=len(subjects))
    post(
        template="more_is_known",
        to=request.agency.notice_email,
        hub=referral.hub,
        key=f"more_is_known:{update.pk}",
        now=now,
        reference=request.reference,
    )
    touch(referral, by=by, now=now, what=f"told {request.agency.name} what is known now")
    return update


def told_later(request: InformationRequest, updates: Iterable[RequestUpdate]) -> list[tuple[RequestUpdate, list[News]]]:
    """Return each update in words, with what the agency was told before it."""
    shown = []
    latest = {subject.get("person", ""): subject for subject in request.subjects}
    for update in updates:
        shown.append((update, [_as_news(latest.get(known["person"], {}), known) for known in update.subjects]))
        latest |= {known["person"]: latest.get(known["person"], {}) | known for known in update.subjects}
    return shown


def _latest(request: InformationRequest, updates: Iterable[RequestUpdate]) -> dict[str, dict[str, Any]]:
    """Return what the agency was last told of each person whom the request names."""
    latest = {subject["person"]: subject for subject in request.subjects if "person" in subject}
    for update in updates:
        latest |= {known["person"]: latest[known["person"]] | known for known in update.subjects}
    return latest


def _news(person: Person, subject: dict[str, Any], request: InformationRequest, *, secret: bool) -> News:
    now = details(person, request.agency.kind, secret=secret)
    facts = [(label, str(subject.get(name, "")), str(now[name])) for name, label in LABELS.items()]
    # What is not known any more, or is secret by now, is no news for an agency.
    return News(str(person.pk), person.display_name, tuple(fact for fact in facts if fact[2] and fact[1] != fact[2]))


def _as_news(before: dict[str, Any], known: dict[str, Any]) -> News:
    facts = tuple((LABELS[name], str(before.get(name, "")), text) for name, text in known.items() if name in LABELS)
    return News(known["person"], str(before.get("name", "")), facts)
