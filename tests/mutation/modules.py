"""Would the tests notice if a rule were wrong? Each module that holds rules is changed in many small ways.

`make mutants` runs this. The table `modules.toml` says which tests judge a module, which share of its
changes they must notice, and which changes may go unnoticed and why. `commits` is for a module whose tests commit.
"""

import importlib
import os
import random
import tomllib
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from tests.mutation.changes import changes_of
from tests.mutation.judging import Judge
from tests.mutation.plugin import JUDGES

MODULES = tomllib.loads((Path(__file__).parent / "modules.toml").read_text())
SAMPLE = 60  # changes of a module, the same in each run; MUTANTS=all tries every change


@pytest.fixture(scope="session")
def judges(request) -> list[pytest.Item]:
    """Return the tests kept aside, with the database set up for them."""
    session, judges = request.session, request.config.stash[JUDGES]
    modules, session.items = session.items, judges  # pytest-django reads from the items whether a database is needed
    try:
        request.getfixturevalue("django_db_setup")
    finally:
        session.items = modules
    return judges


@pytest.mark.parametrize("name", MODULES)
def test_a_wrong_change_is_noticed(name, judges, record_property, django_db_blocker):
    module, row = importlib.import_module(name), MODULES[name]
    connection.close()  # each process that is forked opens its own
    tests_commit = row.get("commits", False)
    clean = [partial(empty_database, django_db_blocker)] if tests_commit else []
    judge = Judge(module, judging(judges, row["tests"], tests_commit), *clean)
    assert not judge.failing, f"A test fails without any change:\n{judge.failing}"

    source = Path(module.__file__).read_text()
    changes = chosen(name, changes_of(source))
    assert not judge.notices(replace(changes[0], source=source)), "Nothing was changed, and a test fails"
    unnoticed = [change.name for change in changes if not judge.notices(change)]
    judge.leave_clean()
    share = 100 * (1 - len(unnoticed) / len(changes))
    record_property("score", f"{share:5.1f} %  {len(changes) - len(unnoticed):4} of {len(changes):4}  {name}")

    allowed = {change for reason in row.get("unnoticed", {}).values() for change in reason}
    new = [change for change in unnoticed if change not in allowed]
    assert not new, "\n".join(["No test notices these changes:", *new])
    assert share >= row["floor"]


def judging(items: list[pytest.Item], files: list[str], tests_commit: bool) -> list[pytest.Item]:
    """Return the tests of these files. Those that commit cost more, so they judge only where the table says so."""
    return [item for item in items if item.nodeid.startswith(tuple(files)) and (tests_commit or not commits(item))]


def empty_database(blocker) -> None:
    with blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)


def commits(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    fixtures = {"transactional_db", "live_server", "celery_worker_process"}
    return bool(fixtures & set(item.fixturenames) or (mark and mark.kwargs.get("transaction")))


def chosen(name: str, changes: list) -> list:
    if os.environ.get("MUTANTS") == "all" or len(changes) <= SAMPLE:
        return changes
    return random.Random(name).sample(changes, SAMPLE)
