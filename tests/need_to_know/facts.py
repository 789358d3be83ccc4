"""A small world as plain facts: the oracle reads it, and it is written to the database."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

LIVE, PAST = timedelta(days=1), -timedelta(days=1)


@dataclass(frozen=True)
class Person:
    pk: int
    name: str
    hub: int
    agency: int | None
    roles: frozenset[str]
    active: bool


@dataclass
class Grant:
    """A grant: `holder` is a user's key, ("team", hub) or ("agency", agency), `kind` its reason."""

    holder: int | tuple[str, int]
    live: bool
    kind: str = "named"


@dataclass
class Item:
    pk: UUID
    handling: str
    release: tuple[str, ...]
    withdrawn: bool


@dataclass
class Request:
    pk: UUID
    agency: int
    live: bool
    item: Item


@dataclass
class Action:
    """Something to be done: by an agency, or by a colleague where `agency` is None."""

    pk: UUID
    agency: int | None


@dataclass
class Product:
    pk: UUID
    audience: str
    grants: list[tuple[int, bool]]  # (agency, live)
    copies: dict[UUID, Item]  # the copy's key, and what it is a copy of


@dataclass
class Record:
    pk: UUID
    hub: int
    restricted: bool
    sender: int | None
    just_sent: bool
    grants: list[Grant] = field(default_factory=list)
    bars: dict[int, tuple[int, bool]] = field(default_factory=dict)  # person: (key of the bar, standing)
    requests: list[Request] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    hangs: dict[str, UUID] = field(default_factory=dict)  # table: the key of the one row that hangs on this record
    glass: tuple[UUID, int] | None = None  # the key of an emergency opening, and who broke it
    ask: tuple[UUID, int] | None = None  # the key of an ask, and who asked
    restriction: UUID | None = None
    restricted_since_it_came: bool = False  # its restriction began after every record of the world arrived
    waits_for: frozenset[int] = frozenset()  # who holds a bar, and does not see it until its people are compared
    place: int = 0  # among the records of its world: of two restrictions, that of the first began first


@dataclass
class Draft:
    pk: UUID
    author: int | None
    secret: str
    sent: bool


@dataclass
class Tie:
    """The people of two records may be one human being."""

    pk: UUID
    first: UUID  # the key of a record
    second: UUID
    sure: bool
    verdict: str
    guarded: bool


@dataclass
class World:
    people: dict[int, Person]
    records: list[Record]
    drafts: list[Draft]
    messages: list[UUID]
    ties: list[Tie] = field(default_factory=list)  # of records of one hub
    elsewhere: list[Tie] = field(default_factory=list)  # of records of two hubs


@dataclass(frozen=True)
class Viewer:
    """A signed-in user, the holder of a draft's secret, background work, or nobody at all."""

    person: Person | None = None
    secret: str = ""
    system: bool = False

    @property
    def key(self) -> int | None:
        return self.person.pk if self.person else None
