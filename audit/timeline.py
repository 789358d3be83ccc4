"""The accesses to one record, day by day and by the role of who made them."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, QuerySet, When
from django.db.models.functions import TruncDate
from django.utils import timezone

from audit import wording
from audit.models import Event
from mash.govuk.moments import words

MOST_DAYS = 31  # days in the chart; the list below it has all
MOST_ROLES = 5  # with a colour of their own
OTHERS = "others"


@dataclass(frozen=True)
class Timeline:
    """Data of the stacked bar chart. `days` counts all days with lines, in the chart or not."""

    rows: list[dict]
    series: list[dict]
    days: int

    @property
    def is_cut_short(self) -> bool:
        return self.days > len(self.rows)


def timeline(queryset: QuerySet[Event]) -> Timeline:
    """Count lines by day and role, newest day first; days without lines are left out."""
    by_day: dict[date, Counter] = defaultdict(Counter)
    role = Case(When(by_id=None, then=F("by_name")), default=F("by_role"))
    day = TruncDate("at", tzinfo=timezone.get_default_timezone())
    counted = queryset.order_by().annotate(day=day, role=role).values_list("day", "role").annotate(lines=Count("pk"))
    for on, role_held, lines in counted:
        by_day[on][role_held] += lines
    newest = sorted(by_day, reverse=True)[:MOST_DAYS]
    most = [role_held for role_held, _ in sum((by_day[on] for on in newest), Counter()).most_common()]
    # With just one role too many, a colour of its own takes no more room than "Other roles".
    own, shared = (most, []) if len(most) <= MOST_ROLES + 1 else (most[:MOST_ROLES], most[MOST_ROLES:])
    series = [{"key": role_held, "label": _label(role_held)} for role_held in own]
    if shared:
        series.append({"key": OTHERS, "label": "Other roles"})
    rows = [{"label": words(on), "values": _values(by_day[on], shared)} for on in newest]
    return Timeline(rows, series, len(by_day))


def _values(of_day: Counter, shared: list[str]) -> dict[str, int]:
    return {**of_day, OTHERS: sum(of_day[held] for held in shared)}


def _label(held: str) -> str:
    return wording.who(held) if not held or held.isupper() else wording.roles(held)
