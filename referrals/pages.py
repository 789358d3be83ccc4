"""What pages of several stages do alike: a form about a case, and a list searched by words.

The words searched for may be somebody's name: they are sent by POST and kept with the sign-in, so that names stay out
of addresses and of the browser's history.
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
    """`submit_form` for an action on a case; `then` names the page of the case that comes next."""

    def next_page(outcome: Any) -> str:
        return reverse(f"referrals:{then(outcome) if callable(then) else then}", args=[referral.reference])

    return submit_form(request, form, partial(action, referral), message=message, then=next_page)


class SearchForm(Form):
    words = fields.TextField(
        label="Search by reference or name",
        max_length=100,
        width=20,
        noun="What you search for",
        required_message="Enter a reference or a name",
    )


def search_on(request: HttpRequest, kept_as: str, form: SearchForm) -> HttpResponse:
    request.session[kept_as] = form.cleaned_data["words"]
    return redirect(f"{request.path}?search=on")


def words_searched(request: HttpRequest, kept_as: str) -> str:
    return request.session.get(kept_as, "") if request.GET.get("search") == "on" else ""
