"""The risk a referral reports, which orders what nobody has rated yet: a test for each rule."""

from datetime import UTC, datetime, timedelta

import pytest

from referrals.models import Person, Referral
from referrals.overview.reported_risk import ReportedRisk, reported_risk, risk_words

ARRIVED = datetime(2026, 6, 1, 10, tzinfo=UTC)
TODAY = ARRIVED.date()


def reported(*people: dict, **facts) -> ReportedRisk:
    referral = Referral(received_at=ARRIVED, **facts)
    return reported_risk(referral, [Person(referral=referral, **person) for person in people])


def baby(**more) -> dict:
    return {"kind": "child", "is_subject": True, "date_of_birth": TODAY - timedelta(days=200), **more}


def at_home(**more) -> dict:
    return {"kind": "adult", "in_household": "yes", **more}


def test_an_ordinary_worry_reports_none_of_them():
    seven = {"kind": "child", "is_subject": True, "estimated_age": 7}
    assert reported(seven, at_home(), concerns=["neglect"], what_happened="Hungry.", threshold_thought="2") == 0


def test_danger_now_from_a_known_sender_is_graver_than_from_one_nobody_has_confirmed():
    known, unknown = reported(immediate_danger="yes", created_by_id=1), reported(immediate_danger="yes")
    assert (known, unknown) == (ReportedRisk.DANGER, ReportedRisk.DANGER_UNCONFIRMED)
    assert known > ReportedRisk.RED_RECOMMENDED > unknown
    assert reported(immediate_danger="no", created_by_id=1) == 0


def test_a_child_alone_with_the_source_at_home():
    source = at_home(alleged_source=True)
    assert reported(baby(), source) == ReportedRisk.ALONE_WITH_SOURCE
    assert reported(baby(), source, {**at_home(), "kind": "child"}) == ReportedRisk.ALONE_WITH_SOURCE


@pytest.mark.parametrize(
    "people",
    [
        [baby(), at_home(alleged_source=True), at_home()],
        [baby(), at_home(alleged_source=True, in_household="no")],
        [baby(), at_home()],
        [{"kind": "adult", "is_subject": True}, at_home(alleged_source=True)],
    ],
    ids=["another adult is there", "the source lives elsewhere", "nobody is a source", "no child"],
)
def test_not_alone_with_the_source(people):
    assert reported(*people) == 0


@pytest.mark.parametrize(
    "facts",
    [
        {"concerns": ["physical_abuse"]},
        {"hub_concerns": ["physical_abuse_by_child"]},
        {"what_happened": "A fresh Bruise on the cheek."},
        {"worries": "Scalded, and nobody says how."},
    ],
)
def test_an_injury_under_two_by_its_concern_or_by_a_word(facts):
    assert reported(baby(), **facts) == ReportedRisk.INJURY_UNDER_TWO
    assert reported({"kind": "child", "is_subject": True, "estimated_age": 1}, **facts) == ReportedRisk.INJURY_UNDER_TWO


def test_from_the_second_birthday_on_an_injury_is_no_reason_by_itself():
    second = baby(date_of_birth=TODAY.replace(year=2024))
    last_day = baby(date_of_birth=TODAY.replace(year=2024) + timedelta(days=1))
    assert reported(second, concerns=["physical_abuse"]) == 0
    assert reported(last_day, concerns=["physical_abuse"]) == ReportedRisk.INJURY_UNDER_TWO


def test_an_injured_brother_who_is_not_referred_and_a_child_of_no_known_age_are_no_reason():
    assert reported(baby(is_subject=False), concerns=["physical_abuse"]) == 0
    assert reported({"kind": "child", "is_subject": True}, concerns=["physical_abuse"]) == 0


def test_a_bruise_on_a_baby_who_does_not_move_counts_whatever_age_was_told():
    assert reported({"kind": "child", "is_subject": True}, concerns=["bruise_not_moving"]) == (
        ReportedRisk.INJURY_UNDER_TWO
    )


@pytest.mark.parametrize(("days", "near"), [(-3, True), (56, True), (57, False)])
def test_an_unborn_child_is_near_birth_from_eight_weeks_before_it(days, near):
    unborn = {"kind": "unborn", "is_subject": True, "expected_on": TODAY + timedelta(days=days)}
    assert (reported(unborn) == ReportedRisk.NEAR_BIRTH) == near


def test_the_referrer_thinks_of_level_four():
    assert reported(threshold_thought="4") == ReportedRisk.LEVEL_FOUR
    assert reported(threshold_thought="3") == 0


def test_all_that_is_reported_counts_together():
    unborn = {"kind": "unborn", "expected_on": TODAY}
    facts = {"immediate_danger": "yes", "created_by_id": 1, "threshold_thought": "4", "concerns": ["physical_abuse"]}
    everything = reported(baby(), at_home(alleged_source=True), unborn, **facts)
    assert everything == sum(ReportedRisk) - ReportedRisk.RED_RECOMMENDED - ReportedRisk.DANGER_UNCONFIRMED


def test_every_reason_has_words_and_they_come_gravest_first():
    together = ReportedRisk.LEVEL_FOUR | ReportedRisk.INJURY_UNDER_TWO
    assert risk_words(together) == ["injury, under 2", "level 4, says the referrer"]
    assert len(risk_words(sum(ReportedRisk))) == len(ReportedRisk)


def test_of_two_with_the_same_gravest_reason_the_one_with_more_beside_it_is_graver():
    more = ReportedRisk.INJURY_UNDER_TWO | ReportedRisk.LEVEL_FOUR
    assert ReportedRisk.ALONE_WITH_SOURCE > more > ReportedRisk.INJURY_UNDER_TWO > ReportedRisk.NEAR_BIRTH
