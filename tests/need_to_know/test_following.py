"""In random worlds, bars and restrictions follow people as the oracle says, and each wall alone keeps them.

WORLDS=2000 tries more. The number of worlds and of pairs of people is printed.
"""

from collections import Counter

import pytest
from django.utils import timezone
from hypothesis import Phase, find, given, settings

from agencies.models import User
from audit.recording import SYSTEM
from mash.identity import acting_as, acting_as_system
from mash.postgres.functions import rows_of
from referrals import models
from referrals.access.bars import carry_bars
from referrals.access.carried import carry_restrictions
from referrals.access.visible import visible_referrals
from referrals.same_people.views import visible_pairs
from tests.database import as_role
from tests.need_to_know import oracle
from tests.need_to_know.facts import Viewer, World
from tests.need_to_know.test_walls_against_the_oracle import (
    AS_MANY,
    as_viewer,
    ground,  # noqa: F401 (a fixture)
    keys,
    rows_read,
    viewers,
    who,
    written,
)
from tests.need_to_know.worlds import worlds


def follow() -> None:
    """Do what the matcher does once it has compared everybody."""
    with as_role("mash_owner"):
        models.PersonToMatch.objects.all().delete()
    with acting_as_system():
        carry_bars(by=SYSTEM, now=timezone.now())
        carry_restrictions(by=SYSTEM, now=timezone.now())


def shown(function: str, record) -> list:
    return rows_of(function, lambda *row: row, record.pk)


def pairs_seen(viewer: Viewer, world: World) -> set[str]:
    records = {record.pk: record for record in world.records}
    return {str(tie.pk) for tie in world.ties if oracle.sees_pair(viewer, tie, records)}


def check_wall_two(world: World) -> World:
    """Return the world as it is once the matcher has run, and as everybody sees it by the policies alone."""
    with written(world):
        follow()
        after = oracle.once_compared(world)
        for viewer in viewers(after):
            seen = {str(record.pk) for record in after.records if oracle.sees_record(viewer, record)}
            with as_viewer(viewer):
                read = rows_read(["referral", "personpair"])
                assert read["referral"] == seen, who(viewer)
                assert read["personpair"] == pairs_seen(viewer, after), who(viewer)
                for record in after.records:
                    assert len(shown("mash_existence_cards", record)) == oracle.cards(viewer, record, after)
                    hubs = {row[0] for row in shown("mash_other_hubs", record)}
                    assert hubs == oracle.hubs_carded(viewer, record, after), who(viewer)
    return after


def check_wall_one(world: World) -> None:
    with written(world, wall_two=False):
        follow()
        after = oracle.once_compared(world)
        for person in after.people.values():
            viewer, user = Viewer(person), User.objects.get(pk=person.pk)
            with acting_as(user):
                seen = {str(record.pk) for record in after.records if oracle.sees_record(viewer, record)}
                assert keys(visible_referrals(user)) == seen, person.name
                if oracle.on_team_of(viewer, person.hub):
                    assert keys(visible_pairs(user)) == pairs_seen(viewer, after), person.name


@pytest.mark.django_db
def test_each_wall_alone_keeps_what_follows_people(ground):  # noqa: F811
    tried: Counter = Counter()

    @AS_MANY
    @given(world=worlds(*ground))
    def walk(world):
        after = check_wall_two(world)
        check_wall_one(world)
        tried.update(worlds=1, pairs=len(world.ties), across=len(world.elsewhere))
        tried["restrictions carried"] += len(_restricted(after)) - len(_restricted(world))
        tried["bars carried"] += _bars(after) - _bars(world)

    walk()
    print(dict(tried))  # noqa: T201


def _restricted(world: World) -> list:
    return [record for record in world.records if record.restricted]


def _bars(world: World) -> int:
    return sum(len(record.bars) for record in world.records)


def _carried(world: World) -> list:
    before = {record.pk for record in _restricted(world)}
    return [record for record in _restricted(oracle.once_compared(world)) if record.pk not in before]


def _loses(world: World) -> bool:
    """Whether somebody loses a grant of their own to a case that is restricted as another is."""
    before = {record.pk: record for record in world.records}
    return any(
        any(grant.live != earlier.live for grant, earlier in zip(after.grants, before[after.pk].grants, strict=False))
        for after in _carried(world)
    )


# A world of its own is drawn for each.
RULES = {
    "a restriction is carried": _carried,
    "somebody loses a case to it": _loses,
    "whoever is named for it is barred from the other": lambda w: any(
        set(record.bars) & {grant.holder for grant in other.grants if grant.live and grant.kind == "named"}
        for record in _carried(w)
        for other in _restricted(w)
    ),
    "nobody named for it is a manager": lambda w: (
        _carried(w) and not any(grant.live for source in _restricted(w) for grant in source.grants)
    ),
    "a restriction began after the case came": lambda w: (
        not _carried(w)
        and any(
            oracle.is_sure(tie)
            and {r.restricted for r in w.records if r.pk in (tie.first, tie.second)} == {True, False}
            for tie in w.ties
        )
    ),
    "a bar is carried": lambda w: _bars(oracle.once_compared(w)) > _bars(w),
    "a pair is guarded, and one of its cases restricted": lambda w: any(
        tie.guarded and {r.restricted for r in w.records if r.pk in (tie.first, tie.second)} == {True, False}
        for tie in w.ties
    ),
    "another hub may know somebody": lambda w: w.elsewhere,
}


@pytest.mark.django_db
@pytest.mark.parametrize("rule", RULES)
def test_each_wall_alone_keeps_each_rule(ground, rule):  # noqa: F811
    chosen = find(
        worlds(*ground),
        lambda world: bool(RULES[rule](world)),
        settings=settings(max_examples=20_000, deadline=None, derandomize=True, database=None, phases=[Phase.generate]),
    )
    check_wall_two(chosen)
    check_wall_one(chosen)
