"""Which columns of a person each kind of fact is about, and how they read in words."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from mash.govuk.choices import YES_NO_NOT_KNOWN
from mash.govuk.moments import words
from mash.govuk.plain_text import one_line
from referrals import codes
from referrals.codes import FactKind, PersonMore
from referrals.models import Person
from referrals.people.as_told import COLUMNS

# The columns of Person, and the codes of PersonMore, that a fact of each kind tells.
FIELDS: dict[FactKind, tuple[str, ...]] = {
    FactKind.NAME: ("first_name", "last_name"),
    FactKind.BIRTH: ("kind", "date_of_birth", "estimated_age", PersonMore.AGE_TOLD, "expected_on"),
    FactKind.BORN: ("first_name", "last_name", "date_of_birth", "sex"),
    FactKind.SEX: ("sex", "gender_identity"),
    FactKind.PART: (
        *("is_subject", "alleged_source", PersonMore.HARMED_TOO, "relationship", "in_household"),
        "parental_responsibility",
    ),
    FactKind.ADDRESS: ("address", "postcode", "uprn", "address_withheld", "whereabouts"),
    FactKind.CONTACT: ("phone", "safe_to_contact"),
    FactKind.NUMBERS: ("nhs_number", "upn", PersonMore.OTHER_NUMBER),
    FactKind.SCHOOL_GP: ("school", "gp"),
    FactKind.BACKGROUND: (
        *("ethnicity", PersonMore.ETHNICITY_TOLD, "religion", "first_language", "interpreter_needed", "legal_status"),
    ),
    FactKind.NEEDS: ("needs", "disabilities"),
    FactKind.DEATH: (PersonMore.DIED_ON,),
}
# Each is one answer about the case as it stands: there is nothing to keep beside it.
ALWAYS_SHOWN = frozenset({FactKind.PART, FactKind.BORN, FactKind.DEATH, FactKind.NEEDS})
# What a request tells an agency of a person (asking/copies.py).
SENT_TO_AGENCIES = frozenset({FactKind.NAME, FactKind.BIRTH, FactKind.BORN, FactKind.NUMBERS, FactKind.ADDRESS})
# Of these, two different answers are a finding: one of them belongs to somebody else, or is wrong.
CONTRADICTORY = ("date_of_birth", "nhs_number", "upn", "sex")

LABELS = {
    "first_name": "First name",
    "last_name": "Last name",
    "use": "Used as",
    "kind": "Child, adult or unborn",
    "date_of_birth": "Date of birth",
    "estimated_age": "Age",
    "expected_on": "Due",
    "sex": "Sex",
    "gender_identity": "Gender identity",
    "is_subject": "The referral is about them",
    "alleged_source": "Alleged source of harm",
    "relationship": "Relationship",
    "in_household": "Lives in the same home",
    "parental_responsibility": "Parental responsibility",
    "address": "Address",
    "postcode": "Postcode",
    "uprn": "Unique property reference number",
    "address_withheld": "Address must be kept secret",
    "whereabouts": "Where they are now",
    "phone": "Phone",
    "safe_to_contact": "Safe to contact",
    "nhs_number": "NHS number",
    "upn": "Unique pupil number",
    "school": "School or nursery",
    "gp": "GP",
    "ethnicity": "Ethnicity",
    "religion": "Religion",
    "first_language": "First language",
    "interpreter_needed": "Interpreter needed",
    "legal_status": "Legal status",
    "needs": "Needs",
    "disabilities": "Disability",
    "added": "Added to the case later",
    "was_right": "What it replaces was right until then",
    **{code.value: code.label for code in PersonMore},
}
YES_NO = dict(YES_NO_NOT_KNOWN)
CHOICES: dict[str, dict[str, str]] = {
    "use": dict(codes.NameUse.choices),
    "kind": dict(codes.PersonKind.choices),
    "sex": dict(codes.Sex.choices),
    "relationship": dict(codes.RelationshipType.choices),
    "ethnicity": dict(codes.Ethnicity.choices),
    "in_household": YES_NO,
    "parental_responsibility": YES_NO,
    "interpreter_needed": YES_NO,
    PersonMore.HARMED_TOO: YES_NO,
}


def fields_of(kind: FactKind, person: Person) -> dict[str, Any]:
    """Return what the case shows of a person for this kind of fact, by field."""
    return {name: value_of(person, name) for name in FIELDS[kind]}


def value_of(person: Person, name: str) -> Any:
    return person.more.get(name, "") if name in PersonMore.values else getattr(person, name)


def stored(value: Any) -> Any:
    """Return a value as JSON, and as PostgreSQL writes the column in JSON."""
    return value.isoformat() if isinstance(value, date) else value


def restored(name: str, value: Any) -> Any:
    """Return a stored value as the column has it."""
    return COLUMNS[name].to_python(value) if name in COLUMNS else value


def words_of(value: Mapping[str, Any], names: Iterable[str] | None = None) -> str:
    """Return the fields of a fact in words, a line each; what is not known is left out."""
    pairs = ((name, in_words(name, value.get(name))) for name in names or value)
    return "\n".join(f"{LABELS[name]}: {text}" for name, text in pairs if name in LABELS and text)


def in_words(name: str, value: Any) -> str:
    """Return one field in words; "" where it is not known."""
    if value in (None, "", [], False):
        return ""
    if value is True:
        return "Yes"
    if isinstance(value, list):
        return ", ".join(codes.DisabilityCode(code).label for code in value)
    if name in ("date_of_birth", "expected_on"):
        return words(date.fromisoformat(value) if isinstance(value, str) else value)
    return CHOICES.get(name, {}).get(value) or one_line(str(value))
