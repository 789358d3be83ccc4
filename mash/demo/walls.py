"""What the walls are for, once in each hub: a hidden record of a child whom another case names, asked for
and opened in an emergency; somebody kept from a case; and an answer and a decision that were corrected."""

import random
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from mash.demo import families, telling
from mash.demo.cast import World
from mash.demo.kinds import Full, Restricted
from mash.demo.stories import Story
from mash.identity import acting_as
from referrals import codes
from referrals.access.break_glass import existence_cards
from referrals.casefile import actions as casefile
from referrals.casefile.asks import answer_ask, put_ask
from referrals.casefile.emergency import open_in_emergency
from referrals.decisions import actions as deciding
from referrals.governance import actions as governing
from referrals.information_requests.answering.actions import answer
from referrals.information_requests.answering.items import NewItem
from referrals.information_requests.asking.copies import NewRequest
from referrals.models import Ask, Bar, BreakGlass, Item

AGES = (5, 11)  # of a child of whom more than one worry is told
AT_THE_DOOR = "The child is at the front desk with a parent, and the officer asks whether it is safe to let them go."


class OfOneFamily(Story):
    def __init__(self, world: World, chance: random.Random, start: datetime, family: list[dict]):
        super().__init__(world, chance, start)
        self.family = family
        self.worry = chance.choice(
            [one for one in telling.WORRIES if one.ages[0] <= AGES[0] and AGES[1] <= one.ages[1]]
        )

    def people(self) -> list[dict]:
        return self.family


class Hidden(OfOneFamily, Restricted):
    """Known to the manager and one social worker."""


class Named(OfOneFamily):
    """Another case of the same child, which the team works on."""

    def be_worked(self) -> None:
        self.be_claimed()


@transaction.atomic
def tell_of_walls(world: World, chance: random.Random) -> None:
    now = timezone.now()
    family = families.family(chance, now.date(), 1, AGES)
    hidden = Hidden(world, chance, now - timedelta(days=8), family).tell()
    named = Named(world, chance, now - timedelta(days=7), family).tell()
    _ask(world, hidden, named)
    _break_glass(world, hidden)
    _bar(world, named)
    Corrected(world, chance, now - timedelta(days=30)).tell()


def _ask(world: World, hidden, named) -> None:
    """Two colleagues learn that there is a record and ask to see it: one is let in, one still waits."""
    for asker in (world.screener, world.socialworker2):
        with acting_as(asker):
            (card,) = existence_cards(named)
            put_ask(named, card=card.card, why="A new referral names the same child.", by=asker)
    with acting_as(world.manager):
        asked = Ask.objects.get(referral=hidden, asked_by=world.screener)
        until = timezone.now() + timedelta(hours=4)
        answer_ask(hidden, ask=asked.pk, until=until, words="Please phone me when you have read it.", by=world.manager)


def _break_glass(world: World, hidden) -> None:
    worker, officer = world.socialworker2, world.governance
    with acting_as(worker):
        open_in_emergency(hidden.reference, why=AT_THE_DOOR, by=worker)
    with acting_as(officer):
        opened = BreakGlass.objects.get(reference=hidden.reference)
        governing.end_emergency(opened, by=officer)
        note = "The duty manager could not be reached in time. The record was closed after twelve minutes."
        governing.review_emergency(opened, finding=codes.BreakGlassFinding.JUSTIFIED, note=note, by=officer)


def _bar(world: World, named) -> None:
    """One that governance confirmed, and one it has still to look at."""
    with acting_as(world.manager):
        for colleague, because in ((world.manager2, "related"), (world.representatives["housing"], "same_address")):
            casefile.suggest_bar(named, person=colleague, because=codes.BarReason(because), why="", by=world.manager)
    with acting_as(world.governance):
        bar = Bar.objects.get(referral_id=named.pk, user=world.manager2)
        governing.confirm_bar(bar, by=world.governance)


class Corrected(Full):
    """The police say who each item is about, and put one right; a word of the signed decision is put right too."""

    silence = 0.0

    def __init__(self, *args):
        super().__init__(*args)
        self.worry = next(one for one in telling.WORRIES if "police" in one.agencies)

    def people(self) -> list[dict]:
        about, mother, partner = families.family(self.chance, self.now.date(), 1, self.worry.ages)
        return [about, mother, partner | {"alleged_source": True}]

    def ask_of(self, agency, people) -> NewRequest:
        return NewRequest(**{**vars(super().ask_of(agency, people)), "tells_source": agency.kind == "police"})

    def be_answered(self, request, kind: str) -> None:
        if kind != "police":
            super().be_answered(request, kind)
            return
        by = self.world.representatives[kind]
        with acting_as(by):
            self.later(0.3, 2)
            self.give_items(request, kind, by)
            self.later(0.2, 1)
            self.put_right(request, by)

    def be_decided(self, *_, **__) -> None:
        super().be_decided(codes.Outcome.ASSESSMENT)

    def put_right(self, request, by) -> None:
        old = Item.objects.filter(request=request).exclude(handling=codes.ItemHandling.EXISTENCE_ONLY).first()
        named = len(request.subjects)
        words = f"{telling.ANSWERS['police'][0][2]} (It was the year before: we gave the wrong year.)"
        item = NewItem(
            kind=old.kind, basis=old.basis, handling=old.handling, text=words, about=named, replaces=old.position,
            occurred_on=old.occurred_on - timedelta(days=365), release=old.release,
        )  # fmt: skip
        answer(request, outcome=codes.ResponseOutcome.SUPPLIED, items=[item], by=by, seen=1, now=self.now)

    def be_told_and_closed(self) -> None:
        self.later(0.5, 2)
        manager = self.world.manager
        with acting_as(manager):
            referral = self.fresh()
            people = list(referral.people.filter(is_subject=True))
            reason = "The first version gave the wrong year for what the police told us."
            drafts = deciding.correct(referral, subjects=people, reason=reason, by=manager, now=self.now)
        self.later(0.2, 1)
        with acting_as(manager):
            deciding.sign(self.fresh(), decisions=[one.pk for one in drafts], by=manager, now=self.now)
        super().be_told_and_closed()
