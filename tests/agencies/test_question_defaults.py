"""The default questions to each kind of agency, and that they use the codes of cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.kinds import AgencyKind
from agencies.question_defaults import DEFAULT_SETS, THEMES, concern_questions, default_questions
from agencies.question_defaults.question import ask
from referrals.codes import Concern, PersonKind, RiskType

TWELVE = [kind for kind in AgencyKind if kind != AgencyKind.OTHER]
CODES = [*Concern.values, *RiskType.values]

kinds = st.sampled_from(AgencyKind.values)
concerns = st.lists(st.sampled_from([*CODES, "a_code_of_the_hubs_own"]), max_size=6)
subjects = st.sets(st.sampled_from(PersonKind.values), min_size=1)


def keys(kind, concerns, subjects):
    return [question.key for question in default_questions(kind, concerns, subject_kinds=subjects)]


def every_question():
    for defaults in DEFAULT_SETS.values():
        yield from defaults.base
        for questions in defaults.extras.values():
            yield from questions


def test_every_kind_of_agency_has_questions():
    assert set(DEFAULT_SETS) == set(AgencyKind)


@pytest.mark.parametrize("kind", TWELVE)
def test_five_to_nine_questions_are_always_asked_about_a_child_or_an_adult(kind):
    base = DEFAULT_SETS[kind].base
    assert 5 <= sum(question.for_children for question in base) <= 9
    assert any(question.for_adults for question in base)


@pytest.mark.parametrize("kind", TWELVE)
@pytest.mark.parametrize(
    "concern",
    [
        "domestic_abuse_parent",
        "neglect",
        "physical_abuse",
        "sexual_abuse",
        "child_criminal_exploitation",
        "child_mental_health",
        "drugs_parent",
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


def test_an_unborn_child_is_asked_about_as_a_child():
    assert keys("health", ["unborn"], {"unborn"}) == keys("health", ["unborn"], {"child"})
    assert "pregnancy" in keys("health", ["unborn"], {"unborn"})


def test_look_back_reads_as_words():
    assert ask("a", "A.", years=5).look_back == "the last 5 years"
    assert ask("a", "A.", years=1).look_back == "the last year"
    assert ask("a", "A.", months=6).look_back == "the last 6 months"
    assert ask("a", "A.").look_back == ""


def test_an_unknown_kind_or_subject_is_refused():
    with pytest.raises(ValueError, match="'fire'"):
        default_questions("fire", [], subject_kinds={"child"})
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
