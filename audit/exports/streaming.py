"""A body that is read from the database while it is sent."""

from collections.abc import Callable, Iterable, Iterator

from django.db import transaction

from mash.identity import acting_as


def stream_as(user, pieces: Callable[[], Iterable[bytes]]) -> Iterator[bytes]:
    """The page's own transaction is over when its body is read, so the body has its own, as the same person."""
    with acting_as(user), transaction.atomic(durable=True):
        yield from pieces()
