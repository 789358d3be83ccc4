"""Helpers for views of several stages: submitting a form about a case, and searching a list."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from mash import lists
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
    about: tuple[int | str, ...] = (),
) -> HttpResponse | None:
    """Call `submit_form` for an action on a case. `then` is the URL name of the next page.

    `about` are what its address takes besides the reference.
    """

    def next_page(outcome: Any) -> str:
        return reverse(f"referrals:{then(outcome) if callable(then) else then}", args=[referral.reference, *about])

    return submit_form(request, form, partial(action, referral), message=message, then=next_page)


class SearchForm(Form):
    """The search box above a list. `expired`: the address asks for a search whose words are no longer kept."""

    expired = False
    words = fields.NameField(
        label="Search by reference or name",
        max_length=100,
        width=20,
        noun="What you search for",
        required_message="Enter a reference or a name",
    )


def search_on(request: HttpRequest, session_key: str, form: SearchForm) -> HttpResponse:
    """Store the search words in the session and redirect to the list, which can then be loaded again."""
    return redirect(f"{request.path}?search={lists.keep_words(request, session_key, form.cleaned_data['words'])}")


def search_of(request: HttpRequest, session_key: str, box: type[SearchForm] = SearchForm) -> tuple[SearchForm, str]:
    """Return the search box of a list, and the words it is searched for: "" if it is not."""
    number = request.GET.get("search", "")
    words = lists.words_kept(request, session_key, number)
    form = box(request.POST or None, initial={"words": words})
    form.expired = bool(number and not words)
    return form, words
