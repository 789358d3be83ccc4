"""The steps after a decision: tell the referrer, close the case, reopen it."""

from datetime import datetime

from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone

from audit.recording import record
from mash.govuk.moments import words as in_words
from mash.refusals import RuleViolation
from referrals import codes, events
from referrals.codes import Status
from referrals.decisions.notifying import open_notifications
from referrals.decisions.reopening import put_back
from referrals.decisions.standing import Standings
from referrals.evidence.frozen_records import frozen
from referrals.messages.outbox import post
from referrals.models import Feedback, Referral
from referrals.timing.targets import DUE_FIELDS, end_pause, stop_clock
from referrals.workflow import MoveNotAllowed, lock, move, touch

# Gravest first: a professional is told about the gravest outcome of the case.
BY_GRAVITY = [
    codes.FeedbackCategory.PROTECTION,
    codes.FeedbackCategory.ADULT_ENQUIRY,
    codes.FeedbackCategory.ASSESSMENT,
    codes.FeedbackCategory.EARLY_HELP,
    codes.FeedbackCategory.OPEN_CASE,
    codes.FeedbackCategory.TRANSFERRED,
    codes.FeedbackCategory.ADVICE,
    codes.FeedbackCategory.NO_FURTHER_ACTION,
]


class How(TextChoices):
    """How the referrer was told."""

    EMAIL = "email", "By e-mail: the service sends it now"
    PHONE = "phone", "By phone"
    LETTER = "letter", "By letter"
    IN_PERSON = "in_person", "In person"


def audience_of(referral: Referral) -> codes.Audience:
    return codes.Audience.PROFESSIONAL if referral.referrer.is_professional else codes.Audience.PUBLIC


def categories_of(referral: Referral) -> list[codes.FeedbackCategory]:
    """Return the feedback categories of the decisions in force, gravest first."""
    outcomes = [codes.Outcome(decision.outcome) for decision in Standings.of(referral).in_force]
    categories = {codes.OUTCOME_FACTS[outcome].feedback for outcome in outcomes}
    return [category for category in BY_GRAVITY if category in categories]


def wordings_for(referral: Referral) -> list[codes.FeedbackWording]:
    """Return the wordings this referrer may be told, the suggested one first."""
    audience, categories = audience_of(referral), categories_of(referral)
    fitting = [
        wording
        for wording in codes.FEEDBACK_WORDINGS
        if wording.audience == audience and (wording.category is None or wording.category in categories)
    ]
    first = codes.DEFAULT_WORDING[categories[0], audience] if categories else None
    return sorted(fitting, key=lambda wording: wording is not first)


def told_since_decided(referral: Referral) -> Feedback | None:
    """Return the feedback on the current decision, given or excused, or None."""
    # After reopening and deciding anew, the referrer has to be told again.
    decided = referral.moves.filter(name="decide").last()
    return referral.feedback.filter(at__gte=decided.at).last() if decided else None


@transaction.atomic
def send_feedback(
    referral: Referral, *, wording: str, how: str, by, seen: int | None = None, now: datetime | None = None
) -> Feedback:
    """Tell the referrer in a fixed wording (a key of WORDINGS_BY_KEY). Raises RuleViolation.

    An e-mail has that wording and the reference, nothing else.
    """
    now = now or timezone.now()
    referral = _to_tell(lock(referral, seen=seen))
    if wording not in {offered.key for offered in wordings_for(referral)}:
        raise RuleViolation("Select what to tell the referrer.", field="wording")
    # The address is not required of a referrer, so e-mail may not be possible.
    if how == How.EMAIL and not referral.referrer.email:
        raise RuleViolation("There is no e-mail address for the referrer. Select how else you told them.", field="how")
    feedback = referral.feedback.create(wording=wording, text=codes.WORDINGS_BY_KEY[wording].text, by=by, at=now)
    if how == How.EMAIL:
        post(
            template="feedback",
            to=referral.referrer.email,
            hub=referral.hub,
            key=f"feedback:{feedback.pk}",
            now=now,
            reference=referral.reference,
            wording=wording,
        )
    record(events.FEEDBACK_SENT, about=referral, by=by, now=now, frozen=frozen(feedback), how=How(how), wording=wording)
    _feedback_done(referral, by=by, now=now, what="recorded feedback to the referrer")
    return feedback


@transaction.atomic
def excuse_feedback(
    referral: Referral, *, reason: str, by, seen: int | None = None, now: datetime | None = None
) -> Feedback:
    """Record why the referrer is not told: they cannot be reached, or it would put somebody at
    risk.
    """
    now = now or timezone.now()
    referral = _to_tell(lock(referral, seen=seen))
    if not reason.strip():
        raise RuleViolation("Enter why the referrer is not told.", field="not_sent_reason")
    excused = referral.feedback.create(wording="", text="", not_sent_reason=reason, by=by, at=now)
    record(events.FEEDBACK_NOT_SENT, about=referral, by=by, now=now, frozen=frozen(excused))
    _feedback_done(referral, by=by, now=now, what="recorded why the referrer is not told")
    return excused


def check_may_close(referral: Referral, standings: Standings) -> None:
    """Raise MoveNotAllowed or RuleViolation unless the case may be closed.

    It must be decided, or reopened and unchanged, with feedback given or excused.
    """
    if referral.status != Status.DECIDED and not standings.stand_again(referral):
        raise MoveNotAllowed(
            f"This case is “{referral.get_status_display()}”, so you cannot close it now. "
            "A case is closed once every decision about it is signed."
        )
    if told_since_decided(referral) is None:
        raise RuleViolation(
            "Tell the referrer what was decided, or record why you are not telling them. Then close the case."
        )
    if waiting := open_notifications(referral, standings):
        raise RuleViolation(
            f"Record first that this was done, which the law asks for: {waiting[0].words.lower()}, due by"
            f" {in_words(waiting[0].due_on)}."
        )


@transaction.atomic
def close(
    referral: Referral, *, reason: str = "", by, seen: int | None = None, now: datetime | None = None
) -> Referral:
    """Close a case.

    A case reopened and left unchanged needs a `reason`, and its clock does not count.
    """
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    standings = Standings.of(referral)
    check_may_close(referral, standings)
    if standings.stand_again(referral):
        if not reason.strip():
            raise RuleViolation("Enter why nothing is changed.", field="reason")
        stop_clock(referral, codes.ClockMeasure.FINAL_DECISION, now=now, replaced=True)
        referral.save(update_fields=[*DUE_FIELDS])
    _stop_waiting(referral, by=by, now=now)
    moved = move(referral, "close", by=by, now=now, reason=reason)
    record(events.CLOSED, about=referral, by=by, now=now, frozen=frozen(moved))
    return referral


@transaction.atomic
def reopen(referral: Referral, *, reason: str, by, seen: int | None = None, now: datetime | None = None) -> Referral:
    """Reopen a case for deciding. Signed decisions stay; a changed decision is a new version."""
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    if not reason.strip():
        raise RuleViolation("Enter why the case is reopened.", field="reason")
    put_back(referral, by=by, now=now, reason=reason)
    return referral


def _stop_waiting(referral: Referral, *, by, now: datetime) -> None:
    """Release open requests: agencies get no more reminders but may still answer."""
    for request in referral.requests.open():
        # A closed case must not leave a pause that somebody would be asked to review.
        end_pause(request, referral.hub, now=now)
        request.released_at = now
        request.save(update_fields=["released_at"])
        record(events.REQUEST_RELEASED, about=request, by=by, now=now)


def _to_tell(referral: Referral) -> Referral:
    if referral.status != Status.DECIDED and not Standings.of(referral).stand_again(referral):
        raise MoveNotAllowed(
            f"This case is “{referral.get_status_display()}”. Tell the referrer after it is decided and before closing."
        )
    if told_since_decided(referral) is not None:
        raise RuleViolation("Feedback on this decision is already recorded. Go back to the case.")
    return referral


def _feedback_done(referral: Referral, *, by, now: datetime, what: str) -> None:
    stop_clock(referral, codes.ClockMeasure.FEEDBACK, now=now)
    touch(referral, by=by, now=now, what=what, fields=DUE_FIELDS)
