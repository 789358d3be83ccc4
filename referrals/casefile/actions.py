"""The actions on the page of a case: add a note, restrict it, and decide who may see it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from agencies import roles
from agencies.models import User
from audit.recording import Subject, record
from mash.refusals import RuleViolation
from referrals import codes, events
from referrals.access.adults import check_manages
from referrals.access.bars import bar
from referrals.access.granting import GIVEN_BY_PEOPLE, KeptOut, grant_to_user, withdraw_from_user
from referrals.access.visible import on_team
from referrals.access.who_can_see import who_can_see
from referrals.casefile.colleagues import always_named, colleagues_of, team_of
from referrals.codes import lists
from referrals.codes.offering import offered
from referrals.evidence.frozen_records import frozen
from referrals.models import Note, Referral, Restriction
from referrals.models.grants import UNTIL_WITHDRAWN
from referrals.overview.changed_copies import tell_agencies
from referrals.overview.reported_risk import reported_risk
from referrals.workflow import lock, touch

NOT_ON_THE_TEAM = "They are not in the hub’s team, so their access ends. Select a day until which they can see it."
RESTRICTION = ("restricted", "restricted_reason")


@transaction.atomic
def add_note(referral: Referral, *, text: str, by, now: datetime | None = None) -> Note:
    """Add a note. It leaves the version of the case, so nobody's open page becomes stale."""
    now = now or timezone.now()
    if not text.strip():
        raise RuleViolation("Enter your note.", field="text")
    note = referral.notes.create(text=text, by=by, at=now)
    record(events.NOTE_ADDED, about=referral, by=by, now=now, frozen=frozen(note), note=str(note.pk))
    return note


@transaction.atomic
def add_concerns(
    referral: Referral,
    *,
    concerns: Iterable[str],
    reason: str,
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> Note:
    """Add concerns or types of risk to those of the referrer, and return the note that says why.

    They warn and bring questions as the referrer's do. What a request or a product says already stays as it left; where
    the family must now not be told, it shows that beside it, and its agency is written to.
    """
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    if referral.is_ended:
        raise RuleViolation(f"This case is “{referral.get_status_display()}”. Concerns are added to an open case.")
    added = [code for code in dict.fromkeys(concerns) if code not in referral.known_concerns]
    if not added:
        raise RuleViolation("Select a concern that the case does not have yet.", field="concerns")
    if not set(added) <= dict(concerns_to_add(referral)).keys():
        raise RuleViolation("Select concerns that your hub offers for the people of this case.", field="concerns")
    if not reason.strip():
        raise RuleViolation("Enter how this is known.", field="reason")
    words = "; ".join(codes.concern_labels(added))
    note = referral.notes.create(text=f"Concerns added: {words}.\n\n{reason}", by=by, at=now)
    referral.hub_concerns = [*referral.hub_concerns, *added]
    # What the hub adds can make it graver; what a colleague recommends about it stays.
    referral.reported_risk |= reported_risk(referral, referral.people.select_related("referral"))
    record(events.CONCERNS_ADDED, about=referral, by=by, now=now, frozen=frozen(note), note=str(note.pk))
    touch(referral, by=by, now=now, what="added concerns", fields=("hub_concerns", "reported_risk"))
    tell_agencies(referral, now=now)
    return note


def concerns_to_add(referral: Referral) -> list[tuple[str, str]]:
    """Return (code, words) of what the hub offers for the people of the case and the case does not have yet."""
    people = list(referral.people.all())
    kinds, subjects = {person.kind for person in people}, {person.kind for person in people if person.is_subject}
    choices = offered(lists.CONCERN, referral.hub, kinds=kinds)
    choices += offered(lists.RISK_TYPE, referral.hub, kinds=subjects)
    return [choice for choice in choices if choice[0] not in referral.known_concerns]


@transaction.atomic
def restrict(
    referral: Referral,
    *,
    reason: str,
    people: Iterable[User] = (),
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> Referral:
    """Restrict a case to named people, including the person restricting it and its worker.

    Access is granted before the restriction, so that nobody is locked out half-way.
    """
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    if referral.restricted:
        raise RuleViolation("This case is already restricted. To change who sees it, give or withdraw access.")
    people = list(people)
    named = _named(referral, people, by=by)
    # Earlier grants would outlive the restriction, so people not named lose theirs.
    for way in who_can_see(referral):
        if way.person and way.person not in named:
            withdraw_from_user(referral, with_user=User(pk=way.person), by=by)
    why = f"Named when the case was restricted: {codes.RestrictionReason(reason).label}"
    chosen = {person.pk for person in people}
    for key, person in list(named.items()):
        try:
            with transaction.atomic():
                grant_to_user(referral, with_user=person, kind=codes.GrantKind.NAMED, why=why, by=by, field="people")
        except KeptOut:
            # A worker who was barred since does not hold up the restriction; they are not named.
            if key in chosen:
                raise
            del named[key]
    _open_restriction(referral, reason, by=by, now=now)
    referral.restricted, referral.restricted_reason = True, reason
    record(events.RESTRICTED, about=referral, by=by, now=now, reason=reason, named=sorted(named))
    touch(referral, by=by, now=now, what="restricted the case", fields=RESTRICTION)
    return referral


def _open_restriction(referral: Referral, reason: str, *, by, now: datetime) -> None:
    """Create the row that governance reviews after the hub's number of days."""
    review_on = timezone.localdate(now) + timedelta(days=referral.hub.restriction_review_days)
    Restriction.objects.create(
        referral=referral,
        hub=referral.hub,
        reference=referral.reference,
        reason=reason,
        by=by,
        at=now,
        review_on=review_on,
    )


def _named(referral: Referral, people: Iterable[User], *, by) -> dict[int, User]:
    user_ids = always_named(referral, by=by) | {person.pk for person in people}
    named = {person.pk: person for person in team_of(referral.hub) if person.pk in user_ids}
    if not {person.pk for person in people} <= set(named):
        raise RuleViolation("Select people of the hub’s team.", field="people")
    return named


@transaction.atomic
def decide_carried(
    referral: Referral,
    *,
    keep: bool,
    reason: str = "",
    why: str,
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> Referral:
    """Decide whether a restriction carried over stays, from now on for a reason of this case, or is lifted."""
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    check_manages(by, roles.RESTRICT, referral)
    if not referral.is_carried:
        raise RuleViolation("Somebody has decided about this restriction already. Go back to the case.")
    if not why.strip():
        raise RuleViolation("Enter why you decide so.", field="why")
    if not keep:
        return unrestrict(referral, why=why, by=by, now=now)
    if not reason:
        raise RuleViolation("Select why this case stays restricted.", field="reason")
    referral.restricted_reason = reason
    Restriction.objects.standing().filter(referral=referral).update(reason=reason)
    note = referral.notes.create(text=f"Stays restricted: {why}", by=by, at=now)
    record(events.RESTRICTION_KEPT, about=referral, by=by, now=now, frozen=frozen(note), reason=reason)
    touch(referral, by=by, now=now, what="decided that it stays restricted", fields=RESTRICTION)
    return referral


@transaction.atomic
def unrestrict(referral: Referral, *, why: str, by, seen: int | None = None, now: datetime | None = None) -> Referral:
    """Lift the restriction: the hub's team sees the case again."""
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    if not referral.restricted:
        raise RuleViolation("This case is not restricted. Go back to the case.")
    if not why.strip():
        raise RuleViolation("Enter why this case no longer needs to be restricted.", field="why")
    before = referral.restricted_reason
    referral.restricted, referral.restricted_reason = False, ""
    Restriction.objects.standing().filter(referral=referral).update(ended_at=now, ended_by=by)
    # A note, so that the team sees why the case is open to it again.
    note = referral.notes.create(text=f"No longer restricted: {why}", by=by, at=now)
    record(events.UNRESTRICTED, about=referral, by=by, now=now, frozen=frozen(note), before=before)
    touch(referral, by=by, now=now, what="opened the restricted case to the team again", fields=RESTRICTION)
    return referral


@transaction.atomic
def grant_access(
    referral: Referral,
    *,
    person: User,
    why: str,
    by,
    until: datetime = UNTIL_WITHDRAWN,
    now: datetime | None = None,
) -> None:
    """Let a colleague see the case until a day, or until withdrawn.

    A new grant replaces the old one.
    """
    now = now or timezone.now()
    referral = lock(referral)
    if until <= now:
        raise RuleViolation("The last day must be today or in the future.", field="until")
    if not why.strip():
        raise RuleViolation("Enter why they need to see it.", field="why")
    if not colleagues_of(referral.hub).filter(pk=person.pk).exists():
        raise RuleViolation("Select somebody of the hub whose role lets them open cases.", field="person")
    if until == UNTIL_WITHDRAWN and not on_team(person):
        raise RuleViolation(NOT_ON_THE_TEAM, field="how_long")
    if until != UNTIL_WITHDRAWN and person.pk in always_named(referral, by=by):
        raise RuleViolation("They keep access to this case, so no last day can be set for them.", field="until")
    kind = codes.GrantKind.NAMED if until == UNTIL_WITHDRAWN else codes.GrantKind.VISIT
    grant_to_user(referral, with_user=person, kind=kind, why=why, by=by, until=until, field="person")


@transaction.atomic
def withdraw_access(referral: Referral, *, person: int, by) -> None:
    """Withdraw a colleague's own access. The team's access to an unrestricted case stays."""
    referral = lock(referral)
    # A restricted case must keep somebody who can work on it.
    if referral.restricted and person in always_named(referral, by=by):
        raise RuleViolation("You, and whoever the case is allocated to, keep access to a restricted case.")
    if not any(way.person == person and way.kind in GIVEN_BY_PEOPLE for way in who_can_see(referral)):
        raise RuleViolation("They no longer have access of their own. Go back to see who can see this case.")
    withdraw_from_user(referral, with_user=User(pk=person), by=by)


@transaction.atomic
def suggest_bar(
    referral: Referral, *, person: User, because: codes.BarReason, why: str, by, now: datetime | None = None
) -> None:
    """Bar somebody with a conflict of interest at once; governance confirms or dismisses it.

    If they are barred already nothing happens, so the caller learns nothing about existing bars.
    """
    now = now or timezone.now()
    if person == by:
        raise RuleViolation("Ask a colleague to bar you, or tell a governance officer.", field="person")
    made = bar(referral.pk, person=person, because=because, why=why)
    if made:
        about = Subject("bar", str(made), referral.reference, referral.hub_id)
        record(events.BAR_GIVEN, about=about, by=by, now=now, person=person.pk, because=because)
