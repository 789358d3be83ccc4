"""Count ahead the hours and days of each hub that nothing happens to, so that no page counts years on request.

What is counted, and why figures are exact even where nothing was, stands in referrals/access/figure_counts.sql.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from agencies.models import Hub
from mash.postgres.functions import rows_of, value_of

AT_ONCE = 800  # spans of one hub: a new hub's past is caught up with in the course of some minutes


class Difference(NamedTuple):
    starts: datetime
    ends: datetime
    figure: str
    part: str
    piece: str
    ahead: int
    anew: int


def count_ahead(now: datetime, at_most: int = AT_ONCE) -> int:
    """Count what changed since it was counted, the newest first, and return how many hours, days, months and years."""
    counted = 0
    for hub in Hub.objects.values_list("pk", flat=True):
        with transaction.atomic():
            counted += value_of("mash_count_figures", hub, now, at_most)
    return counted


def differences(now: datetime) -> Iterator[tuple[Hub, Difference]]:
    """Yield what was counted ahead and is not what is counted now; nothing, unless rows were changed by hand."""
    for hub in Hub.objects.all():
        for difference in rows_of("mash_wrong_figures", Difference, hub.pk, now):
            yield hub, difference


def forget() -> None:
    """Drop all that was counted ahead."""
    with transaction.atomic():
        for hub in Hub.objects.values_list("pk", flat=True):
            value_of("mash_forget_figures", hub)
