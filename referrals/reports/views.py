"""The dashboard for managers, the lists behind its figures, and its tables as files."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies import roles
from audit.exports.tables import KINDS, table_file
from audit.recording import record
from mash import paging
from mash.govuk.moments import words
from mash.guards import NotFound, allow
from referrals import events
from referrals.reports.counting import Scope
from referrals.reports.figures import Figures
from referrals.reports.forms import DashboardFilter, quick_links
from referrals.reports.listing import CaseList
from referrals.reports.tables import WHY_WITHHELD

PAGE_SIZE = 25


@allow(roles.VIEW_DASHBOARD)
def dashboard(request: HttpRequest) -> HttpResponse:
    form, scope = _scope(request)
    context = {"form": form, "page_title": "Dashboard", "scope": scope}
    if scope:
        figures = Figures(scope)
        quick = quick_links(timezone.localdate(scope.now), scope.about)
        context |= {"figures": figures, "tables": figures.tables(), "quick": quick, "why_withheld": WHY_WITHHELD}
    record(events.DASHBOARD_OPENED, by=request.user, hub=request.user.hub, **_noted(scope))
    return render(request, "referrals/reports/dashboard.html", context)


@allow(roles.VIEW_DASHBOARD)
def dashboard_cases(request: HttpRequest) -> HttpResponse:
    """List the cases behind a figure that this person may see."""
    _, scope = _scope(request)
    if not scope:
        return _to_dashboard(request)
    which = {name: request.GET.get(name, "") for name in ("table", "part", "column")}
    case_list = CaseList.of(scope, Figures(scope), **which)
    if case_list is None:
        raise NotFound("a figure")
    page_obj = paging.page_of(case_list.cases(), request.GET, size=PAGE_SIZE)
    cases = case_list.with_times(page_obj)
    references = [case.reference for case, _ in cases]
    noted = {**_noted(scope), **which, "references": references}
    record(events.DASHBOARD_LISTED, by=request.user, hub=request.user.hub, **noted)
    context = {"case_list": case_list, "cases": cases, "page_obj": page_obj, "scope": scope}
    return render(request, "referrals/reports/cases.html", {**context, "page_title": case_list.title})


@allow(roles.VIEW_DASHBOARD)
def dashboard_file(request: HttpRequest) -> HttpResponse:
    """Download one table with its filter, when it was counted and by whom, as the page shows it."""
    _, scope = _scope(request)
    if not scope:
        return _to_dashboard(request)
    kind = request.GET.get("kind", "csv")
    table = Figures(scope).tables().get(request.GET.get("table", "arrivals"))
    if table is None or kind not in KINDS:
        raise NotFound("a table")
    record(
        events.DASHBOARD_EXPORTED, by=request.user, hub=request.user.hub, table=table.key, kind=kind, **_noted(scope)
    )
    period = scope.period
    about = [
        ("Table", table.title),
        ("Hub", request.user.hub.name),
        ("Period", f"{words(period.first)} to {words(period.last)}"),
        ("About", scope.about or "children and adults"),
        ("Counted", words(scope.now)),
        ("By", request.user.name),
        ("What counts", table.counts),
        ("Withheld", WHY_WITHHELD),
    ]
    columns = table.every_column
    head = [table.head, *(column.label for column in columns)]
    rows = [[row.label, *(row.cell(column) for column in columns)] for row in table.rows]
    name = f"dashboard-{table.key}-{period.first.isoformat()}-{period.last.isoformat()}"
    return table_file(name, kind, about=about, rows=[head, *rows])


def _scope(request: HttpRequest) -> tuple[DashboardFilter, Scope | None]:
    """Return the filter, and what is to be counted if it is valid."""
    form = DashboardFilter(request.GET)
    if not form.is_valid():
        return form, None
    answers = form.cleaned_data
    return form, Scope(request.user, answers["period"], timezone.now(), answers["about"])


def _to_dashboard(request: HttpRequest) -> HttpResponse:
    """Lead on to the page that says what is wrong with the filter."""
    return redirect(f"{reverse('referrals:dashboard')}?{request.GET.urlencode()}")


def _noted(scope: Scope | None) -> dict[str, str]:
    """Return what the access log records: period and people; nothing for an invalid filter."""
    if scope is None:
        return {}
    days = {"first": scope.period.first.isoformat(), "last": scope.period.last.isoformat()}
    return {**days, "whom": scope.about}
