"""What a new password may not be."""

import hashlib

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from agencies.signing_in.passwords import validators


def refusal(password, user=None, **settings) -> str:
    try:
        validate_password(password, user, **settings)
    except ValidationError as refused:
        return " ".join(refused.messages)
    return ""


@pytest.mark.parametrize("password", ["1qaz2wsx3edc", "Q1W2E3R4T5Y6", "qwertyqwerty"])
def test_not_one_known_from_a_breach(password):
    assert "data breach" in refusal(password)


def test_the_bundled_list_is_long_enough_to_matter():
    """ASVS 5.0 asks for the first 3,000 that fit the rules; all of these have twelve characters or more."""
    known = validators.BundledBreachValidator().passwords
    assert len(known) > 40_000


@pytest.mark.parametrize("password", ["Safeguarding2026!", "mash-hub-2026", "PasswordPassword1", "Summer2026Summer"])
def test_not_the_words_of_this_place_with_a_number(password):
    assert "easily guessed" in refusal(password)


def test_not_ones_own_name(northvale):
    own = northvale.manager.name.replace(" ", "")
    assert refusal(f"{own}2026!!", northvale.manager)
    assert refusal(f"x{own}x", northvale.manager)


def test_not_the_name_of_ones_own_hub(northvale):
    assert "easily guessed" in refusal("Northvale-2026-Hub", northvale.manager)
    assert "easily guessed" not in refusal("Southmere-2026-Hub", northvale.manager)


@pytest.mark.parametrize("password", ["otter lantern quilt", "a" * 63 + "Z", "ωμέγα-θάλασσα-φως", "47-11 plum Zebra"])
def test_any_characters_will_do_and_long_ones_too(password):
    assert refusal(password) == ""


def test_the_whole_list_of_an_operator_is_asked_by_halves(tmp_path):
    """As its downloader writes it: hashes in order, each with how often it was found."""
    hashes = sorted(
        hashlib.sha1(f"known {number}".encode(), usedforsecurity=False).hexdigest().upper() for number in range(500)
    )
    listed = tmp_path / "pwned.txt"
    listed.write_text("".join(f"{one}:{place * 37}\r\n" for place, one in enumerate(hashes)))
    asked = [validators.BreachFileValidator(str(listed))]
    assert all("data breach" in refusal(f"known {number}", password_validators=asked) for number in range(500))
    assert not any(refusal(f"unknown {number}", password_validators=asked) for number in range(500))


def test_an_empty_list_knows_nothing(tmp_path):
    (tmp_path / "pwned.txt").write_text("")
    assert refusal("known 1", password_validators=[validators.BreachFileValidator(str(tmp_path / "pwned.txt"))]) == ""
