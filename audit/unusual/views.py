"""Accesses worth an auditor's look, each with why it is listed: to take up or to dismiss. Never one's own."""

from functools import partial
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import render

from audit import events
from audit.models import UnusualAccess
from audit.recording import record
from audit.unusual import actions
from audit.unusual.forms import JudgeForm, UnusualFilter
from mash.form_submission import submit_form
from mash.guards import NotFound, allow, posted

A_PAGE = 25


@allow("audit.view_events")
def unusual_accesses(request):
    form = UnusualFilter(request.GET)
    every = UnusualAccess.objects.filter(hub_id=_hub(request))
    found = every.filter(**form.terms) if form.is_valid() else every.none()
    page_of = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    references = [one.reference for one in page_of if one.reference]
    record(
        events.UNUSUAL_LISTED, by=request.user, filter=form.terms, found=page_of.paginator.count, references=references
    )
    waiting = every.filter(state=UnusualAccess.State.WAITING).count()
    page = {"form": form, "page_of": page_of, "waiting": waiting, "page_title": "Unusual access"}
    return render(request, "audit/unusual/unusual_accesses.html", page)


@allow("audit.view_events")
def unusual_access(request, pk):
    found = UnusualAccess.objects.filter(pk=pk, hub_id=_hub(request)).first()
    if found is None:
        raise NotFound(str(pk))
    form = JudgeForm(posted(request), found=found)
    action, words = partial(actions.judge, found), "Your note is saved."
    done = submit_form(request, form, action, message=words, then="audit:unusual_accesses")
    if done:
        return done
    record(events.UNUSUAL_OPENED, about=actions.subject(found), by=request.user, reason=found.reason)
    page = {"form": form, "found": found, "query": _lines_of(found), "page_title": "Unusual access"}
    return render(request, "audit/unusual/unusual_access.html", page)


def _lines_of(found: UnusualAccess) -> str:
    """The lines it is about, as a filter of the access log."""
    terms = {"by": found.by_id, "reference": found.reference}
    if found.reason == UnusualAccess.Reason.OUT_OF_HOURS:
        terms["out_of_hours"] = "on"
    for name in ("from_on", "to_on"):
        terms |= {f"{name}_day": found.day.day, f"{name}_month": found.day.month, f"{name}_year": found.day.year}
    return urlencode({name: value for name, value in terms.items() if value})


def _hub(request) -> int | None:
    return request.user.audit_name.hub_id
