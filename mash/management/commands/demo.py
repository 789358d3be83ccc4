"""Fictional demo data: load it once, or print who to sign in as."""

import json
import os

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from agencies.models import User
from agencies.roles import ROLES
from mash.demo import ENOUGH, cast, playing
from mash.refusals import RuleViolation


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--load", action="store_true", help="play what is missing through the real actions")
        what.add_argument("--accounts", action="store_true", help="print the demo sign-ins as JSON")
        stand_back = "let everybody else go first once there is enough to look around"
        parser.add_argument("--stand-back", action="store_true", help=stand_back)
        parser.add_argument("--referrals", type=int, default=playing.REFERRALS)

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("This is not a demo: DEMO is not set. Demo data never goes into a real hub.")
        if options["load"]:
            self.load(options["referrals"], stand_back=options["stand_back"])
        else:
            self.stdout.write(json.dumps(accounts(), indent=2))

    def load(self, wanted: int, *, stand_back: bool) -> None:
        """All that is not played yet; what was interrupted half-way left nothing behind."""
        if not User.objects.exists():
            self._say("Two hubs, their agencies, people and question sets")
            playing.build_cast()
        worlds, done = playing.worlds_played()
        if not worlds:
            raise CommandError("There is data already. Start over with DEMO_RESET=1 make demo.")
        if playing.CAST not in done:
            self._say("What was played here before is left as it is. DEMO_RESET=1 make demo starts over")
            return
        first, rest = playing.parts(worlds, wanted)
        missing = [part for part in (*first, *rest) if part.mark not in done]
        if not missing:
            return
        self.there = sum(part.is_referral and part.mark in done for part in (*first, *rest))
        self.wanted = wanted
        if self.there:
            self._say(f"Going on: {self.there} of {wanted} referrals are there")
        playing.plan_each_statement_once()
        self._play([part for part in first if part.mark not in done])
        self._say(ENOUGH)
        if stand_back:
            os.nice(10)
        self._play([part for part in rest if part.mark not in done])
        self._say("All of the demo's data is there")

    def _play(self, parts: list[playing.Scene]) -> None:
        for part in parts:
            try:
                part()
            except RuleViolation as refusal:  # somebody who looks around has changed what it needs
                self._say(f"{part.mark} was left out: {refusal}")
                continue
            self.there += part.is_referral
            if part.is_referral and (self.there % 25 == 0 or self.there == self.wanted):
                self._say(f"{self.there} of {self.wanted} referrals played through")
        if parts:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


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
