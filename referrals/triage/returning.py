"""Return a referral to its referrer, and forward one to another council, without ending the hub's cover."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies import roles
from agencies.models import Hub, User
from audit.recording import record
from mash.govuk.moments import words as in_words
from mash.hub_time import days_after
from mash.refusals import RuleViolation, need
from referrals import codes, events
from referrals.access.adults import check_manages
from referrals.access.granting import hand_over
from referrals.codes import lists
from referrals.codes.offering import offered, refuse_not_offered
from referrals.evidence.frozen_records import frozen
from referrals.messages.outbox import post, post_reminder, remind, to_public
from referrals.models import ClockPause, Referral
from referrals.overview.returnable import recommended_level, why_not_returnable
from referrals.timing.days_due import check_day, half_way, usual_day
from referrals.timing.targets import (
    DUE_FIELDS,
    begin_pause,
    end_pause,
    note_next_due,
    opening_of,
    pauses_of,
    start_clock,
    stop_clock,
)
from referrals.triage.allocation import workers_of
from referrals.workflow import BEFORE_DECISION, MoveNotAllowed, lock, move, touch

HANDED_OVER_FOR = 30  # days that the receiving hub's team may read the case
NOT_EMAILED = "No e-mail was sent: they have not said that it is safe."
LOOKING = ("look_again_on", "look_again_by", "forwarded_to", "forwarded_hub")
# Never asked of the public, nor where telling the family may put somebody in danger.
ABOUT_TELLING = {codes.ReturnReason.AGREEMENT_MISSING, codes.ReturnReason.INFORMING_MISSING}


def may_look_again(referral: Referral, *, by: User) -> list[User]:
    """Return who can look again at this case: the hub's workers, and of a restricted case whoever works on it."""
    workers = list(workers_of(referral.hub))
    if referral.restricted:
        return [worker for worker in workers if worker.pk in (by.pk, referral.allocated_to_id)]
    return workers


def reasons_for(referral: Referral) -> list[tuple[str, str]]:
    """Return the reasons for returning this referral that its hub offers."""
    kinds = {person.kind for person in referral.people.all() if person.is_subject}
    reasons = offered(lists.RETURN_REASON, referral.hub, **({"kinds": kinds} if kinds else {}))
    silent = referral.source_code in codes.PUBLIC_SOURCES or referral.asks_for_silence
    return [(code, words) for code, words in reasons if not (silent and code in ABOUT_TELLING)]


@transaction.atomic
def return_referral(
    referral: Referral,
    *,
    reason: str,
    words: str,
    look_again_on: date | None = None,
    look_again_by: User | None = None,
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> Referral:
    """Return a referral to its sender, and say who looks again, and on which day: it is still the hub's.

    Usually whoever returns it, after two open days. The sender is reminded once before, and the duty team and whoever
    looks again are told on the day. Raises RuleViolation for a red referral. No e-mail has more than the reference,
    the day and fixed words.
    """
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    check_manages(by, roles.TRIAGE, referral)
    _check_returnable(referral, reason)
    need(words, "Enter what the referrer needs to do.", "words")
    person = _look_again(referral, look_again_on, look_again_by, by=by, now=now)
    referral.forwarded_to, referral.forwarded_hub = "", None
    who = f"{person.name} looks again on {in_words(referral.look_again_on)}."
    if referral.referrer.unsafe_to_email:
        who = f"{who}\n{NOT_EMAILED}"
    moved = move(
        referral, "return to referrer", by=by, now=now, reason=f"{codes.ReturnReason(reason).label}: {words}\n{who}"
    )
    pauses = _pause_clocks(referral, f"Returned: {codes.ReturnReason(reason).label}", by=by, now=now)
    due = opening_of(referral.hub, referral.look_again_on)
    on = referral.look_again_on.isoformat()
    _write_to_the_referrer(referral, reason, due, on=on, now=now)
    _remind("return_unanswered", referral, person, due, now=now)
    record(
        events.RETURNED,
        about=referral,
        by=by,
        now=now,
        frozen=frozen(moved, *pauses),
        reason=reason,
        look_again_on=on,
        looks_again=person.pk,
    )
    return referral


@transaction.atomic
def receive_again(
    referral: Referral, *, reason: str, by, seen: int | None = None, now: datetime | None = None
) -> Referral:
    """Receive a returned referral again: it is to be triaged, and its clock goes on from its arrival.

    The time with the referrer is a pause of that clock.
    """
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    need(reason, "Enter what the referrer has now told us, or that nothing came.", "reason")
    _looked_again(referral)
    # Moved first: what is due depends on where the case stands.
    moved = move(referral, "receive again", by=by, now=now, reason=reason)
    _go_on(referral, now=now)
    referral.recommended_exit = ""
    referral.save(update_fields=["recommended_exit", *LOOKING, *DUE_FIELDS])
    record(events.RECEIVED_AGAIN, about=referral, by=by, now=now, frozen=frozen(moved))
    return referral


@transaction.atomic
def forward(
    referral: Referral,
    *,
    area: str,
    why: str,
    to_hub: Hub | None = None,
    look_again_on: date | None = None,
    look_again_by: User | None = None,
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> Referral:
    """Record that another council was asked to take the case. Until it confirms, the case and its clocks stay here.

    The other council is written to outside this system. `to_hub` is its hub, if that is one of this system: only its
    team can be let in later.
    """
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    check_manages(by, roles.TRIAGE, referral)
    _refuse_after_decision(referral)
    need(area, "Enter the council the case goes to.", "area")
    need(why, "Enter why the case goes to another area.", "why")
    _refuse_to_open_restricted(referral, to_hub)
    person = _look_again(referral, look_again_on, look_again_by, by=by, now=now)
    referral.forwarded_to, referral.forwarded_hub = area, to_hub
    note_next_due(referral)
    text = f"Forwarded to {area}, which has not confirmed: {why}\n{person.name} looks again on "
    note = referral.notes.create(text=f"{text}{in_words(referral.look_again_on)}.", by=by, at=now)
    due = opening_of(referral.hub, referral.look_again_on)
    touch(referral, by=by, now=now, what="forwarded it to another area", fields=(*LOOKING, *DUE_FIELDS))
    _remind("not_confirmed", referral, person, due, now=now)
    on = referral.look_again_on.isoformat()
    record(
        events.FORWARDED,
        about=referral,
        by=by,
        now=now,
        frozen=frozen(note),
        look_again_on=on,
        looks_again=person.pk,
    )
    return referral


@transaction.atomic
def keep(referral: Referral, *, why: str, by, seen: int | None = None, now: datetime | None = None) -> Referral:
    """Record that the other council does not take the case: it stays with the hub."""
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    check_manages(by, roles.TRANSFER, referral)
    _refuse_not_forwarded(referral)
    need(why, "Enter why the other council does not take it.", "why")
    note = referral.notes.create(text=f"Not taken by {referral.forwarded_to}, and kept: {why}", by=by, at=now)
    _looked_again(referral)
    note_next_due(referral)
    record(events.KEPT, about=referral, by=by, now=now, frozen=frozen(note))
    touch(referral, by=by, now=now, what="kept it here", fields=(*LOOKING, *DUE_FIELDS))
    return referral


@transaction.atomic
def transfer(
    referral: Referral,
    *,
    confirmed_by: str,
    confirmed_on: date,
    confirmed_how: str,
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> Referral:
    """Transfer a forwarded case to the council that has confirmed that it has it.

    Who confirmed it, when and how stay in the history. If it was forwarded to a hub of this system, the team of that
    hub may read the case for HANDED_OVER_FOR.
    """
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    check_manages(by, roles.TRANSFER, referral)
    _refuse_not_forwarded(referral)
    if referral.authorise_by:
        raise RuleViolation("Agencies were asked before it was authorised. Another manager must authorise it first.")
    if referral.tell_by:
        raise RuleViolation(
            "Somebody is still to be told that agencies are asked. Record first that they were told, or that they never"
            " will be."
        )
    need(confirmed_by, "Enter who at the other council confirmed it.", "confirmed_by")
    if confirmed_on > timezone.localdate(now):
        raise RuleViolation("The day of the confirmation must be today or in the past.", field="confirmed_on")
    to_hub = referral.forwarded_hub
    _refuse_to_open_restricted(referral, to_hub)
    how = codes.TransferConfirmed(confirmed_how)
    confirmation = f"{how.label}, {in_words(confirmed_on)}: {confirmed_by} confirmed that they have it."
    moved = move(referral, "transfer", by=by, now=now, reason=f"To {referral.forwarded_to}. {confirmation}")
    _looked_again(referral)
    referral.forwarded_hub = to_hub  # the database compares it with the hub whose team is let in
    _stop_clocks(referral, now=now)
    record(events.TRANSFERRED, about=referral, by=by, now=now, frozen=frozen(moved), confirmed=how)
    if to_hub:
        hand_over(referral, to_hub=to_hub, why="Transferred to this hub", until=days_after(now, HANDED_OVER_FOR), by=by)
    return referral


def _check_returnable(referral: Referral, reason: str) -> None:
    """Raise RuleViolation for a red referral, or for a reason that is not offered of this one."""
    if refusal := why_not_returnable(referral, recommended=recommended_level(referral)):
        raise RuleViolation(refusal)
    refuse_not_offered(
        lists.RETURN_REASON, reason, referral.hub, field="reason", message="Select a reason that your hub offers."
    )
    if reason not in dict(reasons_for(referral)):
        raise RuleViolation("Select a reason that fits who sent it and whom it is about.", field="reason")


def _look_again(referral: Referral, on: date | None, person: User | None, *, by, now: datetime) -> User:
    """Set who looks again and when, on the object only. Raises RuleViolation."""
    today = timezone.localdate(now)
    on, person = on or usual_day(referral.hub, today), person or by
    check_day(referral.hub, on, today=today)
    if person not in may_look_again(referral, by=by):
        raise RuleViolation("Select somebody who works on this hub’s cases.", field="look_again_by")
    referral.look_again_on, referral.look_again_by = on, person
    return person


def _looked_again(referral: Referral) -> None:
    referral.look_again_on, referral.look_again_by = None, None
    referral.forwarded_to, referral.forwarded_hub = "", None


def _remind(template: str, referral: Referral, person: User, due: datetime, *, now: datetime) -> None:
    """Tell the duty team and whoever looks again, on the day, if what it is about still stands then."""
    if on := referral.look_again_on:
        mark = str(referral.version)
        remind([person], referral, template=template, mark=mark, on=on, not_before=due, now=now)


def _write_to_the_referrer(referral: Referral, reason: str, due: datetime, *, on: str, now: datetime) -> None:
    """Say what is needed at once, and again half-way to the day on which somebody looks again."""
    referrer, key = referral.referrer, f"{referral.pk}:{referral.version}"
    to = referrer.email if referrer.may_be_emailed else ""
    facts: dict[str, Any] = {"to": to, "hub": referral.hub, "now": now, "reference": referral.reference}
    facts |= {"needed": _as_told(referral, reason), "due": due.isoformat(), **to_public(referrer)}
    post(template="returned", key=f"returned:{key}", **facts)
    post_reminder(template="return_chaser", key=f"return_chaser:{key}", not_before=half_way(now, due), on=on, **facts)


def _as_told(referral: Referral, reason: str) -> str:
    """Return the reason whose words the sender reads. That others have told the hub is nobody's to learn."""
    known = referral.referrer.is_known_colleague
    return codes.ReturnReason.OTHER if reason == codes.ReturnReason.DUPLICATE and not known else reason


def _pause_clocks(referral: Referral, why: str, *, by, now: datetime) -> list[ClockPause]:
    """Pause the clock that runs until the referral is received again: to return it decides nothing."""
    pauses = []
    for clock in referral.clocks.filter(stopped_at=None):
        end_pause(clock, referral.hub, now=now)
        begin_pause(clock, review_on=referral.look_again_on, now=now)
        facts = {"reason": codes.PauseReason.AWAITING_REFERRER, "why": why, "review_on": referral.look_again_on}
        pauses.append(referral.pauses.create(clock=clock, **facts, by=by, at=now))
    note_next_due(referral)
    referral.save(update_fields=[*LOOKING, *DUE_FIELDS])
    return pauses


def _go_on(referral: Referral, *, now: datetime) -> None:
    """Let the clock of the first decision go on, or, if the case had been triaged, run again from its arrival.

    It keeps every pause so far, also those of the final decision, which a new triage sets anew.
    """
    paused = list(referral.clocks.filter(stopped_at=None))
    for clock in paused:
        end_pause(clock, referral.hub, now=now)
    first = referral.clocks.filter(measure=codes.ClockMeasure.FIRST_DECISION, replaced=False).last()
    if first.stopped_at:
        stop_clock(referral, codes.ClockMeasure.FINAL_DECISION, now=now, replaced=True)
        pauses = pauses_of(paused[0] if paused else first)
        start_clock(referral, codes.ClockMeasure.FIRST_DECISION, started_at=first.started_at, pauses=pauses)
    note_next_due(referral)


def _stop_clocks(referral: Referral, *, now: datetime) -> None:
    """Stop the clocks of a case that goes to another council.

    Leaving counts as a first decision but not as a final one, so that clock ends without counting.
    """
    stop_clock(referral, codes.ClockMeasure.FIRST_DECISION, now=now)
    stop_clock(referral, codes.ClockMeasure.FINAL_DECISION, now=now, replaced=True)
    referral.save(update_fields=[*LOOKING, *DUE_FIELDS])


def _refuse_after_decision(referral: Referral) -> None:
    if referral.status not in BEFORE_DECISION:
        raise MoveNotAllowed(f"This case is “{referral.get_status_display()}”, so you cannot forward it now.")


def _refuse_not_forwarded(referral: Referral) -> None:
    if not referral.is_forwarded:
        raise RuleViolation("This case is not forwarded to another council. Go back to the case.")


def _refuse_to_open_restricted(referral: Referral, to_hub: Hub | None) -> None:
    """Raise RuleViolation for a restricted case that the whole team of another hub would be let into."""
    if to_hub and referral.restricted:
        raise RuleViolation(
            f"This case is restricted, and everybody in the team of {to_hub.name} would be able to read it. End the"
            " restriction first, or forward it without naming a hub and send them by secure email what they need.",
            field="to_hub",
        )
