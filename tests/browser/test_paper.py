"""Printed, a case is its content: no navigation, no buttons, nothing cut off at the edge, and each sheet is marked."""

import io

import pytest
from django.db import transaction
from pypdf import PdfReader

from mash.identity import acting_as
from referrals.casefile.actions import restrict
from referrals.decisions.products import release
from tests.browser.test_case_pages import build_full, decide
from tests.browser.test_decision_pages import build_answered, build_signed
from tests.browser.visitor import DESK, OVERFLOW
from tests.builders import build_hub, child
from tests.builders_requests import build_asked, give_answer, new_item
from tests.referrals.decisions.stories import subjects_of

pytestmark = pytest.mark.django_db(transaction=True)
A4 = {"width": 680, "height": 1000}  # the sheet without its margins of 15 mm
NOT_ON_PAPER = "nav, button, input, select, .govuk-button, .govuk-skip-link, .govuk-footer, .moj-filter, .app-no-print"
VISIBLE = """nodes => nodes.filter((node) => node.checkVisibility({visibilityProperty: true}) && node.offsetHeight > 1)
    .map((node) => node.outerHTML.slice(0, 120))"""


def test_a_case_and_its_collation_print_as_content_alone(visit):
    northvale = build_hub("northvale")
    referral = build_full(northvale)
    decide(northvale, referral)
    manager = visit(northvale.manager)
    words_by_page = {
        "referrals:case_print": "It grows.",
        "referrals:collation": "An informant says so.",
        "referrals:decision": "A pattern of neglect over a year.",
        "referrals:referral_as_received": "Terry Teacher",
    }
    for page, words in words_by_page.items():
        manager.open(page, referral.reference)
        manager.page.emulate_media(media="print")
        manager.page.set_viewport_size(A4)
        assert manager.page.eval_on_selector_all(NOT_ON_PAPER, VISIBLE) == [], page
        assert words in manager.text
        assert manager.page.evaluate(OVERFLOW) == [], page
        manager.page.emulate_media(media="screen")
        manager.page.set_viewport_size(DESK)


def sheets(somebody, page: str, *args, query: str = "") -> list[str]:
    """Print a page and return the text of each sheet."""
    somebody.open(page, *args, query=query)
    pdf = somebody.page.pdf(prefer_css_page_size=True)
    return [" ".join(sheet.extract_text().split()) for sheet in PdfReader(io.BytesIO(pdf)).pages]


def test_each_sheet_says_its_number_its_reference_and_how_it_is_handled(visit):
    northvale = build_hub("northvale")
    referral = build_full(northvale)
    decide(northvale, referral)
    manager = visit(northvale.manager)
    with transaction.atomic(), acting_as(northvale.manager):
        restrict(referral, reason="staff_involved", people=[northvale.social_worker], by=northvale.manager)
    for page, handling in {
        "case": "RESTRICTED",
        "case_print": "RESTRICTED",
        "referral_as_received": "RESTRICTED",
        "who_can_see": "RESTRICTED",
        "collation": "RESTRICTED – FOR THE DECISION-MAKER ONLY",
    }.items():
        paper = sheets(manager, f"referrals:{page}", referral.reference)
        for number, sheet in enumerate(paper, 1):
            assert f"Page {number} of {len(paper)}" in sheet, page
            assert referral.reference in sheet
            assert "Northvale" in sheet
            assert sheet.count(handling) >= 2, "at the head and the foot"
            assert ("DECISION-MAKER" in sheet) == ("DECISION-MAKER" in handling)
    assert len(sheets(manager, "referrals:case_print", referral.reference)) > 1
    # A list with a restricted case in it is handled like one.
    assert all("RESTRICTED" in sheet for sheet in sheets(manager, "referrals:queue", query="?stage=decided"))


def test_pages_about_no_record_carry_their_title_and_no_mark(visit):
    northvale = build_hub("northvale")
    build_full(northvale)
    manager, auditor = visit(northvale.manager), visit(northvale.auditor)
    for somebody, page, title in [
        (manager, "referrals:dashboard", "Dashboard"),
        (manager, "referrals:queue", "Work queue"),
        (auditor, "audit:events", "Access log"),
    ]:
        paper = sheets(somebody, page)
        for number, sheet in enumerate(paper, 1):
            assert f"Page {number} of {len(paper)}" in sheet
            assert title in sheet
            assert "RESTRICTED" not in sheet
            assert "DECISION-MAKER" not in sheet


def test_a_product_and_a_request_carry_their_own_reference(visit):
    northvale = build_hub("northvale")
    (request,) = build_asked(northvale, "police")
    give_answer(northvale.police, request, items=[new_item(handling="decision_maker")])
    (sheet, *_) = sheets(visit(northvale.police), "referrals:request", request.reference)
    assert sheet.count(request.reference) >= 1
    assert "FOR THE DECISION-MAKER ONLY" in sheet
    referral = build_answered(northvale)
    build_signed(northvale, referral)
    with transaction.atomic(), acting_as(northvale.manager):
        product = release(
            referral,
            audience="partners",
            agencies=[northvale.agencies["education"]],
            subjects=[person.pk for person in subjects_of(referral)],
            items=[],
            summary="Neglect was seen.",
            by=northvale.manager,
        )
    (sheet, *_) = sheets(visit(northvale.school), "referrals:product", product.reference)
    assert "Page 1 of" in sheet
    assert sheet.count(product.reference) >= 2


def test_what_is_folded_on_the_screen_is_printed_open(visit):
    northvale = build_hub("northvale")
    for _ in range(11):
        build_full(northvale)
    manager = visit(northvale.manager)
    paper = " ".join(sheets(manager, "referrals:dashboard"))
    captions = manager.page.locator("main details:not([open]) caption").all_text_contents()
    assert captions
    for caption in captions:
        assert paper.count(caption) >= 2, f"{caption}: its chart and its figures"


def test_the_page_of_a_case_is_not_for_paper_and_says_what_is(visit):
    northvale = build_hub("northvale")
    referral = build_full(northvale)
    paper = " ".join(sheets(visit(northvale.manager), "referrals:case", referral.reference))
    assert "Summary of the case, to print" in paper
    assert "It grows." not in paper
    assert "Arrived hungry" not in paper


def test_an_address_kept_secret_is_on_no_sheet_of_the_answers_or_the_decision(visit):
    northvale = build_hub("northvale")
    hidden = child(address="9 Hidden Lane", postcode="ZZ99 9ZZ", address_withheld=True)
    (request,) = build_asked(northvale, "police", people=[hidden])
    text = "She is at 9 Hidden Lane now. The house was cold."
    give_answer(northvale.police, request, items=[new_item(text=text)], rating="red", rating_reason=text)
    referral = request.referral
    build_signed(northvale, referral, rationale=text)
    manager = visit(northvale.manager)
    for page in ["collation", "decision"]:
        paper = " ".join(sheets(manager, f"referrals:{page}", referral.reference))
        assert "9 Hidden Lane" in manager.text
        assert "Hidden" not in paper, page
        assert "The house was cold." in paper
        assert "[Not printed: an address that must be kept secret]" in paper
