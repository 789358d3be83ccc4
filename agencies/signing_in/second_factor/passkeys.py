"""Registering and verifying passkeys (WebAuthn)."""

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

# What the libraries raise for malformed data: a browser may send anything, and none of it is an error of ours.
INVALID_CREDENTIAL = (
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


def are_supported(request: HttpRequest) -> bool:
    """Whether the site is reached in a way that allows passkeys."""
    # Browsers bind a passkey to a domain name and want TLS: none at an IP address, and plain HTTP on localhost alone.
    host = request.get_host().rpartition(":")[0] or request.get_host()
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return request.is_secure() or host == "localhost" or host.endswith(".localhost")
    return False


def registration_options(user: User) -> str:
    """Return the options for creating a passkey, as JSON. The challenge is kept in the session."""
    return json.dumps(auth.begin_registration(user, passwordless=False))


def authentication_options(user: User) -> str:
    """Return the options for using a passkey, as JSON. The challenge is kept in the session."""
    return json.dumps(auth.begin_authentication(user))


def register(user: User, credential, name: str) -> Authenticator:
    """Store a new passkey. Raises RuleViolation if the answer is invalid or its challenge was used before."""
    try:
        answer = auth.parse_registration_response(credential)
        auth.complete_registration(credential)
        is_used = not spend_once("passkey", answer.response.client_data.challenge.hex())
    except INVALID_CREDENTIAL as error:
        raise RuleViolation(NOT_MADE) from error
    if is_used:
        raise RuleViolation(NOT_MADE)
    return auth.WebAuthn.add(user, name, credential).instance


def verify_passkey(user: User, credential) -> Authenticator | None:
    """Return the authenticator that signed the challenge; None if the answer is invalid or was used before."""
    try:
        answer = auth.parse_authentication_response(credential)
        authenticator = auth.complete_authentication(user, credential)
        # The session is saved only at the end of the request, so two requests at once could share its challenge.
        is_used = not spend_once("passkey", answer.response.client_data.challenge.hex())
    except INVALID_CREDENTIAL:
        return None
    if is_used:
        return None
    authenticator.record_usage()
    return authenticator


def passkeys_of(user: User) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user=user, type=PASSKEY).order_by("created_at"))
