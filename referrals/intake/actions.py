"""What is done with a referral that arrives."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies.models import Hub
from audit.recording import record
from referrals import codes, events
from referrals.clocks import due_at
from referrals.models import Clock, InvolvedProfessional, Move, Person, Referral, Referrer
from referrals.models.identifiers import new_reference
from referrals.outbox import post
from referrals.targets import rule_of, week_of
from referrals.workflow import Status

KEYED_IN = frozenset(codes.Channel.values) - {codes.Channel.WEB_PUBLIC, codes.Channel.WEB_PROFESSIONAL}


@transaction.atomic
def receive(
    *,
    hub: Hub,
    facts: dict[str, Any],
    people: list[dict[str, Any]],
    referrer: dict[str, Any],
    professionals: list[dict[str, Any]] = (),
    by,
    draft_hash: str = "",
    now: datetime | None = None,
) -> Referral:
    """Make a received referral of what a referrer sent or a member of staff keyed in.

    `facts`: fields of Referral, `channel` and `source_code` among them; `people`: fields of Person, subjects first;
    `referrer`: fields of Referrer. `by`: the person with an account, None for the public.
    Whoever sends may not read back, so nothing here is read again from the database.
    """
    now = now or timezone.now()
    rule = rule_of(hub, codes.ClockMeasure.FIRST_DECISION)
    first_due = due_at(now, rule, week_of(hub))
    kinds = {person["kind"] for person in people if person.get("is_subject")}
    referral = Referral.objects.create(
        hub=hub,
        reference=new_reference(hub.reference_prefix),
        status=Status.RECEIVED,
        received_at=now,
        created_by=by,
        draft_hash=draft_hash,
        about_children=bool(kinds & {codes.PersonKind.CHILD, codes.PersonKind.UNBORN}),
        about_adults=codes.PersonKind.ADULT in kinds,
        next_due_at=first_due,
        due_measure=codes.ClockMeasure.FIRST_DECISION,
        changed_at=now,
        changed_by=by.name if by else "The referrer",
        changed_what="sent the referral",
        **facts,
    )
    _add_what_came_with_it(referral, people, referrer, professionals)
    Move.objects.create(referral=referral, name="receive", to_status=Status.RECEIVED, by=by, at=now)
    Clock.objects.create(
        referral=referral,
        measure=codes.ClockMeasure.FIRST_DECISION,
        hours=rule.hours,
        mode=rule.mode,
        started_at=now,
        due_at=first_due,
    )
    keyed = referral.channel in KEYED_IN
    kind = events.REFERRAL_KEYED if keyed else events.REFERRAL_SENT
    record(kind, about=referral, by=by, now=now, channel=referral.channel, source=referral.source_code)
    _acknowledge(referral, referrer.get("email", ""), now)
    return referral


def _add_what_came_with_it(referral, people, referrer, professionals) -> None:
    Referrer.objects.create(referral=referral, **referrer)
    for position, person in enumerate(people, start=1):
        Person.objects.create(referral=referral, position=position, **person)
    for professional in professionals:
        InvolvedProfessional.objects.create(referral=referral, **professional)


def _acknowledge(referral: Referral, email: str, now: datetime) -> None:
    post(
        template="acknowledgement",
        to=email,
        hub=referral.hub,
        key=f"acknowledgement:{referral.pk}",
        now=now,
        reference=referral.reference,
    )
