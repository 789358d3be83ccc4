"""One-time links by which somebody invited chooses a password: they work once, for three days."""

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse

from agencies.models import User

_tokens = PasswordResetTokenGenerator()


def link_for(user: User) -> str:
    path = reverse("agencies:password_link", kwargs={"person": user.pk, "token": _tokens.make_token(user)})
    return settings.SITE_URL.rstrip("/") + path


def person_with(person: int, token: str) -> User | None:
    """Whose link this is; None if it was used, has expired, or belongs to somebody suspended."""
    user = User.objects.filter(pk=person, is_active=True).first()
    return user if user and _tokens.check_token(user, token) else None
