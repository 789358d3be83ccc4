"""Everything known of one person of a case: what it shows, what was first told, and every fact with its source."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from referrals.codes import FactKind
from referrals.facts import kinds
from referrals.facts.forms import kinds_for
from referrals.models import Person, PersonFact
from referrals.people.as_told import first_told, readable_facts
from referrals.people.pairs import MentionElsewhere, mentions_of
from referrals.people.secret_homes import Secrets, secrets_of
from referrals.people.shown import WITHHELD, Shown

TELLING_APART = (FactKind.NAME, FactKind.BIRTH, FactKind.SEX, FactKind.ADDRESS, FactKind.NUMBERS, FactKind.SCHOOL_GP)


@dataclass(frozen=True)
class Known:
    """What is known of a person for one kind of fact: as the case shows it, as first told, and each fact, oldest first.

    `first` is "" where nothing changed since. `folded` is set where the page hides it until somebody asks.
    """

    kind: FactKind
    now: str
    first: str
    facts: list[PersonFact]
    folded: str = ""

    @property
    def has_sources(self) -> bool:
        """Whether there is more to say of where it comes from than that the referral told it."""
        return bool(self.first or self.facts)


@dataclass(frozen=True)
class AboutPerson:
    """A person of a case, and `elsewhere`: who is or may be the same in other cases, and what those tell."""

    shown: Shown
    known: list[Known]
    findings: list[str]
    elsewhere: list[tuple[MentionElsewhere, str]]

    @property
    def person(self) -> Person:
        return self.shown.person

    @property
    def rows(self) -> list[dict[str, str]]:
        """Return what the case shows, a row for each kind of fact."""
        rows = [{"key": known.kind.label, "value": known.now, "folded": known.folded} for known in self.known]
        return [row if row["folded"] and row["value"] else {**row, "folded": ""} for row in rows]

    def rows_to_change(self, address: Callable[[FactKind], str]) -> list[dict[str, str]]:
        """The rows with the address of the form that records each kind of fact."""
        rows = zip(self.rows, self.known, strict=True)
        return [{**row, "href": address(known.kind), "action": "Add or correct"} for row, known in rows]


def about(person: Person, secret: Secrets, *, user, today: date) -> AboutPerson:
    """Gather what the user may read of a person. `secret` is what must be kept secret in the case."""
    facts = readable_facts(person.referral, user=user, person=person)
    as_told = first_told(person, facts)
    known = [_known(kind, person, as_told, facts, secret) for kind in kinds_for(person)]
    mentions = mentions_of(person, user=user)
    confirmed = [mention.person for mention in mentions if mention.is_confirmed]
    elsewhere = [(mention, _words_there(mention.person)) for mention in mentions]
    return AboutPerson(Shown(person, today, secret), known, findings(person, as_told, facts, confirmed), elsewhere)


def findings(
    person: Person, as_told: dict[str, Any], facts: Iterable[PersonFact], elsewhere: Iterable[Person] = ()
) -> list[str]:
    """Return the facts of which there can be one, and different ones were told: nobody resolves them silently.

    `elsewhere` is who was found to be this person in other cases.
    """
    sources = [as_told, *(fact.value for fact in facts), vars(person), *map(vars, elsewhere)]
    words = []
    for name in kinds.CONTRADICTORY:
        answers = dict.fromkeys(filter(None, (kinds.in_words(name, source.get(name)) for source in sources)))
        if len(answers) > 1:
            words.append(f"{kinds.LABELS[name]}: {' or '.join(answers)}")
    return words


def _words_there(person: Person) -> str:
    """Return what another case shows of a person, by which people are told apart; a secret address stays there."""
    names = [name for kind in TELLING_APART for name in kinds.FIELDS[kind]]
    value = {name: kinds.value_of(person, name) for name in names}
    if person in secrets_of(person.referral):
        value |= {"address": "Kept secret: see that case", "postcode": "", "uprn": "", "whereabouts": ""}
    return kinds.words_of(value)


def _known(kind: FactKind, person: Person, as_told: dict[str, Any], facts: list[PersonFact], secret: Secrets) -> Known:
    names = kinds.FIELDS[kind]
    now = kinds.words_of(kinds.fields_of(kind, person))
    told_more = as_told.get("more", person.more)
    first = kinds.words_of(
        {name: as_told.get(name, told_more.get(name, kinds.value_of(person, name))) for name in names}
    )
    of_kind = [fact for fact in facts if fact.kind == kind]
    hide = kind == FactKind.ADDRESS and (person in secret or secret.gives_away(f"{now}\n{first}"))
    return Known(kind, now, first if first != now else "", of_kind, WITHHELD if hide else "")
