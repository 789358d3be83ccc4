"""People on many referrals at once: short descriptions, and how often the hub has heard of them."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from uuid import UUID

from django.db import connection

from referrals.models import Person, Referral
from referrals.people.ages import age_words
from referrals.people.other_referrals import Times

EARLIER = Path(__file__).with_name("earlier.sql").read_text()


def name_and_age(person: Person, today: date) -> str:
    return ", ".join(part for part in (person.display_name, age_words(person, today)) if part)


def earlier_times(referrals: Iterable[Referral]) -> dict[UUID, Times]:
    """Return how often the hub was told before about the people or the address of each of these cases, if it was.

    One query for all. Only cases that the person acting may see are counted.
    """
    with connection.cursor() as cursor:
        cursor.execute(EARLIER, {"cases": [referral.pk for referral in referrals]})
        return {case: Times(in_a_year, in_all) for case, in_a_year, in_all in cursor.fetchall()}
