"""A decision offers what the hub offers on the day, and an action refuses the rest beside its field."""

import pytest

from agencies.models import CodeSwitch
from mash.refusals import RuleViolation
from referrals.triage.actions import triage
from tests.builders import adult, build_referral, child
from tests.database import as_role
from tests.referrals.decisions.browsing import url
from tests.referrals.decisions.stories import adult_decision, child_decision, draft, triaged


def switch_off(hub, key, code):
    with as_role("mash_owner"):
        CodeSwitch.objects.create(hub=hub, list=key, code=code, is_offered=False)


@pytest.mark.parametrize(
    ("key", "code", "facts", "field"),
    [
        ("outcome", "targeted_service", {"outcome": "targeted_service", "threshold": "2"}, "outcome"),
        ("onward_route", "exploitation_panel", {"also": ["exploitation_panel"]}, "also"),
    ],
)
def test_what_a_hub_has_switched_off_is_neither_shown_nor_taken(northvale, acting, as_person, key, code, facts, field):
    referral = triaged(northvale)
    shown = f'value="{code}"'
    assert shown in as_person(northvale.manager).get(url("decide", referral)).text
    switch_off(northvale.hub, key, code)
    assert shown not in as_person(northvale.manager).get(url("decide", referral)).text
    with pytest.raises(RuleViolation, match="your hub offers") as caught:
        draft(referral, acting, child_decision(**facts))
    assert caught.value.field == field


def test_an_unknown_place_to_pass_a_case_to_is_refused(northvale, acting):
    with pytest.raises(RuleViolation, match="places that your hub offers"):
        draft(triaged(northvale), acting, child_decision(also=["nowhere"]))


def test_what_is_for_children_is_not_offered_about_an_adult(northvale, acting, as_person):
    referral = triaged(northvale, people=[adult()])
    assert 'value="youth_justice"' not in as_person(northvale.manager).get(url("decide", referral)).text
    with pytest.raises(RuleViolation) as caught:
        draft(referral, acting, adult_decision(also=["youth_justice"]))
    assert caught.value.field == "also"


def test_a_way_out_that_the_hub_has_switched_off_is_refused_at_triage(northvale, acting):
    switch_off(northvale.hub, "early_exit", "early_help")
    referral = build_referral(northvale, people=[child()])
    with pytest.raises(RuleViolation) as caught:
        triage(referral, level="green", reason="Mild.", way="early_help", rationale="They agree.", by=acting)
    assert caught.value.field == "way"


LIMBS = adult_decision()["limbs"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"threshold": "nowhere"}, "threshold"),
        ({"capacity": "nowhere"}, "capacity"),
        ({"limbs": {**LIMBS, "risk": {"answer": "nowhere", "reason": "Seen."}}}, "risk"),
    ],
)
def test_an_unknown_code_about_an_adult_is_refused_beside_its_field(northvale, acting, facts, field):
    with pytest.raises(RuleViolation) as caught:
        draft(triaged(northvale, people=[adult()]), acting, adult_decision(**facts))
    assert caught.value.field == field


def test_an_unknown_reason_for_doing_nothing_is_refused_beside_its_field(northvale, acting):
    nothing = {"outcome": "no_further_action", "outcome_reason": "nowhere", "threshold": "1", "final_rating": "green"}
    with pytest.raises(RuleViolation, match="Select a reason that your hub offers") as caught:
        draft(triaged(northvale), acting, child_decision(**nothing))
    assert caught.value.field == "outcome_reason"
