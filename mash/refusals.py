"""Exceptions for refused actions, with messages for the person, including conflicts between two people."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, transaction

from mash.govuk.moments import words


class RuleViolation(Exception):
    """`words` tell the person what to do; `field` is the field they go beside, "" for the form as a whole."""

    def __init__(self, words: str, field: str = ""):
        super().__init__(words)
        self.words, self.field = words, field


def need(text: str, words: str, field: str) -> None:
    """Raise RuleViolation for this field if its text is blank."""
    if not text.strip():
        raise RuleViolation(words, field=field)


class TooOften(RuleViolation):
    """A limit has been passed; waiting helps."""


def status_of(refusal: RuleViolation) -> int:
    """Return the HTTP status of the page that shows the refusal."""
    return 429 if isinstance(refusal, TooOften) else 200


class TooLong(RequestDataTooBig):
    """More was sent than can be stored; the answer is a page that says so, and nothing is saved."""


class StalePage(RuleViolation):
    """Somebody changed what the page is about after it was opened; `version` is the current one."""

    def __init__(self, words: str, *, version: int = 0):
        super().__init__(words)
        self.version = version


def who_changed(thing: str, *, by: str, at: datetime | None, what: str) -> str:
    """Return the first sentence of a StalePage message."""
    moment = f" on {words(at)}" if at else ""
    return f"{by or 'Somebody'} changed {thing}{moment}: {what or 'a change'}."


@contextmanager
def translate_unique_violation(**refusals: RuleViolation) -> Iterator[None]:
    """Turn a violation of a unique constraint into the RuleViolation given for its name.

    Only the constraint is safe when two people write at once. The savepoint keeps the outer transaction usable.


    with translate_unique_violation(one_person_per_email=RuleViolation("This address is somebody’s")):
        user.save()
    """
    try:
        # A savepoint: PostgreSQL refuses every further statement of a transaction in which one has failed.
        with transaction.atomic():
            yield
    except IntegrityError as clash:
        known = refusals.get(constraint_of(clash))
        if known is None:
            raise
        raise RuleViolation(known.words, known.field) from clash


def constraint_of(clash: IntegrityError) -> str:
    return getattr(getattr(clash.__cause__, "diag", None), "constraint_name", None) or ""
