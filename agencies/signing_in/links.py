"""One-time links to choose a password: an invitation's for three days, a forgotten one's for less."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.http import base36_to_int

from agencies.models import User
from mash.single_use import spend_once


class ForgottenTokens(PasswordResetTokenGenerator):
    """Another salt: no invitation's link passes for one of these, which end sooner."""

    key_salt = "agencies.signing_in.links.ForgottenTokens"

    def check_token(self, user, token):
        return super().check_token(user, token) and self._age(token) <= settings.FORGOTTEN_PASSWORD_MINUTES * 60

    def _age(self, token: str) -> float:
        return self._num_seconds(datetime.now()) - base36_to_int(token.split("-")[0])  # noqa: DTZ005 (as Django counts)


_tokens, _forgotten = PasswordResetTokenGenerator(), ForgottenTokens()


def link_for(user: User) -> str:
    return _absolute("password_link", user, _tokens.make_token(user))


def forgotten_link_for(user: User) -> str:
    return _absolute("forgotten_link", user, _forgotten.make_token(user))


def person_with(person: int, token: str) -> User | None:
    """Whose link this is, of either kind; None if it was used, has expired, or belongs to somebody suspended."""
    user = User.objects.filter(pk=person, is_active=True).first()
    return user if user and any(kind.check_token(user, token) for kind in (_tokens, _forgotten)) else None


def spend(person: User, token: str) -> User | None:
    """Whose link this is, with the row locked: of several who follow it at the same instant, the first alone."""
    user = User.objects.select_for_update(no_key=True).filter(pk=person.pk, is_active=True).first()
    good = user is not None and any(kind.check_token(user, token) for kind in (_tokens, _forgotten))
    return user if good and spend_once("password link", token) else None


def _absolute(page: str, user: User, token: str) -> str:
    return settings.SITE_URL.rstrip("/") + reverse(f"agencies:{page}", kwargs={"person": user.pk, "token": token})
