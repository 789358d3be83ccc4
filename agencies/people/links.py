"""Emailing links to choose a password. Nobody but the user is ever shown one."""

from django.utils import timezone

from agencies import events, letters
from agencies.addresses import domain_of
from agencies.approvals.proposals import changes_waiting_for, record_change
from agencies.models import AccountChange, User
from agencies.signing_in.single_sign_on.providers import configured_providers, verified_domains
from audit.recording import record

USES_SINGLE_SIGN_ON = "They sign in by single sign-on, so they have no password to choose"
ROLE_WAITS = "Their role waits for a second person. The invitation is sent once it is confirmed"


def uses_single_sign_on(user: User) -> bool:
    """Whether the user signs in with a provider: no password, and either a past sign-in or a provider's domain."""
    # They get no link: a password would be a second way in that bypasses what the provider asks of them.
    if user.has_usable_password() or not configured_providers():
        return False
    of_provider_domain = any(domain_of(user.email) in verified_domains(provider) for provider in configured_providers())
    return user.last_login is not None or of_provider_domain


def needs_first_link(user: User) -> bool:
    """Whether the user was invited but has never signed in nor chosen a password."""
    return user.is_active and not user.has_usable_password() and user.last_login is None


def why_no_link(user: User) -> str:
    """Return why this user cannot be sent a link; "" if they can."""
    if not user.is_active:
        return "They are suspended. Restore them first"
    if uses_single_sign_on(user):
        return USES_SINGLE_SIGN_ON
    if needs_first_link(user) and not user.role_codes and changes_waiting_for(user).exists():
        return ROLE_WAITS
    return ""


def mail_link(user: User, *, by, reason: str = "") -> None:
    """Queue an email with a link to choose a password, or without one for users of single sign-on.

    The worker makes the link when it sends the email. The old password works until another is chosen.
    """
    if not user.last_login:
        user.invited_at = timezone.now()
        user.save(update_fields=["invited_at"])
    letters.post(user, letters.ELSEWHERE if uses_single_sign_on(user) else letters.CHOOSE)
    record_change(AccountChange.Kind.LINK, user=user, by=by, reason=reason)
    record(events.PASSWORD_LINK_SENT, about=user, by=by, purpose=reason, person=user.name)
