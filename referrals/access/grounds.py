"""The grounds on which a person gets into a case, and what each ground allows them to do there.

No ground leads to another. A person let in only to read, by an emergency opening or for a visit,
reads until it ends: they write no row of the case, give nobody access, and reach no other record
from it. The database applies the same rule (`mash_works_on` in
referrals/access/who_sees_a_case.sql), and tests/need_to_know/test_ways_in.py tries every ground
with every page that changes something.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from referrals.codes import GrantKind


class Act(StrEnum):
    READ = "read"  # every page about the case, printing and copying included
    WORK = "work"  # notes, ratings, triage, lawful basis, asking, deciding, signing, feedback, claiming, closing
    GIVE = "give"  # grant, withdraw or refuse access; allocate, restrict, bar, release, transfer
    GO_ON = "go on"  # ask for, or open in an emergency, a record this one reveals
    ANSWER = "answer"  # the request sent to the person's agency
    WATCH = "watch"  # end, confirm or review openings, restrictions and bars without reading


@dataclass(frozen=True)
class Ground:
    """One ground. `reads` and `ends` are words for the page that lists the grounds.

    A ground alone is not enough: the user's role must also hold the permission of each page, and a
    bar overrides every ground.
    """

    code: str
    label: str
    reads: str
    allows: frozenset[Act]
    ends: str


def _ground(code: str, label: str, reads: str, *allows: Act, ends: str) -> Ground:
    return Ground(code, label, reads, frozenset(allows), ends)


WORKING = (Act.READ, Act.WORK, Act.GIVE, Act.GO_ON)
GROUNDS = {
    ground.code: ground
    for ground in [
        _ground(
            "team", "The hub’s own team", "the case, while it is not restricted", *WORKING, ends="being restricted"
        ),
        _ground(GrantKind.ALLOCATION, "Works on the case", "the case", *WORKING, ends="being withdrawn"),
        _ground(GrantKind.NAMED, "Named reader", "the case", *WORKING, ends="being withdrawn"),
        _ground(GrantKind.VISIT, "Let in for a time", "the case", Act.READ, ends="its time, or being withdrawn"),
        _ground(
            GrantKind.BREAK_GLASS, "Emergency opening", "the case", Act.READ, ends="its time, or a governance officer"
        ),
        _ground(GrantKind.TRANSFER, "Another hub’s team", "the case handed over to it", Act.READ, ends="its time"),
        _ground(GrantKind.REQUEST, "The agency asked", "the request", Act.ANSWER, ends="its withdrawal"),
        _ground(GrantKind.PRODUCT, "The agency sent a product", "the product", ends="its withdrawal"),
        _ground(
            "governance", "Governance of the hub", "references and, for a reason, names", Act.WATCH, ends="the role"
        ),
        _ground("referrer", "Whoever sent it", "its stage and what they were told", ends="suspension"),
    ]
}
WORKS = tuple(code for code, ground in GROUNDS.items() if Act.WORK in ground.allows)
WORKING_GRANTS = tuple(kind for kind in WORKS if kind in GrantKind.values)
# An emergency opening comes first: `reading_of` names the first of these that a person has.
READING_GRANTS = (GrantKind.BREAK_GLASS, GrantKind.VISIT)


@dataclass(frozen=True)
class Reading:
    """A person may read a case and not change it: on which ground, and until when.

    `until` is None where the person's own grants do not say it, as for a transfer.
    """

    ground: Ground
    until: datetime | None

    @property
    def is_emergency(self) -> bool:
        return self.ground.code == GrantKind.BREAK_GLASS

    @property
    def title(self) -> str:
        return TITLES[self.ground.code]

    @property
    def words(self) -> str:
        return WORDS[self.ground.code]


TITLES: dict[str, str] = {
    GrantKind.BREAK_GLASS: "Opened in an emergency",
    GrantKind.VISIT: "You were let in for a time",
    GrantKind.TRANSFER: "This case is another hub’s",
}
WORDS: dict[str, str] = {
    GrantKind.BREAK_GLASS: "You can read this case but not change it. To work on it, ask somebody who works on it to "
    "give you access until it is withdrawn. Every page you open is noted.",
    GrantKind.VISIT: "You can read this case but not change it. To work on it, ask somebody who works on it to give "
    "you access until it is withdrawn.",
    GrantKind.TRANSFER: "You can read this case but not change it.",
}

OTHER_HUB = "Your hub may read this case, not change it."


def refusal(reading: Reading) -> str:
    """Return the message for a person who may only read and tries to change the case."""
    refusals: dict[str, str] = {
        GrantKind.BREAK_GLASS: "You opened this case in an emergency, so you can read it but not change it.",
        GrantKind.VISIT: "You were let in to read this case for a time, so you cannot change it.",
    }
    return refusals.get(reading.ground.code, OTHER_HUB)
