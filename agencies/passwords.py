"""Password hashes that the web server cannot read: it fetches the recipe, derives, and asks the database to compare.

Django's encoded password is a recipe (algorithm, iterations, salt), "$" and the derived key. The database stores only
the SHA-256 of the derived key, so that nobody can sign in with what a copy of the table, such as a backup, holds.
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
    """Split an encoded password into its recipe and the SHA-256 of its derived key."""
    recipe, _, derived = encoded.rpartition("$")
    return StoredPassword(recipe, hashlib.sha256(derived.encode()).hexdigest())


def new_stamp() -> str:
    """Return a random value for User.password, which holds no hash.

    Django derives session hashes and link tokens from that field, so a new stamp with each password ends them.
    """
    # Never "!", by which Django marks an unusable password: it is not in this alphabet.
    return secrets.token_urlsafe(24)


def store(person: int, stamp: str, password: StoredPassword, *, new_password: bool = True) -> None:
    """Store a password. `new_password` also ends the person's sign-ins in other browsers."""
    # The function checks the proof: SQL injected into the web server's connection cannot set a password.
    proof = prove("password", person, stamp, password.recipe, password.stored)
    value_of("mash_set_password", person, stamp, password.recipe, password.stored, new_password, proof)


def check(person: int | None, raw: str) -> tuple[bool, bool]:
    """Return whether the password is right, and whether its recipe is outdated."""
    recipe = value_of("mash_password_recipe", person)
    if recipe is None:
        # Derive all the same, so that the time taken does not show whether the account has a password.
        get_hasher("default").encode(raw, "nobody's salt")
        return False, False
    is_right = value_of("mash_password_is", person, _derived(raw, recipe))
    return is_right, is_right and _is_old(recipe)


def _derived(raw: str, recipe: str) -> str:
    hasher = identify_hasher(f"{recipe}$")
    parts = hasher.decode(f"{recipe}$")
    rounds = {"iterations": parts["iterations"]} if "iterations" in parts else {}
    return hasher.encode(raw, parts["salt"], **rounds).rpartition("$")[2]


def _is_old(recipe: str) -> bool:
    preferred, used = get_hasher("default"), identify_hasher(f"{recipe}$")
    return preferred.algorithm != used.algorithm or used.must_update(f"{recipe}$")
