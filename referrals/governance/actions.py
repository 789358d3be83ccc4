"""The actions of a governance officer: review restrictions and emergencies; confirm, add and end
bars.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from audit.recording import Subject, record
from mash.refusals import RuleViolation, StalePage, who_changed
from referrals import codes, events
from referrals.access import bars, break_glass, who_can_see
from referrals.evidence.frozen_records import frozen
from referrals.messages.outbox import post
from referrals.models import Bar, BreakGlass, Restriction, RestrictionReview
from referrals.models.identifiers import looks_like_reference

AT_MOST = timedelta(days=366)


@transaction.atomic
def review_restriction(
    restriction: Restriction, *, keep: bool, review_on: date, note: str, seen: int, by, now: datetime | None = None
) -> RestrictionReview:
    """Review a restriction: keep it, or ask the person who restricted the case to lift it.

    `seen` is the number of reviews the page showed. Raises StalePage if there are more, or
    RuleViolation.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    fresh = Restriction.objects.select_for_update(of=("self",)).select_related("hub", "by").get(pk=restriction.pk)
    if fresh.ended_at:
        ended = who_changed("this restriction", by=_name(fresh.ended_by), at=fresh.ended_at, what="ended it")
        raise RuleViolation(f"{ended} There is nothing left to review.")
    _refuse_second(fresh, seen)
    if not today < review_on <= today + AT_MOST:
        raise RuleViolation("The next review must be in the future and within a year.", field="review_on")
    review = RestrictionReview.objects.create(
        **_watched(fresh), restriction=fresh, by=by, at=now, keep=keep, note=note, review_on=review_on
    )
    fresh.review_on = review_on
    fresh.save(update_fields=["review_on"])
    record(
        events.RESTRICTION_REVIEWED,
        about=fresh,
        by=by,
        now=now,
        frozen=frozen(review),
        keep=keep,
        review_on=review_on.isoformat(),
    )
    if not keep:
        _ask_to_lift(fresh, review, now)
    return review


def _refuse_second(restriction: Restriction, seen: int) -> None:
    reviews = list(restriction.reviews.select_related("by").order_by("at"))
    if len(reviews) != seen:
        last = reviews[-1] if reviews else None
        words = who_changed("this restriction", by=_name(last.by), at=last.at, what="reviewed it") if last else ""
        words = f"{words} Look at the reviews on this page, then send yours if it is still needed."
        raise StalePage(words.strip(), version=len(reviews))


def _name(person) -> str:
    return person.name if person else ""


def _watched(row: Restriction) -> dict:
    return {"referral_id": row.referral_id, "hub": row.hub, "reference": row.reference}


def _ask_to_lift(restriction: Restriction, review: RestrictionReview, now: datetime) -> None:
    """Ask the person who restricted the case, or the duty team if they have left."""
    to = restriction.by.email if restriction.by.is_active else restriction.hub.duty_email
    key = f"restriction-to-lift:{review.pk}"
    post(
        template="restriction_to_lift",
        to=to,
        hub=restriction.hub,
        key=key,
        now=now,
        reference=restriction.reference,
    )


@transaction.atomic
def end_emergency(emergency: BreakGlass, *, by, now: datetime | None = None) -> BreakGlass:
    """End an emergency opening at once and tell the person. Raises RuleViolation."""
    now = now or timezone.now()
    if emergency.user_id == by.pk:
        raise RuleViolation("This is your own emergency opening. Ask another governance officer.")
    # The database ends it, so that the next statement of that person is refused.
    if not break_glass.end_emergency(emergency.pk):
        raise RuleViolation("This emergency opening is over already. Record what you found.")
    fresh = BreakGlass.objects.select_related("user", "hub").get(pk=emergency.pk)
    record(events.EMERGENCY_ENDED, about=fresh, by=by, now=now, person=fresh.user_id)
    if fresh.user.is_active:
        key = f"break_glass_ended:{fresh.pk}"
        post(
            template="break_glass_ended",
            to=fresh.user.email,
            hub=fresh.hub,
            key=key,
            now=now,
            reference=fresh.reference,
        )
    return fresh


@transaction.atomic
def review_emergency(emergency: BreakGlass, *, finding: str, note: str, by, now: datetime | None = None) -> BreakGlass:
    """Review an emergency opening that is over. Raises RuleViolation, also for one's own."""
    now = now or timezone.now()
    if emergency.user_id == by.pk:
        raise RuleViolation("You cannot review your own emergency opening. Ask another governance officer.")
    fresh = BreakGlass.objects.select_for_update().get(pk=emergency.pk)
    if fresh.reviewed_at:
        reviewer, at = _name(fresh.reviewed_by), fresh.reviewed_at
        raise RuleViolation(who_changed("this emergency opening", by=reviewer, at=at, what="reviewed it"))
    # A review must cover all that was seen, so the opening has to be over.
    if fresh.is_running(now):
        raise RuleViolation(
            "This emergency opening is still running. End it now, or wait until it is over, then review it."
        )
    fresh.ended_at = fresh.ended_at or fresh.until
    fresh.reviewed_at, fresh.reviewed_by = now, by
    fresh.finding, fresh.review_note = finding, note
    fresh.save(update_fields=["ended_at", "reviewed_at", "reviewed_by", "finding", "review_note"])
    record(events.EMERGENCY_REVIEWED, about=fresh, by=by, now=now, finding=finding)
    return fresh


@transaction.atomic
def confirm_bar(bar: Bar, *, by, now: datetime | None = None) -> Bar:
    """Confirm a suggested bar. Raises RuleViolation if it is confirmed or has ended."""
    now = now or timezone.now()
    fresh = _standing(bar)
    if fresh.confirmed_at:
        raise RuleViolation(
            who_changed("this bar", by=_name(fresh.confirmed_by), at=fresh.confirmed_at, what="confirmed it")
        )
    fresh.confirmed_at, fresh.confirmed_by = now, by
    fresh.save(update_fields=["confirmed_at", "confirmed_by"])
    record(events.BAR_CONFIRMED, about=fresh, by=by, now=now, person=fresh.user_id)
    return fresh


@transaction.atomic
def end_bar(bar: Bar, *, why: str, by, now: datetime | None = None) -> Bar:
    """End a bar, or dismiss a suggested one. The row stays and says which."""
    now = now or timezone.now()
    fresh = _standing(bar)
    fresh.ended_at, fresh.ended_by, fresh.ended_why = now, by, why
    fresh.save(update_fields=["ended_at", "ended_by", "ended_why"])
    record(events.BAR_ENDED, about=fresh, by=by, now=now, person=fresh.user_id, dismissed=fresh.confirmed_at is None)
    return fresh


@transaction.atomic
def open_names(*, reference: str, why: str, by, now: datetime | None = None) -> list[who_can_see.NameBehind]:
    """Return the names behind a reference, for one view.

    The attempt is logged even without a result.
    """
    names = who_can_see.names_behind(reference)
    about = Subject("referral", "", reference if looks_like_reference(reference) else "", by.hub_id)
    record(events.NAMES_OPENED, about=about, by=by, now=now, purpose=why, people=len(names))
    return names


def _standing(bar: Bar) -> Bar:
    fresh = Bar.objects.select_for_update().get(pk=bar.pk)
    if fresh.ended_at:
        raise RuleViolation(who_changed("this bar", by=_name(fresh.ended_by), at=fresh.ended_at, what="ended it"))
    return fresh


@transaction.atomic
def bar_by_reference(
    *, reference: str, person, because: codes.BarReason, why: str, by, now: datetime | None = None
) -> Bar:
    """Bar a person by reference. Raises RuleViolation.

    An unknown reference, another hub's and a bar on oneself are refused alike, so nothing can be
    probed.
    """
    now = now or timezone.now()
    if Bar.objects.standing().filter(reference=reference, user=person, hub=by.hub).exists():
        raise RuleViolation("This person is barred from this record already.", field="person")
    made = bars.bar_by_reference(reference, person=person, because=because, why=why)
    # Two officers may add the same bar at once; the second gets the ordinary message.
    if made is None and Bar.objects.standing().filter(reference=reference, user=person, hub=by.hub).exists():
        raise RuleViolation("This person is barred from this record already.", field="person")  # in the same instant
    if made is None:
        raise RuleViolation("Nothing of your hub has this reference. Check it and try again.", field="reference")
    bar = Bar.objects.get(pk=made)
    record(events.BAR_GIVEN, about=bar, by=by, now=now, person=person.pk, because=because)
    return bar
