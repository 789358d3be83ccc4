"""The requests to one agency: open, overdue and answered."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.http import QueryDict

from agencies.models import Hub, User
from audit import search_terms
from mash import paging
from referrals.access.visible import requests_put_to
from referrals.models import AnswerDraft, InformationRequest, Response
from referrals.models.identifiers import as_written
from referrals.timing.clocks import ClockView
from referrals.timing.request_state import RequestStatus, where_it_stands
from referrals.timing.targets import view_request_clock

A_PAGE = 25
TABS = {"open": "Open", "overdue": "Overdue", "answered": "Done"}
SHORTEST_PART = 3  # of a reference: shorter parts match too many
NAMES = '$[*].keyvalue() ? (@.key == "name" || @.key == "other_names").value'  # the names on the agency's copy


class Plain(Func):
    """Text normalised for comparing names: no accents, capitals or hyphens."""

    function, arity, output_field = "mash_words", 1, TextField()


@dataclass(frozen=True)
class InboxRow:
    request: InformationRequest
    clock: ClockView
    tags: list[tuple[str, str]]  # (words, colour)


@dataclass(frozen=True)
class InboxTab:
    code: str
    label: str
    count: int
    is_current: bool


@dataclass(frozen=True)
class Inbox:
    tabs: list[InboxTab]
    page: paging.KeysetPage
    rows: list[InboxRow]
    search: str

    @property
    def total(self) -> int:
        return next(tab.count for tab in self.tabs if tab.is_current)

    @property
    def elsewhere(self) -> list[InboxTab]:
        """Return the other tabs that have matches."""
        return [tab for tab in self.tabs if tab.count and not tab.is_current]

    @property
    def noted(self) -> dict:
        """Return what the access log records: the references shown and a protected search, never a
        name.
        """
        search = {"search": search_terms.protected(self.search), "results": self.total} if self.search else {}
        return {"references": [row.request.reference for row in self.rows], **search}


def inbox_of(user: User, params: QueryDict, *, now: datetime, search: str = "") -> Inbox:
    """Return one page of the agency's inbox, with the number of requests on each tab."""
    tab = params.get("tab") if params.get("tab") in TABS else "open"
    requests = _matching(requests_put_to(user), search)
    counts = _counts(requests, now)
    # An answer overtakes the drafts from before it: they can still be read, but nobody goes on with them.
    since = Response.objects.filter(request=OuterRef("request"), at__gte=OuterRef("changed_at"))
    has_draft = Exists(AnswerDraft.objects.filter(~Exists(since), request=OuterRef("pk")))
    shown = paging.page_of(_in_tab(requests, tab, now).annotate(has_draft=has_draft), params, size=A_PAGE)
    rows = [_row(request, user.agency.hub, now) for request in shown]
    return Inbox(
        [InboxTab(code, label, counts[code], code == tab) for code, label in TABS.items()], shown, rows, search
    )


def _matching(requests: QuerySet, search: str) -> QuerySet:
    """Return the requests about people whose names have all these words, or whose reference
    contains them.
    """
    if not search:
        return requests
    names = Func(F("subjects"), Value(NAMES), function="jsonb_path_query_array")
    named = Q(*(Q(names__contains=Plain(Value(word))) for word in search.split()))
    part = as_written(search.replace(" ", "")).upper()
    matches = named | Q(reference__contains=part) if len(part) >= SHORTEST_PART else named
    return requests.annotate(names=Plain(Cast(names, TextField()))).filter(matches)


def _counts(requests: QuerySet, now: datetime) -> dict[str, int]:
    is_open = Q(closed_at=None, released_at=None)
    return requests.aggregate(
        open=Count("pk", filter=is_open),
        overdue=Count("pk", filter=is_open & Q(due_at__lt=now, pause_review_on=None)),
        answered=Count("pk", filter=~is_open),
    )


def _in_tab(requests: QuerySet, tab: str, now: datetime) -> QuerySet:
    if tab == "answered":
        return requests.exclude(closed_at=None, released_at=None).order_by("-sent_at", "id")
    waiting = requests.overdue(now) if tab == "overdue" else requests.open()
    return waiting.order_by(F("due_at").asc(nulls_last=True), "sent_at", "id")


def _row(request: InformationRequest, hub: Hub, now: datetime) -> InboxRow:
    state = where_it_stands(request, now)
    # Overdue alone would hide that the agency has seen the request.
    both = state == RequestStatus.OVERDUE and request.acknowledged_at
    states = [state, RequestStatus.ACKNOWLEDGED] if both else [state]
    tags = [(status.label, status.colour) for status in states]
    if request.has_draft:
        tags.append(("Draft saved", "blue"))
    return InboxRow(request, view_request_clock(request, hub, now), tags)
