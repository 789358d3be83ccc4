"""Keys made in Python (so an INSERT needs no RETURNING, which row-level security would refuse a referrer)
and references that people can read out but nobody can guess."""

import re
import secrets
from collections.abc import Callable

from django.db import IntegrityError, models, transaction
from uuid_utils.compat import uuid7

from mash.refusals import constraint_of

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"  # no vowels, no look-alikes: never a word, never misheard
SHAPE = re.compile(rf"[A-Z0-9]{{1,6}}-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}")
REFERENCE = re.compile(r"([A-Z0-9]{1,6})([A-Z0-9]{4})([A-Z0-9]{4})", re.ASCII)
LETTERS = re.compile(rf"([{ALPHABET}]{{4}})([{ALPHABET}]{{4}})")
TRIES = 5


def new_reference(prefix: str) -> str:
    """For example MASH-7F3K-92QD: 28^8 possibilities, about 3.8 × 10^11."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{prefix}-{letters[:4]}-{letters[4:]}"


def with_new_reference[T](prefix: str, make: Callable[[str], T]) -> T:
    """`make(reference)`; again with another, where one that is perhaps not to be seen bears that reference."""
    for _ in range(TRIES - 1):
        try:
            with transaction.atomic():
                return make(new_reference(prefix))
        except IntegrityError as clash:
            if "reference" not in constraint_of(clash):
                raise
    return make(new_reference(prefix))


def as_written(typed: str) -> str:
    """A reference typed as people type them, "mash 7f3k 92qd", as it is written; anything else as it came."""
    found = REFERENCE.fullmatch(re.sub(r"[\s\-–]", "", typed).upper())
    return "-".join(found.groups()) if found else typed


def part_as_written(typed: str) -> str:
    """A reference or a part of one, "kz4t mjnq", "kz4tmjnq" or "mash kz4t", as it stands in the whole."""
    part = re.sub(r"[\s\-–]+", "-", as_written(typed).strip()).upper()
    return LETTERS.sub(r"\1-\2", part) if LETTERS.fullmatch(part) else part


def looks_like_reference(typed: str) -> bool:
    """Has it the shape of a reference, whether or not there is such a record? Anything else typed may be a name."""
    return SHAPE.fullmatch(typed) is not None


class CaseModel(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"
