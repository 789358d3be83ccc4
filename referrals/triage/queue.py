"""The work queue: which cases it shows, in what order, and the columns of each row."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.db.models import Count, F, Prefetch, QuerySet, Value
from django.http import QueryDict
from django.utils import timezone

from agencies.models import User
from audit import search_terms
from mash import paging
from referrals.access.visible import only_read, visible_referrals
from referrals.codes import DAYS_DUE, PAUSE_REVIEW, Rating, Status
from referrals.models import Clock, Person, Referral
from referrals.overview.reported_risk import ReportedRisk, risk_words
from referrals.overview.waiting import as_columns, said_of
from referrals.people.in_lists import earlier_times, name_and_age
from referrals.people.other_referrals import Times
from referrals.timing.clocks import ClockView
from referrals.timing.days_due import view_due
from referrals.timing.targets import view_clock
from referrals.triage.queue_filters import QueueFilter
from referrals.triage.queue_order import CHANNELS, ORDERS

PAGE_SIZE = 25
MOST_ENDED = 1000  # ended cases are counted up to here; older ones are sooner found by a search
ENDED, OPEN, EVERY_STAGE = "ended", "open", "all"
STAGES = (
    *(Status.RECEIVED, Status.TRIAGED, Status.GATHERING, Status.DECIDING, Status.DECIDED),
    Status.RETURNED,  # until it is received again it is still the hub's
)
TABS = {**{stage.value: stage.label for stage in STAGES}, OPEN: "All open", ENDED: "Ended"}


@dataclass(frozen=True)
class QueueTab:
    code: str
    label: str
    count: str
    href: str
    current: bool


@dataclass(frozen=True)
class QueueRow:
    """One row of the queue."""

    referral: Referral
    who: str
    others: int
    concern: str
    more_concerns: int
    source: str
    channel: str
    clock: ClockView | None
    earlier: Times
    needs_second_look: bool
    waits: list[str]
    only_read: bool

    @property
    def reported(self) -> list[str]:
        """Return why it stands high before it is rated, without danger, which has a tag."""
        if self.referral.status != Status.RECEIVED:
            return []
        return risk_words(self.referral.reported_risk & ~(ReportedRisk.DANGER | ReportedRisk.DANGER_UNCONFIRMED))

    @property
    def earlier_words(self) -> str:
        return "; ".join(filter(None, (f"{self.earlier.words} before", self.earlier.incidents)))

    @property
    def can_be_claimed(self) -> bool:
        return self.referral.allocated_to_id is None and not self.referral.is_ended and not self.only_read


class Queue:
    """The queue of one person for these query parameters. `search` never appears in the address."""

    def __init__(self, user: User, params: QueryDict, *, now: datetime, search: str = ""):
        self.user, self.params, self.now, self.search = user, params, now, search
        self.hub = user.hub
        self.filter = QueueFilter(
            params, queryset=visible_referrals(user).in_hub(self.hub), user=user, now=now, search=search
        )

    @cached_property
    def stage(self) -> str:
        stage = self.params.get("stage", "")
        if self.search and stage not in TABS:
            return EVERY_STAGE
        return stage if stage in TABS else Status.RECEIVED.value

    @cached_property
    def sort(self) -> str:
        sort = self.params.get("sort", "")
        return sort if sort in ORDERS else self.default_sort

    @property
    def default_sort(self) -> str:
        # By the time left alone, what is grave and has just come would be last.
        return {ENDED: "-received", Status.RECEIVED: "risk"}.get(self.stage, "due")

    @cached_property
    def counts(self) -> dict[str, int]:
        """Return the number of cases on each tab under the chosen filters, in one query."""
        # Open cases are counted in full; ended ones only up to a limit, because they grow without
        # end.
        arrived = self.filter.among(STAGES).order_by().values_list(F("status")).annotate(cases=Count("pk"))
        ended = self.filter.among(Status.ended()).order_by().values_list(Value(ENDED), Value(1))[: MOST_ENDED + 1]
        counts = dict.fromkeys(TABS, 0)
        for stage, cases in arrived.union(ended, all=True).order_by():
            counts[stage] += cases
        counts[OPEN] = sum(counts[stage] for stage in STAGES)
        counts[EVERY_STAGE] = counts[OPEN] + counts[ENDED]
        return counts

    @property
    def tabs(self) -> list[QueueTab]:
        shown = {EVERY_STAGE: "Every stage", **TABS} if self.search else TABS
        return [
            QueueTab(code, label, self._count_words(code), self._href(stage=code), code == self.stage)
            for code, label in shown.items()
        ]

    @property
    def elsewhere(self) -> list[QueueTab]:
        """Return the other stages that have cases which fit, without the tabs that only add stages up."""
        return [tab for tab in self.tabs if self.counts[tab.code] and tab.code not in (self.stage, OPEN, EVERY_STAGE)]

    @property
    def elsewhere_words(self) -> str:
        """Return where the rows are when there is none here: “0 received; 7 red in other stages”."""
        here = TABS.get(self.stage, "at any stage").lower().removeprefix("all ")
        filters = self.filter.terms()
        rated = [dict(Rating.choices).get(level, "not rated").lower() for level in filters.get("rating", [])]
        which = " or ".join(rated) if rated and set(filters) == {"rating"} else "that fit" if filters else ""
        count = sum(self.counts[tab.code] for tab in self.elsewhere)
        more = "+" if self.counts[ENDED] > MOST_ENDED else ""
        return " ".join(filter(None, [f"0 {here};", f"{count:,}{more}", which, "in other stages"]))

    def _count_words(self, code: str) -> str:
        return f"{MOST_ENDED:,}+" if self.counts[code] > MOST_ENDED and code == ENDED else f"{self.counts[code]:,}"

    @cached_property
    def page(self) -> paging.KeysetPage:
        return paging.page_of(self._cases(), self.params, size=PAGE_SIZE)

    @property
    def total(self) -> int:
        return self.counts[self.stage]

    @property
    def is_cut_short(self) -> bool:
        return self.stage in (ENDED, EVERY_STAGE) and self.counts[ENDED] > MOST_ENDED

    def _cases(self) -> QuerySet[Referral]:
        """Return the cases of the current tab, with the columns a row needs."""
        statuses = {OPEN: STAGES, ENDED: Status.ended(), EVERY_STAGE: Status.values}.get(self.stage, [self.stage])
        subjects = Prefetch("people", Person.objects.filter(is_subject=True), to_attr="subjects")
        running = Prefetch("clocks", Clock.objects.filter(stopped_at=None), to_attr="running")
        return (
            self.filter.among(statuses)
            .annotate(**as_columns())
            .select_related("allocated_to")
            .prefetch_related(subjects, running)
            # The key breaks ties, so that no case repeats on two pages or falls between them.
            .order_by(ORDERS[self.sort], "received_at", "pk")
        )

    @cached_property
    def rows(self) -> list[QueueRow]:
        cases = self.page.rows
        earlier = earlier_times(self.user, cases)
        # One query for the page, instead of one for each row.
        read = only_read(self.user, cases)
        none = Times(0, 0, self.hub.repeat_months)
        return [self._row(case, earlier.get(case.pk, none), only_read=case.pk in read) for case in cases]

    def _row(self, case: Referral, earlier: Times, *, only_read: bool) -> QueueRow:
        """Return the row of one case."""
        today = timezone.localdate(self.now)
        concerns = case.known_concern_labels
        return QueueRow(
            referral=case,
            who=name_and_age(case.subjects[0], today) if case.subjects else "Nobody named",
            others=max(len(case.subjects) - 1, 0),
            concern=short(concerns[0]) if concerns else "",
            more_concerns=max(len(concerns) - 1, 0),
            source=short(case.get_source_code_display()),
            channel=CHANNELS[case.channel],
            clock=self._clock(case),
            earlier=earlier,
            needs_second_look=earlier.are_repeats(self.hub.repeat_threshold),
            waits=said_of(case),
            only_read=only_read,
        )

    def _clock(self, case: Referral) -> ClockView | None:
        """Return the clock that is due first.

        A paused clock shows the time of its review, by which the queue sorts it.
        """
        if case.due_measure == PAUSE_REVIEW:
            paused = (clock for clock in case.running if clock.pause_review_on)
            first = min(paused, key=lambda clock: clock.pause_review_on, default=None)
            return replace(view_clock(first, self.hub, self.now), due_at=case.next_due_at, mode="") if first else None
        if case.due_measure in dict(DAYS_DUE):
            view = view_due(case, self.now)
            return replace(view, due_at=case.next_due_at) if view else None
        running = next((clock for clock in case.running if clock.measure == case.due_measure), None)
        return view_clock(running, self.hub, self.now) if running else None

    @property
    def selected(self) -> list[dict[str, str]]:
        """Return each chosen filter with the address that removes it."""
        chosen = [{"text": text, "href": self._href_without(name, value)} for name, value, text in self.filter.chosen()]
        search_terms = [{"text": "Search", "href": self._href(search=None)}] if self.search else []
        return search_terms + chosen

    def _href(self, **changes: str | None) -> str:
        query = paging.first_page_of(self.params)
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query[name] = value
        return f"?{query.urlencode()}"

    def _href_without(self, name: str, value: str) -> str:
        query = paging.first_page_of(self.params)
        query.setlist(name, [current for current in query.getlist(name) if current != value])
        return f"?{query.urlencode()}"

    @property
    def noted(self) -> Mapping:
        """Return what the access log records: the references shown and how they were chosen, never
        a name.
        """
        search = {"search": search_terms.protected(self.search), "results": self.total} if self.search else {}
        return {
            "references": [row.referral.reference for row in self.rows],
            "stage": self.stage,
            "sort": self.sort,
            "filters": self.filter.terms(),
            **search,
        }


def short(label: str) -> str:
    """`Family member, relative or carer` → `Family member`."""
    return re.split(r"[,(]| department", label, maxsplit=1)[0].strip()
