"""What allauth's OpenID client asks of us: which e-mail addresses to believe, and what comes of a sign-in elsewhere."""

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest

from agencies.signing_in.single_sign_on import arriving


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """Everything ends here, before allauth would look for, join or make any account of its own."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        raise ImmediateHttpResponse(arriving.welcome(request, sociallogin))

    def on_authentication_error(self, request: HttpRequest, provider, **kwargs) -> None:
        raise ImmediateHttpResponse(arriving.turn_away(request, provider.app.provider_id, "failed"))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False
