"""What a browser's session keeps of lists: the words searched for, and the place a record was opened from.

What somebody types may be a person's name. It is sent by POST and stored in the session under a number, so that no
name gets into a URL, a server log or the history of a browser.
"""

import secrets
from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

SEARCHES, WAYS_BACK = "searches", "ways-back"  # in the session
CAME_FROM, OF_LIST = "from", "list"
MOST_KEPT = 30
LONGEST_QUERY = 1000


def keep_words(request: HttpRequest, session_key: str, words: str) -> str:
    """Store the words searched for in a list, and return the number that an address has in their place."""
    # A number of its own for each search, so that two tabs of a browser do not share one.
    number = secrets.token_hex(9)
    _keep(request, SEARCHES, number, [session_key, words])
    return number


def words_kept(request: HttpRequest, session_key: str, number: str) -> str:
    """Return the words under this number, or "" if they are of another list or no longer kept."""
    of_list, words = request.session.get(SEARCHES, {}).get(number, ("", ""))
    return words if of_list == session_key else ""


def came_from(request: HttpRequest, name: str = "") -> str:
    """Return what a link from a list adds to an address, so that `way_back` leads to the same place of the list.

    `name` is needed where records are opened from several lists.
    """
    return urlencode({CAME_FROM: request.GET.urlencode(), **({OF_LIST: name} if name else {})})


def way_back(request: HttpRequest, name: str, key: Any, *, or_of: Collection[str] = ()) -> str:
    """Return the address of the list `name`, or one `or_of` others, as this visitor last opened `key` from it."""
    query, key = request.GET.get(CAME_FROM), f"{name} {key}"
    if query is not None and len(query) <= LONGEST_QUERY:
        opened_from = request.GET.get(OF_LIST, "")
        # Kept, because the pages that follow on each other do not pass it on.
        _keep(request, WAYS_BACK, key, f"{opened_from if opened_from in or_of else name}?{query}")
    opened_from, _, query = request.session.get(WAYS_BACK, {}).get(key, "").partition("?")
    address = reverse(opened_from if opened_from in or_of else name)
    return f"{address}?{query}" if query else address


def _keep(request: HttpRequest, kind: str, key: str, value: Any) -> None:
    """Keep a value in the session, and of its kind the newest only."""
    others = {name: held for name, held in request.session.get(kind, {}).items() if name != key}
    if request.session.get(kind, {}).get(key) != value:
        request.session[kind] = dict([*others.items(), (key, value)][-MOST_KEPT:])
