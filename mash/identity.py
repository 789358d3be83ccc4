"""Who is acting, for the whole of a request, task or command; the database reads it at each transaction's start."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class Identity:
    """`draft` is the SHA-256 of an anonymous draft's secret; `system` is set for background work only."""

    user_id: str = ""
    draft: str = ""
    system: bool = False
    address: str = ""
    agent: str = ""
    request_id: str = ""


DRAFT_SECRET = "draft-secret"  # noqa: S105 (where an anonymous sender's session keeps the secret of their drafts)
NOBODY = Identity()
current: ContextVar[Identity] = ContextVar("identity", default=NOBODY)


@contextmanager
def acting(identity: Identity) -> Iterator[None]:
    token = current.set(identity)
    try:
        _apply()
        yield
    finally:
        current.reset(token)
        _apply()


def acting_as(user=None, *, draft: str = ""):
    """Act as this person (or as the holder of a draft's secret) until the block ends."""
    here = current.get()
    user_id = str(user.pk) if user is not None and user.pk else ""
    return acting(Identity(user_id, draft, False, here.address, here.agent, here.request_id))


def draft_key(secret: str) -> str:
    """What the database is told of a secret, and keeps beside the drafts it opens."""
    return hashlib.sha256(secret.encode()).hexdigest() if secret else ""


def acting_as_system(task_id: str = ""):
    """Background work: sees only what chasing and sending need (see the policies `system` in the walls)."""
    return acting(Identity(system=True, request_id=task_id))


def _apply() -> None:
    if connection.in_atomic_block and not connection.broken():
        connection.apply_identity()
