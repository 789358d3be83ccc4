"""Password validators: no breached passwords and none made of local words (ASVS 5.0, 6.2.11 and 6.2.12)."""

import hashlib
import re
from bisect import bisect_left
from pathlib import Path

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

BUNDLED_LIST = Path(__file__).parent / "breached.txt.gz"  # made by build.mjs beside this file
BREACHED = "This password is known from a data breach. Choose another: three random words are a good one."
# The first guesses at accounts of a safeguarding hub; docs/security.md lists them.
LOCAL_WORDS = """
    abuse adult agency april august autumn borough care case changeme child children council county
    december england february friday frontdoor guardian health hub january july june letmein march
    mash may monday nhs november october officer partner password passw police qwerty referral safe
    safeguard safeguarding saturday school secret september social spring summer sunday team test
    thursday triage tuesday wednesday welcome winter work worker
"""


class BundledBreachValidator(CommonPasswordValidator):
    """Rejects passwords in the bundled list or Django's own, whatever their case."""

    def __init__(self):
        super().__init__(password_list_path=BUNDLED_LIST)
        self.passwords |= CommonPasswordValidator().passwords

    def get_error_message(self):
        return BREACHED


class BreachFileValidator:
    """Rejects passwords in the operator's own copy of Pwned Passwords.

    `path` is the file its downloader writes: a line for each SHA-1 ("000…A1:12"), in order.
    """

    # A local copy and not the online service: nothing about a password may leave the hub's network.

    def __init__(self, path: str):
        self.path = path

    def validate(self, password, user=None):
        digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()  # as the file has it
        if _file_contains(Path(self.path), digest.encode()):
            raise ValidationError(BREACHED, code="password_breached")

    def get_help_text(self):
        return BREACHED


class LocalWordsValidator:
    """Rejects passwords made only of local words and names of the user, hub and agency, with digits between."""

    def validate(self, password, user=None):
        letters = re.sub(r"[\W\d_]", "", password.lower())
        words = sorted({*LOCAL_WORDS.split(), *_names_near(user)}, key=len, reverse=True)
        if re.fullmatch(f"(?:{'|'.join(words)})+", letters):
            raise ValidationError(
                "This password is made of words that are easily guessed here. Add words nobody would think of.",
                code="password_of_this_place",
            )

    def get_help_text(self):
        return "Your password must be more than the name of your hub or job with a number."


def _names_near(user) -> set[str]:
    owners = [user, getattr(user, "hub", None), getattr(user, "agency", None)]
    names = " ".join(str(owner.name) for owner in owners if owner is not None)
    return set(re.findall(r"[a-z]{3,}", names.lower()))


def _file_contains(path: Path, digest: bytes) -> bool:
    """Search the sorted file by bisection, since it is some 40 GB."""
    with path.open("rb") as file:

        def line_from(offset: int) -> bytes:
            """Return the hash of the first line that begins at this byte or later; "~", after any hash, at the end."""
            file.seek(max(offset - 1, 0))
            if offset:
                file.readline()
            return file.readline()[: len(digest)] or b"~"

        return line_from(bisect_left(range(path.stat().st_size), digest, key=line_from)) == digest
