"""Pages of unusual access, where auditors close entries with an outcome, but never those about themselves."""

from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlencode

from django.conf import settings
from django.shortcuts import render
from django.utils import timezone

from audit import events
from audit.models import UnusualAccess
from audit.own_inquiries import distinct
from audit.recording import record
from audit.unusual import actions, waiting_days
from audit.unusual.forms import JudgeForm, UnusualFilter
from mash import paging
from mash.form_submission import submit_form
from mash.govuk.moments import words
from mash.guards import NotFound, allow, posted
from mash.lists import way_back

A_PAGE = 25


@allow("audit.view_events")
def unusual_accesses(request):
    form = UnusualFilter(request.GET)
    every = UnusualAccess.objects.filter(hub_id=_hub(request))
    overdue_before = waiting_days.overdue_before(_hub(request))
    listed = form.narrow(every, overdue_before=overdue_before) if form.is_valid() else every.none()
    page_of = paging.page_of(listed, request.GET, size=A_PAGE)
    references, count = [entry.reference for entry in page_of if entry.reference], listed.count()
    record(
        events.UNUSUAL_LISTED,
        by=request.user,
        filter=form.terms,
        results=count,
        references=references,
        accounts=distinct(entry.by_id for entry in page_of),
    )
    waiting = every.filter(state=UnusualAccess.State.WAITING).count()
    page = {"form": form, "page_of": page_of, "count": count, "waiting": waiting, "page_title": "Unusual access"}
    page |= {"overdue": every.overdue(overdue_before).count(), "days": settings.UNUSUAL_REMIND_DAYS}
    page["overdue_before"] = overdue_before
    return render(request, "audit/unusual/unusual_accesses.html", page)


@allow("audit.view_events")
def unusual_access(request, pk):
    unusual = UnusualAccess.objects.filter(pk=pk, hub_id=_hub(request)).first()
    if unusual is None:
        raise NotFound(str(pk))
    form = JudgeForm(posted(request), unusual=unusual)
    action, message = partial(actions.judge, unusual), "Your note is saved."
    back = way_back(request, "audit:unusual_accesses", unusual.pk)
    done = submit_form(request, form, action, message=message, then=back)
    if done:
        return done
    about = actions.subject(unusual)
    record(events.UNUSUAL_OPENED, about=about, by=request.user, reason=unusual.reason, accounts=[unusual.by_id])
    page = {"form": form, "unusual": unusual, "query": _lines_of(unusual), "page_title": "Unusual access"}
    page["way_back"] = back
    page["ico_clock"] = _clock(unusual.ico_by, timezone.now()) if unusual.ico_by else ""
    return render(request, "audit/unusual/unusual_access.html", page)


def _clock(until: datetime, now: datetime) -> str:
    hours = int(abs(until - now) / timedelta(hours=1))
    spent = f"{hours} hour{'' if hours == 1 else 's'}"
    return f"{spent} left, until {words(until)}" if until > now else f"Over since {words(until)}, {spent} ago"


def _lines_of(unusual: UnusualAccess) -> str:
    """Return a filter of the access log that shows the lines of this entry."""
    terms = {"by": unusual.by_id, "reference": unusual.reference}
    if unusual.reason == UnusualAccess.Reason.OUT_OF_HOURS:
        terms["out_of_hours"] = "on"
    for name in ("from_on", "to_on"):
        terms |= {f"{name}_day": unusual.day.day, f"{name}_month": unusual.day.month, f"{name}_year": unusual.day.year}
    return urlencode({name: value for name, value in terms.items() if value})


def _hub(request) -> int | None:
    return request.user.audit_name.hub_id
