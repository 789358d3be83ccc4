"""Words planted in a world, each in one place of one record, so that it shows where they come out."""

import re
from collections.abc import Container
from dataclasses import dataclass

from django.db import models

PLANTED = re.compile(r"kn0([a-z]+)0([a-z]+)0nk", re.IGNORECASE)


@dataclass(frozen=True)
class Planted:
    """`record`: the key of the record it was planted in; `piece`: which part of it."""

    record: str
    piece: str

    def __str__(self) -> str:
        return f"kn0{self.record}0{self.piece}0nk"


def plant(record: str, piece: str) -> str:
    return str(Planted(record, piece))


def found_in(text: str) -> set[Planted]:
    return {Planted(record.lower(), piece.lower()) for record, piece in PLANTED.findall(text)}


def texts_of(model: type[models.Model], *, but: Container[str]) -> list[str]:
    """The names of the fields of a model that take words, but for those named."""
    texts = (models.CharField, models.TextField)
    fields = [field for field in model._meta.concrete_fields if isinstance(field, texts) and not field.choices]
    return [field.name for field in fields if field.name not in but]
