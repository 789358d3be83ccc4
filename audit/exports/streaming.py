"""Streaming a response body from the database as the person who asked for it."""

from collections.abc import Callable, Iterable, Iterator

from django.db import transaction

from mash import identity


def stream_as(user, pieces: Callable[[], Iterable[bytes]]) -> Iterator[bytes]:
    """Yield `pieces` in a transaction of their own, acting as this person.

    The view's transaction has ended by the time the server reads the body, and with it the identity that the
    database's policies need.
    """
    return _pieces_as(identity.identity_of(user), pieces)


def _pieces_as(who: identity.Identity, pieces: Callable[[], Iterable[bytes]]) -> Iterator[bytes]:
    with identity.acting(who), transaction.atomic(durable=True):
        yield from pieces()
