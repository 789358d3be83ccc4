"""Encryption of database fields, with a key for each use derived from SECRET_KEY, so that a backup alone is useless."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class LostKey(Exception):
    """The text was encrypted with a key that is in neither SECRET_KEY nor SECRET_KEY_FALLBACKS."""


class FieldCipher:
    def __init__(self, use: str):
        self.use = use

    def encrypt(self, text: str) -> str:
        return self._keys().encrypt(text.encode()).decode()

    def decrypt(self, closed: str) -> str:
        """Return the text. Raises LostKey if no known key opens it."""
        try:
            return self._keys().decrypt(closed.encode()).decode()
        except InvalidToken as lost:
            raise LostKey(f"{self.use}: SECRET_KEY changed and the one before is not in SECRET_KEY_FALLBACKS") from lost

    def mark(self, text: str) -> str:
        """Return 16 hex digits, equal for equal texts. Keyed, so guesses cannot be tested without the key."""
        return hmac.new(self._derived(settings.SECRET_KEY), text.encode(), hashlib.sha256).hexdigest()[:16]

    def _keys(self) -> MultiFernet:
        # Encrypts with the first key and decrypts with any, so that SECRET_KEY can be changed.
        known = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        return MultiFernet([Fernet(base64.urlsafe_b64encode(self._derived(key))) for key in known])

    def _derived(self, key: str) -> bytes:
        return hashlib.sha256(f"{self.use}:{key}".encode()).digest()
