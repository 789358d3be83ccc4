"""Keys made in Python (so an INSERT needs no RETURNING, which row-level security would refuse a referrer)
and references that people can read out but nobody can guess."""

import secrets

from django.db import models
from uuid_utils.compat import uuid7

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"  # no vowels, no look-alikes: never a word, never misheard


def new_reference(prefix: str) -> str:
    """For example MASH-7F3K-92QD: 28^8 possibilities, about 3.8 × 10^11."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{prefix}-{letters[:4]}-{letters[4:]}"


class CaseModel(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"
