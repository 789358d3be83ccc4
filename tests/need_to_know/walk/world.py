"""The records the walk visits, and the users who are let into each, barred or strangers to all."""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta

from django.http import QueryDict
from django.utils import timezone

from agencies.models import SharingAgreement, Team, User
from mash.identity import Identity, acting, acting_as, draft_key
from referrals import codes
from referrals.access import bars, break_glass
from referrals.access.other_hubs import asked_by_hubs
from referrals.casefile import linking
from referrals.casefile.actions import restrict
from referrals.casefile.asks import put_ask
from referrals.casefile.emergency import open_in_emergency
from referrals.information_requests.answering.actions import change_handling
from referrals.information_requests.answering.drafts import save_answer
from referrals.intake import actions as intake
from referrals.models import Draft, PersonPair, ReferralGroupGrant, ReferralUserGrant
from referrals.other_hubs.actions import answer_hub, ask_hub
from referrals.same_people.actions import judge, protect_identity
from tests import two_hands
from tests.builders import compare_people, send_away
from tests.database import as_role
from tests.need_to_know.facts import Draft as DraftFacts
from tests.need_to_know.facts import Grant
from tests.need_to_know.walk import records
from tests.need_to_know.walk.people import Walker, build_people, walkers_of
from tests.need_to_know.walk.records import CaseFixture, receive_planted
from tests.need_to_know.walk.words import plant

KEPT_IN_A_BROWSER = "a-secret-in-a-browser"
SAME = {"nhs_number": "9990000018"}
FOLLOWED = {"nhs_number": "9990000026"}  # in a restricted record and in a referral that came later
IN_BOTH_HUBS = {"nhs_number": "9990000034"}


@dataclass
class WalkWorld:
    north: object
    south: object
    walkers: dict[str, Walker]
    cases: dict[str, CaseFixture] = field(default_factory=dict)
    drafts: dict[str, tuple[Draft, DraftFacts]] = field(default_factory=dict)


def build_world() -> WalkWorld:
    north, south = build_people()
    world = WalkWorld(north, south, walkers_of(north, south))
    for build in (_decided, _gathering, _received, _restricted, _in_the_south, _between_the_hubs, _drafts):
        build(world)
    _rules_bend(world)
    _walls_follow_people(world)
    _people_change(world)
    return world


def _decided(world: WalkWorld) -> None:
    """Build a professional's referral with requests, answers, a signed decision and a product."""
    north = world.north
    fixture = world.cases["decided"] = receive_planted("decided", north, by=north.referrer)
    records.take_on(fixture, worker=north.social_worker)
    records.ask(fixture, "police", "health", "education")
    records.answer_planted(fixture, "police", by=north.police)
    records.learn(fixture, "police", by=north.social_worker, decider=north.manager)
    records.ask_for_time(fixture, "education", by=north.school)
    records.hold_back_planted(fixture, "health", by=north.health)
    records.write_about(fixture, "health", by=north.health)
    records.decide_and_release(fixture, by=north.manager, to=["health", "housing"])
    with acting_as(north.police):
        change_handling(fixture.items["policekept"], handling="hub_team", release=[], by=north.police)
    item = fixture.items["policekept"].pk
    fixture.facts.products[0].copies[item] = records.facts.Item(item, "hub_team", (), False)


def _gathering(world: WalkWorld) -> None:
    """Build a public referral with the police's answer, the school's draft and a decision draft."""
    north = world.north
    fixture = world.cases["gathering"] = receive_planted("gathering", north, by=north.screener, public=True, **SAME)
    records.take_on(fixture, worker=north.social_worker)
    records.ask(fixture, "police", "education")
    records.answer_planted(fixture, "police", by=north.police)
    records.learn(fixture, "police", by=north.social_worker, decider=north.manager)
    records.write_about(fixture, "education", by=north.school)
    records.put_off(fixture, "education")
    with acting_as(north.school):
        typed = QueryDict(mutable=True)
        typed.update({"outcome": "supplied", "search_made": fixture.word("unsent")})
        save_answer(fixture.requests["education"], data=typed, by=north.school)
    drafted = records.draft_decision(fixture, by=north.social_worker)
    records.leave_unfinished(fixture, drafted[0], by=north.second_manager)
    records.forward_planted(fixture, by=north.manager)


def _received(world: WalkWorld) -> None:
    world.cases["received"] = receive_planted("received", world.north, by=world.north.screener, **IN_BOTH_HUBS)


def _restricted(world: WalkWorld) -> None:
    """Build a restricted record with a visit, an emergency opening, a request and a past grant."""
    north = world.north
    fixture = world.cases["restricted"] = receive_planted("restricted", north, by=north.screener, **SAME)
    records.take_on(fixture, worker=north.manager)
    records.ask(fixture, "police")
    records.answer_planted(fixture, "police", by=north.police)
    records.learn(fixture, "police", by=north.social_worker, decider=north.manager)
    records.write_about(fixture, "police", by=north.police)
    records.draft_decision(fixture, by=north.manager)
    with acting_as(north.manager):
        restrict(fixture.referral, reason="high_risk", people=[north.named], by=north.manager)
    fixture.facts.restricted = True
    fixture.facts.grants.append(Grant(north.named.pk, True))
    for reader in (north.visitor, north.quality):
        records.name_one(fixture, reader, by=north.manager, until=timezone.now() + timedelta(days=1))
    records.name_one(fixture, north.expired, by=north.manager, live=False)
    with as_role("mash_owner"):
        past = timezone.now() - timedelta(minutes=1)
        ReferralUserGrant.objects.filter(user=north.expired).update(expires_at=past)
    with acting_as(north.glass):
        open_in_emergency(
            fixture.referral.reference, why=fixture.word("glasswhy") + " he is at the door", by=north.glass
        )
    fixture.facts.grants.append(Grant(north.glass.pk, True))
    fixture.facts.glass = (fixture.referral.pk, north.glass.pk)


def _in_the_south(world: WalkWorld) -> None:
    south = world.south
    fixture = world.cases["south"] = receive_planted("south", south, by=south.screener, **IN_BOTH_HUBS)
    records.take_on(fixture, worker=south.social_worker)
    records.ask(fixture, "police")
    records.answer_planted(fixture, "police", by=south.police)
    records.learn(fixture, "police", by=south.social_worker, decider=south.manager)


def _between_the_hubs(world: WalkWorld) -> None:
    """Build one record handed over to the north hub, and one that hub can no longer read."""
    south, team = world.south, ("team", world.north.hub.pk)
    for key, live in (("handed", True), ("lapsed", False)):
        fixture = world.cases[key] = receive_planted(key, south, by=south.screener)
        with acting_as(south.manager):
            why = fixture.word("movewhy")
            words = {"why": why, "confirmed_by": fixture.word("confirmedby")}
            send_away(fixture.referral, area="Northvale", **words, to_hub=world.north.hub, by=south.manager)
        fixture.facts.grants.append(Grant(team, live))
    with as_role("mash_owner"):
        lapsed = ReferralGroupGrant.objects.filter(content_object=world.cases["lapsed"].referral)
        lapsed.update(expires_at=timezone.now() - timedelta(minutes=1))


def _drafts(world: WalkWorld) -> None:
    """Build the drafts of a member of the public, a professional with an account and staff."""
    secret = draft_key(KEPT_IN_A_BROWSER)
    authors = {"public": (None, "web_public"), "account": (world.north.referrer, "web_professional")}
    authors["staff"] = (world.north.screener, "phone")
    for way, (author, channel) in authors.items():
        who = acting_as(author) if author else acting(Identity(draft=secret))
        typed = {"what_happened": [plant(f"{way}draft", "typed")]}
        # With the number of people of other cases, some hidden: staff are told whom they know.
        person = {"kind": ["child"], "first_name": [plant(f"{way}draft", "child")], "nhs_number": [SAME["nhs_number"]]}
        with who:
            secret_hash = "" if author else secret
            draft = intake.start_draft(hub=world.north.hub, channel=channel, by=author, secret_hash=secret_hash)
            intake.save_page(draft, page="what-happened", typed=typed, by=author)
            intake.save_entry(draft, page="people", typed=person, by=author)
        by, key = (author.pk, "") if author else (None, KEPT_IN_A_BROWSER)
        world.drafts[f"{way}draft"] = (draft, DraftFacts(draft.pk, by, key, False))


def _rules_bend(world: WalkWorld) -> None:
    """Add bars on three records, and a request to see the restricted one."""
    north, hidden = world.north, world.cases["restricted"]
    for fixture in [world.cases[key] for key in ("decided", "gathering", "restricted")]:
        with acting_as(north.manager):
            for number, person in enumerate([north.barred, north.barred_police]):
                why = fixture.word("barwhy")
                bar = bars.bar(fixture.referral.pk, person=person, because=codes.BarReason.OTHER, why=why)
                fixture.facts.bars[person.pk] = (bar or number, True)
    compare_people()
    with acting_as(north.manager):
        pair = PersonPair.objects.get(
            first_referral__in=(hidden.referral, world.cases["gathering"].referral),
            second_referral__in=(hidden.referral, world.cases["gathering"].referral),
        )
        why = hidden.word("pairwhy")
        judge(hidden.referral, pair=pair, verdict=PersonPair.Verdict.UNSURE, why=why, by=north.manager)
    _link(hidden, world.cases["gathering"], by=north.manager)
    with acting_as(north.screener):
        seen_from = world.cases["gathering"].referral
        card = break_glass.existence_cards(seen_from)[0].card
        put_ask(seen_from, card=card, why=hidden.word("askwhy"), by=north.screener)
    hidden.facts.ask = (uuid.uuid4(), north.screener.pk)


def _link(fixture: CaseFixture, other: CaseFixture, *, by) -> None:
    """Link a record with another, once undone and once to stay, each with words of it."""
    for says in (linking.Says.SIBLINGS, linking.Says.SAME_INCIDENT):
        with acting_as(by):
            link = linking.link(
                fixture.referral, other=other.referral.reference, says=says, why=fixture.word("linkwhy"), by=by
            )
            if says == linking.Says.SIBLINGS:
                linking.unlink(fixture.referral, link=link, why=fixture.word("undonewhy"), by=by)


def _walls_follow_people(world: WalkWorld) -> None:
    """Build a restriction and a bar that follow somebody, protected identities, and what one hub asks another."""
    north, south = world.north, world.south
    hidden = world.cases["sealed"] = receive_planted("sealed", north, by=north.manager, **FOLLOWED)
    with acting_as(north.manager):
        restrict(hidden.referral, reason="high_risk", people=[north.named], by=north.manager)
    followed = world.cases["followed"] = receive_planted("followed", north, by=north.manager, **FOLLOWED)
    for fixture in (hidden, followed):
        fixture.facts.restricted = True
        fixture.facts.grants += [Grant(north.manager.pk, True), Grant(north.named.pk, True)]
    with acting_as(north.manager):
        bars.bar(hidden.referral.pk, person=north.barred, because=codes.BarReason.OTHER, why=hidden.word("barwhy"))
    for fixture in (hidden, followed):
        fixture.facts.bars[north.barred.pk] = (0, True)
    compare_people()
    asking = world.cases["received"]
    with acting_as(north.social_worker):
        ask_hub(asking.referral, hub=south.hub.pk, why=asking.word("hubwhy"), by=north.social_worker)
    with acting_as(south.manager):
        (asked,) = asked_by_hubs()
        answer_hub(asked, outcome="answer", answer=asking.word("hubanswer"), by=south.manager)
    with acting_as(north.social_worker):
        ask_hub(asking.referral, hub=south.hub.pk, why=asking.word("hubwhy"), by=north.social_worker)
    for cast, fixture, kind in ((north, hidden, "child"), (south, world.cases["south"], "adult")):
        with acting_as(cast.manager):
            person, why = fixture.referral.people.get(kind=kind), fixture.word("protectwhy")
            protect_identity(fixture.referral, person=person, kind="witness", why=why, by=cast.manager)


def _people_change(world: WalkWorld) -> None:
    """Move a user to another agency, and add settings that the other hub must not read."""
    moved = User.objects.get(pk=world.north.moved.pk)
    two_hands.move(user=moved, agency=world.north.agencies["probation"], by=world.north.administrator)
    today = timezone.localdate()
    for key, cast in (("northhub", world.north), ("southhub", world.south)):
        SharingAgreement.objects.create(
            hub=cast.hub, agency=cast.agencies["police"], title=plant(key, "agreement"),
            signed_on=today - timedelta(days=9), review_on=today + timedelta(days=9),
        )  # fmt: skip
        User.objects.filter(pk=cast.referrer.pk).update(job_title=plant(key, "jobtitle"))
        team = Team.objects.create(hub=cast.hub, name=plant(key, "team"))
        User.objects.filter(pk=cast.social_worker.pk).update(team=team)


def suspend_whoever_is(world: WalkWorld) -> None:
    """Suspend users after everybody has signed in, so that their open sessions are tested."""
    User.objects.filter(pk=world.north.suspended.pk).update(is_active=False)
