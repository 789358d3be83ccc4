"""One person of a case as rows of words. A secret address is folded on the page and never printed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from mash.govuk.choices import YES_NO_NOT_KNOWN
from mash.govuk.moments import words
from referrals import codes
from referrals.models import Person
from referrals.people.ages import age_in_full, age_words
from referrals.people.homes import homes_of_person, words_of
from referrals.people.secret_homes import Secrets

WITHHELD = "Keep secret: never printed, never sent to an agency"
NOT_PRINTED = "Not printed: it must be kept secret"
PROPERTY = "Unique property reference number"
WHEREABOUTS = ("Address", PROPERTY, "Where they are now")
YES_NO = dict(YES_NO_NOT_KNOWN)


@dataclass(frozen=True)
class Shown:
    """A person as a page shows them, on a day; `printed` when the page goes on paper.

    `secret` is what must be kept secret in the case; nothing about anybody gives it away.
    """

    person: Person
    today: date
    secret: Secrets
    printed: bool = False

    @property
    def is_subject(self) -> bool:
        return self.person.is_subject

    @property
    def name(self) -> str:
        return self.person.display_name

    @property
    def age(self) -> str:
        return age_words(self.person, self.today)

    @property
    def born(self) -> str:
        """Return age and date of birth, or an unborn child's due date."""
        person = self.person
        if person.kind == codes.PersonKind.UNBORN:
            return f"Not yet, {self.age}" if person.expected_on else "Not yet, due date not known"
        if not person.date_of_birth:
            age = age_in_full(person, self.today)
            return f"{age[:1].upper()}{age[1:]}, date of birth not known" if age else ""
        age = f"{self.age} years old" if self.age.isdecimal() else f"{self.age} old"
        return f"{words(person.date_of_birth)} ({age})"

    @property
    def name_and_age(self) -> str:
        return ", ".join(part for part in (self.name, self.age) if part)

    @property
    def is_withheld(self) -> bool:
        """Whether the page folds the person's address and whereabouts."""
        return self.person in self.secret and not self.printed

    @property
    def address(self) -> str:
        if self.person in self.secret and self.printed:
            return NOT_PRINTED
        return "\n".join(part for part in (self.person.address, self.person.postcode) if part)

    @property
    def has_home(self) -> bool:
        """Whether an address of theirs is known well enough to find others at it."""
        return bool(homes_of_person(self.person))

    @property
    def nhs_number(self) -> str:
        number = self.person.nhs_number
        return f"{number[:3]} {number[3:6]} {number[6:]}" if number else ""

    @property
    def in_household(self) -> str:
        return YES_NO.get(self.person.in_household, "")

    @property
    def responsibility(self) -> str:
        return YES_NO.get(self.person.parental_responsibility, "")

    @property
    def rows(self) -> list[dict]:
        """Return the rows every person has, known or not, then whatever else is known."""
        person = self.person
        always = [
            ("Born", self.born),
            ("Sex", person.get_sex_display()),
            ("Address", self.address),
            ("NHS number", self.nhs_number),
            ("GP", person.gp),
        ]
        if person.kind == codes.PersonKind.CHILD:
            always.append(("School or nursery", person.school))
        rows: list[dict[str, Any]] = [{"key": key, "value": value} for key, value in [*always, *self._if_given()]]
        # Folded, so that nobody looking at the screen reads a secret address by chance.
        for row in rows:
            if self.is_withheld and row["key"] in WHEREABOUTS and row["value"]:
                row["folded"] = WITHHELD
        return rows_without_secrets(rows, self.secret, printed=self.printed)

    # For everybody: the rows below. Of the household, the case page and its print show only `beside`.
    def _if_given(self) -> list[tuple[str, str]]:
        person = self.person
        disabilities = [codes.DisabilityCode(code).label for code in person.disabilities]
        pairs = [
            ("Also known as", person.other_names),
            ("Gender identity", person.gender_identity),
            (PROPERTY, "" if self.printed and person in self.secret else person.uprn),
            ("Where they are now", "" if self.printed and person in self.secret else person.whereabouts),
            ("Phone", person.phone),
            ("Safe to contact", person.safe_to_contact),
            ("Unique pupil number", person.upn),
            ("Ethnicity", person.get_ethnicity_display()),
            ("First language", person.first_language),
            ("Interpreter needed", YES_NO.get(person.interpreter_needed, "")),
            ("Religion", person.religion),
            ("Disability", ", ".join(disabilities)),
            ("Needs", person.needs),
            ("Legal status", person.legal_status),
            ("Primary support reason", person.get_primary_support_reason_display()),
            ("Parental responsibility", self.responsibility),
            *self._more,
        ]
        return [(key, value) for key, value in pairs if value]

    @property
    def _more(self) -> list[tuple[str, str]]:
        more = self.person.more
        # The age as told is part of `born`.
        kinds = [kind for kind in codes.PersonMore if kind != codes.PersonMore.AGE_TOLD]
        return [(kind.label, YES_NO.get(more.get(kind, ""), more.get(kind, ""))) for kind in kinds]

    @property
    def beside(self) -> list[dict]:
        """Return further rows about a person who has one line in a table."""
        person = self.person
        pairs = [("Sex", person.get_sex_display()), ("First language", person.first_language), *self._more]
        rows = [{"key": key, "value": value} for key, value in pairs if value]
        return rows_without_secrets(rows, self.secret, printed=self.printed)

    @property
    def safe_to_contact(self) -> list[dict]:
        rows = [{"key": "Safe to contact", "value": self.person.safe_to_contact}] if self.person.safe_to_contact else []
        return rows_without_secrets(rows, self.secret, printed=self.printed)


def people_shown(secret: Secrets, today: date, *, printed: bool = False) -> list[Shown]:
    """Return all people of the case. What they and its words say is looked up at once, if it names a home at all."""
    texts = [
        text
        for person in secret.everybody
        for text in (person.needs, person.safe_to_contact, person.school, person.gp, *person.more.values())
    ]
    secret.look_at([*words_of(secret.referral), *texts])
    return [Shown(person, today, secret, printed) for person in secret.everybody]


def rows_without_secrets(rows: list[dict], secret: Secrets, *, printed: bool) -> list[dict]:
    """Leave the sentences that give away a secret address out of what goes on paper."""
    secret.look_at(row["value"] for row in rows if isinstance(row["value"], str))
    return [_without_secrets(row, secret, printed=printed) for row in rows]


def _without_secrets(row: dict, secret: Secrets, *, printed: bool) -> dict:
    value = row["value"]
    if not isinstance(value, str) or row.get("folded") or not secret.gives_away(value):
        return row
    without = secret.on_paper(value)
    return {**row, "value": without} if printed else {**row, "on_paper": without}
