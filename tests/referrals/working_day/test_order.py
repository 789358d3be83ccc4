"""The order of what needs somebody: a pure function, with a test for each rule."""

from datetime import UTC, datetime, timedelta

import pytest

from referrals.overview.reported_risk import ReportedRisk
from referrals.people.other_referrals import Times
from referrals.working_day.order import WORDS, Need, Reason, action_words, needs_of_unrated, ordinal, place_of

NOW = datetime(2026, 6, 1, 10, tzinfo=UTC)
EARLIER = NOW - timedelta(hours=3)


def unrated(risk: int = 0, *, earlier: int = 0, received_at=NOW):
    times = Times(earlier, earlier, months=12)
    return place_of(needs_of_unrated(risk, received_at=received_at, earlier=times, threshold=3))


@pytest.mark.parametrize(("graver", "other"), list(zip(list(Reason), list(Reason)[1:], strict=False)))
def test_each_reason_stands_before_the_next_however_long_that_has_waited(graver, other):
    assert place_of([Need(graver, NOW)]).rank < place_of([Need(other, EARLIER)]).rank


def test_every_reason_has_words():
    assert all(WORDS[reason] for reason in Reason)


def test_an_injury_under_two_stands_before_what_came_earlier_without_one():
    bruise, old = unrated(ReportedRisk.INJURY_UNDER_TWO), unrated(received_at=EARLIER)
    assert bruise.rank < old.rank
    assert bruise.words == "injury, under 2"


def test_with_the_same_risk_who_has_waited_longer_comes_first():
    assert unrated(ReportedRisk.DANGER, received_at=EARLIER).rank < unrated(ReportedRisk.DANGER).rank


def test_with_the_same_gravest_risk_the_one_with_more_beside_it_comes_first():
    both = ReportedRisk.INJURY_UNDER_TWO | ReportedRisk.LEVEL_FOUR
    assert unrated(both).rank < unrated(ReportedRisk.INJURY_UNDER_TWO, received_at=EARLIER).rank
    assert unrated(both).words == "injury, under 2; level 4, says the referrer"


def test_the_order_by_risk_is_that_of_the_stored_number():
    risks = [ReportedRisk(number) for number in range(1, sum(ReportedRisk) + 1)]
    assert sorted(risks, key=lambda risk: unrated(risk).rank) == sorted(risks, reverse=True)


def test_a_referral_that_is_one_of_many_stands_before_a_first_one():
    third, second = unrated(earlier=2), unrated(earlier=1, received_at=EARLIER)
    assert third.rank < second.rank
    assert (third.words, second.words) == ("3rd referral in 12 months", "not rated yet")
    assert (third.first.since, second.first.since) == (NOW, EARLIER)


def test_a_red_recommendation_stands_before_whatever_an_unconfirmed_sender_reports():
    assert unrated(ReportedRisk.RED_RECOMMENDED).rank < unrated(ReportedRisk.DANGER_UNCONFIRMED).rank


def test_a_case_stands_where_its_gravest_reason_does_and_names_the_others():
    place = place_of([Need(Reason.HALF_WRITTEN, EARLIER), Need(Reason.FLAGGED, NOW, "Sam says: look")])
    assert place.first.reason == Reason.FLAGGED
    assert place.words == f"Sam says: look; {WORDS[Reason.HALF_WRITTEN]}"


def test_the_same_words_are_not_said_twice():
    assert place_of([Need(Reason.BASIS, NOW), Need(Reason.BASIS, EARLIER)]).words == WORDS[Reason.BASIS]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (111, "111th"),
        (22, "22nd"),
    ],
)
def test_ordinals(number, words):
    assert ordinal(number) == words


@pytest.mark.parametrize(
    ("who", "overdue", "words"),
    [
        ("", False, "you have something to do by tomorrow"),
        ("", True, "what you were to do is overdue"),
        ("Northvale police", True, "Northvale police has not done what was to be done"),
    ],
)
def test_what_is_to_be_done_says_by_whom_and_whether_it_is_late(who, overdue, words):
    assert action_words(who, overdue=overdue) == words
