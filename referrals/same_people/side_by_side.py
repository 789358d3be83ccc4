"""Two people side by side: what each referral tells of them, and whether it agrees."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from mash.govuk import moments
from mash.govuk.plain_text import one_line
from referrals.models import Person
from referrals.people.ages import age_in_full
from referrals.people.matching.normalise import plain_words
from referrals.people.secret_homes import secrets_of

NOT_SHOWN = "Kept secret: see the case"


@dataclass(frozen=True)
class Compared:
    """One fact of both people, in words; "" where it was not told."""

    label: str
    here: str
    there: str

    @property
    def agrees(self) -> str:
        """Whether both were told and read alike."""
        if NOT_SHOWN in (self.here, self.there):
            return "Not compared here"
        if not (self.here and self.there):
            return "Not told of both"
        return "The same" if plain_words(self.here) == plain_words(self.there) else "Different"


def side_by_side(here: Person, there: Person, today: date) -> list[Compared]:
    """Return the facts that at least one of the two has, in the order of the form."""
    secret = {person for person in (here, there) if person in secrets_of(person.referral)}

    def unless_secret(person: Person, text: str) -> str:
        return NOT_SHOWN if person in secret else text

    facts: list[tuple[str, Callable[[Person], str]]] = [
        ("Name", lambda person: person.display_name),
        ("Other names", lambda person: person.other_names),
        ("Child, adult or unborn", lambda person: person.get_kind_display()),
        ("Born", lambda person: moments.words(person.date_of_birth) if person.date_of_birth else ""),
        ("Age", lambda person: age_in_full(person, today)),
        ("Sex", lambda person: person.get_sex_display()),
        ("Ethnicity", lambda person: person.get_ethnicity_display()),
        ("NHS number", lambda person: person.nhs_number),
        ("Unique pupil number", lambda person: person.upn),
        ("Address", lambda person: unless_secret(person, one_line(f"{person.address} {person.postcode}").strip())),
        ("Unique property reference number", lambda person: unless_secret(person, person.uprn) if person.uprn else ""),
        ("Phone", lambda person: person.phone),
        ("School", lambda person: person.school),
        ("GP", lambda person: person.gp),
        ("Relationship", lambda person: person.get_relationship_display()),
    ]
    rows = [Compared(label, words(here), words(there)) for label, words in facts]
    return [row for row in rows if row.here or row.there]
