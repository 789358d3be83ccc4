"""The steps of signing in, with a second implementation of RFC 6238 to check ours against."""

import base64
import hashlib
import hmac
import struct
import time
from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from tests.builders import PASSWORD

HALF_MINUTE = 30


def totp_code(secret: str, at: float | None = None) -> str:
    counter = struct.pack(">Q", int((time.time() if at is None else at) // HALF_MINUTE))
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def add_app(user) -> str:
    """Set up an app for a user; return its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def add_recovery_codes(user) -> list[str]:
    return RecoveryCodes.activate(user).generate_codes()


def authenticators(user) -> list[str]:
    return sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def enter_password(client, user, **params):
    return client.post("/sign-in/", {"email": user.email, "password": PASSWORD}, query_params=params)


def enter_code(client, code, **params):
    return client.post("/sign-in/second-step/", {"code": code}, query_params=params)


def is_signed_in(client) -> bool:
    return client.get("/account/").status_code == 200


def from_now(**step):
    return timezone.now() + timedelta(**step)
