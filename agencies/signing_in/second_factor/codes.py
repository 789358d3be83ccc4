"""One-time codes of authenticator apps, and recovery codes. Each works once."""

import logging

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt

from agencies.models import User
from mash.field_cipher import LostKey

logger = logging.getLogger(__name__)
LAST_COUNTER = "last_counter"
APP, RECOVERY = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES

__all__ = ["APP", "RECOVERY", "generate_totp_secret"]


def counter_of(secret: str, code: str) -> int | None:
    """Return the 30-second interval a code belongs to; None if it is not a current one."""
    for counter in yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, counter))):
            return counter
    return None


def verify_code(user: User, code: str) -> Authenticator | None:
    """Return the user's authenticator that a code belongs to, and use the code up. Must run in a transaction."""
    # Locked, so that two requests with the same code cannot both succeed.
    authenticators = Authenticator.objects.select_for_update().filter(user=user, type__in=[APP, RECOVERY])
    for authenticator in sorted(authenticators, key=lambda authenticator: authenticator.type != APP):
        try:
            spend = _spend_app_code if authenticator.type == APP else _spend_recovery_code
            if spend(authenticator, code):
                authenticator.record_usage()
                return authenticator
        except LostKey:
            logger.error("second factor %s cannot be read: its key is not in SECRET_KEY_FALLBACKS", authenticator.pk)
    return None


def _spend_app_code(authenticator: Authenticator, code: str) -> bool:
    """Use up an app's code; return whether it was valid. No code works twice, nor an older one after a newer."""
    # allauth remembers used codes in the cache, for less time than it accepts them.
    counter = counter_of(decrypt(authenticator.data["secret"]), code)
    if counter is None or counter <= authenticator.data.get(LAST_COUNTER, 0):
        return False
    authenticator.data[LAST_COUNTER] = counter
    authenticator.save(update_fields=["data"])
    return True


def _spend_recovery_code(authenticator: Authenticator, code: str) -> bool:
    return RecoveryCodes(authenticator).validate_code(code)


def replace_app(user: User, secret: str, counter: int) -> Authenticator:
    """Set up an app in place of the one the user had, if any."""
    Authenticator.objects.filter(user=user, type=APP).delete()
    authenticator = TOTP.activate(user, secret).instance
    authenticator.data[LAST_COUNTER] = counter
    authenticator.save(update_fields=["data"])
    return authenticator


def has_recovery_codes(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type=RECOVERY).exists()


def new_recovery_codes(user: User) -> None:
    Authenticator.objects.filter(user=user, type=RECOVERY).delete()
    RecoveryCodes.activate(user)


def recovery_codes_left(user: User) -> int | None:
    """Return how many unused recovery codes a user has; None if they were never given any."""
    codes = _recovery_codes(user)
    return len(codes.get_unused_codes()) if codes else None


def show_recovery_codes(user: User) -> list[str]:
    """Return the recovery codes and mark them as viewed; an empty list if they were viewed before."""
    codes = _recovery_codes(user)
    if codes is None or codes.did_view:
        return []
    codes.mark_as_viewed()
    return codes.generate_codes()


def _recovery_codes(user: User) -> RecoveryCodes | None:
    authenticator = Authenticator.objects.filter(user=user, type=RECOVERY).first()
    return RecoveryCodes(authenticator) if authenticator else None
