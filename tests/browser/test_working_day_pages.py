"""What needs somebody now, and a flag that is raised and cleared."""

import os
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from mash.identity import acting_as
from referrals.casefile.actions import restrict
from referrals.triage.actions import recommend
from tests.browser.visitor import DESK, TELEPHONE
from tests.builders import adult, build_hub, build_referral, child
from tests.builders_requests import build_asked, give_answer

pytestmark = pytest.mark.django_db(transaction=True)


def build_list(northvale) -> list:
    now = timezone.now()
    build_referral(northvale, now=now - timedelta(days=1))
    baby = child(date_of_birth=timezone.localdate() - timedelta(days=100), first_name="Kit", last_name="Pearson")
    bruise = build_referral(northvale, people=[baby, child()], concerns=["bruise_not_moving"], threshold_thought="4")
    recommended = build_referral(northvale, people=[adult()])
    hidden = build_referral(northvale, immediate_danger="yes")
    requests = build_asked(northvale, "police", "health", now=now - timedelta(days=9), level="amber")
    give_answer(northvale.police, requests[0], rating="red", rating_reason="He has a knife.")
    with transaction.atomic(), acting_as(northvale.social_worker):
        recommend(recommended, level="red", way="partners", reason="In danger.", by=northvale.social_worker)
    with transaction.atomic(), acting_as(northvale.manager):
        restrict(hidden, reason="high_risk", by=northvale.manager)
    return [bruise, recommended]


def test_a_screener_flags_a_case_and_a_manager_finds_it_first_and_clears_it(visit):
    northvale = build_hub("northvale")
    bruise, recommended = build_list(northvale)
    screener = visit(northvale.screener).open("/").lands_on("referrals:needs")
    screener.open("referrals:flag", bruise.reference).refused("Enter why somebody has to look at it now")
    screener.answer({"reason": "The father is at the ward and wants to take him home."}, then="referrals:case")

    manager = visit(northvale.manager).open("referrals:needs")
    rows = manager.page.locator(".app-worklist tbody tr")
    assert bruise.reference in rows.first.inner_text()
    assert "First because: Skyler Screener says: look at this now." in rows.first.inner_text()
    pictured(manager, "needs")
    manager.click(manager.page.get_by_role("link", name=bruise.reference, exact=True)).lands_on("referrals:case")
    pictured(manager, "flagged")
    manager.judge().click(manager.page.get_by_role("link", name="What needs you now")).lands_on("referrals:needs")
    assert manager.page.locator("tr:target").inner_text().startswith(bruise.reference)
    manager.open("referrals:case", bruise.reference)
    manager.click(manager.page.get_by_role("link", name="Record what was done about it"))
    manager.lands_on("referrals:clear_flag").judge().refused("Enter what was done")
    manager.answer({"what_was_done": "The ward keeps him until we come."}, then="referrals:case")
    manager.open("referrals:needs")
    assert recommended.reference in rows.nth(1).inner_text()


def pictured(somebody, name: str) -> None:
    """Take pictures of the page on a desk and on a telephone, into the folder that PICTURES names."""
    if folder := os.environ.get("PICTURES"):
        for size in (DESK, TELEPHONE):
            somebody.page.set_viewport_size(size)
            somebody.page.screenshot(path=f"{folder}/{name}-{size['width']}.png", full_page=True)
        somebody.page.set_viewport_size(DESK)
