"""What the hub knows already of somebody being keyed in, offered to be taken over: only where nothing was typed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from mash.govuk import moments
from mash.govuk.plain_text import one_line
from referrals.intake.answers import PEOPLE, Answers
from referrals.intake.forms.asking import IntakeForm
from referrals.intake.pages import BY_SLUG, ListPage
from referrals.models import Person
from referrals.people.known_already import KnownPerson, known_already
from referrals.people.matching.normalise import plain_words
from referrals.people.secret_homes import secrets_of

ADDRESS = "address"
# The fields of the form that a fact fills in, and the words for it.
FACTS: dict[str, str] = {
    "first_name": "First name",
    "last_name": "Last name",
    "other_names": "Other names",
    "date_of_birth": "Date of birth",
    "nhs_number": "NHS number",
    "upn": "Unique pupil number",
    ADDRESS: "Address",
    "school": "School",
    "gp": "GP practice",
}
OF_PEOPLE = (PEOPLE, "household")


@dataclass(frozen=True)
class KnownFact:
    """A fact that one case tells of somebody, with `typed` as it fills in the form."""

    person: Person
    name: str
    words: str
    typed: dict[str, list[str]]

    @property
    def code(self) -> str:
        return f"{self.person.pk}.{self.name}"

    @property
    def label(self) -> str:
        return f"{FACTS[self.name]}: {self.words} ({self.person.referral.reference})"


def who_is_known(answers: Answers, page: ListPage, number: int, *, by, now: datetime) -> list[KnownPerson]:
    """Return who an entry of a list may be, as far as it is valid and about a person. `number` counts from 1."""
    if page.slug not in OF_PEOPLE:
        return []
    forms_of = {slug: BY_SLUG[slug].forms(answers) for slug in OF_PEOPLE}
    form = forms_of[page.slug].pop(number - 1)
    if not form.is_valid():
        return []
    others = [Person(**other.action_kwargs()) for forms in forms_of.values() for other in forms if other.is_valid()]
    return known_already(Person(**form.action_kwargs()), others, hub=answers.draft.hub, by=by, now=now)


def facts_to_take(form: IntakeForm, known: KnownPerson) -> list[KnownFact]:
    """Return what is known of somebody and was not typed: of each fact every value once, with its newest case."""
    newest_first = sorted(known.people, key=lambda person: person.referral.received_at, reverse=True)
    facts = (fact for name in FACTS for person in newest_first for fact in _fact(form, person, name))
    first = {}
    for fact in facts:
        first.setdefault((fact.name, plain_words(fact.words)), fact)
    return list(first.values())


def _fact(form: IntakeForm, person: Person, name: str) -> Iterator[KnownFact]:
    value = getattr(person, name)
    fields = [field for field in ((ADDRESS, "postcode") if name == ADDRESS else (name,)) if field in form.fields]
    if name == ADDRESS:
        value = value or person.postcode
    if not (value and fields and all(map(form.is_blank, fields))):
        return
    secret = secrets_of(person.referral) if name == ADDRESS else ()
    if person not in secret:
        yield KnownFact(person, name, _words(person, name), _typed(form, person, fields))


def _words(person: Person, name: str) -> str:
    if name == ADDRESS:
        return one_line(f"{person.address} {person.postcode}").strip()
    value = getattr(person, name)
    return moments.words(value) if name == "date_of_birth" else value


def _typed(form: IntakeForm, person: Person, fields: list[str]) -> dict[str, list[str]]:
    values = {field: getattr(person, field) for field in fields}
    if fields == [ADDRESS]:  # a form with one box for both
        values[ADDRESS] = f"{person.address}\n{person.postcode}".strip()
    filled = (form.as_typed(field, value) for field, value in values.items() if value)
    return {box: value for typed in filled for box, value in typed.items()}
