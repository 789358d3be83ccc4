"""The coded lists are complete where an official list exists, and consistent with one another."""

import hashlib
import re
from datetime import date

import pytest
from django.db.models import TextChoices

from agencies.kinds import AgencyKind
from referrals import codes
from referrals.codes import (
    ADULT_CONCERNS,
    ADULT_OUTCOMES,
    CHILD_CONCERNS,
    CHILD_OUTCOMES,
    CONCERN_FACTORS,
    CONCERN_KINDS,
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
    OutcomeReason,
    PersonKind,
    RelationshipType,
    RiskType,
    SourceCode,
    default_wording,
    lists,
)
from referrals.codes.concerns import CONCERN_FACTS
from referrals.codes.offering import offered
from referrals.models import Referral
from referrals.triage import queue_filters

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


def test_the_usual_partners_the_ten_asked_now_and_then_and_any_other():
    assert len(AgencyKind) == 23
    assert list(AgencyKind)[-1] == AgencyKind.OTHER


def test_every_concern_has_its_census_code_and_the_people_it_may_be_about():
    assert set(CONCERN_FACTORS) == set(CONCERN_KINDS) == set(Concern)
    used = {factor for factors in CONCERN_FACTORS.values() for factor in factors}
    assert used <= N00181
    assert not used & RETIRED_FACTORS


def test_a_child_who_lives_with_domestic_abuse_is_its_victim():
    assert CONCERN_FACTORS[Concern.DOMESTIC_ABUSE_SEEN] == ("3A",)
    assert "3A" in CONCERN_FACTORS[Concern.DOMESTIC_ABUSE_PARENT]


@pytest.mark.parametrize("ended", [concern for concern in Concern if CONCERN_FACTS[concern].ends])
def test_a_concern_that_has_ended_keeps_its_words_and_its_factor_and_is_offered_no_more(ended, northvale):
    assert Concern(ended).label
    assert CONCERN_FACTORS[ended]
    assert ended not in {*CHILD_CONCERNS, *ADULT_CONCERNS}
    assert ended not in dict(offered(lists.CONCERN, northvale.hub, on=date(2026, 11, 30)))
    assert ended in dict(offered(lists.CONCERN, northvale.hub, on=date(2026, 11, 29)))


def test_words_that_ended_are_read_in_old_records_and_found_by_the_filter_of_the_queue():
    assert Referral(concerns=["drugs_child"]).concern_labels == ["Drug use or dealing by the child"]
    assert "drugs_child" in dict(dict(queue_filters.CONCERNS)["Only in older cases"])


def test_factors_that_only_an_assessment_can_find_are_the_only_ones_no_concern_points_to():
    used = {factor for factors in CONCERN_FACTORS.values() for factor in factors}
    assert N00181 - used == {"4C", "5C", "6C", "21"}


def test_a_concern_and_a_type_of_risk_never_share_a_code():
    assert not set(Concern.values) & set(RiskType.values)


def test_every_relationship_has_an_inverse_that_leads_back():
    assert set(RELATIONSHIP_INVERSES) == set(RelationshipType)
    assert all(RELATIONSHIP_INVERSES[RELATIONSHIP_INVERSES[kind]] == kind for kind in RelationshipType)
    assert RELATIONSHIP_INVERSES["aunt_uncle"] == "niece_nephew"


@pytest.mark.parametrize(
    ("carer", "child"),
    [
        ("special_guardian", "special_guard_child"),
        ("kinship_carer", "kinship_child"),
        ("adoptive_parent", "adopted_child"),
    ],
)
def test_those_who_bring_up_a_child_who_is_not_theirs_by_birth(carer, child):
    assert RELATIONSHIP_INVERSES[carer] == child
    assert RELATIONSHIP_INVERSES[child] == carer


@pytest.mark.parametrize("code_list", lists.LISTS.values(), ids=lambda code_list: code_list.key)
def test_every_code_of_a_list_names_its_source_and_whom_it_is_for(code_list):
    assert all(code_list.facts[code].source and code_list.facts[code].kinds for code in code_list.codes)


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


OFFERED = [wording for wording in FEEDBACK_WORDINGS if not wording.ended]


def test_every_category_has_a_wording_for_each_audience():
    for category in FeedbackCategory:
        for audience in Audience:
            wording = default_wording(category, audience)
            assert (wording.audience, wording.ended) == (audience, False)


@pytest.mark.parametrize("outcome", [Outcome.CHILD_DEATH, Outcome.ALLEGATION, Outcome.SAR_REFERRAL])
def test_a_death_an_allegation_and_a_review_are_not_spoken_of_as_protection(outcome):
    category = OUTCOME_FACTS[outcome].feedback
    assert category not in {FeedbackCategory.PROTECTION, FeedbackCategory.ADULT_ENQUIRY}
    assert "enquir" not in default_wording(category, Audience.PROFESSIONAL).text


def test_care_management_is_not_called_early_help():
    wording = default_wording(OUTCOME_FACTS[Outcome.CARE_MANAGEMENT].feedback, Audience.PROFESSIONAL)
    assert "early help" not in wording.text


def test_the_public_cannot_tell_from_the_wording_whether_we_act():
    plain = set(FeedbackCategory) - {FeedbackCategory.RETURNED, FeedbackCategory.TRANSFERRED}
    # After a death it begins with other words, and says the same of what is done.
    grave = {FeedbackCategory.CHILD_DEATH, FeedbackCategory.REVIEW}
    assert {default_wording(category, Audience.PUBLIC).key for category in plain - grave} == {"considered_for_public"}
    for category in grave:
        assert "decided what to do next. We cannot tell you more" in default_wording(category, Audience.PUBLIC).text


def test_a_professional_reads_what_else_to_do_and_how_to_challenge():
    for wording in OFFERED:
        if wording.audience == Audience.PROFESSIONAL:
            assert "If you disagree" in wording.text, wording.key
            assert "escalation" in wording.text, wording.key


def test_no_further_action_says_why_for_each_reason():
    reasons = set(OutcomeReason.values) - {OutcomeReason.WITHDRAWN}  # which ends nothing by itself
    texts = {
        default_wording(FeedbackCategory.NO_FURTHER_ACTION, Audience.PROFESSIONAL, reason).text for reason in reasons
    }
    assert len(texts) == len(reasons)


def test_a_person_and_a_parent_read_how_to_complain_and_whom_to_call():
    for wording in OFFERED:
        if wording.audience in {Audience.PERSON, Audience.PARENT}:
            assert "complain" in wording.text, wording.key
            assert "999" in wording.text, wording.key
            assert "cannot tell you more" not in wording.text, wording.key


def test_keys_fit_their_column_and_old_ones_keep_their_words():
    assert all(len(wording.key) <= 40 for wording in FEEDBACK_WORDINGS)
    digest = hashlib.sha256("".join(w.key + w.text for w in FEEDBACK_WORDINGS if w.ended).encode()).hexdigest()
    assert digest == "6075e613220b90f6ecb16793ac19a8820002b0b2d28e6b27974152c38fe68af6", (
        "a text that was sent must stay as it was sent; begin a new key"
    )


def test_no_wording_names_an_agency_or_leaves_a_gap_to_fill():
    partners = re.compile(r"police|school|doctor|GP\b|health visitor|probation|hospital|[{}\[\]]", re.IGNORECASE)
    assert len({wording.key for wording in FEEDBACK_WORDINGS}) == len(FEEDBACK_WORDINGS)
    for wording in FEEDBACK_WORDINGS:
        assert not partners.search(wording.text), wording.key
        assert wording.text.endswith("."), wording.key


def test_every_answer_about_who_knows_has_words_for_agencies():
    assert set(codes.KNOWS_FOR_AGENCIES) == set(codes.Knows)
    assert {code for code, answer in codes.KNOWS_FOR_AGENCIES.items() if answer.warning} == codes.NOT_TOLD
