"""Somebody comes back from another organisation's sign-in: who they are here, if anybody, and where they go."""

import time

from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from agencies.addresses import domain_of, normalise
from agencies.models import User
from agencies.signing_in.next_page import is_own_path
from agencies.signing_in.single_sign_on import actions
from agencies.signing_in.single_sign_on.providers import configured_providers, provider_settings, verified_domains
from mash.refusals import RuleViolation

MAX_AUTH_AGE = 5 * 60  # seconds since the provider itself last saw a password or the like


def handle_login(request: HttpRequest, sociallogin: SocialLogin) -> HttpResponse:
    provider, claims = sociallogin.account.provider, sociallogin.account.extra_data["id_token"]
    email = verified_email(provider, claims)
    person = User.objects.at(email).filter(is_active=True).first()
    if person is None:
        return refuse_sign_in(request, provider, "unknown" if email else "address not verified", email=email)
    confirming = (sociallogin.state.get("data") or {}).get("confirming")
    trusted = bool(provider_settings(provider).get("second_factor"))
    try:
        if confirming:
            return _confirm(request, provider, person, confirming, claims, sociallogin)
        actions.sign_in_with_provider(request, provider=provider, state=_state(request), trusted=trusted, by=person)
    except RuleViolation:
        return refuse_sign_in(request, provider, "used before", email=person.email)
    return _redirect_after(request, sociallogin)


def _state(request: HttpRequest) -> str:
    return request.GET.get("state", "")


def verified_email(provider: str, claims: dict) -> str:
    """Only what the provider says it has verified, or an address of a domain it alone speaks for."""
    email = claims.get("email")
    address = normalise(email) if isinstance(email, str) else ""
    if not address or belongs_to_other_provider(provider, address):
        return ""
    spoken_for = domain_of(address) in verified_domains(provider_settings(provider))
    return address if claims.get("email_verified") in (True, "true") or spoken_for else ""


def belongs_to_other_provider(provider: str, email: str) -> bool:
    """A domain that providers of ours speak for is theirs alone: another's word about it would be a way into accounts
    of people who never sign in there."""
    speakers = [one["id"] for one in configured_providers() if domain_of(email) in verified_domains(one)]
    return bool(speakers) and provider not in speakers


def refuse_sign_in(request: HttpRequest, provider: str, why: str, *, email: str = "") -> HttpResponse:
    """The same page whoever it is; the log knows why."""
    actions.record_refusal(provider=provider, why=why, email=email)
    page = {"provider": provider_settings(provider)["name"], "page_title": "You could not be signed in"}
    return render(request, "agencies/signing_in/single_sign_on_refused.html", page, status=403)


def _confirm(request, provider: str, person: User, confirming: int, claims: dict, sociallogin: SocialLogin):
    fresh = time.time() - claims.get("auth_time", 0) <= MAX_AUTH_AGE
    if not request.user.is_authenticated or person != request.user or person.pk != confirming or not fresh:
        return refuse_sign_in(request, provider, "not confirmed", email=person.email)
    actions.confirm_with_provider(request, provider=provider, state=_state(request), by=person)
    return _redirect_after(request, sociallogin)


def _redirect_after(request: HttpRequest, sociallogin: SocialLogin) -> HttpResponse:
    page = sociallogin.state.get("next") or ""
    wanted = page if is_own_path(request, page) else ""
    if request.user.is_authenticated:
        return redirect(wanted or "home")
    query = "?" + urlencode({"next": wanted}) if wanted else ""
    return redirect(reverse("agencies:second_step") + query)
