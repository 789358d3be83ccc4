"""A month on a manager's dashboard: a case decided in time, an overdue one, a repeat referral."""

from datetime import timedelta

from django.utils import timezone

from tests.builders import build_referral, child
from tests.referrals.decisions.browsing import send, text, url

DECISION = {"threshold": "2", "outcome": "advice", "final_rating": "green", "rationale": "Enough help at home."}


def test_a_month_at_the_hub(as_person, northvale, southmere):
    again = child(nhs_number="9990000018")
    build_referral(northvale, people=[again], now=timezone.now() - timedelta(days=200))
    build_referral(northvale, people=[child(last_name="Late")], now=timezone.now() - timedelta(days=9))
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
    assert "First decision 50% (1 of 2)" in words
    assert "Advice, information or signposting" in words
    assert "50% (1 of 2) of the people we know well enough to tell" in words
    year = text(manager.get("/dashboard/?" + year_query()))
    assert "3 referrals arrived" in year
    assert "Referrals each month" in year
    assert "No agency was asked in this period" in year


def year_query() -> str:
    first, last = timezone.localdate() - timedelta(days=364), timezone.localdate()
    parts = {"from_on": first, "to_on": last}
    return "&".join(
        f"{name}_{part}={getattr(day, part)}" for name, day in parts.items() for part in ("day", "month", "year")
    )
