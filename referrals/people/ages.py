"""How old somebody in a referral is, in words."""

from datetime import date

from referrals.codes import PersonKind
from referrals.models import Person


def age_words(person: Person, today: date) -> str:
    """`7`, `about 7`, `due 3 May 2026`, or nothing where nobody knows."""
    if person.kind == PersonKind.UNBORN:
        on = person.expected_on
        return f"due {on.day} {on:%B %Y}" if on else ""
    if person.date_of_birth:
        years = years_old(person.date_of_birth, today)
        return str(years) if years else "under 1"
    return f"about {person.estimated_age}" if person.estimated_age is not None else ""


def years_old(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
