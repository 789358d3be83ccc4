"""The access log: a line for everything seen or done, never changed afterwards, and what protects it."""

import uuid
from datetime import date, datetime, timedelta
from itertools import batched

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from uuid_utils.compat import uuid7


class EventQuerySet(models.QuerySet):
    def about(self, reference: str):
        return self.filter(reference=reference)

    def by_person(self, person_id: int):
        return self.filter(by_id=person_id)

    def between(self, start, end):
        return self.filter(at__gte=start, at__lt=end)


class Event(models.Model):
    """A line of the access log. It has names but no foreign keys, because it outlives what it describes.

    A row policy lets anybody add a line; auditors and governance officers read the lines of their own hub.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    code = models.CharField(max_length=60)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200)
    by_role = models.CharField(max_length=60, blank=True)
    by_agency = models.CharField(max_length=200, blank=True)
    hub_id = models.BigIntegerField(null=True)
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.CharField(max_length=40, blank=True)
    reference = models.CharField(max_length=40, blank=True)
    detail = models.JSONField(default=dict)
    purpose = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=60, blank=True)
    request_id = models.CharField(max_length=64, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            # One index for each filter of the auditors' pages. They begin with the hub, as every search is
            # within one.
            models.Index(fields=["hub_id", "-at"], name="event_hub_at"),
            models.Index(fields=["hub_id", "reference", "-at"], name="event_reference_at"),
            models.Index(fields=["hub_id", "by_id", "-at"], name="event_by_at"),
            models.Index(fields=["hub_id", "code", "-at"], name="event_code_at"),
            models.Index(fields=["hub_id", "by_agency", "-at"], name="event_agency_at"),
            models.Index(fields=["hub_id", "by_role", "-at"], name="event_role_at"),
            models.Index(fields=["hub_id", "-at"], name="event_purpose_at", condition=~models.Q(purpose="")),
        ]

    def __str__(self):
        return f"{self.code} {self.id}"


class Seal(models.Model):
    """The signed root of a Merkle tree over the lines between two positions, chained to the seal before.

    A position is a transaction id and a line id (see sealing.py). Anybody may read seals, as they are about nobody.
    """

    number = models.BigIntegerField(primary_key=True)
    cluster = models.BigIntegerField()
    from_xid = models.BigIntegerField()
    from_id = models.UUIDField()
    to_xid = models.BigIntegerField()
    to_id = models.UUIDField()
    count = models.IntegerField()
    root = models.BinaryField()
    previous = models.BinaryField()
    signed_at = models.DateTimeField()
    key = models.CharField(max_length=16)
    signature = models.BinaryField()

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["cluster", "to_xid", "to_id"], name="seal_end"),
            models.Index(fields=["signed_at"], name="seal_signed_at"),
        ]

    def __str__(self):
        return f"seal {self.number}"


class SealedLines(models.Model):
    """The ids and hashes of the lines of a seal, to find which line was changed."""

    seal = models.OneToOneField(Seal, primary_key=True, db_constraint=False, on_delete=models.DO_NOTHING)
    ids = models.BinaryField()
    hashes = models.BinaryField()

    class Meta:
        verbose_name_plural = "sealed lines"

    def __str__(self):
        return f"lines of seal {self.seal_id}"

    def pairs(self) -> list[tuple[uuid.UUID, bytes]]:
        """Return the id and hash of each line, in order."""
        ids, hashes = bytes(self.ids), bytes(self.hashes)
        pieces = zip(batched(ids, 16), batched(hashes, 32), strict=False)
        return [(uuid.UUID(bytes=bytes(id_)), bytes(hashed)) for id_, hashed in pieces if len(id_) == 16]


class Tombstone(models.Model):
    """What remains of a month whose lines were dropped after AUDIT_YEARS: enough to verify the chain."""

    month = models.CharField(primary_key=True, max_length=40)
    count = models.BigIntegerField()
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    root = models.BinaryField()
    seals = models.JSONField()
    dropped_at = models.DateTimeField()
    key = models.CharField(max_length=16)
    signature = models.BinaryField()

    class Meta:
        ordering = ["month"]

    def __str__(self):
        return f"tombstone of {self.month}"


class Attestation(models.Model):
    """The digest of a frozen record: taken by the database as its line is written, signed when that is sealed.

    See attestations.py. `key` is the record's key, with the name of a state if it has several; `belongs_to` is the key
    of the record it is part of.
    """

    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=80)
    record = models.UUIDField()
    belongs_to = models.UUIDField(null=True)
    digest = models.CharField(max_length=64)
    line = models.UUIDField()
    made_at = models.DateTimeField()
    seal = models.BigIntegerField(null=True)
    signed_with = models.CharField(max_length=16, db_default="", default="")
    signature = models.BinaryField(null=True)

    class Meta:
        ordering = ["kind", "key"]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="attested_once")]
        indexes = [models.Index(fields=["belongs_to"], name="attestation_of")]

    def __str__(self):
        return f"attestation of {self.kind} {self.key}"


class Mismatch(models.Model):
    """A record whose content differed from its line when a page showed it; stored so that it is logged once."""

    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)  # of what is there instead; empty if the record was gone
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "mismatches"
        constraints = [models.UniqueConstraint(fields=["kind", "key", "digest"], name="mismatch_told_once")]

    def __str__(self):
        return f"mismatch of {self.kind} {self.key}"


class RootsSent(models.Model):
    """Up to which seal the roots have been sent to a destination."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    destination = models.CharField(max_length=300)
    up_to = models.BigIntegerField()
    at = models.DateTimeField()
    failure = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["destination", "-up_to"], name="roots_sent_to")]
        verbose_name_plural = "roots sent"

    def __str__(self):
        return f"roots up to {self.up_to}"


class Export(models.Model):
    """An export a worker makes, because it is large or has proofs. Only the person who asked can see it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be made"
        MAKING = "making", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be made"
        EXPIRED = "expired", "No longer kept"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub_id = models.BigIntegerField()
    by_id = models.BigIntegerField()
    query = models.TextField(blank=True)  # the filter, as part of an address
    filter = models.JSONField(default=dict)  # the same filter as the access log has it
    columns = models.JSONField()
    shape = models.CharField(max_length=8)
    purpose = models.CharField(max_length=300)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempt = models.PositiveSmallIntegerField(default=0)
    stirred_at = models.DateTimeField(null=True)  # the last heartbeat of the worker that makes it
    rows = models.BigIntegerField(null=True)  # expected number of lines
    done = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    failure = models.CharField(max_length=200, blank=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at"]
        indexes = [
            models.Index(fields=["by_id", "-asked_at"], name="export_by"),
            models.Index(fields=["state", "asked_at"], name="export_state"),
        ]

    def __str__(self):
        return f"export {self.id}"

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY and self.expires_at is not None and timezone.now() < self.expires_at

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.WAITING, self.State.MAKING)


class SavedSearch(models.Model):
    """A filter saved by one person, for themselves. `days` limits it to the last days before it is opened."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub_id = models.BigIntegerField()
    by_id = models.BigIntegerField()
    name = models.CharField(max_length=60)
    query = models.TextField()  # the filter, as part of an address
    days = models.PositiveSmallIntegerField(null=True)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "saved searches"
        constraints = [models.UniqueConstraint("by_id", "hub_id", Lower("name"), name="one_saved_search_by_name")]

    def __str__(self):
        return f"saved search {self.id}"


class UnusualAccessQuerySet(models.QuerySet):
    def open(self):
        return self.exclude(state=UnusualAccess.State.DISMISSED)

    def overdue(self, before: date):
        """Return those without an outcome that are of an earlier day than this."""
        return self.open().filter(day__lt=before)


class UnusualAccess(models.Model):
    """One person's access to a record on one day, or to several, that an auditor should look into, and why.

    Auditors and governance officers of the hub can read and judge it, but never the person it is about.
    """

    class Reason(models.TextChoices):
        NOT_THEIRS = "not_theirs", "Opened somebody else’s case, in which they had done nothing"
        OWN_NAME = "own_name", "Opened a record that names somebody with their own last name"
        OWN_ADDRESS = "own_address", "Opened a record of somebody at their own address"
        COLLEAGUE = "colleague", "Opened a record that seems to name a colleague"
        MANY = "many", "Opened many records within an hour"
        OUT_OF_HOURS = "out_of_hours", "Opened records while the hub was shut"
        DORMANT = "dormant", "Opened records after long not having used their account"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        TAKEN_UP = "taken_up", "Taken up"
        DISMISSED = "dismissed", "Closed"

    class Outcome(models.TextChoices):
        EXPLAINED = "explained", "Explained: there was a good reason for it"
        TRAINING = "training", "Training needed"
        BREACH = "breach", "Personal data breach"

    class ReportedTo(models.TextChoices):
        ICO = "ico", "The Information Commissioner’s Office (ICO)"
        INTERNAL = "internal", "The organisation’s own register of breaches"

    ICO_HOURS = timedelta(hours=72)  # UK GDPR article 33(1)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub_id = models.BigIntegerField()
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=200)
    reference = models.CharField(max_length=40, blank=True)
    day = models.DateField()
    reason = models.CharField(max_length=20, choices=Reason)
    lines = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    note = models.CharField(max_length=300, blank=True)
    judged_by_id = models.BigIntegerField(null=True)
    judged_by_name = models.CharField(max_length=200, blank=True)
    judged_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="", db_default="")
    # Of a breach: since when it is known to be one, who owns it, and where, when and under what number it is reported.
    # `breach_at` stays when another outcome follows.
    breach_at = models.DateTimeField(null=True)
    breach_owner = models.CharField(max_length=120, blank=True, default="", db_default="")
    reported_to = models.CharField(max_length=10, choices=ReportedTo, blank=True, default="", db_default="")
    reported_on = models.DateField(null=True)
    report_reference = models.CharField(max_length=60, blank=True, default="", db_default="")

    objects = UnusualAccessQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-last_at", "id"]
        verbose_name_plural = "unusual accesses"
        constraints = [models.UniqueConstraint(fields=["by_id", "reference", "day", "reason"], name="listed_once")]
        indexes = [models.Index(fields=["hub_id", "state", "-day"], name="unusual_state")]

    def __str__(self):
        return f"unusual access {self.id}"

    @property
    def ico_by(self) -> datetime | None:
        """Until when the ICO has to be told of a breach that puts people at risk; None if it is told, or no breach."""
        if self.breach_at is None or self.outcome != self.Outcome.BREACH or self.reported_to == self.ReportedTo.ICO:
            return None
        return self.breach_at + self.ICO_HOURS


class ExportPiece(models.Model):
    """A piece of an export's file, stored in the database so that row policies protect it like the lines in it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    export = models.ForeignKey(Export, on_delete=models.CASCADE)
    number = models.IntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["export", "number"], name="one_export_piece")]

    def __str__(self):
        return f"piece {self.number} of export {self.export_id}"
