"""The configured OpenID providers, and a client for them that is stricter than allauth's."""

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

# Public keys only: with a shared secret, whoever reads our settings could forge tokens.
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
}


def configured_providers() -> list[dict]:
    return settings.SINGLE_SIGN_ON


def provider_settings(provider: str) -> dict:
    """Return the settings of a provider. Raises Http404 for an unknown one."""
    match = next((candidate for candidate in configured_providers() if candidate["id"] == provider), None)
    if match is None:
        raise Http404("Page not found")
    return match


def verified_domains(provider: dict) -> set[str]:
    """Return the email domains this provider is trusted to vouch for."""
    return {domain_of(f"any@{domain}") for domain in provider.get("verified_domains", [])}


def provider_links(request: HttpRequest, page: str) -> list[dict]:
    """Return the name and link of each provider's button."""
    return [
        {"name": provider["name"], "href": with_next_page(request, reverse(page, args=[provider["id"]]))}
        for provider in configured_providers()
    ]


class Client(OpenIDConnectOAuth2Adapter):
    """An OpenID client that checks each token's signature and issuer."""

    def get_provider(self):
        return Provider(self.request, app=_social_app(provider_settings(self.provider_id)))

    def get_callback_url(self, request: HttpRequest, app) -> str:
        return settings.SITE_URL.rstrip("/") + reverse("agencies:single_sign_on_return", args=[self.provider_id])

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict:
        """Verify the token's signature, issuer and audience. Raises OAuth2Error for an algorithm not allowed."""
        # allauth relies on TLS to the provider and skips the signature.
        try:
            algorithm = jwt.get_unverified_header(id_token).get("alg")
        except jwt.PyJWTError as error:
            raise OAuth2Error("no token") from error
        if algorithm not in ALLOWED_ALGORITHMS:
            raise OAuth2Error(f"token signed by {algorithm}")
        if not self._is_expected_issuer():
            raise OAuth2Error("the provider says it is another")
        return jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )

    def _is_expected_issuer(self) -> bool:
        """Whether the provider's published issuer is the one in the settings."""
        # Tokens are compared with the published issuer, so a provider could otherwise name another's and pass for it.
        expected = provider_settings(self.provider_id)["server_url"].removesuffix("/.well-known/openid-configuration")
        return self.openid_config["issuer"].rstrip("/") == expected.rstrip("/")

    def complete_login(self, request: HttpRequest, app, token, **kwargs):
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("the provider sent no ID token")
        return super().complete_login(request, app, token, **kwargs)


class Provider(OpenIDConnectProvider):
    oauth2_adapter_class = Client


def start_login(request: HttpRequest, provider: str, *, next_url: str, confirming: bool = False):
    """Redirect to the provider, with a state and PKCE challenge that are kept in the session."""
    client = Client(request, provider)
    auth_params = {"prompt": "login", "max_age": "0"} if confirming else {}
    data = {"confirming": request.user.pk} if confirming else None
    return client.get_provider().redirect(
        request, process="login", next_url=next_url, data=data, auth_params=auth_params
    )


def _social_app(provider: dict) -> SocialApp:
    app_settings = {
        "server_url": provider["server_url"],
        "fetch_userinfo": False,
        "oauth_pkce_enabled": True,
        "verified_email": provider.get("verified_domains", []),
    }
    return SocialApp(
        provider=OpenIDConnectProvider.id,
        provider_id=provider["id"],
        name=provider["name"],
        client_id=provider["client_id"],
        secret=provider["secret"],
        settings=app_settings,
    )
