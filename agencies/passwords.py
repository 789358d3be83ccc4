"""Passwords, whose hashes no web server reads: it gets the recipe, derives, and asks whether that is right.

What Django writes of a password is its recipe (algorithm, rounds, salt), "$", and what was derived. Of the last part
the database keeps the SHA-256 alone, so that what is kept proves nothing to whoever reads it, a backup for instance.
"""

import hashlib
import secrets
from typing import NamedTuple

from django.contrib.auth.hashers import get_hasher, identify_hasher

from mash.postgres.functions import value_of
from mash.proofs import prove


class StoredPassword(NamedTuple):
    recipe: str
    stored: str


NO_PASSWORD = StoredPassword("", "")


def split_hash(encoded: str) -> StoredPassword:
    """What is kept of what a hasher made."""
    recipe, _, derived = encoded.rpartition("$")
    return StoredPassword(recipe, hashlib.sha256(derived.encode()).hexdigest())


def new_stamp() -> str:
    """Stands on the person in place of their hash: another password, another stamp, by which sessions and links end."""
    return secrets.token_urlsafe(24).replace("!", "-")


def store(person: int, stamp: str, made: StoredPassword, *, another: bool = True) -> None:
    """With a proof, so that no stray statement changes anybody's. Another password ends their sign-ins elsewhere."""
    proof = prove("password", person, stamp, made.recipe, made.stored)
    value_of("mash_set_password", person, stamp, made.recipe, made.stored, another, proof)


def check(person: int | None, raw: str) -> tuple[bool, bool]:
    """Is it theirs, and is it kept by an old recipe? It takes as long for somebody who has none."""
    recipe = value_of("mash_password_recipe", person)
    if recipe is None:
        get_hasher("default").encode(raw, "nobody's salt")
        return False, False
    right = value_of("mash_password_is", person, _derived(raw, recipe))
    return right, right and _is_old(recipe)


def _derived(raw: str, recipe: str) -> str:
    hasher = identify_hasher(f"{recipe}$")
    known = hasher.decode(f"{recipe}$")
    rounds = {"iterations": known["iterations"]} if "iterations" in known else {}
    return hasher.encode(raw, known["salt"], **rounds).rpartition("$")[2]


def _is_old(recipe: str) -> bool:
    preferred, used = get_hasher("default"), identify_hasher(f"{recipe}$")
    return preferred.algorithm != used.algorithm or used.must_update(f"{recipe}$")
