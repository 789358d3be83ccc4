"""An agency's view of the risk counts only while it stands, on every page that shows it."""

import pytest

from mash.identity import acting_as
from referrals import codes
from referrals.casefile.case import gather
from referrals.decisions.collation import collate
from referrals.decisions.freezing import agency_ratings
from referrals.timing.request_state import request_states
from tests.builders_requests import give_answer, new_item
from tests.referrals.decisions.stories import HOUR, MONDAY

NOW = MONDAY + 9 * HOUR
RED = {"rating": "red", "rating_reason": "Third call."}
OTHER_OUTCOMES = set(codes.ResponseOutcome) - {
    codes.ResponseOutcome.NOTHING_KNOWN,
    codes.ResponseOutcome.NOTHING_RELEVANT,
}
CLOSING_OTHERWISE = OTHER_OUTCOMES - set(codes.OUTCOMES_LEAVING_OPEN)
# Each answer of the police after a red first one with two items; what then stands.
STORIES = {
    "nothing more": ([], "red"),
    "a new view": ([{"rating": "green", "rating_reason": "Seen, well."}], "green"),
    "more, with no view": ([{}], "red"),
    "all withdrawn, nothing relevant": ([{"outcome": "nothing_relevant", "withdraw": [1, 2]}], ""),
    "all withdrawn, nothing known": ([{"outcome": "nothing_known", "withdraw": [1, 2]}], ""),
    "nothing relevant, though items stand": ([{"outcome": "nothing_relevant"}], ""),
    "taken back while its items stand": ([{"takes_back_view": True}], ""),
    "taken back, then another view": (
        [{"takes_back_view": True}, {"rating": "green", "rating_reason": "Seen, well."}],
        "green",
    ),
    "withdrawn for another item": ([{"withdraw": [1, 2]}], ""),
    "half withdrawn": ([{"withdraw": [1]}], "red"),
    "corrected": ([{"items": [new_item(replaces=1), new_item(replaces=2)]}], "red"),
    "corrected, then withdrawn": (
        [{"items": [new_item(replaces=1), new_item(replaces=2)]}, {"outcome": "declined", "withdraw": [3, 4]}],
        "",
    ),
    "taken back, then given anew": (
        [{"outcome": "nothing_relevant", "withdraw": [1, 2]}, {"rating": "amber", "rating_reason": "Found more."}],
        "amber",
    ),
}
STORIES |= {f"then {outcome}": ([{"outcome": outcome}], "red") for outcome in sorted(CLOSING_OTHERWISE)}


@pytest.mark.parametrize("story", STORIES)
def test_a_view_stands_until_it_is_replaced_or_taken_back(northvale, case, as_person, story):
    (referral, requests), (answers, stands) = case, STORIES[story]
    for number, facts in enumerate([{"items": [new_item(), new_item()], **RED}, *answers]):
        facts = {"reason": "As written.", **facts}
        give_answer(northvale.police, requests["police"], now=MONDAY + number * HOUR, seen=number, **facts)
    wanted = [stands] if stands else []
    manager = northvale.manager
    with acting_as(manager):
        states = {state.agency: state.rating for state in request_states(referral, NOW)}
        assert states["Northvale police"] == stands
        columns = collate(referral, reader=manager, now=NOW).columns
        assert [view.rating for column in columns for view in column.ratings] == wanted
        assert [view["level"] for view in agency_ratings(referral)] == wanted
        gathered = gather(referral, user=manager, now=NOW)
        assert [entry.code for entry in gathered.ratings if entry.by == "Northvale police"] == wanted
        # The history keeps each view, and shows as a rating only the one that stands.
        history = [item for item in gathered.timeline if "Northvale police answered" in item["title"]]
        assert [item["rating"] for item in history if item.get("rating")] == wanted
    if stands != "red":
        assert any("red, replaced or taken back since" in item["body"] for item in history)
        page = as_person(northvale.police).get(f"/requests/{requests['police'].reference}/").text
        assert "replaced or taken back since: red" in " ".join(page.split())
