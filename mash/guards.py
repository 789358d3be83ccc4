"""Every page's mark: which permission it needs, or why it needs none. A page without a mark is refused."""

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
    """A person who may know the page exists may not use it; `rule` is the words shown and noted."""

    def __init__(self, rule: str, about=None):
        super().__init__(rule)
        self.rule, self.about = rule, about


class NotFound(Http404):
    """Unknown and forbidden alike; what was asked for is noted, never whether it exists."""

    def __init__(self, asked: str):
        super().__init__("Page not found")
        self.asked = asked


def allow(permission: str) -> Callable:
    """The page is for signed-in people one of whose roles holds `permission`."""

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
    """The page is for anybody who has signed in: it shows a person only what is their own."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return _ask_to_sign_in(request)
        return idempotent(view)(request, *args, **kwargs)

    guarded.access_rule = AccessRule(signed_in=True)
    return guarded


def public(reason: str) -> Callable:
    """The page is for anybody; `reason` says why that is safe."""

    def decorator(view: Callable) -> Callable:
        guarded = idempotent(view)
        guarded.access_rule = AccessRule(reason=reason)
        return guarded

    return decorator


def recently_confirmed(view: Callable) -> Callable:
    """Beneath the page's mark: what it does wants a password or second factor given in the last few minutes."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if time.time() - request.session.get(CONFIRMED, 0) <= settings.CONFIRM_MINUTES * 60:
            return view(request, *args, **kwargs)
        save_input(request, why="confirm")
        return redirect_to_login(request.get_full_path(), login_url=settings.CONFIRM_URL)

    guarded.confirms = True
    return guarded


def unattended(view: Callable) -> Callable:
    """Above the page's mark: a browser asks for it by itself, so it does not count as somebody being there."""
    view.unattended = True
    return view


def idempotent(view: Callable) -> Callable:
    """A form sent twice is done once: the first sending takes its number in the same transaction as its work.

    A page that answers by showing itself, or hands over a file, leads nowhere from where to begin anew: its number
    stays good, so that what was refused can be sent again from the same page.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
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
    """(number, person's id) of the page that was sent; ("", None) for a missing or altered one."""
    try:
        number, person = signing.loads(request.POST.get(SUBMISSION, ""), salt=SUBMISSION)
    except signing.BadSignature:
        return "", None
    return number, person


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    save_input(request, why="signed out")
    return redirect_to_login(request.get_full_path())


def save_input(request: HttpRequest, *, why: str, path: str = "") -> None:
    """Keep what was sent for the same person to find on the same page, if it came from a page of ours."""
    person = _submission(request)[1] if request.method == "POST" else None
    if person:
        path = path or request.path
        others = {key: page for key, page in request.session.get(SAVED_INPUT, {}).items() if key != path}
        saved = {"person": person, "data": (data := request.POST.urlencode()), "why": why}
        if len(data) <= MOST_CHARACTERS:
            request.session[SAVED_INPUT] = {**_newest_that_fit(saved, others), path: saved}


def _newest_that_fit(saved: dict, others: dict) -> dict:
    """The newest of the others."""
    fitting, room = {}, MOST_CHARACTERS_TOGETHER - len(saved["data"])
    for path, other in reversed(list(others.items())[-(MOST_SAVED_PAGES - 1) :]):
        room -= len(other["data"])
        if room >= 0:
            fitting[path] = other
    return dict(reversed(fitting.items()))


def posted(request: HttpRequest) -> QueryDict | None:
    """What to bind a form to: this POST, or what was typed before a sign-in or confirming; None for a first look."""
    if request.method == "POST":
        return request.POST
    saved = request.session.get(SAVED_INPUT, {}).get(request.path)
    if not saved or saved["person"] != request.user.pk:
        return None
    del request.session[SAVED_INPUT][request.path]
    request.session.modified = True
    messages.info(request, SAVED_MESSAGES[saved["why"]])
    return QueryDict(saved["data"])
