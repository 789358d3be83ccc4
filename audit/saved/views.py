"""Pages of saved searches; people see only their own."""

from datetime import timedelta
from functools import partial
from urllib.parse import urlencode

from django.http import QueryDict
from django.shortcuts import render
from django.utils import timezone

from audit import events
from audit.forms import EventFilter, chosen_by
from audit.models import SavedSearch
from audit.recording import record
from audit.saved import actions, forms
from mash.form_submission import submit_form
from mash.guards import NotFound, allow, posted


@allow("audit.view_events")
def saved_searches(request):
    mine = list(_mine(request))
    record(events.SEARCHES_LISTED, by=request.user, results=len(mine))
    searches = [{"search": search, "query": _query(search), "words": _words(search)} for search in mine]
    return render(request, "audit/saved/saved_searches.html", {"searches": searches, "page_title": "Saved searches"})


@allow("audit.view_events")
def save_search(request):
    chosen = chosen_by(request, hub_id=request.user.audit_name.hub_id)
    form = forms.SaveForm(posted(request), chosen=chosen)
    done = submit_form(request, form, actions.save_search, message="The search is saved.", then="audit:saved_searches")
    if done:
        return done
    page = {"form": form, "chosen": chosen.in_words() if chosen.is_valid() else [], "page_title": "Save this search"}
    return render(request, "audit/saved/save_search.html", page)


@allow("audit.view_events")
def rename_search(request, search):
    saved = _saved_search(request, search)
    form = forms.NameForm(posted(request), initial={"name": saved.name})
    action, words = partial(actions.rename_search, saved), "The search has its new name."
    done = submit_form(request, form, action, message=words, then="audit:saved_searches")
    return done or _page(request, form, saved, "Name of a saved search")


@allow("audit.view_events")
def delete_search(request, search):
    saved = _saved_search(request, search)
    form = forms.DeleteForm(posted(request))
    action, words = partial(actions.delete_search, saved), "The search is deleted."
    done = submit_form(request, form, action, message=words, then="audit:saved_searches")
    return done or _page(request, form, saved, "Delete a saved search")


def _page(request, form, search: SavedSearch, title: str):
    record(events.SEARCHES_LISTED, by=request.user, results=1)
    page = {"form": form, "search": search, "words": _words(search), "page_title": title}
    return render(request, "audit/saved/change_search.html", page)


def _mine(request):
    return SavedSearch.objects.filter(by_id=request.user.pk, hub_id=request.user.audit_name.hub_id).order_by("name")


def _saved_search(request, number) -> SavedSearch:
    saved = _mine(request).filter(pk=number).first()
    if saved is None:
        raise NotFound(str(number))
    return saved


def _query(search: SavedSearch) -> str:
    if search.days is None:
        return search.query
    first = timezone.localdate() - timedelta(days=search.days - 1)
    since = {"from_on_day": first.day, "from_on_month": first.month, "from_on_year": first.year}
    return f"{search.query}&{urlencode(since)}" if search.query else urlencode(since)


def _words(search: SavedSearch) -> list[dict[str, str]]:
    """Describe the filter; nothing if something it names no longer exists, as opening it says which."""
    chosen = EventFilter(QueryDict(search.query), hub_id=search.hub_id)
    rows = chosen.in_words() if chosen.is_valid() else []
    return [*rows, {"key": "Days", "value": f"The last {search.days}"}] if search.days else rows
