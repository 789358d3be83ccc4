"""The dashboard for managers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from agencies import roles
from audit.recording import record
from mash.guards import allow
from referrals import events
from referrals.reports import figures
from referrals.reports.again import referred_again
from referrals.reports.figures import Scope
from referrals.reports.forms import DashboardFilter, quick_links


@allow(roles.VIEW_DASHBOARD)
def dashboard(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    form = DashboardFilter(request.GET)
    context = {"form": form, "page_title": "Dashboard", "now": now}
    if form.is_valid():
        about = form.cleaned_data["about"]
        scope = Scope(request.user, form.cleaned_data["period"], now, about)
        context |= {"scope": scope, "quick": quick_links(timezone.localdate(now), about), **_figures(scope)}
    record(events.DASHBOARD_OPENED, by=request.user, hub=request.user.hub, **_noted(form))
    return render(request, "referrals/reports/dashboard.html", context)


def _noted(form: DashboardFilter) -> dict[str, str]:
    """Return what the access log records: period and people; nothing for an invalid filter."""
    if not form.is_valid():
        return {}
    period = form.cleaned_data["period"]
    days = {"first": period.first.isoformat(), "last": period.last.isoformat()}
    return {**days, "whom": form.cleaned_data["about"]}


def _figures(scope: Scope) -> dict:
    """Return the figures of the dashboard."""
    arrivals, overdue = figures.arrivals(scope), figures.overdue_now(scope)
    sources, channels = figures.by_source_and_channel(scope)
    speeds, by_rating = figures.speeds(scope), figures.final_speeds_by_rating(scope)
    agencies = figures.agencies(scope)
    return {
        "arrivals": arrivals,
        "arrivals_title": f"Referrals each {scope.period.step}",
        "arrived": sum(row["value"] for row in arrivals),
        "stages": figures.by_stage(scope),
        "sources": sources,
        "channels": channels,
        "speeds": speeds,
        "not_told": figures.not_told(scope),
        "speed_bars": [speed.bar for speed in speeds],
        "final_speeds": by_rating,
        "final_speed_bars": [speed.bar for speed in by_rating],
        "agencies": agencies,
        "agency_bars": [agency.bar for agency in agencies],
        "overdue": overdue,
        "overdue_in_all": sum(sum(row["values"].values()) for row in overdue),
        "outcomes_title": f"Outcomes, one for each {scope.person_word} decided on",
        "outcomes": figures.outcomes(scope),
        "changes": figures.rating_changes(scope),
        "again": referred_again(scope),
        "ratings": figures.RATINGS,
        "ratings_or_none": figures.RATINGS_OR_NONE,
        "timeliness": figures.TIMELINESS,
        "timeliness_of_clocks": figures.TIMELINESS[:3],
    }
