"""An agency's pages: the inbox by its tabs, one request, and each way to answer it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.builders import build_hub
from tests.builders_requests import build_ready, give_answer, new_item, send

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_agency_finds_answers_delays_corrects_and_holds_back(visit):
    northvale = build_hub("northvale")
    sent_at = timezone.now() - timedelta(hours=2, minutes=30)  # red: due half an hour ago
    late, corrected, withheld = (
        send(northvale, build_ready(northvale, now=sent_at), "police", now=sent_at)[0] for _ in range(3)
    )
    give_answer(northvale.police, corrected, items=[new_item(), new_item(text="Called again.")])

    officer = visit(northvale.police).open("referrals:inbox", query="?tab=overdue")
    assert "overdue by 30 min" in officer.text
    officer.open("referrals:request", late.reference).press("Acknowledge").lands_on("referrals:request")
    officer.open("referrals:more_time", late.reference).refused("Enter when you can answer by")
    until = timezone.localtime() + timedelta(days=1)
    when = {"until_day": str(until.day), "until_month": str(until.month), "until_year": str(until.year)}
    officer.answer({**when, "until_time": "9am", "reason": "The archive is shut."}, then="referrals:request")

    officer.open("referrals:answer", late.reference).refused("Select your answer", button="Send answer")
    officer.press("Add another item").press("Remove")
    box = officer.page.locator("main [name$='-occurred_on_day']")
    box.fill("3")
    box.press("Enter")
    officer.judge().lands_on("referrals:answer")
    assert box.input_value() == "3"
    box.fill("4")
    officer.click(officer.page.get_by_role("button", name="Save and go back"))
    officer.judge().lands_on("referrals:request")
    assert "saved an answer here" in officer.text
    officer.open("referrals:inbox").fill({"words": late.reference}).press("Search")
    assert "Draft saved" in officer.lands_on("referrals:inbox").text
    assert withheld.reference not in officer.text
    officer.open("referrals:answer", corrected.reference)
    row = officer.page.locator("main [name^=item][name$='-kind']").first.get_attribute("name").removesuffix("kind")
    item = {"kind": "event", "basis": "fact", "handling": "hub_team", "text": "Called to number 2."}
    correction = {f"{row}{name}": value for name, value in item.items()}
    officer.fill({"outcome": "supplied", "withdraw": "2", **correction}).press("Send answer")
    officer.lands_on("referrals:request")
    assert "ithdrawn" in officer.text
    officer.open("referrals:item_handling", corrected.reference, 1)
    officer.fill({"handling": "existence_only"}).refused("Enter who the hub should ask")

    officer.open("referrals:give", withheld.reference).refused("Select who is to answer it", button="Save")
    officer.answer({"to": str(northvale.police.pk)}, then="referrals:request")
    assert "Taken by Parker Police" in officer.text
    officer.open("referrals:inbox", query="?whose=me").fill({"chosen": withheld.reference})
    officer.press("Nothing known for those selected").lands_on("referrals:nothing_known_for_several")
    officer.refused("Select at least one system or record you searched")
    officer.open("referrals:nothing_known", withheld.reference)
    officer.open("referrals:not_shared", withheld.reference).answer(
        {"decline_reason": "live_investigation", "reason": "An operation would be lost."}, then="referrals:request"
    )
    officer.open("referrals:inbox", query="?tab=answered")
    assert withheld.reference in officer.text
    visit(northvale.school).open("referrals:inbox").open("referrals:products")
