"""To another organisation's sign-in, and back."""

import logging

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from requests import RequestException

from agencies.signing_in import attempts
from agencies.signing_in.next_page import wanted
from agencies.signing_in.single_sign_on.arriving import turn_away
from agencies.signing_in.single_sign_on.providers import Client, begin, settings_of
from mash import identity
from mash.guards import public, signed_in

logger = logging.getLogger(__name__)
# The provider is away, or says what no provider should: no error of ours.
THEIRS = (OAuth2Error, RequestException, KeyError, ValueError, TypeError)


@public("Whoever signs in elsewhere is not yet known.")
@require_safe
def single_sign_on(request, provider):
    return _go(request, provider)


@signed_in
@require_safe
def confirm_elsewhere(request, provider):
    """For who has no password here: their provider asks for theirs again."""
    return _go(request, provider, confirming=True)


@public("What the provider says is checked before anybody is signed in.")
@require_safe
def single_sign_on_return(request, provider):
    settings_of(provider)
    try:
        return OAuth2CallbackView.adapter_view(Client(request, provider))(request)
    except UpdateError:  # the same return, followed twice at once: the other took this session on
        request.session.modified = False
        return turn_away(request, provider, "used before")
    except THEIRS as trouble:
        return _trouble(request, provider, trouble)


def _go(request, provider: str, *, confirming: bool = False) -> HttpResponse:
    settings_of(provider)
    if not attempts.take_elsewhere(identity.current.get().address):
        return render(request, "429.html", {"page_title": "Try again later"}, status=429)
    try:
        return begin(request, provider, next_url=wanted(request, ""), confirming=confirming)
    except THEIRS as trouble:
        return _trouble(request, provider, trouble)


def _trouble(request, provider: str, trouble: Exception) -> HttpResponse:
    logger.warning("single sign-on %s failed: %s", provider, type(trouble).__name__)
    return turn_away(request, provider, "failed")
