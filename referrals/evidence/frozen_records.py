"""What is written once and never changed, and whether it is still as its line of the access log says.

The database digests a record (referrals/access/frozen_records.sql) when the line that records it is written, and again
when a page or `verify_trail` asks. What vouches for the digest is signed when the line is sealed: audit/attesting.py.
"""

import logging
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models, transaction
from django.db.models import TextChoices

from audit import attestations, keys
from audit.attestations import RecordDigest
from audit.recording import Auditable, Frozen, record
from audit.registry import FrozenRecord
from referrals import codes, events
from referrals.models import (
    BreakGlass,
    ClockPause,
    Decision,
    DecisionItem,
    Dissent,
    Feedback,
    InformationRequest,
    InvolvedProfessional,
    Item,
    ItemBody,
    LawfulBasis,
    Move,
    Note,
    Person,
    Product,
    ProductItem,
    RatingGiven,
    Referral,
    Referrer,
    RequestQuestion,
    Response,
    RestrictionReview,
)

log = logging.getLogger(__name__)

SEALED_WITHIN = timedelta(minutes=10)  # it takes a minute; a transaction left open holds it up
A_FETCH = 1000
NAMED = 20  # records named in one line; of more it says how many


@dataclass(frozen=True)
class FrozenKind:
    """`code` as the database calls it; `parts` are models whose rows are in the digest of this one's."""

    code: str
    label: str
    model: type[models.Model]
    parts: tuple[type[models.Model], ...] = ()


KINDS = {
    kind.code: kind
    for kind in [
        FrozenKind("referral", "Referral as it was received", Referral),
        FrozenKind("person", "Person named in the referral", Person),
        FrozenKind("referrer", "Who sent the referral", Referrer),
        FrozenKind("professional", "Professional named in the referral", InvolvedProfessional),
        FrozenKind("move", "Step of the case", Move),
        FrozenKind("rating", "Rating", RatingGiven),
        FrozenKind("note", "Note", Note),
        FrozenKind("lawful basis", "Lawful basis", LawfulBasis),
        FrozenKind("request", "Information request as it was sent", InformationRequest, (RequestQuestion,)),
        FrozenKind("response", "Answer to a request", Response),
        FrozenKind("item", "Item of information", Item),
        FrozenKind("existence", "Item of information that is only said to exist", Item),
        FrozenKind("words", "Words of an item of information", ItemBody),
        FrozenKind("withdrawal", "Withdrawal of an item of information", Item),
        FrozenKind("first signature", "Decision waiting for its second signature", Decision, (DecisionItem, Dissent)),
        FrozenKind("decision", "Signed decision", Decision, (DecisionItem, Dissent)),
        FrozenKind("feedback", "What the referrer was told", Feedback),
        FrozenKind("product", "Released product", Product, (ProductItem, Product.agencies.through)),
        FrozenKind("pause", "Pause of a clock", ClockPause),
        FrozenKind("emergency opening", "Opening in an emergency", BreakGlass),
        FrozenKind("restriction review", "Review of a restriction", RestrictionReview),
    ]
}


# What an action says of the records its line is about --------------------------------------------------------------


def frozen(*rows: models.Model) -> list[Frozen]:
    """These rows as `record(…, frozen=…)` takes them: saved already, with everything that is a part of them."""
    return [Frozen(kind_of(row), UUID(str(row.pk))) for row in rows]


def kind_of(row: models.Model) -> str:
    if isinstance(row, Decision):
        return "first signature" if row.state == Decision.State.SECOND_SIGNATURE else "decision"
    if isinstance(row, Item):
        return "existence" if row.handling == codes.ItemHandling.EXISTENCE_ONLY else "item"
    return next(code for code, kind in KINDS.items() if kind.model is type(row))


def withdrawn(items: Iterable[Item]) -> list[Frozen]:
    return [Frozen("withdrawal", item.pk) for item in items]


# How a record stands ------------------------------------------------------------------------------------------------


class Standing(TextChoices):
    UNCHANGED = "unchanged", "Unchanged"
    WAITING = "waiting", "Not sealed yet"
    BEFORE = "before", "From before digests were kept"
    LATE = "late", "Should be sealed by now"
    UNCHECKED = "unchecked", "Cannot be checked here"
    CHANGED = "changed", "Not as it was recorded"
    GONE = "gone", "Recorded and no longer there"
    NO_LINE = "no_line", "No line of the access log records it"
    FORGED = "forged", "What vouches for it is not signed by us"


WRONG = (Standing.CHANGED, Standing.GONE, Standing.NO_LINE, Standing.FORGED)
COLOURS = {Standing.UNCHANGED: "green", Standing.WAITING: "light-blue", Standing.BEFORE: "grey"}


@dataclass(frozen=True)
class Found:
    """One record and what vouches for it, as mash_frozen_in gives them."""

    kind: str
    key: str
    record: UUID
    now: str | None  # tells one content from another; None where it is gone
    same: bool | None
    before: bool | None
    digest: str | None
    line: UUID | None
    made_at: datetime | None
    seal: int | None
    signed_with: str | None
    signature: bytes | None


@dataclass(frozen=True)
class VouchedRecord:
    """How one record stands, for a page to say."""

    found: Found
    standing: Standing

    @property
    def label(self) -> str:
        return KINDS[self.found.kind].label if self.found.kind in KINDS else self.found.kind

    @property
    def is_wrong(self) -> bool:
        return self.standing in WRONG

    @property
    def colour(self) -> str:
        return "red" if self.is_wrong else COLOURS.get(self.standing, "orange")


class Frozens:
    """Everything frozen of a case, a request or a product, read at once."""

    def __init__(self, all_: list[VouchedRecord]):
        self.all = all_

    @cached_property
    def _by_record(self) -> dict[tuple[str, UUID], VouchedRecord]:
        return {(one.found.kind, one.found.record): one for one in self.all}

    def of(self, row: models.Model) -> VouchedRecord | None:
        """None of a draft, which nothing vouches for, and of what came after this was read."""
        return self._by_record.get((kind_of(row), UUID(str(row.pk))))

    @property
    def wrong(self) -> list[VouchedRecord]:
        return [one for one in self.all if one.is_wrong]

    @property
    def labels_wrong(self) -> list[str]:
        return list(dict.fromkeys(one.label for one in self.wrong))

    @property
    def unchanged(self) -> list[VouchedRecord]:
        return [one for one in self.all if one.standing == Standing.UNCHANGED]

    @property
    def unsure(self) -> list[VouchedRecord]:
        return [one for one in self.all if not one.is_wrong and one.standing != Standing.UNCHANGED]

    @property
    def counts(self) -> list[tuple[Standing, int]]:
        standings = [one.standing for one in self.all]
        return [(standing, standings.count(standing)) for standing in Standing if standing in standings]


def frozen_in(row: Referral | InformationRequest | Product) -> Frozens:
    """Nothing for whoever may not see it. What is found wrong is told to the log, the first time."""
    scopes: dict[type, str] = {Referral: "referral", InformationRequest: "request", Product: "product"}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT f.*, (SELECT max(s.signed_at) FROM audit_seal s) FROM mash_frozen_in(%s, %s) f",
            [scopes[type(row)], row.pk],
        )
        return frozens_of(cursor.fetchall())


def frozens_of(rows: Sequence[tuple]) -> Frozens:
    """Of rows of mash_frozen_in, each with the time of the newest seal."""
    if not rows:
        return Frozens([])
    sealed_at, trust = rows[0][-1], _trusted()
    return Frozens(
        [VouchedRecord(found, _standing(found, sealed_at, trust)) for found in (Found(*one[:-1]) for one in rows)]
    )


def checked(row: Referral | InformationRequest | Product, *, about: Auditable, by) -> Frozens:
    """For a page: read, and told of where something is wrong."""
    frozens = frozen_in(row)
    tell_of(frozens, about=about, by=by)
    return frozens


def _trusted() -> keys.Keys | None:
    try:
        return keys.trusted()
    except ImproperlyConfigured:
        return None


def _standing(found: Found, sealed_at: datetime | None, trust: keys.Keys | None) -> Standing:
    if found.now is None:
        return Standing.GONE
    if found.digest is None:
        return Standing.BEFORE if found.before else Standing.NO_LINE
    if not found.same:
        return Standing.CHANGED
    if found.seal is None:
        late = sealed_at and found.made_at and sealed_at - found.made_at > SEALED_WITHIN
        return Standing.LATE if late else Standing.WAITING
    if not trust:
        return Standing.UNCHECKED
    if found.line is None:
        return Standing.NO_LINE
    said = RecordDigest(found.kind, found.key, found.digest, found.line)
    signed = attestations.is_signed(said, found.seal, found.signed_with or "", found.signature or b"", trust)
    return Standing.UNCHANGED if signed else Standing.FORGED


def tell_of(frozens: Frozens, *, about: Auditable, by) -> None:
    """A line of the log names the records found wrong: the first time each is found so, whoever looks again."""
    wrong = [(one.found.kind, one.found.key, one.found.now or "") for one in frozens.wrong]
    if not wrong:
        return
    with transaction.atomic():
        new = attestations.new_mismatches(wrong)
        told = [one for one in frozens.wrong if (one.found.kind, one.found.key) in new]
        if told:
            named = [f"{one.found.kind} {one.found.key}: {one.standing.value}" for one in told[:NAMED]]
            record(events.NOT_AS_RECORDED, about=about, by=by, records=named, count=len(told))
            log.error("Not as they were recorded: %s", ", ".join(named))


# For the log that checks itself -------------------------------------------------------------------------------------


def every_record() -> Generator[FrozenRecord]:
    """In the order of kinds and keys, few at a time; as the system, in a transaction."""
    with connection.chunked_cursor() as cursor:
        cursor.execute("SELECT kind, key, digest, before FROM mash_frozen_digests()")
        while rows := cursor.fetchmany(A_FETCH):
            yield from (FrozenRecord(*row) for row in rows)


def may_be_gone(kind: str, record_id: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT mash_may_be_gone(%s, %s)", [kind, record_id])
        return cursor.fetchone()[0]
