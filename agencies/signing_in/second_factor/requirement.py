"""Whether a user must have a second factor, has one, and has passed it in this session."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from agencies.models import User
from mash.postgres.functions import value_of

PASSED_KEY = "second-factor"
EXEMPT_ROLES = {"referrer"}  # a referrer can read nothing but the stage of their own referrals
# Open to users who have yet to set one up: the pages for that, and pages without personal data.
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
    """Return the user's apps and passkeys."""
    # Without recovery codes, which are no factor of their own: they stand in for a lost one.
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)


def has_second_factor(user: User) -> bool:
    """Whether a user has an app or a passkey."""
    # By a database function, because the policy hides these rows from somebody who is still signing in.
    return value_of("mash_has_second_factor", user.pk)


def remove_all(user: User) -> int:
    """Delete all second factors of a user of the administrator's hub; return how many there were."""
    return value_of("mash_reset_second_factor", user.pk)


def is_required(user: User) -> bool:
    """Whether any role of the user requires a second factor."""
    return settings.REQUIRE_SECOND_FACTOR and bool(set(user.role_codes) - EXEMPT_ROLES)


def mark_passed(request: HttpRequest) -> None:
    """Note in the session that the second factor was passed or set up."""
    request.session[PASSED_KEY] = True


def is_outstanding(request: HttpRequest) -> bool:
    """Whether this session still needs a second factor."""
    user = request.user
    return isinstance(user, User) and not request.session.get(PASSED_KEY) and is_required(user)


def is_exempt_page(page: str) -> bool:
    return page in EXEMPT_PAGES
