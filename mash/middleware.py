"""Middleware for every request: allowed methods, caching, identity, access rules and logging refusals."""

import re
import uuid

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.http import HttpResponseNotAllowed

from audit.recording import Subject, record
from mash import identity
from mash.guards import Denied, NotFound
from referrals import events

BROWSERS = re.compile(r"(Edg|Firefox|Chrome|Safari|curl|python-requests)", re.ASCII)


class AllowedMethodsMiddleware:
    """Refuses methods other than GET, HEAD and POST before anything else sees the request."""

    METHODS = ("GET", "HEAD", "POST")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in self.METHODS:
            return HttpResponseNotAllowed(self.METHODS)
        return self.get_response(request)


class NoStoreMiddleware:
    """Keeps pages out of the browser's cache, so that Back shows nothing of a case after signing out."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class IdentityMiddleware:
    """Sets who is acting for the transactions of this request, and from where for the access log."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user_id = str(request.user.pk) if request.user.is_authenticated else ""
        family = BROWSERS.search(request.headers.get("User-Agent", ""))
        who = identity.Identity(
            user_id=user_id,
            draft=identity.draft_key(request.session.get(identity.DRAFT_SECRET, "")),
            address=address_of(request),
            agent=family.group(1) if family else "other",
            request_id=str(uuid.uuid4()),
            session=identity.session_number(request.session.session_key),
            from_web=True,
        )
        with identity.acting(who):
            response = self.get_response(request)
        response.headers["X-Request-Id"] = who.request_id  # finds its lines in the access log
        return response


class AccessRuleMiddleware:
    """Refuses views without an access rule, and logs every refusal in the access log."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not hasattr(view, "access_rule"):
            name = f"{view.__module__}.{getattr(view, '__qualname__', view)}"
            raise ImproperlyConfigured(
                f"{name} carries no mark. Open it with allow(permission), signed_in or public(reason) from mash.guards."
            )

    def process_exception(self, request, exception):
        """Log a refusal in a transaction of its own, as the view's has been rolled back."""
        by = request.user if request.user.is_authenticated else None
        if isinstance(exception, Denied):
            # Only a signed-in person has a hub that the subject of the line can belong to.
            about = exception.about or (requested_subject(request, by) if by else None)
            with transaction.atomic():
                record(events.DENIED, about=about, by=by, rule=exception.rule, page=page_name(request))
        elif isinstance(exception, NotFound) and by is not None:
            with transaction.atomic():
                record(
                    events.NOT_FOUND,
                    about=requested_subject(request, by, exception.asked),
                    by=by,
                    page=page_name(request),
                )


def requested_subject(request, by, reference: str = "") -> Subject | None:
    """Return what the URL names as the subject of a line, without saying whether such a record exists."""
    requested = reference or (request.resolver_match.kwargs.get("reference", "") if request.resolver_match else "")
    return Subject("asked for", "", requested.replace("\x00", "")[:40], by.hub_id) if requested else None


def address_of(request) -> str:
    """Return the client's address as our outermost proxy saw it; clients can forge entries before that."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")][-settings.PROXIES :]
    behind_our_proxies = settings.PROXIES and len(hops) == settings.PROXIES and hops[0]
    return hops[0] if behind_our_proxies else request.META.get("REMOTE_ADDR", "")


def page_name(request) -> str:
    return request.resolver_match.url_name or "" if request.resolver_match else ""
