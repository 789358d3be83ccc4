"""The steps after a decision: tell the referrer, close the case, reopen it."""

from datetime import datetime

from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone

from agencies import roles
from audit.recording import record
from mash.govuk.moments import words as in_words
from mash.govuk.wording import in_sentence
from mash.refusals import RuleViolation, need
from referrals import codes, events
from referrals.access.adults import check_manages
from referrals.codes import Status
from referrals.decisions.notifying import open_notifications
from referrals.decisions.reopening import duplicate_links, ended_as_duplicate, put_back, put_back_duplicate
from referrals.decisions.standing import Standings
from referrals.evidence.frozen_records import frozen
from referrals.messages.outbox import post, to_public
from referrals.messages.undelivered import reached, undelivered_of
from referrals.models import Feedback, Referral
from referrals.people.case_links import lock_all, take_back
from referrals.timing.targets import DUE_FIELDS, end_pause, note_next_due, stop_clock
from referrals.workflow import MoveNotAllowed, lock, move, touch

# Gravest first: a professional is told about the gravest outcome of the case.
BY_GRAVITY = [
    codes.FeedbackCategory.CHILD_DEATH,
    codes.FeedbackCategory.PROTECTION,
    codes.FeedbackCategory.REVIEW,
    codes.FeedbackCategory.ADULT_ENQUIRY,
    codes.FeedbackCategory.ALLEGATION,
    codes.FeedbackCategory.ORGANISATION,
    codes.FeedbackCategory.ACCOMMODATION,
    codes.FeedbackCategory.UNACCOMPANIED,
    codes.FeedbackCategory.TRANSFER_IN,
    codes.FeedbackCategory.ASSESSMENT,
    codes.FeedbackCategory.PRIVATE_FOSTERING,
    codes.FeedbackCategory.RETURN_INTERVIEW,
    codes.FeedbackCategory.CARE,
    codes.FeedbackCategory.EARLY_HELP,
    codes.FeedbackCategory.OPEN_CASE,
    codes.FeedbackCategory.JOINED,
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


def audiences_of(referral: Referral) -> list[codes.Audience]:
    """Return for whom the words to the referrer may be written, the usual one first."""
    if referral.referrer.is_professional:
        # Anybody can say on the public form that they are one, so nobody may have checked it.
        unchecked = [] if referral.sender_is_known else [codes.Audience.PUBLIC]
        return [*unchecked, codes.Audience.PROFESSIONAL]
    if referral.source_code == codes.SourceCode.SELF:
        return [codes.Audience.PERSON]
    # A relative may be a parent, or a grandparent who must not learn more than a neighbour: the decision-maker knows.
    if referral.source_code == codes.SourceCode.FAMILY:
        return [codes.Audience.PUBLIC, codes.Audience.PARENT]
    return [codes.Audience.PUBLIC]


def _reasons_by_category(referral: Referral) -> dict[codes.FeedbackCategory, str]:
    """Return each category, gravest first, with the reason all its decisions share, or an empty one."""
    reasons: dict[codes.FeedbackCategory, set[str]] = {}
    for decision in Standings.of(referral).in_force:
        category = codes.OUTCOME_FACTS[codes.Outcome(decision.outcome)].feedback
        if decision.outcome_reason == codes.OutcomeReason.DUPLICATE:
            category = codes.FeedbackCategory.JOINED
        reasons.setdefault(category, set()).add(decision.outcome_reason)
    return {
        category: next(iter(reasons[category])) if len(reasons[category]) == 1 else ""
        for category in BY_GRAVITY
        if category in reasons
    }


def wordings_for(referral: Referral, *, joined: bool = False) -> list[codes.FeedbackWording]:
    """Return the wordings this referrer may be told, the suggested one first.

    Where somebody must not know, or does not know yet, those that ask for silence come first. `joined`: of a referral
    that ends, or ended, into another. Only a professional hears that: nobody else is to learn that others told the hub.
    """
    audiences = audiences_of(referral)
    reasons = {codes.FeedbackCategory.JOINED: ""} if joined else _reasons_by_category(referral)
    if codes.FeedbackCategory.UNACCOMPANIED in reasons:  # of a relative here: no parent is
        audiences = [audience for audience in audiences if audience != codes.Audience.PARENT]
    quiet = referral.asks_for_silence
    fitting = [
        wording
        for wording in codes.FEEDBACK_WORDINGS
        if not wording.ended
        and wording.audience in audiences
        # A referral that ends into another is silent where the other one is.
        and (quiet or joined or not wording.quiet)
        and (wording.category is None or wording.category in reasons)
    ]
    gravest = next(iter(reasons), None)
    first = codes.default_wording(gravest, audiences[0], reasons[gravest], quiet=quiet) if gravest else None
    return sorted(
        fitting,
        key=lambda wording: (wording is not first, audiences.index(wording.audience), wording.quiet != quiet),
    )


def told_since_decided(referral: Referral) -> Feedback | None:
    """Return the feedback on the current decision, given or excused, or None. An e-mail given up told nobody."""
    # After reopening and deciding anew, the referrer has to be told again.
    decided = referral.moves.filter(name__in=("decide", "end as a duplicate")).last()
    feedback = referral.feedback.filter(at__gte=decided.at).last() if decided else None
    return feedback if feedback and reached(str(feedback.pk), undelivered_of(referral)) else None


def may_be_told(referral: Referral) -> bool:
    """Whether the referrer may be told now: once it is decided, or closed before the e-mail to them was given up."""
    if referral.status == Status.CLOSED:
        return told_since_decided(referral) is None
    return referral.status == Status.DECIDED or Standings.of(referral).stand_again(referral)


@transaction.atomic
def send_feedback(
    referral: Referral, *, wording: str, how: str, by, seen: int | None = None, now: datetime | None = None
) -> Feedback:
    """Tell the referrer in a fixed wording (a key of WORDINGS_BY_KEY). Raises RuleViolation.

    An e-mail has that wording and the reference, nothing else.
    """
    now = now or timezone.now()
    referral = _to_tell(lock(referral, seen=seen))
    joined = ended_as_duplicate(referral) is not None
    return tell(referral, wording=wording, how=how, joined=joined, by=by, now=now)


def tell(referral: Referral, *, wording: str, how: str, joined: bool, by, now: datetime) -> Feedback:
    """Tell the referrer of a locked case. Raises RuleViolation for a wording or a way that is not offered."""
    if wording not in {offered.key for offered in wordings_for(referral, joined=joined)}:
        raise RuleViolation("Select what to tell the referrer.", field="wording")
    # The address is not required of a referrer, so e-mail may not be possible.
    if how == How.EMAIL and not referral.referrer.email:
        raise RuleViolation("There is no e-mail address for the referrer. Select how else you told them.", field="how")
    if how == How.EMAIL and not referral.referrer.may_be_emailed:
        raise RuleViolation(
            "The referrer has not said that it is safe to e-mail them. Select how else you told them.", field="how"
        )
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
            **to_public(referral.referrer),
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
    return excuse(_to_tell(lock(referral, seen=seen)), reason=reason, by=by, now=now)


def excuse(referral: Referral, *, reason: str, by, now: datetime) -> Feedback:
    """Record why the referrer of a locked case is not told."""
    need(reason, "Enter why the referrer is not told.", "not_sent_reason")
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
    check_nobody_waits(referral)
    if told_since_decided(referral) is None:
        raise RuleViolation(
            "Tell the referrer what was decided, or record why you are not telling them. Then close the case."
        )
    if waiting := open_notifications(referral, standings):
        raise RuleViolation(
            f"Record first that this was done, which the law asks for: {in_sentence(waiting[0].words)}, due by"
            f" {in_words(waiting[0].due_on)}."
        )


def check_nobody_waits(referral: Referral) -> None:
    """Raise RuleViolation if another council is to confirm, a manager to authorise, or somebody to be told."""
    if referral.is_forwarded:
        raise RuleViolation(
            f"{referral.forwarded_to} has not confirmed that it has this case. Record its answer. Then close the case."
        )
    if referral.authorise_by:
        raise RuleViolation(
            "Agencies were asked before it was authorised. Another manager must authorise it. Then close the case."
        )
    if referral.tell_by:
        raise RuleViolation(
            "Somebody is still to be told that agencies were asked. Record that they were told, or that they never will"
            " be. Then close the case."
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
    check_manages(by, roles.CLOSE, referral)
    standings = Standings.of(referral)
    check_may_close(referral, standings)
    if standings.stand_again(referral):
        if not reason.strip():
            raise RuleViolation("Enter why nothing is changed.", field="reason")
        stop_clock(referral, codes.ClockMeasure.FINAL_DECISION, now=now, replaced=True)
        referral.save(update_fields=[*DUE_FIELDS])
    _stop_waiting(referral, by=by, now=now)
    moved = move(referral, "close", by=by, now=now, reason=reason)
    note_next_due(referral)
    referral.save(update_fields=[*DUE_FIELDS])
    record(events.CLOSED, about=referral, by=by, now=now, frozen=frozen(moved))
    return referral


@transaction.atomic
def reopen(referral: Referral, *, reason: str, by, seen: int | None = None, now: datetime | None = None) -> Referral:
    """Reopen a case for deciding. Signed decisions stay; a changed decision is a new version.

    A duplicate is no longer linked with the case that it ended into.
    """
    now = now or timezone.now()
    check_manages(by, roles.CLOSE, referral)
    need(reason, "Enter why the case is reopened.", "reason")
    links = duplicate_links(referral, by=by)
    referral, *others = lock_all(referral, [link.second for link in links], seen=seen)
    ended = ended_as_duplicate(referral)
    if ended is None:
        put_back(referral, by=by, now=now, reason=reason)
        return referral
    put_back_duplicate(referral, ended, by=by, now=now, reason=reason)
    for link, other in zip(links, others, strict=True):
        take_back(link, referral, other, why=reason, by=by, now=now)
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
    if not may_be_told(referral):
        raise MoveNotAllowed(
            f"This case is “{referral.get_status_display()}”. Tell the referrer after it is decided and before closing."
        )
    if told_since_decided(referral) is not None:
        raise RuleViolation("Feedback on this decision is already recorded. Go back to the case.")
    return referral


def _feedback_done(referral: Referral, *, by, now: datetime, what: str) -> None:
    stop_clock(referral, codes.ClockMeasure.FEEDBACK, now=now)
    touch(referral, by=by, now=now, what=what, fields=DUE_FIELDS)
