"""Passwords are stored out of the web server's reach, and outdated hashes are upgraded."""

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.db import DatabaseError, transaction
from django.test import Client

from agencies.models import Password, User
from tests.agencies.signing_in.steps import enter_password, is_signed_in
from tests.builders import PASSWORD
from tests.database import as_role

FEW_ITERATIONS = PBKDF2PasswordHasher()
FEW_ITERATIONS.iterations = 1000


def stored_password(user) -> Password:
    with as_role("mash_owner"):
        return Password.objects.get(user=user)


def test_the_user_row_holds_no_password_hash(northvale):
    user = User.objects.get(pk=northvale.manager.pk)
    assert user.check_password(PASSWORD)
    assert not user.check_password(PASSWORD + " ")
    assert "$" not in user.password
    assert user.has_usable_password()
    derived = make_password(PASSWORD, salt=stored_password(user).recipe.split("$")[-1]).rpartition("$")[2]
    assert stored_password(user).stored not in (derived, user.password)


def test_the_web_server_cannot_read_the_password_table(northvale):
    for queryset in (Password.objects.all(), User.objects.filter(pk__in=Password.objects.values("pk"))):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            list(queryset)


def test_an_unusable_password_never_matches(northvale, client):
    user = User.objects.get(pk=northvale.manager.pk)
    user.set_unusable_password()
    user.save()
    assert not user.has_usable_password()
    assert not any(user.check_password(tried) for tried in ("", PASSWORD, user.password))
    assert enter_password(client, user).status_code == 200
    with as_role("mash_owner"):
        assert not Password.objects.filter(user=user).exists()


def test_signing_in_upgrades_an_outdated_hash_without_ending_sessions(northvale, settings):
    user = User.objects.get(pk=northvale.manager.pk)
    user.set_hashed_password(FEW_ITERATIONS.encode(PASSWORD, "salt"))
    user.save()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    before, first, second = stored_password(user).recipe, Client(), Client()
    assert before == "pbkdf2_sha256$1000$salt"
    enter_password(first, user)
    assert stored_password(user).recipe.startswith(f"pbkdf2_sha256${PBKDF2PasswordHasher.iterations}$")
    enter_password(second, user)
    assert is_signed_in(first)
    assert is_signed_in(second)


def test_a_new_password_ends_other_sign_ins(northvale):
    browser = Client()
    enter_password(browser, northvale.manager)
    user = User.objects.get(pk=northvale.manager.pk)
    user.set_password("three other random words")
    user.save(update_fields=["password"])
    assert not is_signed_in(browser)
