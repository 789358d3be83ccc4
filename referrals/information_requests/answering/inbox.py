"""The requests put to one agency: what waits, what is late, what was answered."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet

from agencies.models import Hub, User
from referrals.access import requests_put_to
from referrals.clocks import ClockView
from referrals.models import InformationRequest
from referrals.requests_state import COLOURS, WORDS, where_it_stands
from referrals.targets import view_request_clock

A_PAGE = 25
TABS = {"open": "Open", "overdue": "Overdue", "answered": "Done"}


@dataclass(frozen=True)
class Row:
    request: InformationRequest
    clock: ClockView
    words: str
    colour: str


@dataclass(frozen=True)
class Tab:
    code: str
    label: str
    count: int
    is_current: bool


@dataclass(frozen=True)
class Inbox:
    tabs: list[Tab]
    page: Page
    rows: list[Row]

    @property
    def references(self) -> list[str]:
        return [row.request.reference for row in self.rows]


def inbox_of(user: User, *, tab: str, page: str | None, now: datetime) -> Inbox:
    tab = tab if tab in TABS else "open"
    requests = requests_put_to(user)
    counts = _counts(requests, now)
    paginator = Paginator(_in_tab(requests, tab, now), A_PAGE)
    paginator.count = counts[tab]  # already known
    shown = paginator.get_page(page)
    rows = [_row(request, user.agency.hub, now) for request in shown.object_list]
    return Inbox([Tab(code, label, counts[code], code == tab) for code, label in TABS.items()], shown, rows)


def _counts(requests: QuerySet, now: datetime) -> dict[str, int]:
    is_open = Q(closed_at=None, released_at=None)
    return requests.aggregate(
        open=Count("pk", filter=is_open),
        overdue=Count("pk", filter=is_open & Q(due_at__lt=now)),
        answered=Count("pk", filter=~is_open),
    )


def _in_tab(requests: QuerySet, tab: str, now: datetime) -> QuerySet:
    if tab == "answered":
        return requests.exclude(closed_at=None, released_at=None).order_by("-sent_at", "id")
    waiting = requests.overdue(now) if tab == "overdue" else requests.open()
    return waiting.order_by(F("due_at").asc(nulls_last=True), "sent_at", "id")


def _row(request: InformationRequest, hub: Hub, now: datetime) -> Row:
    state = where_it_stands(request, now)
    return Row(request, view_request_clock(request, hub, now), WORDS[state], COLOURS[state])
