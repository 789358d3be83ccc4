"""Who must have a second factor, who has one, and whether this browser still owes it."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from agencies.models import User
from mash.postgres.functions import value_of

PASSED_KEY = "second-factor"
EXEMPT_ROLES = {"referrer"}  # sends referrals and reads back only how far their own have come
# What somebody may open who has yet to set one up: the pages that do it, and those that show nothing of anybody.
EXEMPT_PAGES = {
    "agencies:second_factor",
    "agencies:add_app",
    "agencies:add_passkey",
    "agencies:recovery_codes",
    "agencies:sign_out",
    "agencies:stay",
    "agencies:ran_out",
    "agencies:confirm",
    "agencies:confirm_elsewhere",
    "agencies:single_sign_on_return",
    "privacy",
    "accessibility",
    "health",
}


def authenticators(user: User):
    """Apps and passkeys. Recovery codes are no second factor of their own: they stand in for a lost one."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)


def has_second_factor(user: User) -> bool:
    """Asked of whoever is signing in too, before their second factors are within reach."""
    return value_of("mash_has_second_factor", user.pk)


def remove_all(user: User) -> int:
    """All of somebody else's, by an administrator of their hub; how many there were."""
    return value_of("mash_reset_second_factor", user.pk)


def is_required(user: User) -> bool:
    return settings.REQUIRE_SECOND_FACTOR and bool(set(user.role_codes) - EXEMPT_ROLES)


def mark_passed(request: HttpRequest) -> None:
    request.session[PASSED_KEY] = True


def is_outstanding(request: HttpRequest) -> bool:
    return not request.session.get(PASSED_KEY) and is_required(request.user)


def is_exempt_page(page: str) -> bool:
    return page in EXEMPT_PAGES
