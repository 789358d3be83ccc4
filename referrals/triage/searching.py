"""Search the queue, limited to the cases the person may see."""

import uuid

from django.db import connection
from django.utils import timezone

from agencies.models import Hub
from referrals.people.terms import as_tsquery, of_hub
from referrals.people.understanding import Meaning, NotSearchable, Query, understand

MOST = 2000  # open cases first, then the newest


def matching(hub: Hub, words: str) -> list[uuid.UUID]:
    """Return the cases with somebody, or with a reference, that the words may mean.

    Only cases the current person may see; the database finds them by index (referrals/access/search.sql). Homes are
    searched for on the search page alone, which leaves out who lives at a secret address.
    """
    try:
        meanings = [meaning for meaning in understand(words, today=timezone.localdate()) if not meaning.by_home]
    except NotSearchable:
        return []
    return [case for meaning in meanings for case in _cases(hub, meaning)]


def _cases(hub: Hub, meaning: Meaning) -> list[uuid.UUID]:
    """Return what is spelled as typed, or else in another way."""
    for query in filter(None, (meaning.query, meaning.alike)):
        if cases := _matching(hub, query, ""):
            return cases
    return _matching(hub, (), meaning.part_of_reference) if meaning.part_of_reference else []


def _matching(hub: Hub, query: Query, part_of_reference: str) -> list[uuid.UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT mash_search(%s, %s, %s, %s)", [hub.pk, as_tsquery(query, of_hub(hub.pk)), part_of_reference, MOST]
        )
        return [case for (case,) in cursor.fetchall()]
