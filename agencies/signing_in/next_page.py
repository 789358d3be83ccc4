"""Carrying the page somebody wanted through the steps of signing in."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def is_own_path(request: HttpRequest, page: str) -> bool:
    """Whether this is a path on this site, safe to redirect to."""
    # redirect() takes a word without a slash for the name of a URL, and raises an error if there is none.
    allowed = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return allowed and page.startswith("/")


def next_page(request: HttpRequest, otherwise: str = "home") -> str:
    """Return the page named in the query string if it is on this site, else `otherwise`."""
    page = request.GET.get("next", "")
    return page if is_own_path(request, page) else otherwise


def with_next_page(request: HttpRequest, address: str) -> str:
    """Return `address` with the wanted page added to its query string."""
    page = next_page(request, "")
    return f"{address}?{urlencode({'next': page})}" if page else address
