"""In random worlds, each wall shows exactly what the oracle allows. WORLDS=2000 tries more."""

import os
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from uuid_utils.compat import uuid7

from agencies.models import User
from mash.identity import Identity, acting, acting_as, acting_as_system, draft_key
from referrals import models
from referrals.access.items import readable_items
from referrals.access.pages import _cases, reading_of
from referrals.access.visible import actions_given_to, products_released_to, requests_put_to, visible_referrals
from tests.database import as_role
from tests.need_to_know import oracle
from tests.need_to_know.facts import Record, Viewer, World
from tests.need_to_know.walls import take_down_wall_two
from tests.need_to_know.worlds import HANGS, SECRET, people_of, row_of, worlds, write

WORLDS = int(os.environ.get("WORLDS", "12"))
AS_MANY = settings(
    max_examples=WORLDS, deadline=None, derandomize="WORLDS" not in os.environ, suppress_health_check=list(HealthCheck)
)
# Tables with a policy that these worlds leave out, with the tests of each.
ELSEWHERE = {
    "casedraft": "its writer alone: tests/referrals/drafts/test_case_drafts.py",
    "clockpause": "belongs to a case as its clock does; no agency reads it: tests/referrals/timing/test_pauses.py",
    "answerdraft": "the agency asked, and nobody else: tests/referrals/information_requests/answering/test_drafts.py",
    "personfact": "belongs to a case, and to an item that it comes from: tests/referrals/facts",
    **dict.fromkeys(
        ("requestchange", "requestmessage"),
        "hang on a request as a question does: tests/referrals/information_requests/following_up",
    ),
    "requestupdate": "hangs on a request as a question does: tests/referrals/information_requests/asking",
    "requestquestion": "hangs on a request as an item does: tests/referrals/access/test_walls.py",
    "response": "hangs on a request as an item does",
    "dissent": "hangs on a decision",
    "decisionitem": "hangs on a decision",
    "product_agencies": "hangs on a product",
    "restrictionreview": "hangs on a restriction",
    "referralusergrant": "one's own live grants only",
    "referralgroupgrant": "one's own live grants only",
    "requestgroupgrant": "one's own live grants only",
    "productgroupgrant": "one's own live grants only",
    "personhome": "the hub's team with its case, and hashes alone: tests/referrals/people/test_homes.py",
    "caselink": "who sees both cases: tests/referrals/people/test_case_links.py",
    "searchterms": "nobody: tests/referrals/search and tests/need_to_know/test_search.py",
    **dict.fromkeys(("personpair", "pairverdict"), "who sees both cases: tests/referrals/people/test_pairs.py"),
    **dict.fromkeys(("persontomatch", "personcompared", "personkey"), "nobody: tests/referrals/people/test_matcher.py"),
    "protectedidentity": "who sees the case, and governance: tests/referrals/same_people/test_protected.py",
    **dict.fromkeys(("personelsewhere", "hubask"), "nobody: tests/referrals/people/test_other_hubs.py"),
    **dict.fromkeys(
        ("figurespan", "figurecount", "figurechange"), "nobody: tests/referrals/reports/test_counting_ahead.py"
    ),
}


@pytest.fixture
def ground(northvale, southmere):
    hubs = [northvale.hub, southmere.hub]
    agencies = {world.hub.pk: list(world.agencies.values()) for world in (northvale, southmere)}
    return people_of(northvale, southmere), hubs, agencies


@contextmanager
def written(world: World, *, wall_two: bool = True):
    """Write the world for the block, with or without row-level security."""
    with transaction.atomic():
        with as_role("mash_owner"):
            write(world)
            if not wall_two:
                take_down_wall_two()
        yield
        transaction.set_rollback(True)


def viewers(world: World) -> list[Viewer]:
    people = [Viewer(person) for person in world.people.values()]
    return [*people, Viewer(), Viewer(secret=SECRET), Viewer(system=True)]


def as_viewer(viewer: Viewer):
    if viewer.system:
        return acting_as_system()
    if viewer.secret:
        return acting(Identity(draft=draft_key(viewer.secret)))
    return acting_as(User(pk=viewer.key) if viewer.person else None)


def rows_read(tables) -> dict[str, set]:
    key = {"itembody": "item_id"}
    parts = " UNION ALL ".join(f"SELECT '{t}', {key.get(t, 'id')}::text FROM referrals_{t}" for t in tables)  # noqa: S608
    keys_by_table: dict[str, set] = {table: set() for table in tables}
    with connection.cursor() as cursor:
        cursor.execute(parts)
        for table, row in cursor.fetchall():
            keys_by_table[table].add(row)
    return keys_by_table


def who(viewer: Viewer) -> str:
    return viewer.person.name if viewer.person else str(viewer)


@pytest.mark.django_db
def test_wall_two_shows_everybody_what_the_oracle_says_table_by_table(ground):
    @AS_MANY
    @given(world=worlds(*ground))
    def walk(world):
        with written(world):
            for viewer in viewers(world):
                expected = oracle.visible(viewer, world)
                with as_viewer(viewer):
                    assert rows_read(sorted(expected)) == expected, who(viewer)

    walk()


@pytest.mark.django_db
def test_wall_one_agrees_with_the_oracle(ground):
    @AS_MANY
    @given(world=worlds(*ground))
    def walk(world):
        with written(world, wall_two=False):
            for person in world.people.values():
                viewer, user = Viewer(person), User.objects.get(pk=person.pk)
                expected = oracle.visible(viewer, world)
                with acting_as(user):
                    assert keys(visible_referrals(user)) == expected["referral"]
                    works = {str(case.pk) for case in _cases(user) if reading_of(user, case) is None}
                    assert works == {str(r.pk) for r in world.records if oracle.works_on(viewer, r)}
                    requests = {str(q.pk) for r in world.records for q in r.requests if oracle.answers(viewer, r, q)}
                    assert keys(requests_put_to(user)) == requests
                    to_do = {str(a.pk) for r in world.records for a in r.actions if oracle.is_to_do(viewer, r, a)}
                    assert keys(actions_given_to(user)) == to_do
                    released = {
                        str(p.pk) for r in world.records for p in r.products if oracle.is_released_to(viewer, r, p)
                    }
                    assert keys(products_released_to(user)) == released

    walk()


# What each rule of the walls speaks of, apart from the code that applies it. A world of its own is drawn for each.


def _in_the_team(world: World, record: Record, pk: int) -> bool:
    person = world.people[pk]
    return person.hub == record.hub and bool(person.roles & {"screener", "social_worker", "manager"})


def _standing_bars(record: Record) -> set[int]:
    return {person for person, (_, standing) in record.bars.items() if standing}


def _live(record: Record) -> set[int]:
    return {grant.holder for grant in record.grants if grant.live and isinstance(grant.holder, int)}


def _of_agencies(world: World, agencies: set[int]) -> set[int]:
    return {pk for pk, person in world.people.items() if person.agency in agencies and person.active}


RULES = {
    "somebody of the team is barred": lambda w, r: (
        not r.restricted and any(_in_the_team(w, r, pk) for pk in _standing_bars(r))
    ),
    "the holder of a live grant is barred": lambda w, r: bool(_standing_bars(r) & _live(r)),
    "a representative with a live request is barred": lambda w, r: bool(
        _standing_bars(r) & _of_agencies(w, {request.agency for request in r.requests if request.live})
    ),
    "a representative with a product is barred": lambda w, r: bool(
        _standing_bars(r) & _of_agencies(w, {a for product in r.products for a, live in product.grants if live})
    ),
    "whoever sent it is barred": lambda w, r: r.sender in _standing_bars(r),
    "a bar has ended": lambda w, r: bool(set(r.bars) - _standing_bars(r)),
    "the holder of a live grant is suspended": lambda w, r: any(not w.people[pk].active for pk in _live(r)),
    "a grant to a restricted case has ended": lambda w, r: (
        r.restricted and any(isinstance(grant.holder, int) and not grant.live for grant in r.grants)
    ),
    "somebody of the team is named for a restricted case": lambda w, r: (
        r.restricted and any(_in_the_team(w, r, pk) for pk in _live(r))
    ),
    "a request has ended": lambda w, r: any(not request.live for request in r.requests),
    "a product has a withdrawn item": lambda w, r: any(
        item.withdrawn for product in r.products for item in product.copies.values()
    ),
    "another hub's team is let in": lambda w, r: any(
        grant.live and isinstance(grant.holder, tuple) and grant.holder[0] == "team" and grant.holder[1] != r.hub
        for grant in r.grants
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("rule", RULES)
def test_each_wall_alone_keeps_each_rule(ground, rule):
    chosen = find(
        worlds(*ground),
        lambda world: any(RULES[rule](world, record) for record in world.records),
        settings=settings(max_examples=5_000, deadline=None, derandomize=True, database=None, phases=[Phase.generate]),
    )
    with written(chosen):
        for viewer in viewers(chosen):
            expected = oracle.visible(viewer, chosen)
            with as_viewer(viewer):
                assert rows_read(sorted(expected)) == expected, who(viewer)
    with written(chosen, wall_two=False):
        for person in chosen.people.values():
            user = User.objects.get(pk=person.pk)
            with acting_as(user):
                assert keys(visible_referrals(user)) == oracle.visible(Viewer(person), chosen)["referral"], person.name


def keys(queryset) -> set[str]:
    return {str(key) for key in queryset.values_list("pk", flat=True)}


@pytest.mark.django_db
def test_a_search_finds_what_the_oracle_says_and_nothing_else(ground):
    """The functions that search bypass wall two, so they are tried by themselves, for each hub, agency and person."""

    @AS_MANY
    @given(world=worlds(*ground))
    def walk(world):
        with written(world):
            with as_role("mash_owner"):
                models.Referral.objects.update(status="closed")  # of a concern only ended cases are found by a function
            hubs = {record.hub for record in world.records}
            asked = [(record, request) for record in world.records for request in record.requests]
            agencies = {request.agency for _, request in asked}
            for viewer in viewers(world):
                seen = oracle.visible(viewer, world).get("referral", set())
                put = {str(request.pk) for record, request in asked if oracle.answers(viewer, record, request)}
                with as_viewer(viewer):
                    for hub in hubs:
                        here = {str(record.pk) for record in world.records if record.hub == hub}
                        assert keys_of("mash_search(%s, '', 'T-', 1000)", hub) == seen & here, who(viewer)
                        assert keys_of("mash_ended_cases_of_concern(%s, 'neglect', 1000)", hub) == seen & here, who(
                            viewer
                        )
                    for agency in agencies:
                        theirs = {str(request.pk) for _, request in asked if request.agency == agency}
                        found_there = keys_of("mash_search_requests(%s, '', 'R-', 1000)", agency)
                        assert found_there == put & theirs, who(viewer)

    walk()


def keys_of(call: str, where: int) -> set[str]:
    """Return the keys that a call finds which looks for what all rows of these worlds have in common."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {call}::text", [where])
        return {key for (key,) in cursor.fetchall()}


@pytest.mark.django_db
def test_words_are_read_as_their_owner_marked_them(ground):
    @AS_MANY
    @given(world=worlds(*ground))
    def walk(world):
        with written(world):
            for person in world.people.values():
                viewer, user = Viewer(person), User.objects.get(pk=person.pk)
                with acting_as(user):
                    for record in world.records:
                        if not oracle.sees_record(viewer, record):
                            continue
                        referral = models.Referral.objects.get(pk=record.pk)
                        read = {item.pk for item in readable_items(user, referral) if item.words is not None}
                        assert read <= {q.item.pk for q in record.requests if oracle.reads_words(viewer, record, q)}, (
                            person.name
                        )

    walk()


@pytest.mark.django_db
def test_nobody_adds_a_row_to_a_record_they_may_not_work_on(ground):
    @AS_MANY
    @given(world=worlds(*ground), data=st.data())
    def walk(world, data):
        with written(world):
            viewer = data.draw(st.sampled_from(viewers(world)))
            with as_viewer(viewer):
                for record in world.records:
                    for table in HANGS:
                        assert may_insert(record, table, world) == may_hang_anew(viewer, record, table), (
                            who(viewer),
                            table,
                        )

    walk()


ONE_EACH = {"referrer", "decision"}  # a second row breaks a unique constraint, whatever the policy


def may_hang_anew(viewer, record, table) -> bool:
    return table not in ONE_EACH and oracle.may_hang(viewer, record, table)


def may_insert(record, table: str, world: World) -> bool:
    referral = models.Referral(pk=record.pk)
    row = row_of(table, uuid7(), referral, record.hangs, next(iter(world.people)), timezone.now())
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            transaction.set_rollback(True)
        return True
    except DatabaseError:
        return False


@pytest.mark.django_db
def test_nobody_changes_or_removes_a_row_they_may_not_see_or_may_only_read(ground):
    @AS_MANY
    @given(world=worlds(*ground), data=st.data())
    def walk(world, data):
        with written(world):
            viewer = data.draw(st.sampled_from(viewers(world)))
            expected, only_read = oracle.visible(viewer, world), oracle.only_read(viewer, world)
            with as_viewer(viewer):
                for table, seen in expected.items():
                    key = "item_id" if table == "itembody" else "id"
                    name = f"referrals_{table}"
                    for verb in (f"UPDATE {name} SET {key} = {key}", f"DELETE FROM {name}"):  # noqa: S608
                        assert touched(f"{verb} RETURNING {key}::text") <= seen - only_read, (who(viewer), verb)

    walk()


def touched(statement: str) -> set[str]:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            keys = {row for (row,) in cursor.fetchall()}
            transaction.set_rollback(True)
        return keys
    except DatabaseError:
        return set()


def test_every_walled_table_stands_in_the_oracle_or_says_where_it_is_tested(db):
    tables = {model._meta.db_table for model in apps.get_app_config("referrals").get_models(include_auto_created=True)}
    record_tables = {*HANGS, "referral", "bar", "breakglass", "ask", "restriction", "informationrequest", "item"}
    drawn = record_tables | {"caseaction", "itembody", "product", "productitem", "draft", "outboxmessage"}
    missing = {table.removeprefix("referrals_") for table in tables} - drawn - set(ELSEWHERE)
    assert not missing, (
        "Give a new table a rule: HANGS and row_of in tests/need_to_know/worlds.py if it hangs on a case, in "
        "tests/need_to_know/oracle.py otherwise."
    )
