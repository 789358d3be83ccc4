"""The age of a person in a referral, in words."""

from datetime import date

from referrals.codes import PersonKind
from referrals.models import Person


def age_words(person: Person, today: date) -> str:
    """Return an age as "7", "about 7" or "due 3 May 2026", and "" if it is not known."""
    if person.kind == PersonKind.UNBORN:
        on = person.expected_on
        return f"due {on.day} {on:%B %Y}" if on else ""
    if person.date_of_birth:
        years = years_old(person.date_of_birth, today)
        return str(years) if years else "under 1"
    return f"about {person.estimated_age}" if person.estimated_age is not None else ""


def years_old(born: date, today: date) -> int:
    """Return the age in whole years."""
    # Comparing month and day first works for a birthday on 29 February as well.
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
