"""Words somebody searched for, as a line holds them: equal searches can be told, and only governance reads them."""

from collections.abc import Iterator

from django.db import transaction

from audit import events
from audit.models import Event
from audit.recording import Subject, record
from audit.registry import registry
from mash.field_cipher import FieldCipher

CIPHER = FieldCipher("audit.searched")
CIPHERTEXT = "kept"


def protected(words: str) -> str | dict[str, str]:
    """For the detail of a line. A reference stands as it is; anything else may be somebody's name.

    `mark` is the same for the same words in whatever case and order.
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
    """For this one view. Raises LostKey."""
    words = [CIPHER.decrypt(ciphertext) for ciphertext in encrypted_terms(line.detail)]
    about = Subject("line of the access log", str(line.pk), line.reference, line.hub_id)
    record(events.WORDS_OPENED, about=about, by=by, purpose=why)
    return words
