"""Pages that send a browser to an OpenID provider and receive it back."""

import logging

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from requests import RequestException

from agencies.signing_in import attempts
from agencies.signing_in.next_page import next_page
from agencies.signing_in.single_sign_on.callback import refuse_sign_in
from agencies.signing_in.single_sign_on.providers import Client, provider_settings, start_login
from mash import identity
from mash.guards import public, signed_in

logger = logging.getLogger(__name__)
# Raised when a provider is unreachable or answers nonsense, which is not an error of this site.
PROVIDER_ERRORS = (OAuth2Error, RequestException, KeyError, ValueError, TypeError)


@public("Whoever signs in elsewhere is not yet known.")
@require_safe
def single_sign_on(request, provider):
    return _start(request, provider)


@signed_in
@require_safe
def confirm_elsewhere(request, provider):
    """Let users without a password confirm who they are with their provider."""
    return _start(request, provider, confirming=True)


@public("What the provider says is checked before anybody is signed in.")
@require_safe
def single_sign_on_return(request, provider):
    provider_settings(provider)
    try:
        return OAuth2CallbackView.adapter_view(Client(request, provider))(request)
    except UpdateError:  # the same return sent twice at once: the other request has replaced this session
        request.session.modified = False
        return refuse_sign_in(request, provider, "used before")
    except PROVIDER_ERRORS as error:
        return _provider_failed(request, provider, error)


def _start(request, provider: str, *, confirming: bool = False) -> HttpResponse:
    provider_settings(provider)
    if not attempts.allow_single_sign_on(identity.current.get().address):
        return render(request, "429.html", {"page_title": "Try again later"}, status=429)
    try:
        return start_login(request, provider, next_url=next_page(request, ""), confirming=confirming)
    except PROVIDER_ERRORS as error:
        return _provider_failed(request, provider, error)


def _provider_failed(request, provider: str, error: Exception) -> HttpResponse:
    logger.warning("single sign-on %s failed: %s", provider, type(error).__name__)
    return refuse_sign_in(request, provider, "failed")
