"""What a parent, a young person and an adult are told of a decision, spoken or as a letter."""

from datetime import date

import pytest

from mash.identity import acting_as
from referrals import codes
from referrals.codes import lists
from referrals.decisions import actions
from referrals.decisions.family_words import ADULT, PARENT, YOUNG_PERSON, words_to_tell
from tests.builders import adult, child
from tests.referrals.decisions.browsing import text, url
from tests.referrals.decisions.stories import adult_decision, child_decision, draft, sign, subjects_of, triaged

UNBORN = {"kind": "unborn", "is_subject": True, "last_name": "Test", "expected_on": date(2026, 9, 1)}
TEENAGER = {"date_of_birth": date(2012, 5, 1)}
TODAY = date(2026, 6, 2)


@pytest.fixture
def acting(northvale):
    with acting_as(northvale.manager):
        yield northvale.manager


def words_after(world, by, *people, **changes):
    """Decide on children and return the words for each reader."""
    referral = triaged(world, people=list(people))
    sign(referral, draft(referral, by, child_decision(**changes)), by)
    return words_to_tell(referral, on=TODAY)


def test_of_children_and_adults_each_reads_what_is_decided_about_them(northvale, acting):
    referral = triaged(northvale, people=[child(**TEENAGER), adult()])
    about = {person.kind: person for person in subjects_of(referral)}
    for kind, facts in (("child", child_decision()), ("adult", adult_decision())):
        sign(referral, actions.draft(referral, subjects=[about[kind]], facts=facts, by=acting), acting)
    words = {entry.reader: entry for entry in words_to_tell(referral, on=TODAY)}
    assert list(words) == [ADULT, PARENT, YOUNG_PERSON]  # gravest first
    assert "will look into it" in words[ADULT].text
    assert "talk with you and your child" in words[PARENT].text
    assert "what we were told about you" in words[YOUNG_PERSON].text


def test_a_young_child_is_told_through_the_parent(northvale, acting):
    assert [entry.reader for entry in words_after(northvale, acting, child(date_of_birth=date(2018, 6, 3)))] == [PARENT]
    assert YOUNG_PERSON in [
        entry.reader for entry in words_after(northvale, acting, child(date_of_birth=date(2017, 6, 2)))
    ]


@pytest.mark.parametrize(("outcome", "level"), [("pre_birth_assessment", "amber"), ("transfer_in", "amber")])
def test_before_birth_there_is_a_baby_and_no_child_to_talk_with(northvale, acting, outcome, level):
    (words,) = words_after(northvale, acting, UNBORN, outcome=outcome, final_rating=level)
    assert words.reader == PARENT
    assert "your baby" in words.text
    assert "your child" not in words.text


@pytest.mark.parametrize("category", codes.FeedbackCategory)
def test_of_nothing_that_is_decided_before_birth_is_a_child_spoken_of(category):
    before_birth = {codes.OUTCOME_FACTS[outcome].feedback for outcome in codes.UNBORN_OUTCOMES}
    apart = {codes.FeedbackCategory.ALLEGATION}  # about another child, whom somebody works with
    if category in before_birth - apart:
        assert "your child" not in codes.words_to_parent(category, unborn=True)


@pytest.mark.parametrize(
    ("outcome", "says"),
    [
        ("section_20", "you can change your mind at any time"),
        ("return_interview", "offers to talk with them on their own"),
        ("private_fostering", "not a close relative"),
        ("transfer_in", "in our area now"),
    ],
)
def test_what_is_no_assessment_is_not_called_one(northvale, acting, outcome, says):
    words = words_after(northvale, acting, child(**TEENAGER), outcome=outcome)
    assert says in words[0].text
    assert "what help you need. They will listen" not in words[0].text
    category = codes.OUTCOME_FACTS[codes.Outcome(outcome)].feedback
    professional = codes.default_wording(category, codes.Audience.PROFESSIONAL).text
    assert "assessment is needed" not in professional


def test_an_unaccompanied_child_reads_that_the_council_looks_after_them_and_no_parent_is_written_to(northvale, acting):
    [words] = words_after(northvale, acting, child(**TEENAGER), outcome="unaccompanied_child")
    assert words.reader == YOUNG_PERSON
    assert "The council will look after you." in words.text


def test_nobody_writes_to_an_adult_whose_death_or_serious_harm_is_to_be_reviewed(northvale, acting):
    referral = triaged(northvale, people=[adult()])
    facts = adult_decision(outcome="sar_referral", no_enquiry_reason="The adult has died.")
    sign(referral, actions.draft(referral, subjects=subjects_of(referral), facts=facts, by=acting), acting)
    assert words_to_tell(referral, on=TODAY) == []


def test_how_somebody_is_kept_safe_is_said_and_stands_in_no_letter_nor_with_a_parent(northvale, acting):
    safe = {"also": ["marac_conference"], "route_details": {"marac_conference": {"detail": "At school."}}}
    words = {entry.reader: entry for entry in words_after(northvale, acting, child(**TEENAGER), **safe)}
    assert words[YOUNG_PERSON].spoken == ("A meeting will plan how to keep you safe",)
    assert not words[PARENT].spoken
    assert "meeting" not in " ".join([*words[PARENT].decided, *words[YOUNG_PERSON].decided])


def test_a_child_who_has_died_is_not_written_to(northvale, acting):
    assert [entry.reader for entry in words_after(northvale, acting, child(**TEENAGER), outcome="child_death")] == [
        PARENT
    ]


def test_the_page_shows_the_words_and_each_as_a_letter_that_names_nobody(northvale, as_person):
    with acting_as(northvale.manager):
        referral = triaged(northvale, people=[child(**TEENAGER)], concerns=[codes.Concern.NEGLECT])
        sign(referral, draft(referral, northvale.manager), northvale.manager)
    manager = as_person(northvale.manager)
    page = text(manager.get(url("feedback", referral)))
    assert "To a parent" in page
    assert "To the young person" in page
    assert "A social worker will find out what help you need." in page
    letter = text(manager.get(url("feedback", referral) + "?letter=1"))
    assert "Letter to the young person" in letter
    assert "A social worker will find out what help you need." in letter
    assert northvale.hub.phone in letter
    assert "Test Child" not in letter
    assert "Tell the referrer" in text(manager.get(url("feedback", referral) + "?letter=9"))


def test_no_words_to_a_family_blame_or_doubt():
    everything = [
        facts.family
        for code_list in (lists.OUTCOME, lists.ONWARD_ROUTE, lists.OUTCOME_REASON)
        for facts in code_list.facts.values()
    ]
    for words in everything:
        for hurts in ("nothing to worry", "person who told us", "did not want", "refus", "asked us to stop"):
            assert hurts not in words, words
    assert all(facts.family for facts in lists.OUTCOME.facts.values())
    assert all(facts.family for facts in lists.OUTCOME_REASON.facts.values())
