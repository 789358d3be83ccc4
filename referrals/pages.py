"""Helpers for views of several stages: submitting a form about a case, and searching a list.

Search words may be a person's name. They are sent by POST and stored in the session, so that no
name gets into a URL, a server log or the history of a browser.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

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
    request.session[session_key] = form.cleaned_data["words"]
    return redirect(f"{request.path}?search=on")


def words_searched(request: HttpRequest, session_key: str) -> str:
    """Return the search words, or "" if the list is not being searched."""
    return request.session.get(session_key, "") if request.GET.get("search") == "on" else ""
