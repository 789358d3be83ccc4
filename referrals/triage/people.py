"""People on many referrals at once: short descriptions, and how often the hub has heard of them."""

from collections.abc import Iterable
from datetime import date

from mash.hub_time import years_before
from referrals.access.visible import visible_referrals
from referrals.models import Person, Referral
from referrals.people.ages import age_words
from referrals.people.other_referrals import candidate_filter, marks_of


def name_and_age(person: Person, today: date) -> str:
    return ", ".join(part for part in (person.display_name, age_words(person, today)) if part)


def earlier_counts(user, hub, referrals: Iterable[Referral]) -> dict:
    """Return for each referral how many earlier ones in 12 months were about the same people.

    One query for all; each referral needs its people as `subjects`.
    """
    referrals = list(referrals)
    people = [person for referral in referrals for person in referral.subjects]
    # Nobody here can be matched, so the query would find nothing.
    if not any(marks_of(person) for person in people):
        return {}
    since = years_before(min(referral.received_at for referral in referrals))
    rows = (
        Person.objects.filter(candidate_filter(people), referral__in=visible_referrals(user).in_hub(hub))
        .filter(referral__received_at__gte=since)
        .values_list("nhs_number", "last_name", "date_of_birth", "referral", "referral__received_at")
    )
    # Keyed by mark, then by referral: a referral that matches twice still counts once.
    named: dict[tuple, dict] = {}
    for number, last_name, born, referral, received_at in rows:
        for mark in marks_of(Person(nhs_number=number, last_name=last_name, date_of_birth=born)):
            named.setdefault(mark, {})[referral] = received_at
    return {referral.pk: len(_before(referral, named)) for referral in referrals}


def _before(referral: Referral, named: dict[tuple, dict]) -> set:
    marks = set().union(*(marks_of(person) for person in referral.subjects))
    came, since = referral.received_at, years_before(referral.received_at)
    return {pk for mark in marks for pk, at in named.get(mark, {}).items() if pk != referral.pk and since <= at <= came}
