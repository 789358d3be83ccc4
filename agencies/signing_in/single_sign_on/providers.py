"""The OpenID providers of the settings, and allauth's client made stricter: every token's signature is checked."""

import jwt
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse

from agencies.addresses import domain_of
from agencies.signing_in.next_page import with_next_page

ALLOWED_ALGORITHMS = {
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
}  # never a shared secret


def configured_providers() -> list[dict]:
    return settings.SINGLE_SIGN_ON


def provider_settings(provider: str) -> dict:
    found = next((one for one in configured_providers() if one["id"] == provider), None)
    if found is None:
        raise Http404("Page not found")
    return found


def verified_domains(one: dict) -> set[str]:
    return {domain_of(f"any@{domain}") for domain in one.get("verified_domains", [])}


def provider_links(request: HttpRequest, page: str) -> list[dict]:
    """Their names, and where each one's button leads."""
    return [
        {"name": one["name"], "href": with_next_page(request, reverse(page, args=[one["id"]]))}
        for one in configured_providers()
    ]


class Client(OpenIDConnectOAuth2Adapter):
    def get_provider(self):
        return Provider(self.request, app=_social_app(provider_settings(self.provider_id)))

    def get_callback_url(self, request: HttpRequest, app) -> str:
        return settings.SITE_URL.rstrip("/") + reverse("agencies:single_sign_on_return", args=[self.provider_id])

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict:
        """allauth trusts the connection and leaves the signature unread; we read it."""
        try:
            algorithm = jwt.get_unverified_header(id_token).get("alg")
        except jwt.PyJWTError as odd:
            raise OAuth2Error("no token") from odd
        if algorithm not in ALLOWED_ALGORITHMS:
            raise OAuth2Error(f"token signed by {algorithm}")
        if not self._is_itself():
            raise OAuth2Error("the provider says it is another")
        return jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )

    def _is_itself(self) -> bool:
        """What it publishes of itself names the very issuer it was asked as, so that it cannot pass for another."""
        asked = provider_settings(self.provider_id)["server_url"].removesuffix("/.well-known/openid-configuration")
        return self.openid_config["issuer"].rstrip("/") == asked.rstrip("/")

    def complete_login(self, request: HttpRequest, app, token, **kwargs):
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("the provider sent no ID token")
        return super().complete_login(request, app, token, **kwargs)


class Provider(OpenIDConnectProvider):
    oauth2_adapter_class = Client


def start_login(request: HttpRequest, provider: str, *, next_url: str, confirming: bool = False):
    """Off to the provider, with a state and a challenge of which this session keeps the other half."""
    client = Client(request, provider)
    fresh = {"prompt": "login", "max_age": "0"} if confirming else {}
    data = {"confirming": request.user.pk} if confirming else None
    return client.get_provider().redirect(request, process="login", next_url=next_url, data=data, auth_params=fresh)


def _social_app(one: dict) -> SocialApp:
    known = {
        "server_url": one["server_url"],
        "fetch_userinfo": False,
        "oauth_pkce_enabled": True,
        "verified_email": one.get("verified_domains", []),
    }
    return SocialApp(
        provider=OpenIDConnectProvider.id,
        provider_id=one["id"],
        name=one["name"],
        client_id=one["client_id"],
        secret=one["secret"],
        settings=known,
    )
