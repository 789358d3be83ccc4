"""Passkeys: what the browser is asked, and what is made of its answer. Whatever it sends, nothing here falls over."""

import ipaddress
import json
import struct

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from agencies.models import User
from mash.refusals import RuleViolation
from mash.single_use import spend_once

NO_PASSKEY = (
    ValidationError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    NotImplementedError,
    struct.error,
    InvalidSignature,
    UnsupportedAlgorithm,
)
NOT_MADE = "The passkey was not made. Try again"
PASSKEY = Authenticator.Type.WEBAUTHN


def possible(request: HttpRequest) -> bool:
    """A passkey belongs to a name, so a service reached by number has none."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return request.is_secure() or host == "localhost" or host.endswith(".localhost")
    return False


def to_make(user: User) -> str:
    """What the browser is asked to make, as JSON; the challenge waits in the session."""
    return json.dumps(auth.begin_registration(user, passwordless=False))


def to_show(user: User) -> str:
    return json.dumps(auth.begin_authentication(user))


def add(user: User, credential, name: str) -> Authenticator:
    try:
        answer = auth.parse_registration_response(credential)
        auth.complete_registration(credential)
        spent = not spend_once("passkey", answer.response.client_data.challenge.hex())
    except NO_PASSKEY as odd:
        raise RuleViolation(NOT_MADE) from odd
    if spent:
        raise RuleViolation(NOT_MADE)
    return auth.WebAuthn.add(user, name, credential).instance


def accepted(user: User, credential) -> Authenticator | None:
    try:
        answer = auth.parse_authentication_response(credential)
        used = auth.complete_authentication(user, credential)
        spent = not spend_once("passkey", answer.response.client_data.challenge.hex())
    except NO_PASSKEY:
        return None
    if spent:
        return None
    used.record_usage()
    return used


def of(user: User) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user=user, type=PASSKEY).order_by("created_at"))
