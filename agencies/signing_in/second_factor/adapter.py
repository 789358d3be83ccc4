"""What allauth's authenticators ask of us: how secrets are kept, and what a person's device is told of us."""

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

ISSUER = "Safeguarding hub"


class Adapter(DefaultMFAAdapter):
    """Secrets are encrypted with the system's own key: a backup alone makes nobody's codes."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises LostKey for a secret of a key that is no longer known."""
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as lost:
            raise LostKey("SECRET_KEY changed and the one before is not in SECRET_KEY_FALLBACKS") from lost

    def get_totp_issuer(self) -> str:
        return ISSUER

    def _get_site_name(self) -> str:
        return ISSUER


class LostKey(Exception):
    pass


def _box() -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]])


def _derived(key: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(b"agencies.signing_in.second_factor:" + key.encode()).digest())
