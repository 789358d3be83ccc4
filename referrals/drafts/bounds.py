"""Limits on the size of a draft, valid or not. Each form field has its own limit too."""

import json
from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings

from mash.refusals import TooLong

LONGEST_ANSWER = 20_000  # characters of one answer; its question may allow fewer
MOST_ANSWERS = 200  # to one question, as ticks in a list
KB = 1024


def fits(typed: Mapping[str, list[str]] | Sequence) -> bool:
    """Whether a page's answers are within the limits. Others stay on the user's screen, unsaved."""
    questions = typed.values() if isinstance(typed, Mapping) else []
    return all(
        len(answers) <= MOST_ANSWERS and all(len(answer) <= LONGEST_ANSWER for answer in answers)
        for answers in questions
    )


def size(draft) -> int:
    """Return the size of a draft in bytes, as JSON."""
    # errors="replace": a lone surrogate cannot be encoded, and measuring must not fail.
    return len(json.dumps(draft, ensure_ascii=False).encode(errors="replace"))


def is_too_large(draft) -> bool:
    return size(draft) > settings.DRAFT_KB * KB


def check(draft: Iterable) -> None:
    """Raise TooLong if a draft is larger than anybody could fill in by hand."""
    if is_too_large(draft):
        raise TooLong
