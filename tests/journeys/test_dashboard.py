"""A month on a manager's dashboard: a case decided in time, an overdue one, a repeat referral, then a busy month."""

from datetime import timedelta

from django.utils import timezone

from tests.builders import build_referral, child
from tests.referrals.decisions.browsing import send, text, url

DECISION = {"threshold": "2", "outcome": "advice", "final_rating": "green", "rationale": "Enough help at home."}


def test_a_month_at_the_hub(as_person, northvale, southmere):
    again = child(nhs_number="9990000018")
    build_referral(northvale, people=[again], now=timezone.now() - timedelta(days=200))
    build_referral(
        northvale,
        people=[child(first_name="Lara", last_name="Late", address="9 Far Road")],
        now=timezone.now() - timedelta(days=9),
    )
    build_referral(southmere)
    referral = build_referral(northvale, people=[again])
    manager = as_person(northvale.manager)
    triage = {"level": "amber", "reason": "Hungry again.", "way": "advice", "rationale": "Known."}
    page = send(manager, url("triage", referral), **triage)
    assert page.status_code == 302, text(page)
    page = send(manager, url("decide", referral), **DECISION, next_steps="Ring the school.", voice="Is well.")
    assert page.status_code == 302, text(page)
    assert send(manager, url("sign", referral), declared="on").status_code == 302

    words = text(manager.get("/dashboard/"))
    assert "2 referrals arrived" in words
    assert "2 cases past their target" in words  # the cases of nine and of two hundred days ago
    # So few that any number but the totals would be about somebody
    assert "First decision withheld" in words
    assert "Outcomes, one for each person decided on: withheld" in words
    assert "All people referred withheld" in words
    year = text(manager.get("/dashboard/?" + year_query()))
    assert "3 referrals arrived" in year
    assert "Referrals each month" in year
    assert "No agency was asked in this period" in year


def test_a_busy_month_in_figures_lists_and_files(as_person, northvale):
    """A manager finds out how many first decisions were late, opens them and takes the table to the board."""
    late = timezone.now() - timedelta(days=9)
    for days in (9, 9, 9, 9, 9, 0, 0, 0, 0, 0, 0):
        build_referral(northvale, now=timezone.now() - timedelta(days=days), people=[child(last_name=f"Name{days}")])
    manager = as_person(northvale.manager)
    page = manager.get("/dashboard/")
    assert "First decision 0% (0 of 5) 0 5 0" in text(page)  # in time, done, overdue, paused
    where = {"table": "measure", "part": "first_decision", "column": "overdue"}
    cases = text(manager.get("/dashboard/cases/", where))
    assert "Referrals counted: 5" in cases
    assert cases.count(f"{late:%B %Y}") >= 5
    file = manager.get("/dashboard/file/", {"table": "measure", "kind": "csv"}).content.decode("utf-8-sig")
    assert "First decision,0% (0 of 5),0,5,0," in file


def year_query() -> str:
    first, last = timezone.localdate() - timedelta(days=364), timezone.localdate()
    parts = {"from_on": first, "to_on": last}
    return "&".join(
        f"{name}_{part}={getattr(day, part)}" for name, day in parts.items() for part in ("day", "month", "year")
    )
