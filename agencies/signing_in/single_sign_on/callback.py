"""Handling the return from an OpenID provider: finding the account, and signing in or refusing."""

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

MAX_AUTH_AGE = 5 * 60  # seconds since the user last authenticated at the provider


def handle_login(request: HttpRequest, sociallogin: SocialLogin) -> HttpResponse:
    """Sign in the account with the verified email address, or confirm its user again, or refuse."""
    provider, claims = sociallogin.account.provider, sociallogin.account.extra_data["id_token"]
    email = verified_email(provider, claims)
    person = User.objects.at(email).filter(is_active=True).first()
    if person is None:
        return refuse_sign_in(request, provider, "unknown" if email else "address not verified", email=email)
    confirming_pk = (sociallogin.state.get("data") or {}).get("confirming")
    trusted = bool(provider_settings(provider).get("second_factor"))
    try:
        if confirming_pk:
            return _confirm(request, provider, person, confirming_pk, claims, sociallogin)
        actions.sign_in_with_provider(request, provider=provider, state=_state(request), trusted=trusted, by=person)
    except RuleViolation:
        return refuse_sign_in(request, provider, "used before", email=person.email)
    return _redirect_after(request, sociallogin)


def _state(request: HttpRequest) -> str:
    return request.GET.get("state", "")


def verified_email(provider: str, claims: dict) -> str:
    """Return the email address to trust; "" unless the provider verified it or is trusted with its domain."""
    email = claims.get("email")
    address = normalise(email) if isinstance(email, str) else ""
    if not address or belongs_to_other_provider(provider, address):
        return ""
    is_own_domain = domain_of(address) in verified_domains(provider_settings(provider))
    return address if claims.get("email_verified") in (True, "true") or is_own_domain else ""


def belongs_to_other_provider(provider: str, email: str) -> bool:
    """Whether the address is of a domain that only other providers may vouch for."""
    # A provider could otherwise open accounts of another organisation by claiming to have verified its addresses.
    owners = [other["id"] for other in configured_providers() if domain_of(email) in verified_domains(other)]
    return bool(owners) and provider not in owners


def refuse_sign_in(request: HttpRequest, provider: str, why: str, *, email: str = "") -> HttpResponse:
    """Record why a sign-in is refused, and return the page."""
    # The page is always the same: it must not tell a stranger whether an address has an account.
    actions.record_refusal(provider=provider, why=why, email=email)
    page = {"provider": provider_settings(provider)["name"], "page_title": "You could not be signed in"}
    return render(request, "agencies/signing_in/single_sign_on_refused.html", page, status=403)


def _confirm(request, provider: str, person: User, user_pk: int, claims: dict, sociallogin: SocialLogin):
    is_fresh = time.time() - claims.get("auth_time", 0) <= MAX_AUTH_AGE
    if not request.user.is_authenticated or person != request.user or person.pk != user_pk or not is_fresh:
        return refuse_sign_in(request, provider, "not confirmed", email=person.email)
    actions.confirm_with_provider(request, provider=provider, state=_state(request), by=person)
    return _redirect_after(request, sociallogin)


def _redirect_after(request: HttpRequest, sociallogin: SocialLogin) -> HttpResponse:
    page = sociallogin.state.get("next") or ""
    next_path = page if is_own_path(request, page) else ""
    if request.user.is_authenticated:
        return redirect(next_path or "home")
    query = "?" + urlencode({"next": next_path}) if next_path else ""
    return redirect(reverse("agencies:second_step") + query)
