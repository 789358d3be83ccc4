"""Where a decision stands, in words and colours, and what triage leaves to the decision after an early exit."""

import pytest

from mash.identity import acting_as
from referrals import codes
from referrals.decisions.standing import Standings, SubjectStanding, prefilled_outcome, stage_of, triage_rationale
from referrals.models import Decision, Person, Referral
from referrals.triage.ways import Way
from tests.builders import build_referral
from tests.referrals.decisions.stories import HOUR, MONDAY, build_asked_case, triaged


def standing(*versions: tuple[int, str]) -> SubjectStanding:
    """Return the standing of somebody with these versions of a decision: (number, state), newest first."""
    return SubjectStanding(Person(), [Decision(version=number, state=state) for number, state in versions])


@pytest.mark.parametrize(
    ("versions", "state", "words", "colour"),
    [
        ([], "", "Not decided yet", "grey"),
        ([(1, "draft")], "draft", "Drafted, not signed", "yellow"),
        ([(2, "draft"), (1, "signed")], "draft", "Correction drafted, not signed", "yellow"),
        ([(1, "second_signature")], "second_signature", "Waiting for a second signature", "orange"),
        ([(1, "signed")], "signed", "Signed", "green"),
        ([(1, "corrected")], "corrected", "Corrected by a later version", "grey"),
    ],
)
def test_a_standing_in_words(versions, state, words, colour):
    subject = standing(*versions)
    assert (subject.state, subject.words, subject.colour) == (state, words, colour)
    assert subject.newest == (subject.versions[0] if versions else None)


def early(world, way=Way.EARLY_HELP) -> Referral:
    return triaged(world, way=way)


def test_the_stage_is_early_only_after_an_exit_without_asking(northvale):
    left_early, asked = early(northvale), build_asked_case(northvale)[0]
    with acting_as(northvale.manager):
        assert stage_of(left_early) == Decision.Stage.EARLY_EXIT
        assert stage_of(build_referral(northvale)) == Decision.Stage.FULL
        assert stage_of(asked) == Decision.Stage.FULL
        asked.recommended_exit = codes.EarlyExit.EARLY_HELP
        assert stage_of(asked) == Decision.Stage.FULL


def test_the_reason_of_triage_is_the_rationale_of_an_early_exit(northvale):
    referral = early(northvale)
    with acting_as(northvale.manager):
        assert triage_rationale(referral) == "As agreed."
        referral.recommended_exit = ""
        assert triage_rationale(referral) == ""
        never_triaged = build_referral(northvale)
        never_triaged.recommended_exit = codes.EarlyExit.EARLY_HELP
        assert triage_rationale(never_triaged) == ""


def test_a_later_start_without_a_reason_leaves_the_reason_of_triage(northvale):
    referral = early(northvale)
    with acting_as(northvale.manager):
        started = {"name": "start deciding", "from_status": "gathering", "to_status": "deciding"}
        referral.moves.create(**started, by=northvale.manager, at=MONDAY + HOUR, reason="")
        assert triage_rationale(referral) == "As agreed."


def test_a_case_reopened_and_unchanged_stands_again(northvale):
    subjects = [SubjectStanding(Person(), [Decision(version=1, state="signed")]) for _ in range(2)]
    reopened, decided = Referral(status="deciding"), Referral(status="decided")
    assert Standings(subjects).stand_again(reopened)
    assert not Standings(subjects).stand_again(decided)
    assert not Standings([]).stand_again(reopened)
    subjects[0].versions.insert(0, Decision(version=2, state="draft"))
    assert not Standings(subjects).stand_again(reopened)
    assert not Standings(subjects).stand_again(decided)


def test_who_is_not_decided_on_has_no_version():
    both = [SubjectStanding(Person(first_name="A"), [Decision()]), SubjectStanding(Person(first_name="B"))]
    assert [person.first_name for person in Standings(both).undecided] == ["B"]


FOR_CHILDREN = [codes.Outcome.EARLY_HELP, codes.Outcome.ADVICE, codes.Outcome.NO_FURTHER_ACTION]
FOR_ADULTS = [codes.Outcome.TARGETED_SERVICE, codes.Outcome.ADVICE, codes.Outcome.NO_FURTHER_ACTION]


@pytest.mark.parametrize(
    ("exit_chosen", "outcomes", "prefilled"),
    [
        ("", FOR_CHILDREN, ""),
        ("early_help", FOR_CHILDREN, "early_help"),
        ("early_help", FOR_ADULTS, "targeted_service"),
        ("early_help", [codes.Outcome.ADVICE], ""),
        ("advice", FOR_ADULTS, "advice"),
        ("advice", [codes.Outcome.TARGETED_SERVICE], ""),
        ("no_further_action", FOR_ADULTS, "no_further_action"),
    ],
)
def test_the_outcome_that_triage_recommended_is_filled_in_where_it_is_open(exit_chosen, outcomes, prefilled):
    assert prefilled_outcome(Referral(recommended_exit=exit_chosen), outcomes) == prefilled
