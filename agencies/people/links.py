"""Links to choose a password go by mail to the person alone: no page, message or line of a log ever holds one."""

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
    """They have no password here, and came in all the same or are of a domain another sign-in speaks for: a link would
    open a second way into their account, past what that sign-in asks of them."""
    if user.has_usable_password() or not configured_providers():
        return False
    spoken_for = any(domain_of(user.email) in verified_domains(one) for one in configured_providers())
    return user.last_login is not None or spoken_for


def needs_first_link(user: User) -> bool:
    """Invited, never here, and no password chosen: their first role has just been confirmed."""
    return user.is_active and not user.has_usable_password() and user.last_login is None


def why_no_link(user: User) -> str:
    """Words on why no link is sent to this person; "" if one may be."""
    if not user.is_active:
        return "They are suspended. Restore them first"
    if uses_single_sign_on(user):
        return USES_SINGLE_SIGN_ON
    if needs_first_link(user) and not user.role_codes and changes_waiting_for(user).exists():
        return ROLE_WAITS
    return ""


def mail_link(user: User, *, by, reason: str = "") -> None:
    """By the worker, once this is committed, which makes the link only then. It ends nothing: the old password works
    until another is chosen, and a second factor is asked for after it as ever.
    """
    if not user.last_login:
        user.invited_at = timezone.now()
        user.save(update_fields=["invited_at"])
    letters.post(user, letters.ELSEWHERE if uses_single_sign_on(user) else letters.CHOOSE)
    record_change(AccountChange.Kind.LINK, user=user, by=by, reason=reason)
    record(events.PASSWORD_LINK_SENT, about=user, by=by, purpose=reason, person=user.name)
