"""Referrals that report immediate danger are listed first and get the red target."""

from datetime import UTC, datetime, timedelta

from mash.identity import acting_as
from tests.builders import build_referral

MONDAY = datetime(2026, 6, 1, 8, 30, tzinfo=UTC)


def test_danger_now_is_looked_at_within_the_red_target(northvale):
    assert build_referral(northvale, now=MONDAY, immediate_danger="yes").next_due_at == MONDAY + timedelta(hours=4)
    assert build_referral(northvale, now=MONDAY, immediate_danger="no").next_due_at > MONDAY + timedelta(hours=4)


def test_danger_stands_out_until_the_case_is_triaged(northvale, as_person):
    referral = build_referral(northvale, immediate_danger="yes")
    manager = as_person(northvale.manager)
    assert "Danger reported" in manager.get("/queue/").content.decode()
    assert "Immediate danger reported" in manager.get(f"/cases/{referral.reference}/").content.decode()
    assert "Make sure the police" in manager.get(f"/cases/{referral.reference}/triage/").content.decode()
    with acting_as(northvale.manager):
        referral.status = "triaged"
    assert not referral.danger_reported
