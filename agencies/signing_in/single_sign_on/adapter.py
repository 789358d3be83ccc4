"""The adapter for allauth's OpenID client, which hands each sign-in over to callback.py."""

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest

from agencies.signing_in.single_sign_on import callback


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """Handles every sign-in and error itself."""

    # allauth would go on to look for, connect or create accounts of its own, by rules that are not ours.

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        raise ImmediateHttpResponse(callback.handle_login(request, sociallogin))

    def on_authentication_error(self, request: HttpRequest, provider, **kwargs) -> None:
        raise ImmediateHttpResponse(callback.refuse_sign_in(request, provider.app.provider_id, "failed"))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False
