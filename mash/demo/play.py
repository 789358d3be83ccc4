"""The parts of the demo and their order. Each part is a transaction with its own mark in the access log.

The mark is stored as the request id of the part's lines. So the log shows which parts have been played: an
interrupted demo continues where it stopped, and no part is played twice.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from agencies.models import Hub, User
from audit.models import Event
from mash import identity
from mash.demo import cast, story_kinds, unusual_access
from mash.demo.cast import World
from mash.demo.restricted_cases import play_restricted_cases
from mash.demo.stories import Story
from mash.identity import acting_as
from mash.postgres.owner import as_owner

REFERRALS = 300
FIRST = 24  # referrals, which with the rest of the first parts are enough to look around
DAYS = 365
MARK = "demo-"
CAST = f"{MARK}cast"


@dataclass(frozen=True)
class DemoPart:
    mark: str
    play: Callable[[], object]
    is_referral: bool = False

    @transaction.atomic
    def __call__(self) -> None:
        with identity.acting(replace(identity.current.get(), request_id=self.mark)):
            self.play()


def build_cast() -> None:
    """Build the hubs and people as the owner, as nobody exists yet who could invite the first people."""
    with as_owner():
        DemoPart(CAST, cast.build_worlds)()


def worlds_played() -> tuple[list[World], set[str]]:
    """Return the demo's worlds and the marks of the parts played; no worlds if the data is not the demo's."""
    try:
        worlds = cast.find_worlds()
    except (Hub.DoesNotExist, KeyError):
        return [], set()
    return worlds, parts_played(worlds)


def parts(worlds: list[World], wanted: int = REFERRALS) -> tuple[list[DemoPart], list[DemoPart]]:
    """Return the parts needed before anybody can look around, and those that can follow meanwhile."""
    soon = min(FIRST, wanted)
    first = [_referral(worlds, number) for number in range(soon)]
    for world in worlds:
        first.append(
            DemoPart(
                f"{MARK}walls-{world.hub.slug}",
                lambda world=world: play_restricted_cases(world, _rng("walls")),
            )
        )
    first.append(DemoPart(f"{MARK}looks", lambda: unusual_access.add_first_accesses(worlds)))
    newest_first = sorted(range(soon, wanted), key=lambda number: _how_long_ago(number) > 0)
    rest = [_referral(worlds, number) for number in newest_first]
    rest.append(DemoPart(f"{MARK}more-looks", lambda: unusual_access.add_many_accesses(worlds)))
    return first, rest


def parts_played(worlds: list[World]) -> set[str]:
    """Return the marks of parts played; none if a hub's auditor cannot see the first one."""
    marks_by_hub = [_marks_seen_by(world.auditor) for world in worlds]
    return set().union(*marks_by_hub) if all(CAST in marks for marks in marks_by_hub) else set()


def _marks_seen_by(auditor: User) -> set[str]:
    with transaction.atomic(), acting_as(auditor):
        return set(Event.objects.filter(request_id__startswith=MARK).values_list("request_id", flat=True))


def plan_each_statement_once() -> None:
    """Make PostgreSQL reuse plans: planning the same statements with their policies took two thirds of the time."""
    if connection.in_atomic_block:
        return
    connection.close()
    options = connection.settings_dict["OPTIONS"]
    generic = f"{options.get('options', '')} -c plan_cache_mode=force_generic_plan"
    options |= {"server_side_binding": True, "prepare_threshold": 1, "options": generic.strip()}
    connection.ensure_connection()
    connection.connection.prepared_max = 2000


def _rng(mark: str) -> random.Random:
    return random.Random(f"2026 {mark}")  # noqa: S311 (the same fictional year each time, not a secret)


def _referral(worlds: list[World], number: int) -> DemoPart:
    world = worlds[0] if number % 3 else worlds[1]

    def play_story():
        world.hub.refresh_from_db()  # somebody may have changed its settings meanwhile
        _plan(world, number).play()

    return DemoPart(f"{MARK}referral-{number}", play_story, is_referral=True)


def _how_long_ago(number: int) -> int:
    return number // 3 % 4


def _plan(world: World, number: int) -> Story:
    """Return a story: a quarter begin in the last two days, a quarter in five weeks, the rest in the year before."""
    rng = _rng(f"referral {number}")
    names, weights = zip(*story_kinds.SHARES, strict=True)
    kind = rng.choices(names, weights)[0]
    if kind in story_kinds.RECENT:
        back = rng.uniform(0.1, story_kinds.OLDEST_OPEN)
    else:
        back = [rng.uniform(0, 2), rng.uniform(2, 35), *[rng.uniform(35, DAYS)] * 2][_how_long_ago(number)]
    return kind(world, rng, _opening_moment(timezone.now() - timedelta(days=back), rng))


def _opening_moment(about: datetime, rng: random.Random) -> datetime:
    """Return a time on a weekday in working hours, never in the future."""
    moment = timezone.localtime(about)
    while moment.weekday() > 4:
        moment -= timedelta(days=1)
    moment = moment.replace(hour=rng.randint(8, 17), minute=rng.randint(0, 59), second=0, microsecond=0)
    return moment if moment < timezone.now() else timezone.now() - timedelta(minutes=rng.randint(5, 90))
