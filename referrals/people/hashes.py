"""Numbers that stand in the database for what people and homes are found by."""

from django.utils.crypto import salted_hmac

from referrals.people import matching


def hashed(kind: str, text: str) -> int:
    """Return the number that stands for a key in the database. Without the secret it says nothing of the key."""
    digest = salted_hmac("referrals.people.matcher", f"{matching.SCHEME}:{kind}:{text}", algorithm="sha256").digest()
    return int.from_bytes(digest[:8], signed=True)
