"""One-time links to choose a password, valid for three days in an invitation and for less after a forgotten one."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.http import base36_to_int

from agencies.models import User
from mash.single_use import spend_once


class ForgottenTokens(PasswordResetTokenGenerator):
    """Tokens for forgotten passwords, which expire sooner than Django's."""

    # Its own salt, so that an invitation's token does not pass for one of these or the other way round.

    key_salt = "agencies.signing_in.links.ForgottenTokens"

    def check_token(self, user, token):
        return super().check_token(user, token) and self._age(token) <= settings.FORGOTTEN_PASSWORD_MINUTES * 60

    def _age(self, token: str) -> float:
        return self._num_seconds(datetime.now()) - base36_to_int(token.split("-")[0])  # noqa: DTZ005 (as Django counts)


_invitation_tokens, _forgotten_tokens = PasswordResetTokenGenerator(), ForgottenTokens()


def link_for(user: User) -> str:
    return _absolute_url("password_link", user, _invitation_tokens.make_token(user))


def forgotten_link_for(user: User) -> str:
    return _absolute_url("forgotten_link", user, _forgotten_tokens.make_token(user))


def user_for_link(person: int, token: str) -> User | None:
    """Return the user a link belongs to; None if it was used, has expired or its user is suspended."""
    user = User.objects.filter(pk=person, is_active=True).first()
    return (
        user
        if user and any(tokens.check_token(user, token) for tokens in (_invitation_tokens, _forgotten_tokens))
        else None
    )


def spend(person: User, token: str) -> User | None:
    """Use up a link; return its user, or None if it cannot be used. Must run in a transaction."""
    # The lock makes simultaneous requests with one link wait, and all but the first then find it used.
    user = User.objects.select_for_update(no_key=True).filter(pk=person.pk, is_active=True).first()
    is_valid = user is not None and any(
        tokens.check_token(user, token) for tokens in (_invitation_tokens, _forgotten_tokens)
    )
    return user if is_valid and spend_once("password link", token) else None


def _absolute_url(page: str, user: User, token: str) -> str:
    return settings.SITE_URL.rstrip("/") + reverse(f"agencies:{page}", kwargs={"person": user.pk, "token": token})
