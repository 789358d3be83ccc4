"""The age of a person in a referral, in words.

An age that was told, "about 7", was true on the day the referral came. Since then the person has grown older.
"""

from datetime import date

from django.utils import timezone

from mash.govuk import ages, moments
from mash.govuk.ages import Age
from referrals.codes import PersonKind, PersonMore
from referrals.models import Person


def age_words(person: Person, today: date) -> str:
    """Return an age as "7", "3 weeks", "about 7" or "due 3 May 2026", and "" if it is not known."""
    if person.kind == PersonKind.UNBORN:
        on = person.expected_on
        return f"due {'about ' if _words_told(person) else ''}{moments.words(on)}" if on else ""
    if person.date_of_birth:
        return str(ages.age_on(person.date_of_birth, today))
    age = age_now(person, today)
    return about(age) if age else ""


def birth_or_age(person: Person, today: date) -> str:
    """Return "born 3 May 2019", or else the due date or the age that was told."""
    born = person.date_of_birth
    return f"born {moments.words(born)}" if born else age_words(person, today)


def age_in_full(person: Person, today: date) -> str:
    """Return the age in words; one that was told, with when it was told if it has changed since."""
    stated, now = age_told(person), age_now(person, today)
    if person.date_of_birth or stated is None or now is None or about(stated) == about(now):
        return age_words(person, today)
    return f"{about(stated)} when referred ({_told_on(person):%B %Y}), now {about(now)}"


def age_told(person: Person) -> Age | None:
    """Return the age as the referrer told it."""
    if _words_told(person) and person.kind != PersonKind.UNBORN:
        return ages.parse(_words_told(person))
    return Age(person.estimated_age) if person.estimated_age is not None else None


def age_now(person: Person, today: date) -> Age | None:
    """Return the age today: by the date of birth, or else by the age told and the time since."""
    if person.date_of_birth:
        return ages.age_on(person.date_of_birth, today)
    stated = age_told(person)
    if stated is None:
        return None
    on = _told_on(person)
    if today <= on:
        return stated
    # What was told in years stays in years: "about 1" is not 12 months.
    return ages.age_on(stated.before(on), today, ages.YEARS if stated.unit == ages.YEARS else "")


def years_now(person: Person, today: date) -> int | None:
    """Return the age today in whole years, by the date of birth or as told, or None."""
    age = ages.age_on(person.date_of_birth, today, ages.YEARS) if person.date_of_birth else age_now(person, today)
    return age.in_years if age else None


def is_under_one(person: Person, today: date) -> bool:
    """Whether this child is not yet one year old, by the date of birth or as told."""
    return person.kind == PersonKind.CHILD and years_now(person, today) == 0


def about(age: Age) -> str:
    return "under 1" if age == Age(0) else f"about {age}"


def _words_told(person: Person) -> str:
    """Return an age told in weeks or months, or the time that was left until a birth."""
    return person.more.get(PersonMore.AGE_TOLD, "")


def _told_on(person: Person) -> date:
    return timezone.localdate(person.referral.received_at)
