"""Helpers for views of several stages: submitting a form about a case, and searching a list.

Search words may be a person's name. They are sent by POST and stored in the session, so that no
name gets into a URL, a server log or the history of a browser.
"""

import secrets
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from mash.form_submission import submit_form
from mash.govuk import fields
from mash.govuk.forms import Form
from referrals.models import Referral


def submit_case_form(
    request: HttpRequest,
    referral: Referral,
    form: Form,
    action: Callable[..., Any],
    message: str | Callable[[Any], str],
    *,
    then: str | Callable[[Any], str] = "case",
) -> HttpResponse | None:
    """Call `submit_form` for an action on a case. `then` is the URL name of the next page."""

    def next_page(outcome: Any) -> str:
        return reverse(f"referrals:{then(outcome) if callable(then) else then}", args=[referral.reference])

    return submit_form(request, form, partial(action, referral), message=message, then=next_page)


SEARCHES, WAYS_BACK = "searches", "ways-back"  # in the session
CAME_FROM = "from"
MOST_KEPT = 30
LONGEST_QUERY = 1000


class SearchForm(Form):
    words = fields.NameField(
        label="Search by reference or name",
        max_length=100,
        width=20,
        noun="What you search for",
        required_message="Enter a reference or a name",
    )


def search_on(request: HttpRequest, session_key: str, form: SearchForm) -> HttpResponse:
    """Store the search words in the session and redirect to the list."""
    # In the session and not in the URL. The redirect lets the user reload the list without a POST.
    # A key of its own for each search, so that two tabs of a browser do not share one.
    number = secrets.token_urlsafe(9)
    _keep(request, SEARCHES, number, [session_key, form.cleaned_data["words"]])
    return redirect(f"{request.path}?search={number}")


def words_searched(request: HttpRequest, session_key: str) -> str:
    """Return the search words, or "" if the list is not being searched."""
    of_list, words = request.session.get(SEARCHES, {}).get(request.GET.get("search", ""), ("", ""))
    return words if of_list == session_key else ""


def came_from(request: HttpRequest) -> str:
    """Return what a link from a list adds to an address, so that `way_back` leads to the same place of the list."""
    return urlencode({CAME_FROM: request.GET.urlencode()})


def way_back(request: HttpRequest, name: str, reference: str) -> str:
    """Return the address of the list `name`, as it was when this visitor last opened `reference` from it."""
    query = request.GET.get(CAME_FROM)
    if query is not None and len(query) <= LONGEST_QUERY:
        # Kept, because the pages that follow on each other do not pass it on.
        _keep(request, WAYS_BACK, reference, query)
    query = request.session.get(WAYS_BACK, {}).get(reference, "")
    return f"{reverse(name)}?{query}" if query else reverse(name)


def _keep(request: HttpRequest, kind: str, key: str, value: Any) -> None:
    """Keep a value in the session, and of its kind the newest only."""
    others = {name: held for name, held in request.session.get(kind, {}).items() if name != key}
    if request.session.get(kind, {}).get(key) != value:
        request.session[kind] = dict([*others.items(), (key, value)][-MOST_KEPT:])
