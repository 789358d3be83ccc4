"""Pages that belong to no app: home, health, errors, privacy and accessibility."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import transaction
from django.shortcuts import redirect, render
from django.views.defaults import bad_request, page_not_found

from agencies.models import Hub
from agencies.models.hubs import USUAL_RETENTION, periods_of
from mash import health as health_check
from mash.guards import public
from mash.navigation import home_url
from referrals.intake.lost import is_of_a_draft, lost

health = transaction.non_atomic_requests(public("Monitors ask it; it says nothing about anybody.")(health_check.health))


@public("Everybody starts here; it shows nothing of anybody.")
def home(request):
    if request.user.is_authenticated:
        return redirect(home_url(request.user))
    return redirect("referrals:start")


@public("What we do with information is for everybody to read.")
def privacy(request):
    hubs = list(Hub.objects.all())
    context = {
        "page_title": "Privacy",
        "hubs": hubs,
        "without_periods": [hub for hub in hubs if not hub.periods],
        "usual_periods": periods_of(USUAL_RETENTION),
    }
    return render(request, "mash/privacy.html", context)


@public("How accessible the service is, is for everybody to read.")
def accessibility(request):
    return render(request, "mash/accessibility.html", {"page_title": "Accessibility", "hubs": Hub.objects.all()})


def not_found(request, exception):
    if request.method == "POST" and request.resolver_match and "draft" in request.resolver_match.kwargs:
        return lost(request)
    return page_not_found(request, exception)


def unreadable(request, exception):
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return render(request, "413.html", {"page_title": "What you sent is too long"}, status=413)
    return bad_request(request, exception)


def csrf_failure(request, reason=""):
    if is_of_a_draft(request) and not reason.startswith(("Origin", "Referer")):
        return lost(request, status=403)
    return render(request, "403_csrf.html", {"page_title": "This page has been open too long"}, status=403)
