"""What a rule says no to, in words for the person who asked, and the two noes that two people at once bring about."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, transaction

from mash.govuk.moments import words


class Refusal(Exception):
    """`words` tell the person what to do; `field` is the field they go beside, "" for the form as a whole."""

    def __init__(self, words: str, field: str = ""):
        super().__init__(words)
        self.words, self.field = words, field


class TooOften(Refusal):
    """A limit has been passed; waiting helps."""


def status_of(refusal: Refusal) -> int:
    """With which the page that shows it is answered."""
    return 429 if isinstance(refusal, TooOften) else 200


class TooLong(RequestDataTooBig):
    """More was sent than is kept; answered with a page that says so, and nothing is saved."""


class StalePage(Refusal):
    """Somebody changed what the page is about after it was opened; `version` is what stands now."""

    def __init__(self, words: str, *, version: int = 0):
        super().__init__(words)
        self.version = version


def who_changed(thing: str, *, by: str, at: datetime | None, what: str) -> str:
    """The first sentence of every StalePage."""
    moment = f" on {words(at)}" if at else ""
    return f"{by or 'Somebody'} changed {thing}{moment}: {what or 'a change'}."


@contextmanager
def taken(**refusals: Refusal) -> Iterator[None]:
    """Answer a uniqueness the database keeps, by the name of its constraint, when two people wrote at once.

    with taken(one_person_per_email=Refusal("Somebody has this email address", field="email")):
        user.save()
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as clash:
        known = refusals.get(constraint_of(clash))
        if known is None:
            raise
        raise Refusal(known.words, known.field) from clash


def constraint_of(clash: IntegrityError) -> str:
    return getattr(getattr(clash.__cause__, "diag", None), "constraint_name", None) or ""
