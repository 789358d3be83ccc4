"""The default questions to each kind of agency, and that they use the codes of cases."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.kinds import AgencyKind
from agencies.models import Question
from agencies.question_defaults import DEFAULT_SETS, THEMES, concern_questions, default_questions
from agencies.question_defaults.question import WHOM, ask
from referrals.codes import Concern, PersonKind, RiskType

USUAL = list(AgencyKind)[:12]  # the partners that a MASH has from the beginning
OTHERS = [kind for kind in AgencyKind if kind not in USUAL and kind != AgencyKind.OTHER]
# What only somebody who is born can have had, been or done.
OF_THE_BORN = re.compile(
    r"teeth|dental|seen alone|seen (last )?by"
    r"|\b(weights?|heights?|growth|immunisation|toilet|nappies|bruis)|about hygiene"
    r"|not brought|own words|at school|on roll\?|\bon a part-time|played with|pupil record|key person",
    re.IGNORECASE,
)
CODES = [*Concern.values, *RiskType.values]

kinds = st.sampled_from(AgencyKind.values)
concerns = st.lists(st.sampled_from([*CODES, "a_code_of_the_hubs_own"]), max_size=6)
subjects = st.sets(st.sampled_from(PersonKind.values), min_size=1)


def keys(kind, concerns, subjects):
    return [question.key for question in default_questions(kind, concerns, subject_kinds=subjects)]


def texts_about_the_unborn(kind):
    return [question.text for question in default_questions(kind, CODES, subject_kinds={"unborn"})]


def every_question():
    for defaults in DEFAULT_SETS.values():
        yield from defaults.base
        for questions in defaults.extras.values():
            yield from questions


def test_every_kind_of_agency_has_questions():
    assert set(DEFAULT_SETS) == set(AgencyKind)


@pytest.mark.parametrize("kind", USUAL)
def test_five_to_nine_questions_are_always_asked_about_a_child_or_an_adult(kind):
    assert 5 <= len(keys(kind, [], {"child"})) <= 9
    assert keys(kind, [], {"adult"})


@pytest.mark.parametrize("kind", OTHERS)
def test_an_agency_asked_now_and_then_has_questions_too_and_more_for_some_concerns(kind):
    assert 5 <= len(keys(kind, [], {"child", "adult"})) <= 9
    assert DEFAULT_SETS[kind].extras


@pytest.mark.parametrize(
    "concern",
    ["poses_risk", "allegation", "private_fostering", "unaccompanied", "death", "parent_offending", "private_law"],
)
def test_concerns_that_had_no_questions_have_some_for_at_least_two_kinds_of_agency(concern):
    assert sum(bool(concern_questions(kind, concern)) for kind in AgencyKind) >= 2


@pytest.mark.parametrize("kind", USUAL)
@pytest.mark.parametrize(
    "concern",
    [
        "domestic_abuse_parent",
        "neglect",
        "physical_abuse",
        "sexual_abuse",
        "child_criminal_exploitation",
        "child_mental_health",
        "drug_use_parent",
    ],
)
def test_each_main_concern_about_a_child_adds_a_question(kind, concern):
    assert concern_questions(kind, concern)


@pytest.mark.parametrize("risk", RiskType.values)
def test_each_type_of_risk_to_an_adult_adds_questions_for_adult_social_care(risk):
    added = set(keys("adult_social_care", [risk], {"adult"})) - set(keys("adult_social_care", [], {"adult"}))
    assert added


def test_themes_refer_to_existing_concerns_and_extras():
    assert set(THEMES) <= set(CODES)
    asked = {theme for defaults in DEFAULT_SETS.values() for theme in defaults.extras}
    assert asked == {theme for themes in THEMES.values() for theme in themes}


def test_question_keys_are_unique_per_agency():
    for kind, defaults in DEFAULT_SETS.items():
        named = [question.key for question in defaults.base]
        named += [question.key for questions in defaults.extras.values() for question in questions]
        assert len(named) == len(set(named)), kind


def test_question_texts_are_sentences_and_fit_their_column():
    for question in every_question():
        assert question.text[0].isupper(), question.key
        assert question.text[-1] in ".?", question.key
        assert len(question.text) <= 300, question.key


def test_questions_match_the_kind_of_subject():
    assert "adult_reports" not in keys("police", [], {"child"})
    assert "seen" not in keys("police", [], {"adult"})
    assert {"adult_reports", "seen"} <= set(keys("police", [], {"child", "adult"}))


@pytest.mark.parametrize("kind", AgencyKind)
def test_nothing_is_asked_about_an_unborn_child_that_only_a_born_one_can_have_done(kind):
    asked = [text for text in texts_about_the_unborn(kind) if OF_THE_BORN.search(text)]
    assert asked == []


@pytest.mark.parametrize("kind", AgencyKind)
def test_every_kind_of_agency_has_something_to_say_about_an_unborn_child(kind):
    assert keys(kind, [], {"unborn"})


def test_the_pregnancy_is_asked_about_and_the_brothers_and_sisters_who_are_born():
    assert "pregnancy" in keys("health", ["unborn"], {"unborn"})
    assert "development" not in keys("health", ["unborn"], {"unborn"})
    assert {"pregnancy", "development"} <= set(keys("health", ["unborn"], {"unborn", "child"}))


def test_a_question_about_the_parents_is_asked_about_the_unborn_as_well():
    assert "adult_health" in keys("health", [], {"unborn"})


def test_the_sexual_health_question_warns_of_its_confidence_and_names_no_law_that_is_revoked():
    texts = {question.key: question.text for question in concern_questions("health", "sexual_abuse")}
    assert "in confidence" in texts["sexual_health_confidence"]
    assert not any("Directions" in text or "1974" in text for text in texts.values())


def test_what_hubs_offer_for_whom_a_question_is_are_the_kinds_that_are_understood():
    assert {code for code, _ in Question.ABOUT} == set(WHOM)


def test_look_back_reads_as_words():
    assert ask("a", "A.", years=5).look_back == "the last 5 years"
    assert ask("a", "A.", years=1).look_back == "the last year"
    assert ask("a", "A.", months=6).look_back == "the last 6 months"
    assert ask("a", "A.").look_back == ""


def test_an_unknown_kind_or_subject_is_refused():
    with pytest.raises(ValueError, match="'bank'"):
        default_questions("bank", [], subject_kinds={"child"})
    with pytest.raises(ValueError, match="child, an unborn child or an adult"):
        default_questions("police", [], subject_kinds=[])


@given(kinds, concerns, subjects)
def test_question_order_does_not_depend_on_the_order_of_concerns(kind, concerns, subjects):
    once = keys(kind, concerns, subjects)
    assert len(once) == len(set(once))
    assert once == keys(kind, [*reversed(concerns), *concerns], subjects)


@given(kinds, concerns, subjects)
def test_concerns_only_ever_add_questions(kind, concerns, subjects):
    base = keys(kind, [], subjects)
    assert keys(kind, concerns, subjects)[: len(base)] == base
