"""What allauth's authenticators ask of us: how secrets are kept, and what a person's device is told of us."""

from allauth.mfa.adapter import DefaultMFAAdapter

from mash.field_cipher import FieldCipher

ISSUER = "Safeguarding hub"
CIPHER = FieldCipher("agencies.signing_in.second_factor")


class Adapter(DefaultMFAAdapter):
    """Secrets are encrypted with the system's own key: a backup alone makes nobody's codes."""

    def encrypt(self, text: str) -> str:
        return CIPHER.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Raises LostKey for a secret of a key that is no longer known."""
        return CIPHER.decrypt(encrypted_text)

    def get_totp_issuer(self) -> str:
        return ISSUER

    def _get_site_name(self) -> str:
        return ISSUER
