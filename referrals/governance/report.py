"""The quarterly report: numbers of restrictions, emergency openings and bars, and how promptly they
were reviewed.

It shows a year of numbers, the chosen quarter last.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.utils import timezone

from mash.hub_time import days_after
from referrals.models import Bar, BreakGlass, Restriction

IN_TIME = 7  # days
TO_CHOOSE_FROM, SHOWN = 8, 4
MONTHS = ("January to March", "April to June", "July to September", "October to December")


class Quarter(NamedTuple):
    year: int
    number: int  # 1 to 4

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    @property
    def before(self) -> "Quarter":
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)

    @property
    def after(self) -> "Quarter":
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year + 1, 1)

    @property
    def first(self) -> date:
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def starts(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.first, time.min))

    @property
    def key(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def label(self) -> str:
        return f"{MONTHS[self.number - 1]} {self.year}"

    @property
    def short(self) -> str:
        return f"{self.first:%b} to {date(self.year, self.number * 3, 1):%b} {self.year}"

    def holds(self, at: datetime | None) -> bool:
        return at is not None and self.starts <= at < self.after.starts


def quarters_to(last: Quarter, number: int) -> list[Quarter]:
    """Return this many quarters, the newest last."""
    quarters = [last]
    while len(quarters) < number:
        quarters.insert(0, quarters[0].before)
    return quarters


@dataclass(frozen=True)
class Report:
    """The rows of one hub, each table loaded once, and the counts for a quarter."""

    restrictions: list[Restriction]
    openings: list[BreakGlass]
    bars: list[Bar]
    usual_days: int
    now: datetime

    @classmethod
    def of(cls, hub, now: datetime) -> "Report":
        restrictions = Restriction.objects.filter(hub=hub).prefetch_related("reviews")
        openings = BreakGlass.objects.filter(hub=hub).only("at", "reviewed_at")
        bars = Bar.objects.filter(hub=hub).only("given_by", "given_at", "confirmed_at", "ended_at")
        return cls(list(restrictions), list(openings), list(bars), hub.restriction_review_days, now)

    def lines(self, quarters: list[Quarter]) -> list[dict]:
        return [{"label": label, "counts": [count(self, quarter) for quarter in quarters]} for label, count in LINES]

    def end_of(self, quarter: Quarter) -> datetime:
        return min(quarter.after.starts, self.now)

    def restricted(self, quarter: Quarter) -> list[Restriction]:
        end = self.end_of(quarter)
        return [
            restriction
            for restriction in self.restrictions
            if restriction.at < end and (restriction.ended_at is None or restriction.ended_at >= end)
        ]

    def overdue(self, quarter: Quarter) -> int:
        end = self.end_of(quarter)
        return sum(self._due(restriction, end) < timezone.localdate(end) for restriction in self.restricted(quarter))

    def _due(self, restriction: Restriction, end: datetime) -> date:
        """Return the review date as it was then: from the last review before, or from the start."""
        reviews = sorted(restriction.reviews.all(), key=lambda review: review.at)
        earlier = [review.review_on for review in reviews if review.at < end]
        # A later review has overwritten the first date, which followed from the hub's usual days.
        if earlier or not reviews:
            return earlier[-1] if earlier else restriction.review_on
        return timezone.localdate(restriction.at) + timedelta(days=self.usual_days)

    def reviewed(self, quarter: Quarter) -> int:
        return sum(
            quarter.holds(review.at) for restriction in self.restrictions for review in restriction.reviews.all()
        )

    def opened(self, quarter: Quarter) -> list[BreakGlass]:
        return [opening for opening in self.openings if quarter.holds(opening.at)]

    def in_time(self, quarter: Quarter) -> int:
        return sum(
            opening.reviewed_at is not None and opening.reviewed_at <= days_after(opening.at, IN_TIME)
            for opening in self.opened(quarter)
        )

    def barred(self, quarter: Quarter) -> int:
        end = self.end_of(quarter)
        return sum(bar.given_at < end and (bar.ended_at is None or bar.ended_at >= end) for bar in self.bars)


LINES: list[tuple[str, Callable[[Report, Quarter], int]]] = [
    ("Restricted records, at the end", lambda r, q: len(r.restricted(q))),
    ("Restrictions given", lambda r, q: sum(q.holds(row.at) for row in r.restrictions)),
    ("Restrictions ended", lambda r, q: sum(q.holds(row.ended_at) for row in r.restrictions)),
    ("Reviews of restrictions done", lambda r, q: r.reviewed(q)),
    ("Reviews of restrictions overdue, at the end", lambda r, q: r.overdue(q)),
    ("Emergency openings", lambda r, q: len(r.opened(q))),
    (f"Emergency openings reviewed within {IN_TIME} days", lambda r, q: r.in_time(q)),
    ("Emergency openings not reviewed yet", lambda r, q: sum(row.reviewed_at is None for row in r.opened(q))),
    ("Bars, at the end", lambda r, q: r.barred(q)),
    ("Bars the service suggested", lambda r, q: sum(q.holds(b.given_at) and b.given_by_id is None for b in r.bars)),
    ("Bars people gave", lambda r, q: sum(q.holds(b.given_at) and b.given_by_id is not None for b in r.bars)),
    ("Bars dismissed", lambda r, q: sum(q.holds(b.ended_at) and b.confirmed_at is None for b in r.bars)),
    ("Bars ended", lambda r, q: sum(q.holds(b.ended_at) and b.confirmed_at is not None for b in r.bars)),
]
