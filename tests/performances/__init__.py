"""One performance of every named action, and the lines of the access log that it leaves.

The lines are typed here, apart from the code: a line that goes missing, comes twice or comes late is a failure. A new
action fails tests/house/test_lines_of_actions.py until its performance stands in one of these files.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from inspect import signature

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone

from mash.identity import Identity, acting, acting_as, session_number
from tests.builders import browser

Deed = Callable[[], object]


@dataclass(frozen=True)
class Performance:
    """How an action is done once. `prepare(world)` returns what does it; `lines` are the codes it leaves, sorted."""

    action: str
    lines: list[str]
    prepare: Callable[[object], Deed]


PERFORMANCES: dict[str, Performance] = {}


@dataclass
class Act:
    """Who did the last action, and the moment it was told to be now; None where it is not told."""

    person: object = None
    now: datetime | None = None


LAST = Act()


def performs(action: str, *lines: str):
    """Register how an action, by its dotted name, is performed. Without lines it leaves none of its own."""

    def register(prepare):
        assert action not in PERFORMANCES, f"{action} is performed twice"
        PERFORMANCES[action] = Performance(action, sorted(lines), prepare)
        return prepare

    return register


def by(person, action: Callable, /, *arguments, **facts):
    """Do an action as this person, in a transaction of its own, at a moment of whole seconds if it takes one."""
    if "now" in signature(action).parameters:
        facts.setdefault("now", timezone.now().replace(microsecond=0))
    LAST.person, LAST.now = person, facts.get("now")
    with transaction.atomic(), acting_as(person):
        return action(*arguments, by=person, **facts)


def deed(person, action: Callable, /, *arguments, **facts) -> Deed:
    return lambda: by(person, action, *arguments, **facts)


def at_browser(person=None) -> HttpRequest:
    """Return a request of this person's signed-in browser, or of one that nobody is signed in with."""
    request = RequestFactory().post("/")
    request.session = (browser(person) if person else Client()).session
    request.user = person or AnonymousUser()
    return request


def deed_at_browser(request: HttpRequest, action: Callable, /, *, by=None, halfway=False, **facts) -> Deed:
    """Do an action that takes a request, as the web server does. `halfway`: `by` has taken the first step already."""

    def do():
        signed_in = by if halfway else request.user
        user_id = str(signed_in.pk or "")
        number = session_number(request.session.session_key) if user_id else ""
        with acting(Identity(user_id, session=number, from_web=True)), transaction.atomic():
            return action(request, **({"by": by} if by is not None else {}), **facts)

    return do
