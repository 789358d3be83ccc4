"""Record what became known of a person of a case, or of one whom the referral did not name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from mash.govuk.moments import read_day
from mash.refusals import RuleViolation, need
from referrals import codes, events
from referrals.access.bars import suggest_bars
from referrals.codes import FactKind, FactSource, PersonKind, PersonMore
from referrals.evidence.frozen_records import frozen
from referrals.facts import kinds
from referrals.models import InvolvedProfessional, Item, Person, PersonFact, Referral
from referrals.overview.changed_copies import tell_agencies
from referrals.overview.reported_risk import reported_risk
from referrals.people.as_told import ADDED
from referrals.people.homes import keep_homes
from referrals.people.terms import renew_terms
from referrals.workflow import lock, touch

LONGEST_OTHER_NAMES = Person._meta.get_field("other_names").max_length
OF_THE_CASE = ("reported_risk", "about_children", "about_adults")


@dataclass(frozen=True)
class Provenance:
    """Where a fact comes from, how sure it is, and since and until when it holds.

    An item makes the source an agency's answer, whose marks hold for the fact as well.
    """

    source: str
    certainty: str
    why: str
    source_detail: str = ""
    from_on: date | None = None
    until_on: date | None = None
    item: Item | None = None


@transaction.atomic
def record_fact(
    referral: Referral,
    *,
    person: Person,
    kind: FactKind,
    value: Mapping[str, Any],
    provenance: Provenance,
    shown: bool = True,
    was_right: bool = False,
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> PersonFact:
    """Record a fact about a person of an open case, and return it.

    `value` is by the fields of `kinds.FIELDS`; one left out stays as it is. A fact that is `shown` is what the case
    shows from now on, and requests not yet sent, previews, products and prints with it; what was sent stays as it was
    sent. `was_right` keeps a name or an address that it replaces as a former one. Any other fact stands beside.
    Raises RuleViolation, and StalePage if the case changed meanwhile.
    """
    now = now or timezone.now()
    referral = _lock_open(referral, seen)
    person = referral.people.get(pk=person.pk)
    _check(provenance)
    if not shown and kind in kinds.ALWAYS_SHOWN:
        raise RuleViolation(f"{kind.label} is what the case shows: there is nothing to keep beside it.", field="shown")
    if shown and provenance.item:
        _refuse_marks(provenance.item, kind)
    _refuse_contradiction(referral, person, kind, value)
    if shown:
        changed = _changed(person, kind, value, was_right=was_right)
    else:
        changed = {} if why_not_shown(provenance.item, kind) else _changed_beside(person, kind, value)
    recorded = _keep(
        person,
        kind,
        {**value, **({"was_right": True} if shown and was_right else {})},
        provenance,
        shown=shown,
        before={column: kinds.stored(getattr(person, column)) for column in changed},
        after={column: kinds.stored(new) for column, new in changed.items()},
        by=by,
        now=now,
    )
    # After its fact: the database lets a person change only as the newest fact says.
    for column, new in changed.items():
        setattr(person, column, new)
    if changed:
        person.save(update_fields=list(changed))
        # In this transaction: a secret address is secret in every case from now on.
        keep_homes(referral, [person])
    record(
        events.FACT_RECORDED,
        about=referral,
        by=by,
        now=now,
        frozen=frozen(recorded),
        person=str(person.pk),
        kind=str(kind),
        shown=shown,
    )
    _follow(referral, by=by, now=now, what=f"recorded a fact about person {person.position}")
    return recorded


@transaction.atomic
def add_person(
    referral: Referral,
    *,
    facts: Mapping[str, Any],
    provenance: Provenance,
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> Person:
    """Add somebody whom the referral did not name to an open case. `facts` are by the columns of Person.

    Raises RuleViolation, and StalePage if the case changed meanwhile.
    """
    now = now or timezone.now()
    referral = _lock_open(referral, seen)
    _check(provenance)
    if provenance.item:
        _refuse_marks(provenance.item, FactKind.NAME)
    people = list(referral.people.all())
    _refuse_number_of_another(people, facts)
    position = 1 + max((person.position for person in people), default=0)
    person = referral.people.create(position=position, **facts)
    keep_homes(referral, [person])
    recorded = _keep(person, FactKind.PART, {ADDED: True}, provenance, shown=True, before={}, after={}, by=by, now=now)
    record(events.PERSON_ADDED, about=referral, by=by, now=now, frozen=frozen(person, recorded), person=str(person.pk))
    _follow(referral, by=by, now=now, what=f"added person {position}")
    return person


@transaction.atomic
def add_professional(
    referral: Referral,
    *,
    organisation: str,
    name: str = "",
    role: str = "",
    contact: str = "",
    may_contact: str = "",
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> InvolvedProfessional:
    """Add a professional who is involved and whom the referral did not name. Raises RuleViolation, and StalePage."""
    now = now or timezone.now()
    referral = _lock_open(referral, seen)
    need(organisation, "Enter the service or organisation.", "organisation")
    professional = referral.professionals.create(
        organisation=organisation, name=name, role=role, contact=contact, may_contact=may_contact, added_at=now
    )
    record(events.PROFESSIONAL_ADDED, about=referral, by=by, now=now, frozen=frozen(professional))
    renew_terms(referral)
    touch(referral, by=by, now=now, what="added a professional")
    return professional


def _lock_open(referral: Referral, seen: int | None) -> Referral:
    referral = lock(referral, seen=seen)
    if referral.is_ended:
        raise RuleViolation(f"This case is “{referral.get_status_display()}”. Facts are recorded on an open case.")
    return referral


def _check(provenance: Provenance) -> None:
    need(provenance.why, "Enter why you record this.", "why")
    if (provenance.item is not None) != (provenance.source == FactSource.ANSWER):
        raise RuleViolation("A fact from an agency’s answer is taken over from that answer.", field="source")
    if provenance.from_on and provenance.until_on and provenance.until_on < provenance.from_on:
        raise RuleViolation("The day until which it holds must not be before the day from which it does.", "until_on")


def _refuse_marks(item: Item, kind: FactKind) -> None:
    """The marks of its owner hold for a fact taken from an item: it is shown to nobody to whom the item is not."""
    if words := why_not_shown(item, kind):
        raise RuleViolation(words, field="shown")


def why_not_shown(item: Item | None, kind: FactKind) -> str:
    """Return why the case cannot show what this item tells; "" if it can."""
    if item and item.handling != codes.ItemHandling.HUB_TEAM:
        return "Its agency lets only decision-makers read this, so it cannot be what the case shows. Keep it beside."
    if item and kind in kinds.SENT_TO_AGENCIES and codes.ReleaseMark.PARTNERS not in item.release:
        return "Its agency has not released this to partner agencies, whom a request would tell it. Keep it beside."
    return ""


def _refuse_contradiction(referral: Referral, person: Person, kind: FactKind, value: Mapping[str, Any]) -> None:
    if kind == FactKind.PART:
        _refuse_part(referral, person, value)
    if kind == FactKind.NUMBERS:
        _refuse_number_of_another([other for other in referral.people.all() if other != person], value)
    if kind == FactKind.BORN and person.kind != PersonKind.UNBORN:
        raise RuleViolation("They are born already. Correct their birth or age instead.")
    died = read_day(value.get(PersonMore.DIED_ON, ""))
    if died and person.date_of_birth and died < person.date_of_birth:
        raise RuleViolation("The day they died must not be before they were born.", field=PersonMore.DIED_ON)


def _refuse_part(referral: Referral, person: Person, value: Mapping[str, Any]) -> None:
    if not person.is_subject or value.get("is_subject", True):
        return
    if not referral.people.filter(is_subject=True).exclude(pk=person.pk).exists():
        raise RuleViolation("The referral must be about somebody. Make another person its subject first.", "is_subject")
    if referral.decisions.filter(subject=person).exists():
        raise RuleViolation(
            "A decision about them is written or signed, so the referral stays about them.", field="is_subject"
        )


def _refuse_number_of_another(others: list[Person], value: Mapping[str, Any]) -> None:
    """Two people of one case cannot have one number: one of the two is wrong."""
    for name in ("nhs_number", "upn"):
        number = value.get(name)
        holder = next((other for other in others if number and getattr(other, name) == number), None)
        if holder:
            raise RuleViolation(
                f"{holder.display_name} of this case has this number. Check which of the two is right, and correct the "
                "other first.",
                field=name,
            )


def _changed(person: Person, kind: FactKind, value: Mapping[str, Any], *, was_right: bool) -> dict[str, Any]:
    """Return the columns of the person that follow from what the case shows now, each with its new value."""
    more = {name: answer for name, answer in value.items() if name in PersonMore.values}
    new = {name: value[name] for name in kinds.FIELDS[kind] if name in value and name not in more}
    if more:
        new["more"] = {name: answer for name, answer in (person.more | more).items() if answer}
    if kind == FactKind.BORN:
        without_age = {name: answer for name, answer in person.more.items() if name != PersonMore.AGE_TOLD}
        new |= {"kind": PersonKind.CHILD, "expected_on": None, "more": without_age}
    if kind == FactKind.NAME and was_right:
        new["other_names"] = _with_name(person.other_names, person.first_name, person.last_name)
    return {column: answer for column, answer in new.items() if answer != getattr(person, column)}


def _changed_beside(person: Person, kind: FactKind, value: Mapping[str, Any]) -> dict[str, Any]:
    """A further name is one of those by which the person is found, asked about and known again."""
    if kind != FactKind.NAME:
        return {}
    names = _with_name(person.other_names, value.get("first_name", ""), value.get("last_name", ""))
    return {} if names == person.other_names else {"other_names": names}


def _with_name(names: str, first: str, last: str) -> str:
    name = f"{first} {last}".strip()
    return names if not name or name in names else "; ".join(filter(None, (names, name)))[:LONGEST_OTHER_NAMES]


def _keep(
    person: Person,
    kind: FactKind,
    value: Mapping[str, Any],
    provenance: Provenance,
    *,
    shown: bool,
    before: dict,
    after: dict,
    by,
    now: datetime,
) -> PersonFact:
    return PersonFact.objects.create(
        referral_id=person.referral_id,
        person=person,
        kind=kind,
        value={name: kinds.stored(answer) for name, answer in value.items()},
        words=kinds.words_of(value),
        shown=shown,
        before=before,
        after=after,
        by=by,
        at=now,
        **vars(provenance),
    )


def _follow(referral: Referral, *, by, now: datetime, what: str) -> None:
    """Bring up to date what follows from who the people of the case are."""
    people = list(referral.people.select_related("referral"))
    of_subjects = {person.kind for person in people if person.is_subject}
    referral.about_children = codes.about_children(of_subjects)
    referral.about_adults = PersonKind.ADULT in of_subjects
    referral.reported_risk |= reported_risk(referral, people)
    touch(referral, by=by, now=now, what=what, fields=OF_THE_CASE)
    renew_terms(referral)  # before members of staff are compared by them
    suggest_bars(referral, by=by, now=now)
    tell_agencies(referral, now=now)
