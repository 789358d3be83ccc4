"""The grounds on which somebody gets into a case, and what a person reads who may only read."""

import pytest

from referrals.access.grounds import OTHER_HUB, READING_GRANTS, WORKING_GRANTS, Act, Ground, Reading, _ground, refusal

EMERGENCY = "You opened this case in an emergency, so you can read it but not change it."
VISIT = "You were let in to read this case for a time, so you cannot change it."


def test_a_ground_has_its_words_and_what_it_allows():
    ground = _ground("loan", "On loan", "the case", Act.READ, Act.WORK, ends="being returned")
    assert ground == Ground("loan", "On loan", "the case", frozenset({Act.READ, Act.WORK}), "being returned")


def test_only_two_grants_let_somebody_work():
    assert set(WORKING_GRANTS) == {"allocation", "named"}
    assert READING_GRANTS == ("break_glass", "visit")


@pytest.mark.parametrize(
    ("code", "words", "is_emergency"),
    [("break_glass", EMERGENCY, True), ("visit", VISIT, False), ("transfer", OTHER_HUB, False)],
)
def test_whoever_may_only_read_is_told_why(code, words, is_emergency):
    reading = Reading(_ground(code, "", "", ends=""), None)
    assert (refusal(reading), reading.is_emergency) == (words, is_emergency)
    assert reading.title
    assert "not change it" in reading.words
