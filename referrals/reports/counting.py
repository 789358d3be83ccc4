"""Percentiles in the database, and shares in words."""

from django.db.models import Aggregate, DurationField


class Percentile(Aggregate):
    """`fraction` 0.5 is the median; rows without a value are left out."""

    function = "percentile_cont"
    template = "%(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()
    allow_distinct = False

    def __init__(self, expression, *, fraction: float):
        super().__init__(expression, fraction=fraction)


def share_words(part: int, whole: int) -> str:
    """`83% (5 of 6)`, or a dash where there is nothing to take a share of."""
    return f"{round(100 * part / whole)}% ({part} of {whole})" if whole else "–"
