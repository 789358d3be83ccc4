"""The auditor's desk: who saw or did what, when and why. No page here shows anything of a case."""

from django.db.models import Q
from django.shortcuts import render

from audit import actions, searched, searching, wording
from audit import events as kinds
from audit.forms import EventFilter, TimelineFilter, WordsForm
from audit.models import Event
from audit.recording import Subject, record
from audit.standing import standing_of
from audit.timeline import timeline as drawn
from mash.field_cipher import LostKey
from mash.guards import NotFound, allow, posted, recently_confirmed


@allow("audit.view_events")
def events(request):
    form = _filter(request)
    page = {"form": form, "page_title": "Access log", "asked": form.is_valid()}
    if page["asked"]:
        found = searching.lines(_hub(request), form.terms)
        shown, older = searching.screenful(found, request.GET.get("after", ""))
        page |= {"lines": [_line(event) for event in shown], "older": older, "count": searching.count(found)}
        noted = actions.as_noted(form.terms)
        record(kinds.EVENTS_SEARCHED, by=request.user, filter=noted, found=page["count"])
    return render(request, "audit/events.html", {**page, "most": searching.COUNT_TO})


@allow("audit.view_events")
def event(request, line):
    found = _one(request, line)
    standing = standing_of(found.pk)
    about = Subject("line of the access log", str(found.pk), found.reference, found.hub_id)
    record(kinds.EVENT_OPENED, about=about, by=request.user, kind=found.code, seal=standing.word)
    page = {"line": _line(found), "detail": wording.detail(found), "standing": standing}
    page["searched"] = any(searched.closed_in(found.detail))
    return render(request, "audit/event.html", {**page, "page_title": "One line of the access log"})


@allow("referrals.govern")
@recently_confirmed
def searched_words(request, line):
    """Of one line, for one view: whoever asks again gives a reason again."""
    found, words = _one(request, line), None
    if not any(searched.closed_in(found.detail)):
        raise NotFound(str(line))
    form = WordsForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            words, form = searched.open_words(found, why=form.cleaned_data["why"], by=request.user), WordsForm()
        except LostKey:
            form.add_error(None, "These words were closed with a key this server no longer has. Tell whoever runs it.")
    if words is None:
        about = Subject("line of the access log", str(found.pk), found.reference, found.hub_id)
        record(kinds.EVENT_OPENED, about=about, by=request.user, kind=found.code)
    page = {"form": form, "line": _line(found), "words": words, "page_title": "What was searched for"}
    return render(request, "audit/searched_words.html", page)


@allow("audit.view_events")
def timeline(request):
    form = TimelineFilter(request.GET)
    page = {"form": form, "page_title": "Timeline of accesses"}
    if form.is_valid() and form.terms.get("reference"):
        found = searching.lines(_hub(request), form.terms)
        shown, older = searching.screenful(found, request.GET.get("after", ""))
        page |= {"lines": [_line(event) for event in shown], "older": older, "timeline": drawn(found), "asked": True}
        record(kinds.TIMELINE_OPENED, by=request.user, filter=actions.as_noted(form.terms), days=page["timeline"].days)
    return render(request, "audit/timeline.html", page)


def _filter(request) -> EventFilter:
    return EventFilter(request.GET, hub_id=_hub(request))


def _one(request, line) -> Event:
    found = Event.objects.filter(Q(hub_id=_hub(request)) | Q(hub_id=None), pk=line).first()
    if found is None:
        raise NotFound(str(line))
    return found


def _hub(request) -> int | None:
    return request.user.audit_name.hub_id


def _line(found: Event) -> dict:
    return {
        "event": found,
        "sentence": wording.sentence(found.code),
        "roles": wording.roles(found),
        "page": wording.page(found),
    }
