"""The work queue, and the pages that claim, rate, return and transfer a case."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from mash.identity import acting_as
from referrals.timing.targets import week_of
from referrals.triage.returning import return_referral
from tests.builders import adult, build_hub, build_referral, child
from tests.builders_requests import NOT_TOLD, build_basis, build_triaged
from tests.referrals.decisions.stories import triaged

pytestmark = pytest.mark.django_db(transaction=True)
# With the widest reference that can be drawn.
FITS = """() => {
    for (const link of document.querySelectorAll(".app-queue th a")) link.innerText = "MASH-WWWW-WWWW";
    const end = (which) => document.querySelector(which).getBoundingClientRect().right;
    return end(".app-queue") <= end("main") + 1;
}"""


def test_the_queue_is_narrowed_sorted_searched_and_a_case_taken(visit):
    northvale = build_hub("northvale")
    late = build_referral(northvale, now=timezone.now() - timedelta(days=8), people=[child(last_name="Pearson")])
    build_referral(northvale, people=[adult(), child(), child(is_subject=False)], channel="letter")
    triaged(northvale, now=timezone.now())

    screener = visit(northvale.screener)
    rows = screener.page.locator(".app-worklist tbody tr")
    screener.open("referrals:queue")
    assert rows.count() == 2
    screener.click(screener.page.get_by_role("link", name="Triaged 1"))
    assert rows.count() == 1
    screener.judge().open("referrals:queue", query="?stage=ended")
    assert "Nothing here" in screener.text
    screener.open("referrals:queue").fill({"channel": "letter"}).press("Apply filters")
    assert rows.count() == 1
    assert screener.page.locator(".moj-filter__tag").inner_text().endswith("Letter")
    screener.open("referrals:queue").click(screener.page.get_by_role("link", name="Received", exact=False).last)
    assert screener.judge().page.locator("th[aria-sort=ascending], th[aria-sort=descending]").count() == 1
    screener.open("referrals:queue").refused("Enter a reference or a name", button="Search")
    screener.fill({"words": "pearson"}).press("Search")
    assert rows.count() == 1
    screener.press("Claim").lands_on("referrals:case")
    assert "is now yours" in screener.text
    screener.open("referrals:hand_back", late.reference).fill({"reason": "I know the family."}).press().lands_on(
        "referrals:case"
    )


def test_a_case_is_recommended_allocated_triaged_and_rated_again(visit):
    northvale = build_hub("northvale")
    earlier = build_referral(northvale, people=[child(nhs_number="9990000018")])
    case = [build_referral(northvale, people=[child(nhs_number="9990000018"), adult()]).reference]
    worker = visit(northvale.social_worker).open("referrals:recommend", *case)
    worker.answer({"level": "amber", "way": "partners", "reason": "The third time."}, then="referrals:case")

    manager = visit(northvale.manager)
    manager.open("referrals:allocate", *case).fill({"worker": str(northvale.social_worker.pk)}).press().lands_on(
        "referrals:case"
    )
    manager.open("referrals:triage", *case)
    assert earlier.reference in manager.text
    manager.fill({"reason": ""}).refused("Enter the reason for the rating")
    manager.answer({"reason": "As recommended."}, then="referrals:lawful_basis")
    manager.refused("Select why information is needed")
    day = week_of(northvale.hub).open_days_after(timezone.localdate(), 2)
    review = {f"review_on_{part}": str(getattr(day, part)) for part in ("day", "month", "year")}
    manager.open("referrals:pause_clock", *case).refused("Select what to pause", "Enter a review date")
    waits = {"what": "final_decision", "reason": "court", "why": "The hearing is this week."}
    manager.answer({**waits, **review}, then="referrals:case")
    manager.open("referrals:queue", query="?stage=open&due=paused")
    assert "Review of the pause" in manager.text
    manager.open("referrals:resume_clock", *case).press().lands_on("referrals:case")
    manager.open("referrals:rate", *case).fill({"level": "red", "reason": "Bruises were seen."}).press().lands_on(
        "referrals:case"
    )


def test_asking_unknown_to_the_family_is_authorised(visit):
    northvale = build_hub("northvale")
    referral = triaged(northvale, now=timezone.now())
    build_basis(northvale, referral, by=northvale.social_worker, **NOT_TOLD)
    manager = visit(northvale.manager)
    manager.open("referrals:authorise", referral.reference).refused("your own reason")
    manager.fill({"authorising_reason": "The visit comes first."}).press().lands_on("referrals:request_information")
    manager.open("referrals:request_information", referral.reference).refused("Select")
    health = str(northvale.agencies["health"].pk)
    manager.answer({"core": health}, then="referrals:write_requests")
    reason = manager.page.locator("main textarea").first
    reason.fill("")
    manager.refused("Enter")
    reason.fill("Half a reason")
    manager.click(manager.page.get_by_role("link", name="Back to choosing agencies"))
    manager.lands_on("referrals:request_information").open("referrals:write_requests", referral.reference)
    assert reason.input_value() == "Half a reason"


def test_a_referral_goes_back_comes_again_and_leaves_for_another_area(visit):
    northvale = build_hub("northvale")
    returned, leaving = build_referral(northvale), build_referral(northvale)
    manager = visit(northvale.manager)
    manager.open("referrals:return_referral", leaving.reference)
    with transaction.atomic(), acting_as(northvale.manager):
        return_referral(returned, reason="not_enough_detail", words="Say who lives there.", by=northvale.manager)
    manager.open("referrals:receive_again", returned.reference)
    manager.open("referrals:forward", leaving.reference).answer(
        {"area": "Southmere Council", "why": "They moved."}, then="referrals:case"
    )
    today = timezone.localdate()
    day = {f"confirmed_on_{part}": str(getattr(today, part)) for part in ("day", "month", "year")}
    manager.open("referrals:transfer", leaving.reference).refused("Select what the other council answered")
    manager.fill({"answer": "yes"}).refused("Enter who at the other council confirmed it")
    confirmed = {"confirmed_by": "Pat Duty, duty manager", "confirmed_how": "phone", **day}
    manager.answer(confirmed, then="referrals:case")
    assert "Transferred to another area" in manager.text


def test_what_people_know_is_recorded_again_on_the_day_they_were_to_be_told(visit):
    northvale = build_hub("northvale")
    referral = build_triaged(northvale, concerns=["honour_based"])
    build_basis(northvale, referral, by=northvale.social_worker, **NOT_TOLD)
    worker = visit(northvale.social_worker)
    worker.open("referrals:telling", referral.reference)
    assert "Do not tell the family" in worker.text
    worker.open("referrals:told", referral.reference).refused("Select who it is")
    visit(northvale.manager).open("referrals:never_told", referral.reference).refused("Enter why they will never be")


def test_the_fullest_row_of_the_queue_keeps_within_the_page(visit):
    northvale = build_hub("northvale")
    build_referral(
        northvale,
        now=timezone.now() - timedelta(days=9),
        immediate_danger="yes",
        channel="police_notification",
        concerns=["domestic_abuse_parent", "neglect"],
    )
    build_referral(northvale)
    screener = visit(northvale.screener).open("referrals:queue")
    assert "Danger reported" in screener.text
    assert screener.page.evaluate(FITS)


def test_people_and_cases_are_searched_for_from_every_page(visit):
    northvale = build_hub("northvale")
    referral = build_referral(northvale, people=[child(first_name="Kit", last_name="Pearson")])
    build_referral(northvale, people=[child(first_name="Kit", last_name="Peerson")])

    screener = visit(northvale.screener).open("referrals:needs")
    screener.page.locator("header [name=words]").fill("kit pearson")
    screener.click(screener.page.get_by_role("search", name="People and cases").get_by_role("button"))
    screener.lands_on("referrals:search")
    assert screener.page.locator(".app-worklist tbody tr").count() == 2
    assert "Another spelling" in screener.text
    screener.click(screener.page.get_by_role("link", name=referral.reference)).lands_on("referrals:case")
    screener.click(screener.page.get_by_role("link", name="Search", exact=True)).lands_on("referrals:search")
    screener.open("referrals:search").refused("Enter a name, a reference", button="Search")
    screener.fill({"words": "Terry Teacher"}).press("Search")
    assert "Who referred" in screener.text
