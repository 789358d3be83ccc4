"""The dashboard: a busy month, a filter, a period without referrals, and invalid dates."""

from datetime import timedelta

import pytest
from django.utils import timezone

from referrals import codes
from tests.browser.test_case_pages import build_full, decide
from tests.builders import build_hub, build_referral

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_dashboard_narrowed_and_quiet(visit):
    northvale = build_hub("northvale")
    for number in range(11):  # enough that the police are shown, and the three GPs are not
        source = codes.SourceCode.POLICE if number > 2 else codes.SourceCode.GP
        build_referral(northvale, now=timezone.now() - timedelta(days=9), source_code=source)
    decide(northvale, build_full(northvale))
    manager = visit(northvale.manager).open("referrals:dashboard")
    assert manager.page.locator("svg").count()
    for details in manager.page.locator("main details").all():
        details.evaluate("node => node.open = true")  # the figures of each chart
    manager.judge()
    assert manager.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    manager.click(manager.page.get_by_role("link", name="Open the list", exact=True))
    manager.lands_on("referrals:dashboard_cases").judge()
    assert "Referrals counted: 13" in manager.text
    manager.open("referrals:dashboard_cases", query="?table=source&part=6&column=number")
    manager.open("referrals:dashboard").fill({"about": "adults"}).press("Apply filters")
    assert manager.page.locator(".moj-filter__tag").inner_text().endswith("Adults")
    quiet = {f"{name}_{part}": value for name in ("from_on", "to_on") for part, value in QUIET.items()}
    manager.open("referrals:dashboard").fill(quiet).press("Apply filters")
    assert "No agency was asked in this period" in manager.text
    manager.fill({"to_on_year": "1999"}).refused("To must be the same day as From or after it", button="Apply filters")


QUIET = {"day": "3", "month": "4", "year": "2020"}
