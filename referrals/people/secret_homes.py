"""An address that somebody of any case of the hub keeps secret is secret wherever it stands.

Within a case its people are judged together (`kept_secret`). Their homes, stored as hashes when the case arrived, and
those that a text names are asked of the whole hub: the database answers which of them somebody withholds, and not who,
nor in which case (referrals/access/homes.sql).
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

from django.db.models import BooleanField, Func, Value

from mash.postgres.functions import rows_of
from referrals.models import Person, Referral
from referrals.people import addresses
from referrals.people.homes import HomeHashes, homes_of, homes_of_person, homes_of_texts, where_told
from referrals.people.matching.homes import homes_in
from referrals.people.matching.mention import HomeMention


@dataclass(unsafe_hash=True)
class TextHome:
    """A home that a text of the case names and somebody of another case keeps secret."""

    address: str
    postcode: str
    uprn: str = ""
    whereabouts: str = ""
    address_withheld: bool = True
    is_subject: bool = False
    in_household: str = ""


class AtSecretHome(Func):
    """Whether a person of this case is at a home that somebody of any case keeps secret. Asked once for each query."""

    template = "(%(expressions)s))::uuid[]))"
    arg_joiner = " = ANY ((SELECT mash_at_secret_homes("
    output_field = BooleanField()


class Secrets(Collection[Person]):
    """The people of a case whose address must be kept secret, and the secret homes that its texts name beside them.

    A text is looked up when it is first asked about, if it names a home at all. `look_at` looks up many in one query.
    """

    def __init__(self, referral: Referral, as_told: Sequence[Person] = ()):
        self.referral = referral
        now = list(referral.people.annotate(at_secret_home=AtSecretHome("pk", Value(referral.pk))))
        elsewhere = [person for person in now if person.at_secret_home]
        # Each once as they are now and once as first told, whichever gives something away.
        self._secret = [*addresses.kept_secret(now, elsewhere), *self._secret_as_told(as_told)]
        self._people = set(self._secret)
        self.everybody: list[Person] = [*(as_told or now)]
        # What is withheld of their own homes is known by now.
        self._looked_at = dict.fromkeys(homes_of_texts(where_told([*now, *as_told])), False)
        self._named: dict[HomeMention, None] = {}

    def __contains__(self, person: object) -> bool:
        return person in self._people

    def __iter__(self) -> Iterator[Person]:
        return iter(self._people)

    def __len__(self) -> int:
        return len(self._people)

    def _secret_as_told(self, people: Sequence[Person]) -> set[Person]:
        homes = {person: [home for _, home in homes_of_person(person)] for person in people}
        withheld = withheld_homes(self.referral, {home for theirs in homes.values() for home in theirs})
        return addresses.kept_secret(people, [person for person in people if withheld & set(homes[person])])

    def look_at(self, texts: Iterable[str | None]) -> None:
        """Ask in one query, or none, which homes of these texts somebody keeps secret."""
        named = {mention: homes_of(*mention) for text in texts if text for mention in homes_in(text)}
        new = [home for homes in named.values() for home in homes if home not in self._looked_at]
        withheld = withheld_homes(self.referral, new)
        self._looked_at |= {home: home in withheld for home in new}
        self._named |= {
            mention: None for mention, homes in named.items() if any(self._looked_at[home] for home in homes)
        }

    def gives_away(self, text: str | None) -> bool:
        """Return whether a text has the postcode or the house of somebody whose address must be kept secret."""
        if not text:
            return False
        self.look_at([text])
        return addresses.gives_away(text, self._housed)

    def on_paper(self, text: str) -> str:
        """Return a text without the sentences that give away a secret address."""
        self.look_at([text])
        return addresses.on_paper(text, self._housed)

    @property
    def _housed(self) -> list[addresses.Housed]:
        return [*self._secret, *(TextHome(*mention) for mention in self._named)]


def secrets_of(referral: Referral, *, as_told: Sequence[Person] = (), texts: Iterable[str | None] = ()) -> Secrets:
    """Return what must be kept secret in a case. `texts` are those that will be asked about, looked up at once.

    With `as_told`, its people as the referral told of them, theirs is kept secret beside what is known now.
    """
    secret = Secrets(referral, as_told)
    secret.look_at(texts)
    return secret


def withheld_homes(referral: Referral, homes: Collection[HomeHashes]) -> set[HomeHashes]:
    """Return those homes that somebody of any case of the hub keeps secret. Whoever asks has to see the case."""
    if not homes:
        return set()
    listed = list(homes)
    asked = json.dumps([{"place": place, **asdict(home)} for place, home in enumerate(listed)])
    return {listed[place] for place in rows_of("mash_withheld_homes", int, referral.pk, asked)}
