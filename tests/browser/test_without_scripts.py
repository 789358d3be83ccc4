"""Without JavaScript, a referral can be sent and an agency can answer a request."""

import pytest

from tests.browser.drafts import write_draft
from tests.builders import build_hub
from tests.builders_requests import build_ready, send
from tests.writing import CHILD, PUBLIC

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_neighbour_sends_a_referral(visit):
    build_hub("northvale")
    neighbour = visit(scripts=False).open("referrals:start_hub", "northvale").press()
    people = {"people": [("child", CHILD)], "adult-views": {}, "risks": {}, "household": []}
    write_draft(neighbour, {**PUBLIC, **people})
    neighbour.lands_on("referrals:public_check").answer({"true": "on"}, then="referrals:public_sent")
    assert "MASH-" in neighbour.text


def test_an_agency_answers_with_two_items(visit):
    northvale = build_hub("northvale")
    (request,) = send(northvale, build_ready(northvale), "police")
    officer = visit(northvale.police, scripts=False).open("referrals:answer", request.reference)
    kind = officer.page.locator("main [name^=item][name$='-kind']")
    event = {"kind": "event", "basis": "fact", "handling": "hub_team", "text": "Called to the address."}
    first = kind.first.get_attribute("name").removesuffix("kind")
    officer.fill({"outcome": "supplied", **{f"{first}{name}": value for name, value in event.items()}})
    officer.press("Add another item")
    second = kind.last.get_attribute("name").removesuffix("kind")
    assert second != first
    existence_only = {"handling": "existence_only", "ask_whom": "The duty inspector"}
    officer.fill({f"{second}{name}": value for name, value in existence_only.items()}).press("Send answer")
    assert "Called to the address." in officer.lands_on("referrals:request").text
    assert "The duty inspector" in officer.text


def test_an_agency_pastes_a_chronology_and_answers_the_next_with_one_button(visit):
    northvale = build_hub("northvale")
    case = build_ready(northvale)
    first, second, third = [send(northvale, case, "police")[0] for _ in range(3)]
    officer = visit(northvale.police, scripts=False).open("referrals:answer", first.reference)
    marks = {"all-handling": "hub_team", "all-kind": "event", "all-basis": "fact"}
    officer.fill({"outcome": "supplied", "all-lines": "3/4/2024 Called.\n31/2/2024 Left.", **marks}).press("Make items")
    assert "31/2/2024 Left. (not a real date)" in officer.lands_on("referrals:answer").text
    officer.fill({"all-lines": ""}).press("Send answer")
    assert f"Request {second.reference}" in officer.lands_on("referrals:request").text
    officer.open("referrals:nothing_known", second.reference)
    officer.answer({"systems": "Call and incident logs", "identifiers": "Name"}, then="referrals:request")
    officer.press("Nothing known").lands_on("referrals:request")
    assert f"Your answer to {third.reference} has been sent: nothing known" in officer.text
