"""Who is acting in a request, task or command. The database is told at the start of each transaction."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from django.db import connection


@dataclass(frozen=True)
class Identity:
    """Who is acting.

    For the web server, the database looks the person up by the session's number and does not trust `user_id`. The
    worker and commands name the person (`user_id`) or `system`, which the database accepts from their login only.

    `draft` is the SHA-256 of an anonymous draft's secret.
    """

    user_id: str = ""
    draft: str = ""
    system: bool = False
    address: str = ""
    agent: str = ""
    request_id: str = ""
    session: str = ""
    from_web: bool = False


DRAFT_SECRET = "draft-secret"  # noqa: S105 (where an anonymous sender's session keeps the secret of their drafts)
NOBODY = Identity()
current: ContextVar[Identity] = ContextVar("identity", default=NOBODY)


@contextmanager
def acting(identity: Identity) -> Iterator[None]:
    # Applied at once where a transaction is open already; otherwise the next one begins with it.
    token = current.set(identity)
    try:
        _apply()
        yield
    finally:
        current.reset(token)
        _apply()


def acting_as(user=None, *, draft: str = ""):
    """Act as this person (or as the holder of a draft's secret) until the block ends."""
    return acting(identity_of(user, draft=draft))


def identity_of(user=None, *, draft: str = "") -> Identity:
    """Return the identity of a user. The session's number is kept only if the session is this user's."""
    here = current.get()
    user_id = str(user.pk) if user is not None and user.pk else ""
    session = here.session if user_id and user_id == here.user_id else ""
    return Identity(user_id, draft, False, here.address, here.agent, here.request_id, session, here.from_web)


def acting_in(session_key: str | None, user):
    """Act as a person who has just signed in, in their new session."""
    return acting(replace(current.get(), user_id=str(user.pk), system=False, session=session_number(session_key)))


def session_number(cookie: str | None) -> str:
    """Return the hash by which the database knows a session, so that a copy of it holds no usable cookie."""
    return hashlib.sha256(cookie.encode()).hexdigest() if cookie else ""


def draft_key(secret: str) -> str:
    """Return the hash of a draft's secret; the database stores only this."""
    return hashlib.sha256(secret.encode()).hexdigest() if secret else ""


def acting_as_system(task_id: str = ""):
    """Background work: sees only what chasing and sending need (see the policies `system` in the walls)."""
    return acting(Identity(system=True, request_id=task_id))


def _apply() -> None:
    if connection.in_atomic_block and not connection.broken():
        connection.apply_identity()
