"""Record that people were told that agencies are asked, or that somebody never will be: acts of their own."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.forms.models import model_to_dict
from django.utils import timezone

from agencies import roles
from audit.recording import record
from mash.guards import Denied
from mash.refusals import RuleViolation
from referrals import codes, events
from referrals.access.adults import check_manages
from referrals.evidence.frozen_records import frozen
from referrals.models import LawfulBasis, Person, Referral
from referrals.timing.targets import note_next_due
from referrals.triage.lawful_basis import COPIED, DAYS, note_days
from referrals.triage.who_knows import family_informed
from referrals.workflow import lock, touch

NOBODY_WAITS = "Nobody waits to be told that agencies are asked. Go back to the case."
RULE = "Only a MASH manager may record that somebody will never be told."
ANOTHER = "You recorded this lawful basis yourself. Another manager must say that somebody will never be told."


def people_untold(referral: Referral, *, still: bool = False) -> list[tuple[str, str]]:
    """Return who does not know, as (number, name), or who is `still` to be told: not those who never will be.

    If it is nobody of the case, it is the family as a whole.
    """
    basis = referral.lawful_bases.last()
    numbers = set(basis.still_to_tell if still else basis.untold) if basis else set()
    people = {str(person.pk): person for person in referral.people.all()}
    names = [(number, _name_of(person, basis)) for number, person in people.items() if number in numbers]
    return [*names, (codes.FAMILY, "The family, or who cares for them")] if codes.FAMILY in numbers else names


def _name_of(person: Person, basis: LawfulBasis | None) -> str:
    """Return the name, and of whom it must be minded before anybody speaks to them."""
    number = str(person.pk)
    if basis and "never" in basis.tellings.get(number, {}):
        return f"{person.display_name}, recorded as never to be told"
    if basis and basis.who_knows.get(number) == codes.Knows.MUST_NOT:
        return f"{person.display_name}, who must not know"
    return person.display_name


@transaction.atomic
def record_told(
    referral: Referral,
    *,
    people: Collection[str],
    told_on: date,
    told_by: str,
    told_how: str,
    response: str = "",
    objection_detail: str = "",
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> LawfulBasis:
    """Record that `people`, by number, were told on a day, though it may have been said that they never will be.

    Raises RuleViolation.

    A new version of the lawful basis says that they know, and object if there is an `objection_detail`, which another
    manager then authorises. It names who recorded the basis as before, and the access log who recorded this.
    """
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    latest = _newest(referral, people)
    if told_on > timezone.localdate(now):
        raise RuleViolation("The day on which they were told must be today or in the past.", field="told_on")
    if not told_by.strip():
        raise RuleViolation("Enter who told them.", field="told_by")
    facts = {"on": told_on.isoformat(), "by": told_by, "how": codes.ToldHow(told_how).value, "response": response}
    answer = codes.Knows.OBJECTS if objection_detail.strip() else codes.Knows.KNOWS
    objection = "\n".join(filter(None, [latest.objection_detail, objection_detail.strip()]))
    who_knows = {**latest.who_knows, **dict.fromkeys(people, answer.value)}
    # A new objection is authorised anew; what is authorised already stays so while somebody does not know.
    basis = _version(
        latest, people, facts, authorised=not objection_detail.strip(), who_knows=who_knows, objection_detail=objection
    )
    record(
        events.TOLD,
        about=referral,
        by=by,
        now=now,
        frozen=frozen(basis),
        basis=str(basis.pk),
        people=len(people),
        told_on=facts["on"],
        how=facts["how"],
    )
    _note(referral, basis, by=by, now=now, what="recorded that somebody was told")
    return basis


@transaction.atomic
def record_never_told(
    referral: Referral,
    *,
    people: Collection[str],
    reason: str,
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> LawfulBasis:
    """Record that `people`, by number, will never be told, and why. Raises Denied or RuleViolation.

    A manager does, and not the one who recorded the lawful basis. Agencies go on not telling them.
    """
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    if not by.has_perm(roles.AUTHORISE_NOT_TELLING):
        raise Denied(RULE, about=referral)
    check_manages(by, roles.AUTHORISE_NOT_TELLING, referral)
    latest = _newest(referral, people, still=True)
    if latest.by_id == by.pk:
        raise RuleViolation(ANOTHER)
    if not reason.strip():
        raise RuleViolation("Enter why they will never be told.", field="reason")
    facts = {"never": reason, "on": timezone.localdate(now).isoformat(), "by": by.name}
    basis = _version(latest, people, facts, authorised=True)
    record(
        events.NEVER_TOLD,
        about=referral,
        by=by,
        now=now,
        frozen=frozen(basis),
        basis=str(basis.pk),
        people=len(people),
    )
    _note(referral, basis, by=by, now=now, what="recorded that somebody will never be told")
    return basis


def _newest(referral: Referral, people: Collection[str], *, still: bool = False) -> LawfulBasis:
    """Return the newest lawful basis, if by it each of `people` does not know, or is `still` to be told.

    Raises RuleViolation.
    """
    latest = referral.lawful_bases.last()
    untold = [number for number, _ in people_untold(referral, still=still)]
    if latest is None or referral.is_ended or not untold:
        raise RuleViolation(NOBODY_WAITS)
    if not people or not set(people) <= set(untold):
        raise RuleViolation("Select who it is, among those who do not know.", field="people")
    return latest


def _version(
    latest: LawfulBasis, people: Collection[str], facts: dict[str, str], *, authorised: bool, **changes: Any
) -> LawfulBasis:
    """Add a copy of a lawful basis with what is now recorded of `people`. Without anybody left it has no day."""
    copied = {**model_to_dict(latest, fields=COPIED), "tellings": {**latest.tellings, **dict.fromkeys(people, facts)}}
    version = LawfulBasis(**{**copied, **changes}, referral=latest.referral, by=latest.by, at=latest.at)
    version.family_informed = family_informed(version.who_knows.values())
    if not version.still_to_tell:
        version.tell_by = None
    if version.family_informed == codes.FamilyInformed.YES:
        version.not_informed_reason = version.not_informed_detail = ""
    if authorised:
        version.authorised_by, version.authorised_at = latest.authorised_by, latest.authorised_at
        version.authorising_reason = latest.authorising_reason
    version.save(force_insert=True)
    return version


def _note(referral: Referral, basis: LawfulBasis, *, by, now: datetime, what: str) -> None:
    note_days(referral, basis, now=now)
    note_next_due(referral)
    touch(referral, by=by, now=now, what=what, fields=DAYS)
