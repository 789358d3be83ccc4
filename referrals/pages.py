"""Searching a list by words that may be somebody's name: sent by POST and kept with the sign-in, so that names stay
out of addresses and of the browser's history.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from mash.govuk import fields
from mash.govuk.forms import Form


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
