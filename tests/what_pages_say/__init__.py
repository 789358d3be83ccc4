"""Each message that a page shows after an action, performed once through the page, and what bears it out.

A message that stands in the code and not here fails tests/house/test_what_pages_say.py. Those about a case have their
own table, which holds in every test that shows one: tests/referrals/said_of_cases.py.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.messages import get_messages

from tests.database import as_role

SOMETHING = "…"  # in the words of a message: a name, a number or a reference


@dataclass(frozen=True)
class Showing:
    """How a message comes to be shown. `perform(world)` returns the response and a check of the database."""

    words: str
    perform: Callable[[Any], tuple[Any, Callable[[], bool]]]

    def fits(self, shown: str) -> bool:
        return bool(re.fullmatch(".+?".join(map(re.escape, self.words.split(SOMETHING))), shown))


SHOWINGS: list[Showing] = []


def shows(words: str):
    """Register how a page comes to say this; the same words may be shown in several ways."""

    def register(perform):
        SHOWINGS.append(Showing(words, perform))
        return perform

    return register


def shown_by(response) -> list[tuple[str, str]]:
    """Return the level and words of each message that this response says, or leaves to the next page."""
    return [(message.level_tag, str(message)) for message in get_messages(response.wsgi_request)]


def reread(row):
    """Return the row as it stands."""
    with as_role("mash_owner"):
        return type(row).objects.get(pk=row.pk)


def exists(model, **where) -> bool:
    with as_role("mash_owner"):
        return model.objects.filter(**where).exists()


def only(model, **where):
    with as_role("mash_owner"):
        return model.objects.get(**where)
