"""The adapter for allauth's second factors: encryption of secrets, and the name that apps show."""

from allauth.mfa.adapter import DefaultMFAAdapter

from mash.field_cipher import FieldCipher

ISSUER = "Safeguarding hub"
CIPHER = FieldCipher("agencies.signing_in.second_factor")


class Adapter(DefaultMFAAdapter):
    """Encrypts the secrets of authenticator apps and recovery codes."""

    # allauth stores them in plain text, so that anybody with a backup could generate codes.

    def encrypt(self, text: str) -> str:
        return CIPHER.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a secret. Raises LostKey if the key it was encrypted with is gone."""
        return CIPHER.decrypt(encrypted_text)

    def get_totp_issuer(self) -> str:
        return ISSUER

    def _get_site_name(self) -> str:
        return ISSUER
