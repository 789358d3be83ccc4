"""A neighbour's referral becomes a signed decision in Chromium; axe checks every page."""

import re

import pytest

from tests.browser.drafts import write_draft
from tests.browser.visitor import Visitor
from tests.builders import build_hub
from tests.writing import PUBLIC

pytestmark = pytest.mark.django_db(transaction=True)


def send_referral(somebody: Visitor) -> str:
    somebody.open("referrals:start_hub", "northvale").press().lands_on("referrals:public_page")
    write_draft(somebody, {**PUBLIC, "people": [PUBLIC["people"][0]], "adult-views": {}, "risks": {}})
    somebody.lands_on("referrals:public_check").answer({"true": "on"}, then="referrals:public_sent")
    return re.search(r"NV-[A-Z0-9]{4}-[A-Z0-9]{4}|MASH-[A-Z0-9]{4}-[A-Z0-9]{4}", somebody.text)[0]


def as_everybody_knows(manager: Visitor) -> dict[str, str]:
    names = manager.page.eval_on_selector_all("main [name^=knows_]", "all => all.map(it => it.name)")
    return dict.fromkeys(names, "knows")


def triage_and_ask(manager: Visitor, reference: str, world) -> None:
    manager.open("referrals:queue")
    assert reference in manager.text
    manager.open("referrals:case", reference).open("referrals:public_referrer", reference)
    manager.open("referrals:triage", reference)
    manager.fill({"level": "amber", "reason": "Third time this month.", "way": "partners"}).press()
    manager.lands_on("referrals:lawful_basis").fill(
        {
            "purpose": "section_17",
            "gateway": "CA89-17",
            "article6": "6e",
            "article9": "9g-18",
            "necessity": "Only the police and health can say what they hold.",
            "article10": "none",
            "without_consent": "not_reasonable",
            **as_everybody_knows(manager),
            "agreement": "not_sought",
        }
    ).press()
    manager.open("referrals:request_information", reference)
    manager.fill({"core": [str(world.agencies["police"].pk), str(world.agencies["health"].pk)]}).press()
    manager.lands_on("referrals:write_requests").press()  # with the suggested questions
    manager.lands_on("referrals:preview_requests").press("Send")


def answer_as_police(police: Visitor) -> None:
    police.open("referrals:inbox")
    police.click(police.page.locator("main a[href^='/requests/REQ-']"))
    request = police.lands_on("referrals:request").judge().path.strip("/").rpartition("/")[2]
    police.open("referrals:answer", request)
    row = "item1-"
    police.fill(
        {
            "outcome": "supplied",
            f"{row}kind": "event",
            f"{row}occurred_on_day": "3",
            f"{row}occurred_on_month": "4",
            f"{row}occurred_on_year": "2026",
            f"{row}basis": "fact",
            f"{row}handling": "hub_team",
            f"{row}text": "Called to the address at night; no offence disclosed.",
        }
    )
    police.refused("unanswered. If that is right, send this page again", button="Send answer").press("Send answer")


def answer_nothing_known(health: Visitor) -> None:
    health.open("referrals:inbox")
    health.click(health.page.locator("main a[href^='/requests/REQ-']")).judge()
    health.click(health.page.get_by_role("button", name="Nothing known")).judge()
    health.refused("Select at least one system or record you searched", "Select at least one thing you searched by")
    health.answer({"systems": "GP record", "identifiers": "Name"}, then="referrals:request")


def decide_and_close(manager: Visitor, reference: str) -> None:
    manager.open("referrals:collation", reference)
    assert "Called to the address at night" in manager.text
    assert "Nothing known" in manager.text
    manager.open("referrals:decide", reference)
    manager.fill(
        {
            "threshold": "3",
            "outcome": "assessment",
            "final_rating": "amber",
            "rationale": "The pattern is getting worse.",
        }
    ).press()
    manager.open("referrals:sign", reference).fill({"declared": "on"}).press("Sign")
    manager.open("referrals:decision", reference)
    assert "Not sealed yet" in manager.text
    manager.open("referrals:feedback", reference)
    manager.fill({"sending": "yes"})
    manager.page.locator("main [name=wording]").first.check()
    manager.fill({"how": "email"}).press()
    manager.open("referrals:close", reference).press()
    assert "Closed" in manager.open("referrals:case", reference).text


def test_from_a_neighbours_worry_to_a_signed_decision(visit):
    northvale = build_hub("northvale")
    reference = send_referral(visit())
    manager = visit().sign_in(northvale.manager)
    triage_and_ask(manager, reference, northvale)
    answer_as_police(visit().sign_in(northvale.police))
    answer_nothing_known(visit().sign_in(northvale.health))
    decide_and_close(manager, reference)
