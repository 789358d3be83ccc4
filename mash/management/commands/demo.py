"""Fictional demo data: load it once, or print who to sign in as."""

import json
import random
from datetime import datetime, timedelta

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from agencies.models import User
from agencies.roles import ROLES
from mash.demo import cast, kinds
from mash.demo.looks import tell_of_looks
from mash.demo.stories import Story
from mash.demo.walls import tell_of_walls

REFERRALS = 300
DAYS = 365


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--load", action="store_true", help="play the demo's stories through the real actions")
        what.add_argument("--accounts", action="store_true", help="print the demo sign-ins as JSON")
        parser.add_argument("--referrals", type=int, default=REFERRALS)

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("This is not a demo: DEMO is not set. Demo data never goes into a real hub.")
        if options["load"]:
            self.load(options["referrals"])
        else:
            self.stdout.write(json.dumps(accounts(), indent=2))

    def load(self, wanted: int) -> None:
        if User.objects.exists():
            raise CommandError("There is data already. Start over with DEMO_RESET=1 make demo.")
        self.stdout.write("Two hubs, their agencies, people and question sets")
        worlds = cast.build_worlds()
        chance = random.Random(2026)  # noqa: S311 (the same fictional year each time, not a secret)
        stories = [plan(worlds[0] if number % 3 else worlds[1], chance, number) for number in range(wanted)]
        for number, story in enumerate(stories, start=1):
            story.tell()
            if number % 25 == 0 or number == wanted:
                self.stdout.write(f"{number} of {wanted} referrals played through")
                self.stdout.flush()
        for world in worlds:
            tell_of_walls(world, chance)
        tell_of_looks(worlds)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def plan(world: cast.World, chance: random.Random, number: int) -> Story:
    """A quarter of the stories begin in the last two days, a quarter in five weeks, the rest over the year before."""
    names, weights = zip(*kinds.SHARES, strict=True)
    kind = chance.choices(names, weights)[0]
    if kind in kinds.RECENT:
        back = chance.uniform(0.1, kinds.OLDEST_OPEN)
    else:
        back = [chance.uniform(0, 2), chance.uniform(2, 35), *[chance.uniform(35, DAYS)] * 2][number // 3 % 4]
    return kind(world, chance, opening_moment(timezone.now() - timedelta(days=back), chance))


def opening_moment(about: datetime, chance: random.Random) -> datetime:
    """Some weekday, mostly in the day; never in the future."""
    moment = timezone.localtime(about)
    while moment.weekday() > 4:
        moment -= timedelta(days=1)
    moment = moment.replace(hour=chance.randint(8, 17), minute=chance.randint(0, 59), second=0, microsecond=0)
    return moment if moment < timezone.now() else timezone.now() - timedelta(minutes=chance.randint(5, 90))


def accounts() -> list[dict]:
    people = User.objects.filter(is_active=True).select_related("hub", "agency").prefetch_related("memberships")
    found = [
        {
            "role": ROLES[membership.role].label,
            "email": person.email,
            "password": cast.PASSWORD,
            "hub": person.hub.name,
            "agency": person.agency.name if person.agency else None,
        }
        for person in people
        for membership in person.memberships.all()
        if membership.ended_at is None and person.email.endswith(cast.ADDRESSES)
    ]
    if not found:
        raise CommandError("No demo data has been loaded. Run `make demo`.")
    return sorted(found, key=lambda account: (account["hub"], account["role"], account["email"]))
