"""Percentiles computed by the database, and shares in words."""

from django.db.models import Aggregate, DurationField


class Percentile(Aggregate):
    """A percentile; `fraction` 0.5 is the median. Rows without a value are ignored."""

    function = "percentile_cont"
    template = "%(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()
    allow_distinct = False

    def __init__(self, expression, *, fraction: float):
        super().__init__(expression, fraction=fraction)


def share_words(part: int, whole: int) -> str:
    """Return a share as `83% (5 of 6)`, or a dash if the whole is 0."""
    return f"{round(100 * part / whole)}% ({part} of {whole})" if whole else "–"
