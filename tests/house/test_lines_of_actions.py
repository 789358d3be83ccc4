"""Every action leaves its lines in the access log in its own transaction: rolled back none, committed exactly its own.

Each is performed once by the standing cast (tests/performances), which also says which lines it leaves.
"""

import inspect
import sys
from collections.abc import Callable
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection, transaction

from audit.models import Event
from tests.database import as_role
from tests.house.test_actions import PUBLIC_ACTIONS
from tests.performances import LAST, PERFORMANCES, of_agencies, of_audit, of_cases, of_signing_in
from tests.performances.about import ABOUT
from tests.standing import NEVER_STANDING

ACTIONS = {f"{module}.{function.name}" for module, function in PUBLIC_ACTIONS}
# Lines whose moment is not the one the action is told.
AT_ANOTHER_MOMENT = {
    **dict.fromkeys(("grant.given", "grant.withdrawn"), "access begins and ends by the clock of the database"),
    **dict.fromkeys(("person.invited", "person.link_sent"), "when the letter is written"),
}
FILES = (of_agencies, of_audit, of_cases, of_signing_in)  # imported to be registered
TABLES = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed})


def state_of_every_table() -> dict[str, str]:
    """Return a digest of the rows of each table, but for counters, which are written outside the transaction."""
    digest = "SELECT '{0}', md5(coalesce(string_agg(md5(t::text), '' ORDER BY md5(t::text)), '')) FROM \"{0}\" t"
    tables = [table for table in TABLES if table not in NEVER_STANDING]
    with as_role("mash_owner"), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(digest.format(table) for table in tables))
        return dict(cursor.fetchall())


def lines() -> list[str]:
    with as_role("mash_owner"):
        return sorted(Event.objects.values_list("code", flat=True))


def new_lines(before: list[str]) -> list[str]:
    after = lines()
    for code in before:
        after.remove(code)
    return after


def runs(action: str, do: Callable[[], object]) -> bool:
    """Do it, and return whether the code of the action ran."""
    module, _, name = action.rpartition(".")
    code, ran = inspect.unwrap(getattr(import_module(module), name)).__code__, []

    def watch(frame, event, _):
        if event == "call" and frame.f_code is code:
            ran.append(action)

    watching = sys.getprofile()
    sys.setprofile(watch)
    try:
        do()
    finally:
        sys.setprofile(watching)
    return bool(ran)


def test_every_action_is_performed_and_nothing_else():
    assert FILES
    assert set(PERFORMANCES) == ACTIONS, "a new action needs its performance and its lines in tests/performances"


def test_every_action_leaves_a_line():
    assert not [name for name, performance in PERFORMANCES.items() if not performance.lines]


@pytest.mark.parametrize("performance", PERFORMANCES.values(), ids=lambda performance: performance.action)
def test_an_action_leaves_its_lines_in_its_own_transaction(northvale, performance):
    with transaction.atomic():
        do, before = performance.prepare(northvale), state_of_every_table()
        with transaction.atomic():
            assert runs(performance.action, do), f"{performance.action} was not what ran"
            assert state_of_every_table() != before
            transaction.set_rollback(True)
        after = state_of_every_table()
        assert [table for table in TABLES if after.get(table) != before.get(table)] == []
        transaction.set_rollback(True)


@pytest.mark.parametrize("performance", PERFORMANCES.values(), ids=lambda performance: performance.action)
def test_an_action_leaves_exactly_its_lines(northvale, performance):
    do = performance.prepare(northvale)
    before = lines()
    do()
    assert new_lines(before) == performance.lines


@pytest.mark.parametrize("performance", PERFORMANCES.values(), ids=lambda performance: performance.action)
def test_its_lines_say_who_did_it_when_and_about_what(northvale, performance):
    do = performance.prepare(northvale)
    with as_role("mash_owner"):
        before = set(Event.objects.values_list("pk", flat=True))
    LAST.person = LAST.now = None
    do()
    with as_role("mash_owner"):
        for line in Event.objects.exclude(pk__in=before):
            assert line.code in ABOUT[line.about_kind]
            assert bool(line.about_id or line.reference) == bool(line.about_kind)
            if LAST.person is not None:
                assert line.by_id == getattr(LAST.person, "pk", LAST.person.id)
            if LAST.now is not None and line.code not in AT_ANOTHER_MOMENT:
                assert line.at == LAST.now
