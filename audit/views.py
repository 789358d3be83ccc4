"""Pages for auditors: who saw or did what, when and why. They show nothing of the cases themselves."""

from datetime import UTC

from django.db.models import Q
from django.http import QueryDict
from django.shortcuts import redirect, render

from audit import actions, search_terms, searching, wording
from audit import events as kinds
from audit.details import local
from audit.forms import EventFilter, TimelineFilter, WordsForm, chosen_by
from audit.line_verification import verify_line
from audit.models import Event
from audit.own_inquiries import accounts_of, without_inquiries_into
from audit.recording import Subject, record
from audit.timeline import timeline as drawn
from mash.field_cipher import LostKey
from mash.guards import NotFound, allow, posted, recently_confirmed
from mash.lists import way_back


@allow("audit.view_events")
def events(request):
    posts = request.method == "POST"
    form = EventFilter(request.POST, hub_id=_hub(request)) if posts else chosen_by(request, hub_id=_hub(request))
    if posts and form.holds_no_name():
        form.keep_purpose(request)
        return redirect(f"{request.path}?{form.query()}")
    page = {"form": form, "page_title": "Access log", "asked": request.method == "GET" and form.is_valid()}
    if page["asked"]:
        matches = searching.lines(_hub(request), form.terms, reader=request.user.pk)
        shown = searching.page_of_lines(matches, request.GET)
        page |= {
            "lines": [_line_context(event, form.terms.get("by", "")) for event in shown],
            "page_of": shown,
            "count": searching.count(matches),
        }
        noted = actions.loggable_terms(form.terms)
        record(kinds.EVENTS_SEARCHED, by=request.user, filter=noted, results=page["count"])
    return render(request, "audit/events.html", {**page, "most": searching.COUNT_TO})


@allow("audit.view_events")
def event(request, line):
    opened = _event(request, line)
    standing = verify_line(opened.pk)
    about = Subject("line of the access log", str(opened.pk), opened.reference, opened.hub_id)
    whose = accounts_of(opened)
    record(kinds.EVENT_OPENED, about=about, by=request.user, kind=opened.code, seal=standing.word, accounts=whose)
    page = {"line": _line_context(opened), "detail": wording.detail(opened), "standing": standing}
    page |= {"codes": wording.codes(opened), "utc": opened.at.astimezone(UTC).isoformat()}
    page["searched"] = any(search_terms.encrypted_terms(opened.detail))
    page["way_back"] = way_back(request, "audit:events", opened.pk)
    return render(request, "audit/event.html", {**page, "page_title": "One line of the access log"})


@allow("referrals.govern")
@recently_confirmed
def searched_words(request, line):
    """Show the search words of one line, once; showing them again needs a reason again."""
    opened, words = _event(request, line), None
    if not any(search_terms.encrypted_terms(opened.detail)):
        raise NotFound(str(line))
    form = WordsForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            words, form = search_terms.open_words(opened, why=form.cleaned_data["why"], by=request.user), WordsForm()
        except LostKey:
            form.add_error(None, "These words were closed with a key this server no longer has. Tell whoever runs it.")
    if words is None:
        about = Subject("line of the access log", str(opened.pk), opened.reference, opened.hub_id)
        record(kinds.EVENT_OPENED, about=about, by=request.user, kind=opened.code, accounts=accounts_of(opened))
    page = {"form": form, "line": _line_context(opened), "words": words, "page_title": "What was searched for"}
    return render(request, "audit/searched_words.html", page)


@allow("audit.view_events")
def timeline(request):
    form = TimelineFilter(_typed(request))
    if request.method == "POST" and form.holds_no_name():
        return redirect(f"{request.path}?{form.query()}")
    page = {"form": form, "page_title": "Timeline of accesses"}
    if request.method == "GET" and form.is_valid() and form.terms.get("reference"):
        matches = searching.lines(_hub(request), form.terms, reader=request.user.pk)
        shown = searching.page_of_lines(matches, request.GET)
        page |= {
            "lines": [_line_context(event) for event in shown],
            "page_of": shown,
            "timeline": drawn(matches),
            "asked": True,
        }
        record(
            kinds.TIMELINE_OPENED,
            by=request.user,
            filter=actions.loggable_terms(form.terms),
            days=page["timeline"].days,
        )
    return render(request, "audit/timeline.html", page)


def _typed(request) -> QueryDict:
    return request.POST if request.method == "POST" else request.GET


def _event(request, line) -> Event:
    # Lines of no hub, such as failed sign-ins of unknown people, are shown to every hub's auditors.
    lines = Event.objects.filter(Q(hub_id=_hub(request)) | Q(hub_id=None), pk=line)
    event = without_inquiries_into(request.user.pk, lines).first()
    if event is None:
        raise NotFound(str(line))
    return event


def _hub(request) -> int | None:
    return request.user.audit_name.hub_id


def _line_context(event: Event, account: str = "") -> dict:
    """Return a line in words; of one person's lines, also whether they did it or it was done to their account."""
    to_them = event.about_kind == searching.ACCOUNT and event.about_id == account
    return {
        "side": _side(event, account, to_them) if account.isdigit() else "",
        "event": event,
        "who": wording.who(event.by_name),
        "at": local(event.at),
        "purpose": wording.purpose(event.code, event.purpose),
        "sentence": wording.sentence(event.code),
        "roles": wording.roles(event.by_role),
        "page": wording.page(event),
    }


def _side(event: Event, account: str, to_them: bool) -> str:
    if str(event.by_id) != account:
        return "Done to their account"
    return "Done by them, to their own account" if to_them else "Done by them"
