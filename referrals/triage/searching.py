"""Finding cases by a name or a reference, behind the same rule as the cases themselves."""

import uuid

from django.db import connection

from agencies.models import Hub
from referrals.models.identifiers import part_as_written

MOST = 2000  # open cases come first, then the newest
SHORTEST_PART = 3  # of a reference: fewer letters stand in too many


def matching(hub: Hub, words: str) -> list[uuid.UUID]:
    """Cases that name one person all of whose words begin like these, or whose reference holds them.

    Only those the person acting may see, found by an index (see referrals/access/search.sql).
    """
    part = part_as_written(words)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT mash_search(%s, %s, %s, %s)", [hub.pk, words, part if len(part) >= SHORTEST_PART else "", MOST]
        )
        return [case for (case,) in cursor.fetchall()]
