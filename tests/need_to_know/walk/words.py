"""Words planted in a world, each in one place of one record, so that a leak shows its source."""

import re
from collections.abc import Container
from dataclasses import dataclass

from django.db import models

PLANTED = re.compile(r"kn0([a-z]+)0([a-z]+)0nk", re.IGNORECASE)


@dataclass(frozen=True)
class Planted:
    """A planted word: `record` is the key of its record, `piece` the part of it."""

    record: str
    piece: str

    def __str__(self) -> str:
        return f"kn0{self.record}0{self.piece}0nk"


def plant(record: str, piece: str) -> str:
    return str(Planted(record, piece))


def found_in(text: str) -> set[Planted]:
    return {Planted(record.lower(), piece.lower()) for record, piece in PLANTED.findall(text)}


def texts_of(model: type[models.Model], *, but: Container[str]) -> list[str]:
    """Return the names of a model's text fields, without those named."""
    texts = (models.CharField, models.TextField)
    fields = [field for field in model._meta.concrete_fields if isinstance(field, texts) and not field.choices]
    return [field.name for field in fields if field.name not in but]
