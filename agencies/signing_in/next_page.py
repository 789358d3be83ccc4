"""Where somebody was going before they were asked who they are."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def is_own_path(request: HttpRequest, page: str) -> bool:
    """A path of ours: a bare word would be taken for the name of a page, and there may be none of that name."""
    allowed = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return allowed and page.startswith("/")


def next_page(request: HttpRequest, otherwise: str = "home") -> str:
    """The page named in the address, if it is a page of ours."""
    page = request.GET.get("next", "")
    return page if is_own_path(request, page) else otherwise


def with_next_page(request: HttpRequest, address: str) -> str:
    """An address of ours that will know where they are going."""
    page = next_page(request, "")
    return f"{address}?{urlencode({'next': page})}" if page else address
