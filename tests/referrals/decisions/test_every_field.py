"""Each field of a decision goes its whole way: typed, stored, frozen, read on the record, and so does each view on it.

The fields come from the models: a new one fails until it is frozen and shown, or named here with its reason.
"""

import json
from datetime import date

import pytest
from django.db import models

from mash.govuk import moments
from referrals import codes
from referrals.models import Decision, Dissent
from tests.builders import adult
from tests.database import as_role
from tests.referrals.decisions.browsing import text, url
from tests.referrals.decisions.stories import adult_decision, build_asked_case, child_decision, draft, sign

OURS = {
    *("id", "referral", "subject", "state", "signed_by", "signed_at", "second_signed_by", "second_signed_at"),
    *("frozen", "digest", "by", "at", "decision", "agency"),
}
# A level and a rating that go with no such outcome, so that the reasons for it are asked.
CONTRADICTS = {"threshold": "2", "outcome": "strategy_discussion", "final_rating": "green"}
DAY = date(2026, 6, 1)
FGM = {"concerns": [codes.Concern.FGM]}
ON_FGM = {"fgm_duty": "to_report", "fgm_discovered_on": DAY}
ROUTES = {"also": ["idva"], "route_details": {"idva": {"detail": "By her sister’s telephone."}}}


def words_of(row: models.Model, name: str) -> list[str]:
    """Return what a reader must find of a field: its words, or the labels of its codes."""
    value = getattr(row, name)
    if name == "also":
        return [codes.OnwardRoute(code).label for code in value]
    if name == "route_details":
        return [details["detail"] for details in value.values()]
    if isinstance(value, date):
        return [moments.words(value)]
    if name == "limbs":
        return [limb["reason"] for limb in value.values()]
    label = getattr(row, f"get_{name}_display", None)
    return [label() if label else str(value)]


def fields_of(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if field.name not in OURS]


def in_own_words(facts: dict) -> dict:
    """Return the facts with a word of its own in every text."""
    texts = [f.name for f in Decision._meta.concrete_fields if isinstance(f, models.TextField) and f.name in facts]
    limbs = {part: {**limb, "reason": f"The {part} in words."} for part, limb in facts.get("limbs", {}).items()}
    own = {name: f"The {name} in words." for name in texts}
    return {**facts, **own, **({"limbs": limbs} if limbs else {})}


def signed(world, acting, *, facts: dict, **case) -> Decision:
    referral, _ = build_asked_case(world, **case)
    police = {"agency": world.agencies["police"].pk, "agrees": "disagrees", "reason": "Why the police do not agree."}
    views = [{**police, "spoken_for_by": "An inspector"}]
    [drafted] = draft(referral, acting, in_own_words(facts), views=views)
    sign(referral, [drafted], acting)
    with as_role("mash_owner"):
        return Decision.objects.get(pk=drafted.pk)


@pytest.fixture
def of_a_child(northvale, acting):
    reasons = {"contradiction_reason": "Both are so.", "section_47_reason": "It is.", "outcome_reason": ""}
    facts = child_decision(**CONTRADICTS, **reasons, **ON_FGM, **ROUTES, strategy_on=DAY)
    return signed(northvale, acting, facts=facts, **FGM)


@pytest.fixture
def of_too_little(northvale, acting):
    northvale.hub.second_signature_outcomes = []
    northvale.hub.save()
    too_little = {"outcome": "no_further_action", "outcome_reason": "withdrawn", "threshold": "1"}
    facts = child_decision(**too_little, final_rating="blue", attempts="Rang.", cover="The health visitor.")
    return signed(northvale, acting, facts=facts)


@pytest.fixture
def without_enquiry(northvale, acting):
    facts = adult_decision(outcome="care_act_assessment", no_enquiry_reason="Made by the hospital.")
    return signed(northvale, acting, facts=facts, people=[adult()])


@pytest.fixture
def of_an_adult(northvale, acting):
    return signed(northvale, acting, facts=adult_decision(capacity_detail="Seen."), people=[adult()])


def missing_in(decision: Decision, shown: str, *, as_codes: bool = False) -> list[str]:
    names = [name for name in fields_of(Decision) if words_of(decision, name) not in ([], [""], ["None"])]

    def is_there(name: str) -> bool:
        in_words = all(words in shown for words in words_of(decision, name))
        return in_words or (as_codes and f'"{name}": "{getattr(decision, name)}"' in shown)

    return [name for name in names if not is_there(name)]


@pytest.mark.parametrize("whose", ["of_a_child", "of_an_adult", "of_too_little", "without_enquiry"])
def test_every_field_is_frozen_and_read(request, northvale, as_person, whose):
    decision = request.getfixturevalue(whose)
    with as_role("mash_owner"):
        where = url("decision", decision.referral)
    page = text(as_person(northvale.manager).get(where))
    with as_role("mash_owner"):
        assert missing_in(decision, json.dumps(decision.frozen, ensure_ascii=False), as_codes=True) == []
        assert missing_in(decision, page) == []
        [view] = Dissent.objects.filter(decision=decision, agrees="disagrees")
        assert [name for name in fields_of(Dissent) if words_of(view, name)[0].lower() not in page.lower()] == []


def test_every_field_of_a_decision_is_filled_by_one_of_these(of_a_child, of_an_adult, of_too_little, without_enquiry):
    with as_role("mash_owner"):
        filled = {
            name
            for decision in (of_a_child, of_an_adult, of_too_little, without_enquiry)
            for name in fields_of(Decision)
            if words_of(decision, name) not in ([], [""], ["None"])
        }
    # Asked of a new version: tests/referrals/decisions/test_signing.py
    assert set(fields_of(Decision)) - filled == {"correction_reason"}
