"""Cases that show the limits of access, once in each hub.

A hidden record of a child in another case, which is asked for and opened in an emergency; people barred from a case;
and a corrected answer and decision.
"""

import random
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from mash.demo import families, scenarios
from mash.demo.cast import World
from mash.demo.stories import Story
from mash.demo.story_kinds import FullCase, RestrictedCase
from mash.identity import acting_as, acting_as_system
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
from referrals.models import Ask as AccessRequest
from referrals.models import Bar, BreakGlass, Item
from referrals.people.matcher import match_people

AGES = (5, 11)  # of a child that fits several scenarios
AT_THE_DOOR = "The child is at the front desk with a parent, and the officer asks whether it is safe to let them go."


class OfGivenFamily(Story):
    def __init__(self, world: World, rng: random.Random, start: datetime, family: list[dict]):
        super().__init__(world, rng, start)
        self.family = family
        self.scenario = rng.choice(
            [
                scenario
                for scenario in scenarios.SCENARIOS
                if scenario.ages[0] <= AGES[0] and AGES[1] <= scenario.ages[1]
            ]
        )

    def people(self) -> list[dict]:
        return self.family


class HiddenCase(OfGivenFamily, RestrictedCase):
    """A restricted case, visible to the manager and one social worker."""


class VisibleCase(OfGivenFamily):
    """Another case of the same child, visible to the team."""

    compared_at_once = False  # it is worked on before a restriction follows her

    def work(self) -> None:
        self.claim_case()


@transaction.atomic
def play_restricted_cases(world: World, rng: random.Random) -> None:
    now = timezone.now()
    family = families.family(rng, timezone.localdate(now), 1, AGES)
    hidden = HiddenCase(world, rng, now - timedelta(days=8), family).play()
    visible = VisibleCase(world, rng, now - timedelta(days=7), family).play()
    with acting_as_system():
        while match_people(now):  # as the worker does, a moment after somebody arrives
            pass
    with acting_as(world.manager):  # the restriction followed her to the new case
        why = "The staff named in the record have nothing to do with this contact. The team needs to see it."
        casefile.decide_carried(visible, keep=False, why=why, by=world.manager)
    _ask(world, hidden, visible)
    _break_glass(world, hidden)
    _bar(world, visible)
    CorrectedCase(world, rng, now - timedelta(days=30)).play()


def _ask(world: World, hidden, visible) -> None:
    """Two colleagues ask to see the hidden record: one gets access, the other still waits."""
    for asker in (world.screener, world.socialworker2):
        with acting_as(asker):
            (card,) = existence_cards(visible)
            put_ask(visible, card=card.card, why="A new referral names the same child.", by=asker)
    with acting_as(world.manager):
        access_request = AccessRequest.objects.get(referral=hidden, asked_by=world.screener)
        until = timezone.now() + timedelta(hours=4)
        answer_ask(
            hidden, ask=access_request.pk, until=until, words="Please phone me when you have read it.", by=world.manager
        )


def _break_glass(world: World, hidden) -> None:
    worker, officer = world.socialworker2, world.governance
    with acting_as(worker):
        open_in_emergency(hidden.reference, why=AT_THE_DOOR, by=worker)
    with acting_as(officer):
        opening = BreakGlass.objects.get(reference=hidden.reference)
        governing.end_emergency(opening, by=officer)
        note = "The duty manager could not be reached in time. The record was closed after twelve minutes."
        governing.review_emergency(opening, finding=codes.BreakGlassFinding.JUSTIFIED, note=note, by=officer)


def _bar(world: World, visible) -> None:
    """Suggest two bars; governance has confirmed one of them."""
    with acting_as(world.manager):
        for colleague, because in (
            (world.socialworker2, "related"),
            (world.representatives["housing"], "same_address"),
        ):
            casefile.suggest_bar(visible, person=colleague, because=codes.BarReason(because), why="", by=world.manager)
    with acting_as(world.governance):
        bar = Bar.objects.get(referral_id=visible.pk, user=world.socialworker2)
        governing.confirm_bar(bar, by=world.governance)


class CorrectedCase(FullCase):
    """The police correct one of their items, and the signed decision is corrected too."""

    silent_share = 0.0

    def __init__(self, *args):
        super().__init__(*args)
        self.scenario = next(scenario for scenario in scenarios.SCENARIOS if "police" in scenario.agencies)

    def people(self) -> list[dict]:
        about, mother, partner = families.family(self.rng, timezone.localdate(self.now), 1, self.scenario.ages)
        return [about, mother, partner | {"alleged_source": True}]

    def ask_of(self, agency, people) -> NewRequest:
        return NewRequest(**{**vars(super().ask_of(agency, people)), "tells_source": agency.kind == "police"})

    def answer_request(self, request, kind: str) -> None:
        if kind != "police":
            super().answer_request(request, kind)
            return
        by = self.world.representatives[kind]
        with acting_as(by):
            self.wait(0.3, 2)
            self.give_items(request, kind, by)
            self.wait(0.2, 1)
            self.correct_item(request, by)

    def decide(self, *_, **__) -> None:
        super().decide(codes.Outcome.ASSESSMENT)

    def correct_item(self, request, by) -> None:
        old = Item.objects.filter(request=request).exclude(handling=codes.ItemHandling.EXISTENCE_ONLY).first()
        subjects = len(request.subjects)
        words = f"{scenarios.ANSWERS['police'][0][2]} (It was the year before: we gave the wrong year.)"
        item = NewItem(
            kind=old.kind, basis=old.basis, handling=old.handling, text=words, about=[subjects], replaces=old.position,
            occurred_on=old.occurred_on - timedelta(days=365), release=old.release,
        )  # fmt: skip
        answer(request, outcome=codes.ResponseOutcome.SUPPLIED, items=[item], by=by, seen=1, now=self.now)

    def give_feedback_and_close(self) -> None:
        self.wait(0.5, 2)
        manager = self.world.manager
        with acting_as(manager):
            referral = self.reload()
            people = list(referral.people.filter(is_subject=True))
            reason = "The first version gave the wrong year for what the police told us."
            drafts = deciding.correct(referral, subjects=people, reason=reason, by=manager, now=self.now)
        self.wait(0.2, 1)
        with acting_as(manager):
            deciding.sign(self.reload(), decisions=[draft.pk for draft in drafts], by=manager, now=self.now)
        super().give_feedback_and_close()
