"""A referral is received with codes that are offered on the day, and no others."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from mash.refusals import RuleViolation
from tests.builders import adult, build_referral, child

BEFORE = datetime(2026, 11, 29, 12, tzinfo=ZoneInfo("Europe/London"))
AFTER = datetime(2026, 11, 30, 12, tzinfo=ZoneInfo("Europe/London"))


def test_a_concern_is_refused_from_the_day_after_its_last(northvale):
    assert build_referral(northvale, concerns=["gangs"], now=BEFORE).concerns == ["gangs"]
    with pytest.raises(RuleViolation, match="is offered no longer. Select another answer") as refused:
        build_referral(northvale, concerns=["gangs"], now=AFTER)
    assert refused.value.field == "concerns"


@pytest.mark.parametrize("concern", ["county_lines", "non_recent", "sextortion", "bruise_not_moving", "hate_crime"])
def test_the_new_concerns_are_received(northvale, concern):
    assert build_referral(northvale, concerns=[concern], now=AFTER).concerns == [concern]


def test_the_new_plans_and_ties_are_received(northvale):
    people = [child(), adult(is_subject=False, relationship="special_guardian")]
    referral = build_referral(northvale, people=people, known_to=["looked_after", "family_help"], now=AFTER)
    assert referral.known_to_labels == ["Looked after by a council", "Family Help plan"]
