"""What the demo plays and in which order; each part is one transaction, known by the mark on its lines in the log.

A mark stands where the number of a request does. So the log itself says which parts are played: an interrupted demo
goes on where it was, and no part is played twice.
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
from mash.demo import cast, kinds, looks
from mash.demo.cast import World
from mash.demo.stories import Story
from mash.demo.walls import tell_of_walls
from mash.identity import acting_as
from mash.postgres.owner import as_owner

REFERRALS = 300
FIRST = 24  # referrals, which with the rest of the first parts are enough to look around
DAYS = 365
MARK = "demo-"
CAST = f"{MARK}cast"


@dataclass(frozen=True)
class Scene:
    mark: str
    play: Callable[[], object]
    is_referral: bool = False

    @transaction.atomic
    def __call__(self) -> None:
        with identity.acting(replace(identity.current.get(), request_id=self.mark)):
            self.play()


def build_cast() -> None:
    """By the operator's hand, as nobody is there yet who could let the first people in."""
    with as_owner():
        Scene(CAST, cast.build_worlds)()


def worlds_played() -> tuple[list[World], set[str]]:
    """What stands here with the marks of what was played; no worlds where what stands here is not the demo's."""
    try:
        worlds = cast.find_worlds()
    except (Hub.DoesNotExist, KeyError):
        return [], set()
    return worlds, played(worlds)


def parts(worlds: list[World], wanted: int = REFERRALS) -> tuple[list[Scene], list[Scene]]:
    """Those without which nobody can look around, and those that may follow while they do."""
    soon = min(FIRST, wanted)
    first = [_referral(worlds, number) for number in range(soon)]
    for world in worlds:
        first.append(Scene(f"{MARK}walls-{world.hub.slug}", lambda world=world: tell_of_walls(world, _chance("walls"))))
    first.append(Scene(f"{MARK}looks", lambda: looks.tell_of_first_looks(worlds)))
    newest_first = sorted(range(soon, wanted), key=lambda number: _how_long_ago(number) > 0)
    rest = [_referral(worlds, number) for number in newest_first]
    rest.append(Scene(f"{MARK}more-looks", lambda: looks.tell_of_many_looks(worlds)))
    return first, rest


def played(worlds: list[World]) -> set[str]:
    """The marks of what has been played; none where a hub's own auditor does not find how it began."""
    found = [_found_by(world.auditor) for world in worlds]
    return set().union(*found) if all(CAST in marks for marks in found) else set()


def _found_by(auditor: User) -> set[str]:
    with transaction.atomic(), acting_as(auditor):
        return set(Event.objects.filter(request_id__startswith=MARK).values_list("request_id", flat=True))


def plan_each_statement_once() -> None:
    """Two thirds of the time went into planning the same few hundred statements, with their walls, again and again."""
    if connection.in_atomic_block:
        return
    connection.close()
    options = connection.settings_dict["OPTIONS"]
    generic = f"{options.get('options', '')} -c plan_cache_mode=force_generic_plan"
    options |= {"server_side_binding": True, "prepare_threshold": 1, "options": generic.strip()}
    connection.ensure_connection()
    connection.connection.prepared_max = 2000


def _chance(mark: str) -> random.Random:
    return random.Random(f"2026 {mark}")  # noqa: S311 (the same fictional year each time, not a secret)


def _referral(worlds: list[World], number: int) -> Scene:
    world = worlds[0] if number % 3 else worlds[1]

    def tell():
        world.hub.refresh_from_db()  # whoever looks around may have changed its settings
        _plan(world, number).tell()

    return Scene(f"{MARK}referral-{number}", tell, is_referral=True)


def _how_long_ago(number: int) -> int:
    return number // 3 % 4


def _plan(world: World, number: int) -> Story:
    """A quarter of the stories begin in the last two days, a quarter in five weeks, the rest over the year before."""
    chance = _chance(f"referral {number}")
    names, weights = zip(*kinds.SHARES, strict=True)
    kind = chance.choices(names, weights)[0]
    if kind in kinds.RECENT:
        back = chance.uniform(0.1, kinds.OLDEST_OPEN)
    else:
        back = [chance.uniform(0, 2), chance.uniform(2, 35), *[chance.uniform(35, DAYS)] * 2][_how_long_ago(number)]
    return kind(world, chance, _opening_moment(timezone.now() - timedelta(days=back), chance))


def _opening_moment(about: datetime, chance: random.Random) -> datetime:
    """Some weekday, mostly in the day; never in the future."""
    moment = timezone.localtime(about)
    while moment.weekday() > 4:
        moment -= timedelta(days=1)
    moment = moment.replace(hour=chance.randint(8, 17), minute=chance.randint(0, 59), second=0, microsecond=0)
    return moment if moment < timezone.now() else timezone.now() - timedelta(minutes=chance.randint(5, 90))
