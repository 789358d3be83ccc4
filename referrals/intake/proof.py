"""Proof of work for the public forms: the browser computes an answer (static/app/proof.js) that
costs one visitor little and a flood of submissions a great deal.

A challenge is signed, so the server stores nothing until it is answered. Each is accepted once,
within 12 hours.
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
    """Return whether the posted answer solves the challenge of this page and has not been used
    before.
    """
    words, answer = data.get("challenge", ""), data.get("proof", "")
    try:
        # The difficulty comes from the signed challenge, so a browser cannot choose an easier one.
        number, bits = signing.loads(words, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return False
    if not re.fullmatch(r"[0-9]{1,15}", answer, re.ASCII) or not _meets(words, answer, bits):
        return False
    # A correct answer is spent here: one computation must not send a thousand forms.
    return not limits.take(proof=(number,))


def _meets(words: str, answer: str, bits: int) -> bool:
    digest = int.from_bytes(hashlib.sha256(f"{words}.{answer}".encode()).digest())
    return digest >> (256 - bits) == 0
