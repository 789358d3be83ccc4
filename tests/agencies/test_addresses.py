"""Email addresses are normalised and compared alike at sign-in, in invitations and in the database."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from agencies import addresses
from agencies.models import User
from agencies.people import actions
from agencies.people.listing import people_of, search_people
from agencies.signing_in import attempts
from audit.recording import SYSTEM
from mash.refusals import RuleViolation
from tests.builders import PASSWORD
from tests.database import as_role

# Letters that one program folds into those of an address and another does not.
LOOKALIKE_LETTERS = {"s": "ſ", "i": "ı", "a": "а", "e": "е", "o": "ο", "m": "m\u200b", "@": "＠", ".": "．"}

KELVIN = "\u212a"  # is the letter K by Unicode's own rule, and the form makes it one


def lookalikes(address: str) -> list[str]:
    """Return the address with one letter replaced by one that looks, or folds, alike."""
    variants = [
        address.replace(plain, lookalike, 1) for plain, lookalike in LOOKALIKE_LETTERS.items() if plain in address
    ]
    variants += [address.replace("i", "İ", 1), f"{address}\u200b", address.replace("e", "e\u0301", 1)]
    assert address not in variants
    return [variant for variant in variants if variant not in pasted(address)]


def pasted(address: str) -> list[str]:
    """Return the address as it comes out of other programs: the same address to whoever pastes it."""
    return [
        *(address.replace("m", "m\u200b", 1), f"{address}\u200b", f"<{address}>", f"mailto:{address}"),
        *(address.replace("@", "＠", 1), address.replace(".", "．", 1)),
    ]


@pytest.mark.parametrize(
    ("text", "normalised"),
    [
        (" Manager@Northvale.EXAMPLE ", "manager@northvale.example"),
        ("o'brien+mash@a.example", "o'brien+mash@a.example"),
        ("", ""),
        ("nobody", ""),
        ("@a.example", ""),
        ("a@", ""),
        ("a@b@c.example", ""),
        ("a b@c.example", ""),
        ("a\x00@c.example", ""),
        ("maſter@a.example", ""),
        ("a@bücher.example", ""),
        ("a@xn--bcher-kva.example", "a@xn--bcher-kva.example"),
    ],
)
def test_addresses_are_normalised(text, normalised):
    assert addresses.normalise(text) == normalised
    assert addresses.normalise(normalised) == normalised


@pytest.mark.parametrize("letters", list(LOOKALIKE_LETTERS.values()) + [KELVIN, "İ", "ß", "ﬁ", "Ａ"])
def test_non_ascii_addresses_are_rejected(letters):
    assert addresses.normalise(f"{letters}@a.example") == addresses.normalise(f"a@{letters}.example") == ""


def test_the_database_rejects_addresses_that_are_not_normalised(northvale):
    for lookalike in [
        "Manager2@northvale.example",
        "ſ@northvale.example",
        " a@northvale.example",
        "no-at-all",
        "a@b@c",
    ]:
        with pytest.raises(IntegrityError), transaction.atomic(), as_role("mash_owner"):
            User.objects.filter(pk=northvale.manager.pk).update(email=lookalike)


def test_the_database_and_python_fold_every_stored_address_alike(db):
    with connection.cursor() as cursor:
        cursor.execute('SELECT count(*) FROM agencies_user WHERE email <> lower(email COLLATE "C")')
        assert cursor.fetchone() == (0,)


def test_a_pasted_address_signs_in_as_itself(northvale):
    for spelling in pasted(northvale.social_worker.email):
        answer = Client().post("/sign-in/", {"email": spelling, "password": PASSWORD})
        assert answer.status_code == 302, spelling


def test_a_lookalike_address_cannot_sign_in(northvale):
    for lookalike in lookalikes(northvale.social_worker.email):
        answer = Client().post("/sign-in/", {"email": lookalike, "password": PASSWORD})
        assert answer.status_code == 200, lookalike
        assert not User.objects.at(lookalike).exists()


def test_spellings_of_an_address_share_one_attempt_limit(northvale, settings):
    """Each spelling of an address counts for its person; a lookalike is another address and locks nobody out."""
    most, _ = settings.LIMITS[attempts.ACCOUNT_AND_ADDRESS]
    email = northvale.social_worker.email
    spellings = [email, email.upper(), email.title(), f" {email}", f"{email} ", email.replace("k", KELVIN)]
    wrong = [Client().post("/sign-in/", {"email": spellings[n % 6], "password": "wrong"}) for n in range(most)]
    assert all("do not let anybody in" in answer.text for answer in wrong)
    for spelling in spellings:
        locked = Client().post("/sign-in/", {"email": spelling, "password": PASSWORD})
        assert "too many attempts" in locked.text, spelling
    for lookalike in lookalikes(email):
        assert Client().post("/sign-in/", {"email": lookalike, "password": PASSWORD}).status_code == 200


def test_attempts_are_counted_per_person(northvale):
    here = attempts.account_key(northvale.manager.email.upper())
    assert here == attempts.account_key(f" {northvale.manager.email}") == f"person {northvale.manager.pk}"
    assert "@" not in attempts.account_key("nobody@elsewhere.example")


@pytest.mark.parametrize("lookalike", ["maſter@northvale.example", "a@bücher.example", "ı@northvale.example"])
def test_an_invitation_to_a_non_ascii_address_is_refused(northvale, as_person, lookalike):
    with pytest.raises(RuleViolation, match="plain letters"):
        actions.invite(hub=northvale.hub, email=lookalike, name="Odd", role="screener", by=SYSTEM)
    typed = {"name": "Odd", "email": lookalike, "role": "screener", "job_title": "Kept"}
    page = as_person(northvale.administrator).post("/people/invite/", typed)
    assert page.status_code == 200
    assert "email address" in " ".join(page.context["form"].errors["email"])
    assert "Kept" in page.text


def test_an_invited_address_is_stored_normalised(northvale):
    user = actions.invite(hub=northvale.hub, email=" New.Person@A.Example", name="N", role="referrer", by=SYSTEM)
    assert user.email == "new.person@a.example"
    with pytest.raises(RuleViolation, match="already"):
        actions.invite(hub=northvale.hub, email="NEW.person@a.example", name="N", role="referrer", by=SYSTEM)


def test_people_can_be_searched_by_part_of_their_address(northvale):
    people = people_of(northvale.hub)
    assert search_people(people, "MANAGER@north").count() == 2
    assert search_people(people, "ſcreener@").count() == 0


def test_same_domain_matches_exactly():
    assert addresses.same_domain("a@Council.Example", "council.EXAMPLE")
    for other in [
        "a@counciſ.example",
        "a@sub.council.example",
        "a@council.example.evil.example",
        "a@evilcouncil.example",
    ]:
        assert not addresses.same_domain(other, "council.example")
    assert not addresses.same_domain("a@b.example", "")
    assert not addresses.same_domain("", "council.example")
