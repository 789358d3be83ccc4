"""The referral in few rows, to stand beside a form of triage."""

from datetime import date, datetime

from django.utils import timezone

from mash.govuk.choices import YES_NO_NOT_KNOWN
from referrals.models import Person, Referral
from referrals.triage.people import name_and_age

YES_NO_WORDS = dict(YES_NO_NOT_KNOWN)


def facts_of(referral: Referral, people: list[Person], *, now: datetime) -> list[dict[str, str]]:
    """Rows for a summary list; what was not told is left out."""
    rows = [
        *_people_rows(people, now),
        ("From", _sender(referral)),
        ("In danger now", YES_NO_WORDS.get(referral.immediate_danger, referral.immediate_danger)),
        ("Concerns", ", ".join(referral.concern_labels + referral.risk_labels)),
        ("What happened", referral.what_happened),
        ("Their own words", referral.words_of_the_person),
        ("When and where", referral.when_and_where),
        ("How often, and since when", referral.how_often),
        ("Earlier worries", referral.earlier_worries),
        ("Worries", referral.worries),
        ("Working well", referral.working_well),
        ("Needs to happen", referral.needs_to_happen),
        ("Done so far", referral.actions_so_far),
        ("Is or was under", ", ".join(referral.known_to_labels)),
        ("Children in the home at risk", YES_NO_WORDS.get(referral.children_at_risk, "")),
        ("Risk to visitors", referral.risk_to_visitors),
        ("Hoped for", referral.desired_outcome),
        ("Need, as the referrer saw it", referral.get_threshold_thought_display()),
        ("Family knows", referral.get_family_informed_display() or "Not known"),
        ("Why not", referral.get_not_informed_reason_display()),
        ("More about not telling them", referral.not_informed_detail),
        ("Agreed to a service", referral.get_service_agreement_display() or "Not known"),
        ("Keep confidential", referral.keep_confidential),
        ("Doubts about capacity", referral.capacity_doubt),
        ("What the adult wants", referral.adult_wishes),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


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
    """A member of the public is not named here: who they are is asked for on a page of its own."""
    sender = referral.referrer
    how = f"{referral.get_source_code_display()}, {referral.get_channel_display().lower()}"
    if not sender.is_professional:
        return f"Member of the public\n{how}"
    who = ", ".join(part for part in (sender.name, sender.role, sender.organisation) if part)
    return f"{who}\n{how}"
