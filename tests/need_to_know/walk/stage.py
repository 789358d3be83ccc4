"""The world that is walked: seven records, and whoever is let into one, kept from one, or a stranger to them all."""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta

from django.http import QueryDict
from django.utils import timezone

from agencies.models import SharingAgreement, Team, User
from mash.identity import Identity, acting, acting_as, draft_key
from referrals import codes
from referrals.access import bars, break_glass
from referrals.casefile.actions import restrict
from referrals.casefile.asks import put_ask
from referrals.casefile.emergency import open_in_emergency
from referrals.information_requests.answering.actions import change_handling
from referrals.information_requests.answering.drafts import save_answer
from referrals.intake import actions as intake
from referrals.models import Draft, ReferralGroupGrant, ReferralUserGrant
from referrals.triage.actions import transfer
from tests import two_hands
from tests.database import as_role
from tests.need_to_know.facts import Draft as DraftFacts
from tests.need_to_know.facts import Grant
from tests.need_to_know.walk import records
from tests.need_to_know.walk.people import Walker, build_people, walkers_of
from tests.need_to_know.walk.records import Told, receive_planted
from tests.need_to_know.walk.words import plant

KEPT_IN_A_BROWSER = "a-secret-in-a-browser"
SAME = {"nhs_number": "9990000018"}


@dataclass
class Stage:
    north: object
    south: object
    walkers: dict[str, Walker]
    told: dict[str, Told] = field(default_factory=dict)
    drafts: dict[str, tuple[Draft, DraftFacts]] = field(default_factory=dict)


def build_stage() -> Stage:
    north, south = build_people()
    stage = Stage(north, south, walkers_of(north, south))
    for build in (_decided, _gathering, _received, _restricted, _in_the_south, _between_the_hubs, _drafts):
        build(stage)
    _rules_bend(stage)
    _people_change(stage)
    return stage


def _decided(stage: Stage) -> None:
    """Sent by a professional with an account, asked about, answered, signed and released."""
    north = stage.north
    told = stage.told["decided"] = receive_planted("decided", north, by=north.referrer)
    records.take_on(told, worker=north.social_worker)
    records.ask(told, "police", "health", "education")
    records.answer_planted(told, "police", by=north.police)
    records.hold_back_planted(told, "health", by=north.health)
    records.ask_for_time(told, "education", by=north.school)
    records.decide_and_release(told, by=north.manager, to=["health", "housing"])
    with acting_as(north.police):
        change_handling(told.items["policekept"], handling="hub_team", release=[], by=north.police)
    kept = told.items["policekept"].pk
    told.facts.products[0].copies[kept] = records.facts.Item(kept, "hub_team", (), False)


def _gathering(stage: Stage) -> None:
    """From a member of the public; the police have answered, the school is writing, a decision is drafted."""
    north = stage.north
    told = stage.told["gathering"] = receive_planted("gathering", north, by=north.screener, public=True, **SAME)
    records.take_on(told, worker=north.social_worker)
    records.ask(told, "police", "education")
    records.answer_planted(told, "police", by=north.police)
    with acting_as(north.school):
        typed = QueryDict(mutable=True)
        typed.update({"outcome": "supplied", "search_made": told.word("unsent")})
        save_answer(told.requests["education"], data=typed, by=north.school)
    drafted = records.draft_decision(told, by=north.social_worker)
    records.leave_unfinished(told, drafted[0], by=north.manager)


def _received(stage: Stage) -> None:
    stage.told["received"] = receive_planted("received", stage.north, by=stage.north.screener)


def _restricted(stage: Stage) -> None:
    """Known to the manager and one social worker; visited, opened in an emergency, asked for, and once seen."""
    north = stage.north
    told = stage.told["restricted"] = receive_planted("restricted", north, by=north.screener, **SAME)
    records.take_on(told, worker=north.manager)
    records.ask(told, "police")
    records.answer_planted(told, "police", by=north.police)
    records.draft_decision(told, by=north.manager)
    with acting_as(north.manager):
        restrict(told.referral, reason="high_risk", people=[north.named], by=north.manager)
    told.facts.restricted = True
    told.facts.grants.append(Grant(north.named.pk, True))
    records.name_one(told, north.visitor, by=north.manager, until=timezone.now() + timedelta(days=1))
    records.name_one(told, north.expired, by=north.manager, live=False)
    with as_role("mash_owner"):
        past = timezone.now() - timedelta(minutes=1)
        ReferralUserGrant.objects.filter(user=north.expired).update(expires_at=past)
    with acting_as(north.glass):
        open_in_emergency(told.referral.reference, why=told.word("glasswhy") + " he is at the door", by=north.glass)
    told.facts.grants.append(Grant(north.glass.pk, True))
    told.facts.glass = (told.referral.pk, north.glass.pk)


def _in_the_south(stage: Stage) -> None:
    south = stage.south
    told = stage.told["south"] = receive_planted("south", south, by=south.screener)
    records.take_on(told, worker=south.social_worker)
    records.ask(told, "police")
    records.answer_planted(told, "police", by=south.police)


def _between_the_hubs(stage: Stage) -> None:
    """One record the north's team may read after it was handed over, and one it no longer may."""
    south, team = stage.south, ("team", stage.north.hub.pk)
    for key, live in (("handed", True), ("lapsed", False)):
        told = stage.told[key] = receive_planted(key, south, by=south.screener)
        with acting_as(south.manager):
            why = told.word("movewhy")
            transfer(told.referral, area="Northvale", why=why, to_hub=stage.north.hub, by=south.manager)
        told.facts.grants.append(Grant(team, live))
    with as_role("mash_owner"):
        lapsed = ReferralGroupGrant.objects.filter(content_object=stage.told["lapsed"].referral)
        lapsed.update(expires_at=timezone.now() - timedelta(minutes=1))


def _drafts(stage: Stage) -> None:
    """What is being written by the public, by a professional with an account, and by the hub's own staff."""
    secret = draft_key(KEPT_IN_A_BROWSER)
    authors = {"public": (None, "web_public"), "account": (stage.north.referrer, "web_professional")}
    authors["staff"] = (stage.north.screener, "phone")
    for way, (author, channel) in authors.items():
        who = acting_as(author) if author else acting(Identity(draft=secret))
        typed = {"what_happened": [plant(f"{way}draft", "typed")]}
        person = {"kind": ["child"], "first_name": [plant(f"{way}draft", "child")]}
        with who:
            held = "" if author else secret
            draft = intake.start_draft(hub=stage.north.hub, channel=channel, by=author, secret_hash=held)
            intake.save_page(draft, page="what-happened", typed=typed, by=author)
            intake.save_entry(draft, page="people", typed=person, by=author)
        by, key = (author.pk, "") if author else (None, KEPT_IN_A_BROWSER)
        stage.drafts[f"{way}draft"] = (draft, DraftFacts(draft.pk, by, key, False))


def _rules_bend(stage: Stage) -> None:
    """Bars on three records, and an ask for the restricted one."""
    north, hidden = stage.north, stage.told["restricted"]
    for told in [stage.told[key] for key in ("decided", "gathering", "restricted")]:
        with acting_as(north.manager):
            for number, person in enumerate([north.barred, north.barred_police]):
                bar = bars.bar(told.referral.pk, person=person, because=codes.BarReason.OTHER, why=told.word("barwhy"))
                told.facts.bars[person.pk] = (bar or number, True)
    with acting_as(north.screener):
        seen_from = stage.told["gathering"].referral
        card = break_glass.existence_cards(seen_from)[0].card
        put_ask(seen_from, card=card, why=hidden.word("askwhy"), by=north.screener)
    hidden.facts.ask = (uuid.uuid4(), north.screener.pk)


def _people_change(stage: Stage) -> None:
    """Somebody goes to another agency, and words of each hub's own that the other must not read."""
    moved = User.objects.get(pk=stage.north.moved.pk)
    two_hands.move(user=moved, agency=stage.north.agencies["probation"], by=stage.north.administrator)
    today = timezone.localdate()
    for key, world in (("northhub", stage.north), ("southhub", stage.south)):
        SharingAgreement.objects.create(
            hub=world.hub, agency=world.agencies["police"], title=plant(key, "agreement"),
            signed_on=today - timedelta(days=9), review_on=today + timedelta(days=9),
        )  # fmt: skip
        User.objects.filter(pk=world.referrer.pk).update(job_title=plant(key, "jobtitle"))
        team = Team.objects.create(hub=world.hub, name=plant(key, "team"))
        User.objects.filter(pk=world.social_worker.pk).update(team=team)


def suspend_whoever_is(stage: Stage) -> None:
    """After everybody has signed in: what is left of their sessions must open nothing."""
    User.objects.filter(pk=stage.north.suspended.pk).update(is_active=False)
