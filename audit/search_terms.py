"""Search words in the log: encrypted, with a mark that shows equal searches; only governance may open them."""

from collections.abc import Iterator

from django.db import transaction

from audit import events
from audit.models import Event
from audit.own_inquiries import accounts_of
from audit.recording import Subject, record
from audit.registry import registry
from mash.field_cipher import FieldCipher

CIPHER = FieldCipher("audit.searched")  # the name derives the key: words already stored need it
CIPHERTEXT = "kept"  # the key in stored lines


def protected(words: str) -> str | dict[str, str]:
    """Return search words in the form a line may hold: encrypted, unless they are a reference.

    Other words may be somebody's name. `mark` is equal for equal words in any case and order.
    """
    if registry.is_reference(words):
        return words
    return {"mark": CIPHER.mark(" ".join(sorted(words.casefold().split()))), CIPHERTEXT: CIPHER.encrypt(words)}


def encrypted_terms(detail) -> Iterator[str]:
    if isinstance(detail, dict):
        for name, value in detail.items():
            yield from [value] if name == CIPHERTEXT and isinstance(value, str) else encrypted_terms(value)


@transaction.atomic
def open_words(line: Event, *, why: str, by) -> list[str]:
    """Decrypt the search words of a line and log that they were opened. Raises LostKey."""
    words = [CIPHER.decrypt(ciphertext) for ciphertext in encrypted_terms(line.detail)]
    about = Subject("line of the access log", str(line.pk), line.reference, line.hub_id)
    record(events.WORDS_OPENED, about=about, by=by, purpose=why, accounts=accounts_of(line))
    return words
