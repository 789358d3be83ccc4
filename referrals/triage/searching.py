"""Search for cases by name or reference, limited to the cases the person may see."""

import uuid

from django.db import connection

from agencies.models import Hub
from referrals.models.identifiers import part_as_written

MOST = 2000  # open cases first, then the newest
SHORTEST_PART = 3  # of a reference: shorter parts match too many


def matching(hub: Hub, words: str) -> list[uuid.UUID]:
    """Return the cases with a person who matches all words by prefix, or with a matching reference.

    Only cases the current person may see; the database finds them by index
    (referrals/access/search.sql).
    """
    part = part_as_written(words)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT mash_search(%s, %s, %s, %s)", [hub.pk, words, part if len(part) >= SHORTEST_PART else "", MOST]
        )
        return [case for (case,) in cursor.fetchall()]
