"""Who is acting, for the whole of a request, task or command; the database reads it at each transaction's start."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from django.db import connection


@dataclass(frozen=True)
class Identity:
    """Who acts, in two ways: for whom a web server acts the database finds out itself, by the number of their session;
    the worker and commands say it (`user_id`, or `system` for background work), which counts for their login alone.

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
    """A web server acts for nobody but whose session it is: the number of that stays with this very person."""
    here = current.get()
    user_id = str(user.pk) if user is not None and user.pk else ""
    session = here.session if user_id and user_id == here.user_id else ""
    return Identity(user_id, draft, False, here.address, here.agent, here.request_id, session, here.from_web)


def acting_in(session_key: str | None, user):
    """In a request that began as nobody's, or in another session: as this person, who is signed in by this one."""
    return acting(replace(current.get(), user_id=str(user.pk), system=False, session=session_number(session_key)))


def session_number(cookie: str | None) -> str:
    """By which the database knows a session. It is never told the cookie itself, so nothing it holds is one."""
    return hashlib.sha256(cookie.encode()).hexdigest() if cookie else ""


def draft_key(secret: str) -> str:
    """What the database is told of a secret, and keeps beside the drafts it opens."""
    return hashlib.sha256(secret.encode()).hexdigest() if secret else ""


def acting_as_system(task_id: str = ""):
    """Background work: sees only what chasing and sending need (see the policies `system` in the walls)."""
    return acting(Identity(system=True, request_id=task_id))


def _apply() -> None:
    if connection.in_atomic_block and not connection.broken():
        connection.apply_identity()
