"""The coded lists are complete where an official list exists, and consistent with one another."""

import re

import pytest
from django.db.models import TextChoices

from agencies.kinds import AgencyKind
from referrals import codes
from referrals.codes import (
    ADULT_OUTCOMES,
    CHILD_OUTCOMES,
    CONCERN_FACTORS,
    CONCERN_KINDS,
    DEFAULT_WORDING,
    EARLY_EXIT_OUTCOMES,
    FEEDBACK_WORDINGS,
    OUTCOME_FACTS,
    RELATIONSHIP_INVERSES,
    RETIRED_FACTORS,
    SOURCE_ANNEX_A,
    UNBORN_OUTCOMES,
    Audience,
    Concern,
    EarlyExit,
    FeedbackCategory,
    Outcome,
    PersonKind,
    RelationshipType,
    RiskType,
    SourceCode,
)

LISTS = [
    value
    for value in (getattr(codes, name) for name in codes.__all__)
    if isinstance(value, type) and issubclass(value, TextChoices)
]

# Factors identified at assessment, DfE N00181, as the 2025-26 census accepts them.
N00181 = set(
    re.findall(
        r"\w+",
        "1A 1B 1C 2A 2B 2C 3A 3B 3C 4A 4B 4C 5A 5B 5C 6A 6B 6C 7A 8B 8C 8D 8E 8F 9A 10A 11A 12A 13A 14A 15A 16A 17A"
        " 18B 18C 19B 19C 20 21 22A 23A 24A",
    )
)
FLAGS = set(
    re.findall(
        r"\w+",
        "NFA_FLAG ADVICE_FLAG EXISTING_REFERRAL_FLAG PRIVATE_FOSTERING_FLAG MISSING_FLAG OLA_CP_FLAG"
        " OTHER_OUTCOMES_EXIST_FLAG SINGLE_ASSESSMENT_FLAG STRATEGY_DISCUSSION_FLAG CLA_REQUEST_FLAG",
    )
)


@pytest.mark.parametrize("choices", LISTS, ids=lambda choices: choices.__name__)
def test_a_list_has_short_codes_distinct_labels_and_names_where_it_comes_from(choices):
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,30}", value) for value in choices.values)
    assert len(set(choices.labels)) == len(choices.labels)
    assert all(label[0].isupper() and not label.endswith(".") for label in choices.labels)
    assert choices.__doc__


def test_referral_sources_are_the_official_twenty_two():
    assert " ".join(SourceCode.values) == "1A 1B 1C 1D 2A 2B 3A 3B 3C 3D 3E 3F 4 5A 5B 5C 5D 6 7 8 9 10"
    assert SOURCE_ANNEX_A["5D"] == "p1"
    assert SOURCE_ANNEX_A["10"] == "u"


@pytest.mark.parametrize(
    ("name", "size"),
    [("Ethnicity", 20), ("DisabilityCode", 13), ("PrimaryNeed", 10), ("RiskType", 11), ("RiskLocation", 9), ("Sex", 3)],
)
def test_official_lists_are_complete(name, size):
    assert len(getattr(codes, name)) == size


def test_the_twelve_kinds_of_partner_and_one_more():
    assert len(AgencyKind) == 13


def test_every_concern_has_its_census_code_and_the_people_it_may_be_about():
    assert set(CONCERN_FACTORS) == set(CONCERN_KINDS) == set(Concern)
    used = {factor for factors in CONCERN_FACTORS.values() for factor in factors}
    assert used <= N00181
    assert not used & RETIRED_FACTORS


def test_factors_that_only_an_assessment_can_find_are_the_only_ones_no_concern_points_to():
    used = {factor for factors in CONCERN_FACTORS.values() for factor in factors}
    assert N00181 - used == {"4C", "5C", "6C", "21"}


def test_a_concern_and_a_type_of_risk_never_share_a_code():
    assert not set(Concern.values) & set(RiskType.values)


def test_every_relationship_has_an_inverse_that_leads_back():
    assert set(RELATIONSHIP_INVERSES) == set(RelationshipType)
    assert all(RELATIONSHIP_INVERSES[RELATIONSHIP_INVERSES[kind]] == kind for kind in RelationshipType)
    assert RELATIONSHIP_INVERSES["aunt_uncle"] == "niece_nephew"


def test_every_outcome_has_its_facts():
    assert set(OUTCOME_FACTS) == set(Outcome)
    assert set(CHILD_OUTCOMES) | set(UNBORN_OUTCOMES) | set(ADULT_OUTCOMES) == set(Outcome)


def test_an_outcome_for_a_child_has_a_dataset_flag_and_one_for_adults_only_has_none():
    for outcome, facts in OUTCOME_FACTS.items():
        if facts.kinds & {PersonKind.CHILD, PersonKind.UNBORN}:
            assert facts.ssd_flag in FLAGS, outcome
        else:
            assert not facts.ssd_flag, outcome
            assert not facts.opens_cin_referral, outcome


def test_protection_never_waits_for_a_second_signature_but_closing_the_door_does():
    urgent = [Outcome.IMMEDIATE_PROTECTION, Outcome.STRATEGY_DISCUSSION, Outcome.S42_ENQUIRY]
    assert not any(OUTCOME_FACTS[outcome].second_look for outcome in urgent)
    looked_at = [outcome for outcome, facts in OUTCOME_FACTS.items() if facts.second_look]
    assert looked_at == [Outcome.ADVICE, Outcome.NO_FURTHER_ACTION]


def test_every_way_out_at_triage_is_an_outcome():
    assert set(EARLY_EXIT_OUTCOMES) == set(EarlyExit)


def test_every_category_has_wording_for_both_kinds_of_referrer():
    assert set(DEFAULT_WORDING) == {(category, audience) for category in FeedbackCategory for audience in Audience}
    for (_, audience), wording in DEFAULT_WORDING.items():
        assert wording.audience == audience


def test_the_public_cannot_tell_from_the_wording_whether_we_act():
    hidden = set(FeedbackCategory) - {FeedbackCategory.RETURNED, FeedbackCategory.TRANSFERRED}
    assert {DEFAULT_WORDING[category, "public"].key for category in hidden} == {"public_considered"}


def test_no_wording_names_an_agency_or_leaves_a_gap_to_fill():
    partners = re.compile(r"police|school|doctor|GP\b|health visitor|probation|hospital|[{}\[\]]", re.IGNORECASE)
    assert len({wording.key for wording in FEEDBACK_WORDINGS}) == len(FEEDBACK_WORDINGS)
    for wording in FEEDBACK_WORDINGS:
        assert not partners.search(wording.text), wording.key
        assert wording.text.endswith("."), wording.key
