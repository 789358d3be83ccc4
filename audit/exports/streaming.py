"""A body that is read from the database while it is sent."""

from collections.abc import Callable, Iterable, Iterator

from django.db import transaction

from mash import identity


def stream_as(user, pieces: Callable[[], Iterable[bytes]]) -> Iterator[bytes]:
    """The page's own transaction is over when its body is read, so the body has its own, as the same person."""
    return _pieces_as(identity.identity_of(user), pieces)


def _pieces_as(who: identity.Identity, pieces: Callable[[], Iterable[bytes]]) -> Iterator[bytes]:
    with identity.acting(who), transaction.atomic(durable=True):
        yield from pieces()
