"""The requests to one agency: open, overdue and answered."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.forms import CharField, HiddenInput
from django.http import QueryDict

from agencies import roles
from agencies.models import User
from audit import search_terms
from mash import paging
from mash.govuk.fields import ChoiceField
from mash.govuk.forms import FilterForm
from referrals import codes
from referrals.access.visible import actions_given_to, requests_put_to
from referrals.information_requests.answering.item_forms import short
from referrals.models import AnswerDraft, CaseAction, InformationRequest, Response
from referrals.models.identifiers import as_written
from referrals.people.terms import as_tsquery, of_agency
from referrals.people.understanding import names_in
from referrals.timing.clocks import ClockView
from referrals.timing.request_state import RequestStatus, where_it_stands
from referrals.timing.targets import view_request_clock

A_PAGE = 25
TABS = {"open": "Open", "overdue": "Overdue", "answered": "Done"}
MOST = 1000  # requests of a tab are counted up to here: answered ones grow without end
MOST_FOUND = 2000  # the newest
MOST_ACTIONS = 50  # the longest overdue
SOONEST_FIRST = (F("due_at").asc(nulls_last=True), "sent_at", "id")
SHORTEST_PART = 3  # of a reference: shorter parts match too many


LONGEST_CONCERN = 120  # characters of why the hub asks
ME, NOBODY, COLLEAGUE = "me", "nobody", "colleague"


class InboxFilter(FilterForm):
    """An unknown value filters nothing."""

    whose = ChoiceField(
        label="Taken by",
        choices=[(ME, "Me"), (NOBODY, "Nobody"), (COLLEAGUE, "A colleague")],
        select=True,
        empty="Anybody or nobody",
        required=False,
    )
    rating = ChoiceField(label="Rating", choices=codes.Rating.choices, select=True, empty="Any", required=False)
    tab = CharField(widget=HiddenInput, required=False, max_length=20)
    search = CharField(widget=HiddenInput, required=False, max_length=40)
    layout = ["whose", "rating", "tab", "search"]

    def applied(self, requests: QuerySet, user: User) -> QuerySet:
        self.is_valid()
        whose, rating = self.cleaned_data.get("whose"), self.cleaned_data.get("rating")
        taken = {ME: Q(taken_by=user), NOBODY: Q(taken_by=None), COLLEAGUE: ~Q(taken_by=None) & ~Q(taken_by=user)}
        requests = requests.filter(taken[whose]) if whose in taken else requests
        return requests.filter(rating=rating) if rating else requests

    @property
    def is_on(self) -> bool:
        return bool(self.cleaned_data.get("whose") or self.cleaned_data.get("rating"))


@dataclass(frozen=True)
class InboxRow:
    request: InformationRequest
    clock: ClockView
    tags: list[tuple[str, str]]  # (words, colour)
    names: str  # of the people asked about, for whoever may answer
    concern: str

    @property
    def is_selectable(self) -> bool:
        """Whether it can be answered together with others."""
        return self.request.first_answered_at is None and self.request.released_at is None


@dataclass(frozen=True)
class InboxTab:
    code: str
    label: str
    count: int
    is_current: bool

    @property
    def count_words(self) -> str:
        return f"{MOST:,}+" if self.count > MOST else f"{self.count:,}"


@dataclass(frozen=True)
class Inbox:
    tabs: list[InboxTab]
    page: paging.KeysetPage
    rows: list[InboxRow]
    search: str
    first_to_answer: InformationRequest | None
    filter: InboxFilter
    actions: list[CaseAction]  # for the agency to do, soonest due first

    @property
    def can_select(self) -> bool:
        return any(row.is_selectable for row in self.rows)

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
        shown = [row.request.reference for row in self.rows] + [action.reference for action in self.actions]
        return {"references": shown, **search}


def inbox_of(user: User, params: QueryDict, *, now: datetime, search: str = "") -> Inbox:
    """Return one page of the agency's inbox, with the number of requests on each tab."""
    tab = params.get("tab") if params.get("tab") in TABS else "open"
    chosen = InboxFilter(params)
    requests = chosen.applied(_matching(requests_put_to(user), user, search), user)
    counts = _counts(requests, now)
    # An answer overtakes the drafts from before it: they can still be read, but nobody goes on with them.
    since = Response.objects.filter(request=OuterRef("request"), at__gte=OuterRef("changed_at"))
    has_draft = Exists(AnswerDraft.objects.filter(~Exists(since), request=OuterRef("pk")))
    listed = (
        _in_tab(requests, tab, now).annotate(has_draft=has_draft).with_unread(for_hub=False).select_related("taken_by")
    )
    shown = paging.page_of(listed, params, size=A_PAGE)
    rows = [_row(request, user, now) for request in shown]
    tabs = [InboxTab(code, label, counts[code], code == tab) for code, label in TABS.items()]
    to_do = actions_given_to(user).filter(closed_at=None).order_by("due_at", "id")[:MOST_ACTIONS]
    return Inbox(tabs, shown, rows, search, next_to_answer(user), chosen, list(to_do))


def next_to_answer(user: User) -> InformationRequest | None:
    """Return the most urgent request without an answer that no colleague of this person has taken or begun."""
    begun = AnswerDraft.objects.filter(request=OuterRef("pk")).exclude(by=user)
    mine = Q(taken_by=None) | Q(taken_by=user)
    waiting = requests_put_to(user).open().filter(~Exists(begun), mine, first_answered_at=None)
    return waiting.order_by(*SOONEST_FIRST).first()


def _matching(requests: QuerySet, user: User, search: str) -> QuerySet:
    """Return the requests about people of this name, however spelled, and those with these words in their reference.

    The database finds them by index (referrals/access/search.sql).
    """
    if not search:
        return requests
    part = as_written(search.replace(" ", "")).upper()
    named = as_tsquery(names_in(search), of_agency(user.agency_id))
    arguments = (user.agency_id, named, part if len(part) >= SHORTEST_PART else "", MOST_FOUND)
    return requests.filter(pk__in=RawSQL("SELECT mash_search_requests(%s, %s, %s, %s)", arguments))


def _counts(requests: QuerySet, now: datetime) -> dict[str, int]:
    """Return the number of requests on each tab, up to one more than MOST, in one query."""
    tabs = [_in_tab(requests, tab, now).order_by().values_list(Value(tab))[: MOST + 1] for tab in TABS]
    return Counter(tab for (tab,) in tabs[0].union(*tabs[1:], all=True).order_by())


def _in_tab(requests: QuerySet, tab: str, now: datetime) -> QuerySet:
    if tab == "answered":
        return requests.done().order_by("-sent_at", "id")
    waiting = requests.overdue(now) if tab == "overdue" else requests.open()
    return waiting.order_by(*SOONEST_FIRST)


def _row(request: InformationRequest, user: User, now: datetime) -> InboxRow:
    state = where_it_stands(request, now)
    # Overdue alone would hide that the agency has seen the request.
    both = state == RequestStatus.OVERDUE and request.acknowledged_at
    states = [state, RequestStatus.ACKNOWLEDGED] if both else [state]
    tags = [(status.label, status.colour) for status in states]
    if request.has_draft:
        tags.append(("Draft saved", "blue"))
    if request.unread:
        tags.append(("New message", "blue"))
    clock = view_request_clock(request, user.agency.hub, now)
    if not user.has_perm(roles.ANSWER_REQUEST):
        return InboxRow(request, clock, tags, "", "")
    names = ", ".join(person["name"] for person in request.subjects)
    return InboxRow(request, clock, tags, names, short(request.reason, LONGEST_CONCERN))
