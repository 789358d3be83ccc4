"""The tests stand where a visitor stands: logged in as the app, on real servers, with nothing beyond this machine."""

import socket
from threading import Thread

import psycopg
import pytest
from django.contrib.auth.models import Group
from django.db import ProgrammingError, connection

from mash.identity import Identity, acting
from tests.database import as_role
from tests.surroundings import NetworkUsed


def current_user() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_a_test_is_the_worker_and_its_requests_are_the_web_servers(client):
    assert current_user() == "mash_worker"
    with acting(Identity(from_web=True)):
        assert current_user() == "mash_web"


@pytest.mark.django_db
def test_a_test_may_arrange_as_the_owner_and_is_the_worker_again():
    with as_role("mash_owner"):
        assert current_user() == "mash_owner"
        Group.objects.create(name="arranged by the owner")
    assert current_user() == "mash_worker"
    assert Group.objects.filter(name="arranged by the owner").exists()


@pytest.mark.django_db
def test_what_another_test_arranged_is_gone():
    assert not Group.objects.filter(name="arranged by the owner").exists()


@pytest.mark.django_db
def test_the_app_cannot_make_or_empty_tables():
    with pytest.raises(ProgrammingError), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE mine (id int)")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_what_is_really_committed_is_tidied_up_by_the_owner(time):
    assert not Group.objects.filter(name="really committed").exists()
    Group.objects.create(name="really committed")


@pytest.mark.django_db(transaction=True)
def test_other_threads_are_the_worker_too():
    seen = []

    def look():
        seen.append(current_user())
        connection.close()

    thread = Thread(target=look)
    thread.start()
    thread.join()
    assert seen == ["mash_worker"]


def test_the_app_logged_in_as_itself_cannot_become_another(app_login):
    with psycopg.connect(app_login, autocommit=True) as conn:
        for role in ("mash_owner", "mash_guard", "mash_dump", "mash_app", "mash_worker", "postgres"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(f"SET ROLE {role}")


def test_nothing_beyond_this_machine_is_reached():
    with pytest.raises(NetworkUsed), socket.socket() as outside:
        outside.connect(("192.0.2.1", 80))


def test_the_database_is_postgresql_18_with_what_searching_needs(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT similarity('Aoife', unaccent('Aoifé')), current_setting('server_version_num')::int")
        alike, version = cursor.fetchone()
    assert alike == 1
    assert version >= 180000
