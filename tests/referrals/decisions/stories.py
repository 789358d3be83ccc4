"""A case on its way to a decision, brought there by the real actions of the stages before."""

from datetime import UTC, datetime, timedelta

from mash.identity import acting_as
from referrals import codes
from referrals.decisions import actions
from referrals.information_requests.answering.actions import answer
from referrals.information_requests.answering.items import NewItem
from referrals.information_requests.asking.actions import send_requests
from referrals.information_requests.asking.copies import NewRequest
from referrals.models import InformationRequest
from referrals.triage.actions import triage
from referrals.triage.lawful_basis import record_basis
from referrals.triage.ways import Way
from tests.builders import build_referral, story
from tests.rounds import ADULTS

MONDAY = datetime(2026, 6, 1, 8, 30, tzinfo=UTC)  # 9:30 in London
HOUR = timedelta(hours=1)
BASIS = {
    "purpose": "section_17",
    "gateway": "CA04-11",
    "article6": "6e",
    "article9": "9g-18",
    "necessity": "Nobody else can tell us.",
    "family_informed": "yes",
    "agreement": "given",
}


def triaged(world, *, people=None, way=Way.PARTNERS, level="amber", now=MONDAY, **facts):
    referral = build_referral(world, people=people, now=now, **facts)
    with acting_as(world.manager):
        return triage(
            referral, level=level, reason="Hungry again.", way=way, rationale="As agreed.", by=world.manager, now=now
        )


def asked(world, kinds=("police", "health"), **facts):
    """(referral, {kind: request}): triaged at 9:30 on Monday, and these agencies asked then."""
    key = ("asked", repr(kinds), repr(facts))
    requests = story(world, key, lambda: _ask(world, kinds, facts), related=("referral", "agency"))
    for request in requests:
        request.referral.hub = world.hub
    return requests[0].referral, dict(zip(kinds, requests, strict=True))


def _ask(world, kinds, facts) -> list[InformationRequest]:
    referral = triaged(world, **facts)
    with acting_as(world.manager):
        record_basis(referral, by=world.manager, now=MONDAY, **BASIS, **ADULTS)
        people = list(referral.people.filter(is_subject=True))
        asks = [
            NewRequest(world.agencies[kind], people, "A worry about neglect.", ["What is known?"]) for kind in kinds
        ]
        requests = send_requests(referral, asks=asks, by=world.manager, now=MONDAY)
        referral.refresh_from_db()
    return requests


def fact(text="Officers found the house cold and no food.", **changes):
    facts = {
        "kind": codes.ItemKind.EVENT,
        "basis": codes.ItemBasis.FACT,
        "handling": codes.ItemHandling.HUB_TEAM,
        "text": text,
    }
    return NewItem(**{**facts, **changes})


def answered(request, *, by, items=(), outcome="supplied", now=MONDAY + HOUR, search_made="Records.", **facts):
    with acting_as(by):
        return answer(request, outcome=outcome, items=list(items), search_made=search_made, by=by, now=now, **facts)


def child_decision(**changes):
    facts = {
        "threshold": "3",
        "outcome": codes.Outcome.ASSESSMENT,
        "final_rating": "amber",
        "rationale": "A pattern of neglect over a year.",
        "voice": "Says the house is cold.",
        "next_steps": "Visit within two days.",
        "also": ["housing_duty"],
    }
    return {**facts, **changes}


def adult_decision(**changes):
    limb = {"answer": codes.LimbAnswer.MET, "reason": "Seen at the visit."}
    facts = {
        "threshold": codes.AdultThreshold.S42_MET,
        "outcome": codes.Outcome.S42_ENQUIRY,
        "limbs": {part.value: dict(limb) for part in codes.S42Limb},
        "capacity": codes.Capacity.HAS,
        "wishes_asked": codes.MspAsked.EXPRESSED,
        "wishes": "Wants to stay at home.",
    }
    return child_decision(**{**facts, **changes})


def subjects_of(referral):
    return list(referral.people.filter(is_subject=True))


def draft(referral, by, facts=None, **more):
    return actions.draft(
        referral, subjects=subjects_of(referral), facts=facts or child_decision(), by=by, now=MONDAY + HOUR, **more
    )


def sign(referral, decisions, by, **more):
    return actions.sign(referral, decisions=[d.pk for d in decisions], by=by, now=MONDAY + 2 * HOUR, **more)
