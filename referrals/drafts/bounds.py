"""How much is kept of what is being written, right or wrong. Each field has a length of its own besides."""

import json
from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings

from mash.refusals import TooLong

LONGEST_ANSWER = 20_000  # characters kept of one box, though its question may want fewer
MOST_ANSWERS = 200  # to one question: ticks in a list
KB = 1024


def fits(typed: Mapping[str, list[str]] | Sequence) -> bool:
    """May all that was typed on this page be kept? What may not is shown to whoever typed it, and stays theirs."""
    told = typed.values() if isinstance(typed, Mapping) else []
    return all(len(boxes) <= MOST_ANSWERS and all(len(one) <= LONGEST_ANSWER for one in boxes) for boxes in told)


def size(kept) -> int:
    return len(json.dumps(kept, ensure_ascii=False).encode(errors="replace"))


def is_too_large(kept) -> bool:
    return size(kept) > settings.DRAFT_KB * KB


def check(kept: Iterable) -> None:
    """Raises TooLong: of a page of a case that nobody could have filled in so."""
    if is_too_large(kept):
        raise TooLong
