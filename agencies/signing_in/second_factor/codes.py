"""Codes somebody types: six digits of their app, each good for once, or one of their recovery codes."""

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


def counter_of(secret: str, typed: str) -> int | None:
    """Which half-minute this code is of; None if it is of none about now."""
    for counter in yield_hotp_counters_from_time():
        if compare_user_code(actual=typed, expected=format_hotp_value(hotp_value(secret, counter))):
            return counter
    return None


def verify_code(user: User, typed: str) -> Authenticator | None:
    """Which authenticator of theirs the code is of; it is spent by asking. Must run in a transaction."""
    mine = Authenticator.objects.select_for_update().filter(user=user, type__in=[APP, RECOVERY])
    for authenticator in sorted(mine, key=lambda one: one.type != APP):
        try:
            good = _spend_app_code if authenticator.type == APP else _spend_recovery_code
            if good(authenticator, typed):
                authenticator.record_usage()
                return authenticator
        except LostKey:
            logger.error("second factor %s cannot be read: its key is not in SECRET_KEY_FALLBACKS", authenticator.pk)
    return None


def _spend_app_code(authenticator: Authenticator, typed: str) -> bool:
    """No code works twice, nor an older one after a newer; allauth's own memory is shorter than its tolerance."""
    counter = counter_of(decrypt(authenticator.data["secret"]), typed)
    if counter is None or counter <= authenticator.data.get(LAST_COUNTER, 0):
        return False
    authenticator.data[LAST_COUNTER] = counter
    authenticator.save(update_fields=["data"])
    return True


def _spend_recovery_code(authenticator: Authenticator, typed: str) -> bool:
    return RecoveryCodes(authenticator).validate_code(typed)


def replace_app(user: User, secret: str, counter: int) -> Authenticator:
    """One app for each person: a new one takes the place of the old."""
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
    """None for somebody who has none at all."""
    codes = _recovery_codes(user)
    return len(codes.get_unused_codes()) if codes else None


def show_recovery_codes(user: User) -> list[str]:
    """Once: the next time there are none to show."""
    codes = _recovery_codes(user)
    if codes is None or codes.did_view:
        return []
    codes.mark_as_viewed()
    return codes.generate_codes()


def _recovery_codes(user: User) -> RecoveryCodes | None:
    found = Authenticator.objects.filter(user=user, type=RECOVERY).first()
    return RecoveryCodes(found) if found else None
