"""Decorators that say who may use a view: a permission, any signed-in person, or the public with a reason.

The middleware refuses a view without one of them.
"""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from mash.single_use import claim, release

SUBMISSION = "submission"  # the hidden field that says which rendering of a form this is, and for whom
SAVED_INPUT = "kept-input"
MOST_SAVED_PAGES = 5  # pages whose typing is kept side by side for one browser
MOST_CHARACTERS, MOST_CHARACTERS_TOGETHER = (
    500_000,
    1_000_000,
)  # characters of one page, and of all of them: a session is a row
CONFIRMED = "confirmed"  # when a session's person last showed who they are: by password, code or passkey
SAVED_MESSAGES = {
    "signed out": "You were signed out before this was sent. What you typed is below: check it and send it again.",
    "confirm": "Thank you. What you typed before you confirmed is below: check it and send it again.",
}


@dataclass(frozen=True)
class AccessRule:
    permission: str = ""
    reason: str = ""  # why a page is public
    signed_in: bool = False


class Denied(PermissionDenied):
    """The person may know that the page exists but not use it; `rule` is shown to them and logged."""

    def __init__(self, rule: str, about=None):
        super().__init__(rule)
        self.rule, self.about = rule, about


class NotFound(Http404):
    """Raised for missing and forbidden records alike. What was asked for is logged, never whether it exists."""

    def __init__(self, asked: str):
        super().__init__("Page not found")
        self.asked = asked


def allow(permission: str) -> Callable:
    """Let in signed-in people with this permission. Raises Denied for others."""

    def decorator(view: Callable) -> Callable:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return _ask_to_sign_in(request)
            if not request.user.has_perm(permission):
                raise Denied("Your role does not include this page.")
            return idempotent(view)(request, *args, **kwargs)

        guarded.access_rule = AccessRule(permission=permission)
        return guarded

    return decorator


def signed_in(view: Callable) -> Callable:
    """Let in anybody who has signed in; for pages that show people only what is their own."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return _ask_to_sign_in(request)
        return idempotent(view)(request, *args, **kwargs)

    guarded.access_rule = AccessRule(signed_in=True)
    return guarded


def public(reason: str) -> Callable:
    """Let in anybody; `reason` says why that is safe."""

    def decorator(view: Callable) -> Callable:
        guarded = idempotent(view)
        guarded.access_rule = AccessRule(reason=reason)
        return guarded

    return decorator


def recently_confirmed(view: Callable) -> Callable:
    """Require a password or second factor from the last few minutes. Goes below the access rule."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        # A browser left open on a desk is still signed in, so the session alone is not enough here.
        if time.time() - request.session.get(CONFIRMED, 0) <= settings.CONFIRM_MINUTES * 60:
            return view(request, *args, **kwargs)
        save_input(request, why="confirm")
        return redirect_to_login(request.get_full_path(), login_url=settings.CONFIRM_URL)

    guarded.confirms = True
    return guarded


def unattended(view: Callable) -> Callable:
    """Mark a view that browsers poll by themselves: it does not reset the idle time. Goes above the access rule."""
    view.unattended = True
    return view


def idempotent(view: Callable) -> Callable:
    """Handle a form that is sent twice only once.

    The first request claims the form's number in the same transaction as its work. A response other than a redirect
    (the form with errors, or a file) releases it, so that the same page can be sent again.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        # The number is signed, so that nobody can make one up and take it before its owner sends it.
        number = _submission(request)[0] if request.method == "POST" else ""
        if number and not claim(number):
            messages.info(request, "You had already sent this page, so nothing was done a second time.")
            return redirect(request.get_full_path())
        response = view(request, *args, **kwargs)
        if number and not 300 <= response.status_code < 400:
            release(number)
        return response

    return guarded


def new_submission(request: HttpRequest) -> str:
    return signing.dumps([str(uuid.uuid4()), request.user.pk], salt=SUBMISSION)


def _submission(request: HttpRequest) -> tuple[str, int | None]:
    """Return (number, user id) of the form that was sent, or ("", None) if its token is missing or altered."""
    try:
        number, person = signing.loads(request.POST.get(SUBMISSION, ""), salt=SUBMISSION)
    except signing.BadSignature:
        return "", None
    return number, person


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    save_input(request, why="signed out")
    return redirect_to_login(request.get_full_path())


def save_input(request: HttpRequest, *, why: str, path: str = "") -> None:
    """Save a form's input in the session for the same person and page, if its token shows it was our form."""
    person = _submission(request)[1] if request.method == "POST" else None
    if person:
        path = path or request.path
        others = {key: page for key, page in request.session.get(SAVED_INPUT, {}).items() if key != path}
        saved = {"person": person, "data": (data := request.POST.urlencode()), "why": why}
        if len(data) <= MOST_CHARACTERS:
            request.session[SAVED_INPUT] = {**_newest_that_fit(saved, others), path: saved}


def _newest_that_fit(saved: dict, others: dict) -> dict:
    """Return the newest saved pages that fit beside this one."""
    fitting, room = {}, MOST_CHARACTERS_TOGETHER - len(saved["data"])
    for path, other in reversed(list(others.items())[-(MOST_SAVED_PAGES - 1) :]):
        room -= len(other["data"])
        if room >= 0:
            fitting[path] = other
    return dict(reversed(fitting.items()))


def posted(request: HttpRequest) -> QueryDict | None:
    """Return the data to bind a form to: this POST, or input saved before a sign-in; None for an unbound form."""
    if request.method == "POST":
        return request.POST
    saved = request.session.get(SAVED_INPUT, {}).get(request.path)
    # On a shared computer the next person to sign in must not see what somebody else typed.
    if not saved or saved["person"] != request.user.pk:
        return None
    del request.session[SAVED_INPUT][request.path]
    request.session.modified = True
    messages.info(request, SAVED_MESSAGES[saved["why"]])
    return QueryDict(saved["data"])
