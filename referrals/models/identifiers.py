"""Primary keys and references.

Keys are made in Python, so that an INSERT needs no RETURNING: row-level security would refuse it to
a referrer, who may not read the row back. References are easy to read out and hard to guess.
"""

import re
import secrets
from collections.abc import Callable

from django.db import IntegrityError, models, transaction
from uuid_utils.compat import uuid7

from mash.govuk.plain_text import identifier
from mash.refusals import constraint_of

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"  # no vowels, so no words; no letters that look alike
SHAPE = re.compile(rf"[A-Z0-9]{{1,6}}-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}")
REFERENCE = re.compile(r"([A-Z0-9]{1,6})([A-Z0-9]{4})([A-Z0-9]{4})", re.ASCII)
LETTERS = re.compile(rf"([{ALPHABET}]{{4}})([{ALPHABET}]{{4}})")
TRIES = 5


def new_reference(prefix: str) -> str:
    """Return a random reference, as MASH-7F3K-92QD: one of 28^8, about 3.8 × 10^11."""
    # `secrets` and not `random`: nobody may predict the reference of another record.
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{prefix}-{letters[:4]}-{letters[4:]}"


def with_new_reference[T](prefix: str, make: Callable[[str], T]) -> T:
    """Call `make(reference)` until its reference is not taken, at most TRIES times.

    The database has to say so: the record with that reference may be hidden from this user.
    """
    for _ in range(TRIES - 1):
        try:
            # A savepoint: after the error PostgreSQL would refuse the rest of the transaction.
            with transaction.atomic():
                return make(new_reference(prefix))
        except IntegrityError as clash:
            if "reference" not in constraint_of(clash):
                raise
    # The last try has no savepoint: its error goes to the caller.
    return make(new_reference(prefix))


def as_written(typed: str) -> str:
    """Return a reference in its usual spelling: "mash 7f3k 92qd" becomes "MASH-7F3K-92QD".

    Anything that is not a reference is returned unchanged.
    """
    match = REFERENCE.fullmatch(re.sub(r"[\s\-]", "", identifier(typed)).upper())
    return "-".join(match.groups()) if match else typed


def without_prefix(reference: str) -> str:
    """Return the letters of a reference alone, "7F3K-92QD": they say nothing of who gave it."""
    return reference.partition("-")[2] or reference


def part_as_written(typed: str) -> str:
    """Return a reference, or part of one, in its usual spelling: "kz4tmjnq" is "KZ4T-MJNQ"."""
    part = re.sub(r"[\s\-]+", "-", identifier(as_written(typed))).upper()
    return LETTERS.sub(r"\1-\2", part) if LETTERS.fullmatch(part) else part


def looks_like_reference(typed: str) -> bool:
    """Whether the text has the shape of a reference. Any other text may be a name.

    It says nothing about whether such a record exists.
    """
    return SHAPE.fullmatch(typed) is not None


class CaseModel(models.Model):
    # Version 7 begins with the time, so new keys are neighbours in the index (docs/decisions/0005).
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"  # never a name: it may get into logs
