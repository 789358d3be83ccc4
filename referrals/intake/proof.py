"""Work a browser does while somebody reads (static/app/proof.js): cheap once, dear a thousand times.

A challenge is signed, so that nothing is kept until it is met; it is good for one sending, within half a day.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import QueryDict

from mash import limits

SALT = "referrals.intake.proof"
GOOD_FOR = 12 * 3600  # seconds
HARDER = 4  # bits, so sixteen times the work, while more comes in than usual


@dataclass(frozen=True)
class Challenge:
    words: str
    bits: int


def new(*, busy: bool) -> Challenge:
    bits = settings.PROOF_BITS + (HARDER if busy else 0)
    return Challenge(signing.dumps([secrets.token_hex(8), bits], salt=SALT), bits)


def is_given(data: QueryDict) -> bool:
    """Was the work done that this page asked for, and not handed in before?"""
    words, answer = data.get("challenge", ""), data.get("proof", "")
    try:
        number, bits = signing.loads(words, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return False
    if not re.fullmatch(r"[0-9]{1,15}", answer, re.ASCII) or not _meets(words, answer, bits):
        return False
    return not limits.take(proof=(number,))


def _meets(words: str, answer: str, bits: int) -> bool:
    digest = int.from_bytes(hashlib.sha256(f"{words}.{answer}".encode()).digest())
    return digest >> (256 - bits) == 0
