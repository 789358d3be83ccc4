"""A request after it was sent: both sides write about it, and the hub changes it."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.browser.visitor import DESK, TELEPHONE
from tests.builders import build_hub
from tests.builders_requests import build_asked

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_request_is_written_about_asked_further_put_off_and_withdrawn(visit):
    northvale = build_hub("northvale")
    [request] = build_asked(northvale)
    address = (request.referral.reference, request.reference)
    worker, officer = visit(northvale.social_worker), visit(northvale.police)

    worker.open("referrals:case", request.referral.reference)
    worker.click(worker.page.get_by_role("link", name=request.reference, exact=True)).lands_on("referrals:sent_request")
    worker.open("referrals:message_agency", *address).refused("Enter your message", button="Send message")
    worker.answer({"text": "Which car was it?"}, then="referrals:sent_request")
    officer.open("referrals:inbox")
    assert "New message" in officer.text
    officer.open("referrals:request", request.reference)
    assert "Which car was it?" in officer.text
    officer.open("referrals:message_hub", request.reference).refused("Enter your message", button="Send message")
    officer.answer({"text": "The blue one."}, then="referrals:request")
    worker.open("referrals:case", request.referral.reference)
    assert "New message" in worker.text

    worker.open("referrals:ask_further", *address).refused("Enter what you ask", button="Ask this too")
    worker.answer({"questions": "Whose is it?", "reason": "A car was seen."}, then="referrals:sent_request")
    due = timezone.localtime() + timedelta(days=3)
    when = {"due_at_day": str(due.day), "due_at_month": str(due.month), "due_at_year": str(due.year)}
    worker.open("referrals:change_due", *address).refused("Enter why", button="Change when it is due")
    worker.answer({**when, "due_at_time": "9am", "reason": "The archive is shut."}, then="referrals:sent_request")
    worker.press("Remind them now").lands_on("referrals:sent_request")
    pictured(worker, "sent")
    officer.open("referrals:answer", request.reference)
    assert "Whose is it?" in officer.text
    worker.open("referrals:withdraw_request", *address).refused("Enter why", button="Withdraw the request")
    worker.answer({"reason": "The car is ours."}, then="referrals:sent_request")
    officer.open("referrals:request", request.reference)
    assert "It need not be answered." in officer.text
    pictured(officer, "withdrawn")


def pictured(somebody, name: str) -> None:
    """Take pictures of the page on a desk and on a telephone, into the folder that PICTURES names."""
    if folder := os.environ.get("PICTURES"):
        for size in (DESK, TELEPHONE):
            somebody.page.set_viewport_size(size)
            somebody.page.screenshot(path=f"{folder}/{name}-{size['width']}.png", full_page=True)
        somebody.page.set_viewport_size(DESK)
