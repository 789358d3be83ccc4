"""Frozen records: rows written once, and checks that they are still as the access log says.

The database computes the digest of a record (referrals/access/frozen_records.sql) when it writes
the log line about it, and again when a page or `verify_trail` asks. When the line is sealed, an
attestation of the digest is signed (audit/attesting.py).
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
    NotificationMade,
    Person,
    PersonFact,
    Product,
    ProductItem,
    RatingGiven,
    Referral,
    Referrer,
    RequestChange,
    RequestMessage,
    RequestQuestion,
    RequestUpdate,
    Response,
    RestrictionReview,
    StrategyDiscussion,
)

log = logging.getLogger(__name__)

# Sealing takes a minute; a transaction that is left open delays it.
SEALED_WITHIN = timedelta(minutes=10)
A_FETCH = 1000
NAMED = 20  # at most so many records are named in one log line, beside the count of all


@dataclass(frozen=True)
class FrozenKind:
    """A kind of frozen record.

    `code` is its name in the database; `parts` are models whose rows are part of its digest.
    """

    code: str
    label: str
    model: type[models.Model]
    parts: tuple[type[models.Model], ...] = ()


# tests/house/test_frozen.py finds models whose rows the app cannot change and that are missing
# here.
KINDS = {
    kind.code: kind
    for kind in [
        FrozenKind("referral", "Referral as it was received", Referral),
        FrozenKind("person", "Person as first told", Person),
        FrozenKind("fact", "Fact about a person", PersonFact),
        FrozenKind("referrer", "Who sent the referral", Referrer),
        FrozenKind("professional", "Professional named in the referral", InvolvedProfessional),
        FrozenKind("move", "Step of the case", Move),
        FrozenKind("rating", "Rating", RatingGiven),
        FrozenKind("note", "Note", Note),
        FrozenKind("discussion", "Strategy discussion", StrategyDiscussion),
        FrozenKind("notification", "Notification that the law asks for", NotificationMade),
        FrozenKind("lawful basis", "Lawful basis", LawfulBasis),
        FrozenKind("request", "Information request as it was sent", InformationRequest, (RequestQuestion,)),
        FrozenKind("update", "What an agency was told later", RequestUpdate),
        FrozenKind("change", "Change to a request that was sent", RequestChange, (RequestQuestion,)),
        FrozenKind("message", "Message about a request", RequestMessage),
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


# What an action passes to `record` ---------------------------------------------------------------


def frozen(*rows: models.Model) -> list[Frozen]:
    """Return the rows in the form of `record(…, frozen=…)`.

    They and their parts must be saved already: the database computes the digests as `record` runs.
    """
    return [Frozen(kind_of(row), UUID(str(row.pk))) for row in rows]


def kind_of(row: models.Model) -> str:
    """Return the code of a row's kind, which for a decision and an item depends on its state."""
    if isinstance(row, Decision):
        # Signed once it may still be sent back, and is then signed anew: a kind of its own.
        return "first signature" if row.state == Decision.State.SECOND_SIGNATURE else "decision"
    if isinstance(row, Item):
        return "existence" if row.handling == codes.ItemHandling.EXISTENCE_ONLY else "item"
    return next(code for code, kind in KINDS.items() if kind.model is type(row))


def withdrawn(items: Iterable[Item]) -> list[Frozen]:
    """Return the withdrawals of these items. Each is a record beside that of the item itself."""
    return [Frozen("withdrawal", item.pk) for item in items]


# How a record stands -----------------------------------------------------------------------------


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
class AttestedRecord:
    """One record and its attestation: a row of mash_frozen_in."""

    kind: str
    key: str
    record: UUID
    now: str | None  # a token of the present content; None if the record is gone
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
    """One record and the result of checking it."""

    attested: AttestedRecord
    standing: Standing

    @property
    def label(self) -> str:
        return KINDS[self.attested.kind].label if self.attested.kind in KINDS else self.attested.kind

    @property
    def is_wrong(self) -> bool:
        return self.standing in WRONG

    @property
    def colour(self) -> str:
        return "red" if self.is_wrong else COLOURS.get(self.standing, "orange")


class FrozenRecords:
    """The frozen records of a case, a request or a product, read in one query."""

    def __init__(self, vouched_records: list[VouchedRecord]):
        self.all = vouched_records

    @cached_property
    def _by_record(self) -> dict[tuple[str, UUID], VouchedRecord]:
        return {(vouched.attested.kind, vouched.attested.record): vouched for vouched in self.all}

    def of(self, row: models.Model) -> VouchedRecord | None:
        """Return the record of this row; None for a draft and for a row added since the query."""
        return self._by_record.get((kind_of(row), UUID(str(row.pk))))

    @property
    def wrong(self) -> list[VouchedRecord]:
        return [vouched for vouched in self.all if vouched.is_wrong]

    @property
    def labels_wrong(self) -> list[str]:
        return list(dict.fromkeys(vouched.label for vouched in self.wrong))

    @property
    def unchanged(self) -> list[VouchedRecord]:
        return [vouched for vouched in self.all if vouched.standing == Standing.UNCHANGED]

    @property
    def unsure(self) -> list[VouchedRecord]:
        certain = {*WRONG, Standing.UNCHANGED}
        return [vouched for vouched in self.all if vouched.standing not in certain]

    @property
    def counts(self) -> list[tuple[Standing, int]]:
        standings = [vouched.standing for vouched in self.all]
        return [(standing, standings.count(standing)) for standing in Standing if standing in standings]


def frozen_in(row: Referral | InformationRequest | Product) -> FrozenRecords:
    """Return the frozen records of a row, or none if the user may not see it."""
    scopes: dict[type, str] = {Referral: "referral", InformationRequest: "request", Product: "product"}
    # The time of the newest seal comes with each row, which saves a second query.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT f.*, (SELECT max(s.signed_at) FROM audit_seal s) FROM mash_frozen_in(%s, %s) f",
            [scopes[type(row)], row.pk],
        )
        return frozen_records_of(cursor.fetchall())


def frozen_records_of(rows: Sequence[tuple]) -> FrozenRecords:
    """Check rows of mash_frozen_in, each of which ends with the time of the newest seal."""
    if not rows:
        return FrozenRecords([])
    sealed_at, trusted = rows[0][-1], _trusted_keys()
    frozen_rows = [AttestedRecord(*row[:-1]) for row in rows]
    return FrozenRecords([VouchedRecord(row, _standing(row, sealed_at, trusted)) for row in frozen_rows])


def checked(row: Referral | InformationRequest | Product, *, about: Auditable, by) -> FrozenRecords:
    """Return the frozen records for a page, and record in the log any that are newly wrong."""
    frozen_records = frozen_in(row)
    record_mismatches(frozen_records, about=about, by=by)
    return frozen_records


def _trusted_keys() -> keys.Keys | None:
    """Return the keys whose signatures count; None on a server that is not configured with them."""
    try:
        return keys.trusted()
    except ImproperlyConfigured:
        return None


def _standing(row: AttestedRecord, sealed_at: datetime | None, trusted: keys.Keys | None) -> Standing:
    """Return how a record stands. `sealed_at` is the time of the newest seal in the log."""
    if row.now is None:
        return Standing.GONE
    if row.digest is None:
        return Standing.BEFORE if row.before else Standing.NO_LINE
    if not row.same:
        return Standing.CHANGED
    if row.seal is None:
        # Measured by the newest seal: if all sealing has stopped, no single record counts as late.
        late = sealed_at and row.made_at and sealed_at - row.made_at > SEALED_WITHIN
        return Standing.LATE if late else Standing.WAITING
    # Without keys a signature proves nothing, so the record must not count as unchanged.
    if not trusted:
        return Standing.UNCHECKED
    if row.line is None:
        return Standing.NO_LINE
    digest = RecordDigest(row.kind, row.key, row.digest, row.line)
    key_name, signature = row.signed_with or "", row.signature or b""
    signed = attestations.is_signed(digest, row.seal, key_name, signature, trusted)
    return Standing.UNCHANGED if signed else Standing.FORGED


def record_mismatches(frozen_records: FrozenRecords, *, about: Auditable, by) -> None:
    """Record in the log the records that are wrong, each the first time it is seen to be wrong."""
    wrong = [(row.attested.kind, row.attested.key, row.attested.now or "") for row in frozen_records.wrong]
    if not wrong:
        return
    with transaction.atomic():
        # The database notes them as it answers, so of two pages at once only one writes the line.
        new_keys = attestations.new_mismatches(wrong)
        new = [row for row in frozen_records.wrong if (row.attested.kind, row.attested.key) in new_keys]
        if new:
            first = new[:NAMED]
            records = [f"{row.attested.kind} {row.attested.key}: {row.standing.value}" for row in first]
            record(events.NOT_AS_RECORDED, about=about, by=by, records=records, count=len(new))
            log.error("Not as they were recorded: %s", ", ".join(records))


# For `verify_trail` ------------------------------------------------------------------------------


def every_record() -> Generator[FrozenRecord]:
    """Yield every frozen record by kind and key. For background work, in a transaction."""
    # A server-side cursor: the list of all records may not fit into memory.
    with connection.chunked_cursor() as cursor:
        cursor.execute("SELECT kind, key, digest, before FROM mash_frozen_digests()")
        while rows := cursor.fetchmany(A_FETCH):
            yield from (FrozenRecord(*row) for row in rows)


def may_be_gone(kind: str, record_id: UUID) -> bool:
    """Whether a record is rightly missing: taken back by its owner, or sent back unsigned."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mash_may_be_gone(%s, %s)", [kind, record_id])
        return cursor.fetchone()[0]
