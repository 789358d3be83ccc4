"""The referral as rows beside a triage form."""

from datetime import date, datetime

from django.utils import timezone

from referrals.models import Person, Referral
from referrals.overview.referrer_rows import concern_rows, family_rows, hub_rows
from referrals.people.in_lists import name_and_age


def referral_rows(referral: Referral, people: list[Person], *, now: datetime) -> list[dict]:
    """Return rows for a summary list, without empty ones."""
    rows = [{"key": key, "value": value} for key, value in [*_people_rows(people, now), ("From", _sender(referral))]]
    return [row for row in rows + hub_rows(referral) + concern_rows(referral) + family_rows(referral) if row["value"]]


def _people_rows(people: list[Person], now: datetime) -> list[tuple[str, str]]:
    today = timezone.localdate(now)
    subjects = [_in_words(person, today) for person in people if person.is_subject]
    others = [_in_words(person, today) for person in people if not person.is_subject]
    return [("About", "\n".join(subjects)), ("Also named", "\n".join(others))]


def _in_words(person: Person, today: date) -> str:
    relationship = "" if person.is_subject else person.get_relationship_display()
    source = "alleged source of harm" if person.alleged_source else ""
    return " – ".join(part for part in (name_and_age(person, today), relationship, source) if part)


def _sender(referral: Referral) -> str:
    """Return the sender.

    A member of the public is not named: viewing them is a recorded page of its own.
    """
    sender = referral.referrer
    how = f"{referral.get_source_code_display()}, {referral.get_channel_display().lower()}"
    if not sender.is_professional:
        return f"Member of the public\n{how}"
    who = ", ".join(part for part in (sender.name, sender.role, sender.organisation) if part)
    return f"{who}\n{how}"
