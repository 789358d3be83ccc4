"""Build a case up to a decision, through the real actions of the stages before."""

from datetime import UTC, datetime, timedelta

from mash.identity import acting_as
from referrals import codes
from referrals.decisions import actions
from referrals.triage.ways import Way
from tests.builders_requests import build_basis, build_triaged, give_answer, new_item, send

MONDAY = datetime(2026, 6, 1, 8, 30, tzinfo=UTC)  # 9:30 in London
HOUR = timedelta(hours=1)


def triaged(world, *, way=Way.PARTNERS, level="amber", now=MONDAY, **facts):
    words = {"reason": "Hungry again.", "rationale": "As agreed."}
    return build_triaged(world, level=level, way=way, now=now, **words, **facts)


def build_asked_case(world, kinds=("police", "health"), **facts):
    """Return (referral, {kind: request}), triaged and asked at 9:30 on Monday."""
    referral = triaged(world, **facts)
    basis = {"gateway": codes.StatutoryGateway.SAFEGUARDING_DUTY, "agreement": "given"}
    if not referral.about_children:
        basis |= {"purpose": codes.SharingPurpose.SECTION_42, "gateway": codes.StatutoryGateway.ADULT_ENQUIRY}
    build_basis(world, referral, now=MONDAY, **basis)
    with acting_as(world.manager):
        subjects = subjects_of(referral)
    requests = send(world, referral, *kinds, people=subjects, questions=["What is known?"], now=MONDAY)
    with acting_as(world.manager):
        referral.refresh_from_db()
    return referral, dict(zip(kinds, requests, strict=True))


def fact(text="Officers found the house cold and no food.", **changes):
    return new_item(text=text, **changes)


def answered(request, *, by, items=(), now=MONDAY + HOUR, **facts):
    return give_answer(by, request, items=list(items), now=now, **facts)


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
        "capacity_decision": "Whether to go on living with a relative.",
        "capacity_on": MONDAY.date(),
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
