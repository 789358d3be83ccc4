"""The actions on decisions: draft, change, correct, sign, sign a second time, send back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit.recording import EventKind, record
from mash.refusals import RuleViolation, StalePage
from referrals import codes, events
from referrals.codes import Status
from referrals.decisions import further, rules
from referrals.decisions.freezing import Grounds, digest_of, is_unchanged, signature
from referrals.decisions.notifying import note_notifications_due, remind_of
from referrals.decisions.records import Record, as_it_would_be_signed, changed_since, records_from, records_of
from referrals.decisions.reopening import put_back
from referrals.decisions.standing import Standings, stage_of
from referrals.evidence.frozen_records import frozen, frozen_in
from referrals.messages.duty import tell_duty_team
from referrals.messages.outbox import post
from referrals.models import Decision, DecisionItem, Dissent, Item, Person, RatingGiven, Referral
from referrals.timing.targets import DUE_FIELDS, start_clock, stop_clock
from referrals.workflow import MoveNotAllowed, check_may_draft, lock, move, touch

COPIED = (
    *(*rules.TEXTS, *rules.ADULT_TEXTS, *rules.ADULT_DATES, "also", "limbs", "stage"),
    *(*further.TEXTS, *further.DATES, "route_details"),
)


@transaction.atomic
def draft(
    referral: Referral,
    *,
    subjects: list[Person],
    facts: dict[str, Any],
    cited: Iterable[Any] = (),
    views: Iterable[dict[str, Any]] = (),
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> list[Decision]:
    """Draft one decision for each subject, all with the same words, and return them.

    `facts`: threshold, outcome, outcome_reason, also, final_rating, contradiction_reason,
    rationale, voice, next_steps; for adults limbs {S42Limb: {answer, reason}}, capacity,
    capacity_decision, capacity_on, capacity_detail, wishes_asked, wishes. What these call for:
    route_details {OnwardRoute: {detail, aware_on}}, strategy_on, section_47_reason, no_enquiry_reason,
    attempts, cover, fgm_duty, fgm_discovered_on. `cited`: keys of items. `views`: {agency: key, agrees:
    agrees|disagrees|not_asked, reason, spoken_for_by}.
    """
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    check_may_draft(referral)
    rules.check_subjects(referral, subjects)
    rules.check_undecided(subjects)
    fields = rules.checked(referral, subjects, facts)
    items, views = rules.checked_items(referral, cited, by), rules.checked_views(referral, views)
    stage = stage_of(referral)
    drafted = []
    for subject in subjects:
        decision = referral.decisions.create(subject=subject, stage=stage, by=by, at=now, **fields)
        _attach(decision, items, views)
        record(events.DECISION_DRAFTED, about=decision, by=by, now=now, person=subject.position, version=1)
        drafted.append(decision)
    _start_deciding(referral, by=by, now=now, what="drafted a decision")
    return drafted


@transaction.atomic
def amend(
    decision: Decision,
    *,
    facts: dict[str, Any],
    cited: Iterable[Any] = (),
    views: Iterable[dict[str, Any]] = (),
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> Decision:
    """Change an unsigned draft."""
    now = now or timezone.now()
    referral = lock(decision.referral, seen=seen)
    decision = _waiting(referral, [decision.pk], Decision.State.DRAFT)[0]
    fields = rules.checked(referral, [decision.subject], facts)
    # Citations this person may not read stay: they cannot choose to remove what they cannot see.
    items = [*rules.checked_items(referral, cited, by), *rules.cited_unread(decision, by)]
    views = rules.checked_views(referral, views)
    for name, value in fields.items():
        setattr(decision, name, value)
    decision.by, decision.at = by, now
    decision.save(update_fields=[*fields, "by", "at"])
    decision.citations.all().delete()
    decision.views.all().delete()
    _attach(decision, items, views)
    position, version = decision.subject.position, decision.version
    record(events.DECISION_DRAFTED, about=decision, by=by, now=now, person=position, version=version, changed=True)
    _start_deciding(referral, by=by, now=now, what="changed a draft decision")
    return decision


@transaction.atomic
def correct(
    referral: Referral,
    *,
    subjects: list[Person],
    reason: str,
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> list[Decision]:
    """Draft new versions of signed decisions. A version replaces the old one when it is signed."""
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    rules.check_subjects(referral, subjects)
    if not reason.strip():
        raise RuleViolation("Enter why the decision needs correcting.", field="reason")
    chosen = {person.pk for person in subjects}
    standings = [standing for standing in Standings.of(referral).all if standing.subject.pk in chosen]
    if any(standing.state != Decision.State.SIGNED for standing in standings):
        raise RuleViolation("Only a signed decision is corrected: change the draft instead.", field="subjects")
    corrected = [_next_version(standing.newest, reason, by, now) for standing in standings if standing.newest]
    if referral.status == Status.DECIDING:
        touch(referral, by=by, now=now, what="started to correct a decision")
    else:
        put_back(referral, by=by, now=now, reason=f"To correct a decision: {reason}")
    return corrected


@transaction.atomic
def sign(
    referral: Referral,
    *,
    decisions: Iterable[Any],
    by,
    shown: str | None = None,
    seen: int | None = None,
    now: datetime | None = None,
) -> list[Decision]:
    """Sign drafts, by their keys. Each is frozen, or waits for a second signature.

    `shown` is what the page showed (records.shown_of). An agency can change its items without a new
    version of the case, so `seen` alone is not enough. Raises StalePage.
    """
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    # A draft stays with a case that was transferred, or ended into another.
    if referral.is_ended:
        raise MoveNotAllowed(f"This case is “{referral.get_status_display()}”, so nothing about it is signed now.")
    chosen = _waiting(referral, decisions, Decision.State.DRAFT)
    # Read once: all decisions signed together rest on the same state of the case.
    grounds = Grounds.of(referral, reader=by, now=now)
    for decision in chosen:
        rules.check_may_sign(decision, by)
        rules.check_citations_stand(decision, grounds.items)
    contents = [as_it_would_be_signed(decision, grounds, by) for decision in chosen]
    if shown is not None:
        _check_shown(shown, records_from(contents, chosen, grounds.items))
    for decision, content in zip(chosen, contents, strict=True):
        _sign_first(decision, content, by=by, now=now)
    if any(decision.state == Decision.State.SECOND_SIGNATURE for decision in chosen):
        _ask_for_second_signature(referral, by=by, now=now)
    _decide_when_all_are_signed(referral, by=by, now=now, what="signed a decision")
    return chosen


@transaction.atomic
def second_sign(
    referral: Referral,
    *,
    decisions: Iterable[Any],
    by,
    shown: str | None = None,
    seen: int | None = None,
    now: datetime | None = None,
) -> list[Decision]:
    """Give the second signature; the record is then final.

    Raises RuleViolation for the first signer.
    """
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    chosen = _waiting(referral, decisions, Decision.State.SECOND_SIGNATURE)
    if shown is not None:
        _check_shown(shown, records_of(referral, chosen, reader=by, now=now))
    frozen_records = frozen_in(referral)
    for decision in chosen:
        rules.check_may_sign(decision, by)
        if decision.signed_by_id == by.pk:
            raise RuleViolation(
                "You gave the first signature. Another manager must give the second.", field="decisions"
            )
        vouched = frozen_records.of(decision)
        # Both the digest and the access log must confirm that it is the record of the first
        # signature.
        if not is_unchanged(decision) or (vouched and vouched.is_wrong):
            raise RuleViolation("This record is not as it was signed. Send it back, and tell information governance.")
        decision.second_signed_by, decision.second_signed_at = by, now
        content = decision.frozen or {}  # frozen with the first signature
        content["signatures"].append(signature(by, part="Second signature", now=now))
        rating = _freeze_for_good(decision, by=by, now=now)
        _record_signing(events.DECISION_COUNTERSIGNED, decision, rating, by=by, now=now)
    _decide_when_all_are_signed(referral, by=by, now=now, what="gave the second signature")
    return chosen


@transaction.atomic
def send_back(
    referral: Referral,
    *,
    decisions: Iterable[Any],
    reason: str,
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> list[Decision]:
    """Decline the second signature: the decision becomes a draft again, the reason a note."""
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    if not reason.strip():
        raise RuleViolation("Enter what should change before you sign.", field="reason")
    chosen = _waiting(referral, decisions, Decision.State.SECOND_SIGNATURE)
    for decision in chosen:
        rules.check_may_sign(decision, by)
        decision.state, decision.frozen, decision.digest = Decision.State.DRAFT, None, ""
        decision.signed_by, decision.signed_at = None, None
        decision.save(update_fields=["state", "frozen", "digest", "signed_by", "signed_at"])
        record(events.DECISION_SENT_BACK, about=decision, by=by, now=now, person=decision.subject.position)
    note = referral.notes.create(text=f"Decision sent back without the second signature.\n\n{reason}", by=by, at=now)
    record(events.NOTE_ADDED, about=referral, by=by, now=now, frozen=frozen(note), note=str(note.pk))
    touch(referral, by=by, now=now, what="sent a decision back")
    return chosen


# Steps ----------------------------------------------------------------------------------------------------------------


def _attach(decision: Decision, items: list[Item], views: Sequence[Mapping[str, Any]]) -> None:
    """Save the cited items and the agencies' views of a decision."""
    DecisionItem.objects.bulk_create([DecisionItem(decision=decision, item=item) for item in items])
    Dissent.objects.bulk_create([Dissent(decision=decision, **view) for view in views])


def _start_deciding(referral: Referral, *, by, now: datetime, what: str) -> None:
    """Move the case to deciding, unless it is there already."""
    if referral.status == Status.DECIDING:
        touch(referral, by=by, now=now, what=what)
    else:
        moved = move(referral, "start deciding", by=by, now=now, what=what)
        record(events.DECIDING_STARTED, about=referral, by=by, now=now, frozen=frozen(moved))


def _waiting(referral: Referral, keys: Iterable[Any], state: str) -> list[Decision]:
    """Return the chosen decisions.

    Raises RuleViolation if one has been signed or changed meanwhile.
    """
    selected = {str(key) for key in keys}
    if not selected:
        raise RuleViolation("Select at least one decision.", field="decisions")
    matches = [decision for decision in Standings.of(referral).waiting(state) if str(decision.pk) in selected]
    if len(matches) != len(selected):
        raise RuleViolation(
            "A decision you selected has been signed or changed since. Open this page again.", field="decisions"
        )
    return matches


def _check_shown(shown: str, records: list[Record]) -> None:
    """Raise StalePage, naming the changed parts, unless the page showed these records."""
    changed = changed_since(shown, records)
    if changed:
        raise StalePage(
            f"The record has changed since you opened this page: {' and '.join(changed)}. "
            "Read it again, then sign what it says now."
        )


def _next_version(old: Decision, reason: str, by, now: datetime) -> Decision:
    """Copy a signed decision into a new draft version."""
    copied = {name: getattr(old, name) for name in COPIED}
    new = old.referral.decisions.create(
        subject=old.subject, version=old.version + 1, correction_reason=reason, by=by, at=now, **copied
    )
    # Items withdrawn since are not copied: nobody could sign the draft with them.
    items = Item.objects.filter(pk__in=old.citations.values("item"), withdrawn_at=None)
    views = old.views.values("agency_id", "agrees", "reason", "spoken_for_by")
    _attach(new, list(items), list(views))
    record(events.DECISION_DRAFTED, about=new, by=by, now=now, person=old.subject.position, version=new.version)
    return new


def _sign_first(decision: Decision, content: dict[str, Any], *, by, now: datetime) -> None:
    """Give the first signature; freeze the record, unless it needs a second."""
    rules.check_hangs_together(decision)
    decision.signed_by, decision.signed_at = by, now
    decision.frozen = content | {"signatures": [signature(by, part="Signature", now=now)]}
    rating = None
    if decision.frozen["second_signature"]:
        decision.state, decision.digest = Decision.State.SECOND_SIGNATURE, digest_of(decision.frozen)
        decision.save(update_fields=["state", "signed_by", "signed_at", "frozen", "digest"])
    else:
        rating = _freeze_for_good(decision, by=by, now=now)
    _record_signing(events.DECISION_SIGNED, decision, rating, by=by, now=now)


def _record_signing(kind: EventKind, decision: Decision, rating: RatingGiven | None, *, by, now: datetime) -> None:
    frozen_rows = frozen(decision, rating) if rating else frozen(decision)
    record(kind, about=decision, by=by, now=now, frozen=frozen_rows, person=decision.subject.position)


def _ask_for_second_signature(referral: Referral, *, by, now: datetime) -> None:
    """Tell the duty team that a decision waits for another manager's signature."""
    post(
        template="second_signature",
        to=referral.hub.duty_email,
        hub=referral.hub,
        key=f"second_signature:{referral.pk}:{referral.version}",
        now=now,
        reference=referral.reference,
    )
    record(events.DUTY_TOLD, about=referral, by=by, now=now, waits_for="second signature")


def _freeze_for_good(decision: Decision, *, by, now: datetime) -> RatingGiven:
    """Sign a record for good and put it in force. Returns its final rating."""
    decision.state, decision.digest = Decision.State.SIGNED, digest_of(decision.frozen or {})
    decision.save(
        update_fields=["state", "signed_by", "signed_at", "second_signed_by", "second_signed_at", "frozen", "digest"]
    )
    # Only one version can be in force; the earlier ones stay on record as corrected.
    earlier = decision.subject.decisions.filter(state=Decision.State.SIGNED).exclude(pk=decision.pk)
    earlier.update(state=Decision.State.CORRECTED)
    return _give_final_rating(decision, by=decision.signed_by, now=now)


def _give_final_rating(decision: Decision, *, by, now: datetime) -> RatingGiven:
    """Record the final rating in the name of the first signer.

    A red decision makes the case red at once, even if others are still open.
    """
    referral = decision.referral
    rating = referral.ratings.create(
        stage=codes.RatingStage.FINAL,
        level=decision.final_rating,
        reason=decision.rationale,
        subject=decision.subject,
        by=by,
        at=now,
    )
    if rating.level == codes.Rating.RED != referral.rating:
        referral.rating = rating.level
        tell_duty_team(referral, rating, by=by, now=now)
    return rating


def _decide_when_all_are_signed(referral: Referral, *, by, now: datetime, what: str) -> None:
    """Decide the case once every subject's decision is signed; otherwise only note the change."""
    standings = Standings.of(referral)
    remind_of(referral, note_notifications_due(referral, standings), by=by, now=now)
    # The case is decided, and feedback due, only when every subject's decision is signed.
    if not standings.all_signed:
        touch(referral, by=by, now=now, what=what, fields=("rating", "notify_by", *DUE_FIELDS))
        return
    referral.rating = min(
        (decision.final_rating for decision in standings.in_force), key=codes.Rating.values.index
    )  # the gravest
    stop_clock(referral, codes.ClockMeasure.FIRST_DECISION, now=now)
    stop_clock(referral, codes.ClockMeasure.FINAL_DECISION, now=now)
    start_clock(referral, codes.ClockMeasure.FEEDBACK, started_at=now)
    referral.save(update_fields=["rating", "notify_by", *DUE_FIELDS])
    moved = move(referral, "decide", by=by, now=now)
    record(events.DECIDED, about=referral, by=by, now=now, frozen=frozen(moved))
