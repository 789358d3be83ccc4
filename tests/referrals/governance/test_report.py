"""The quarterly governance report: numbers of one hub only; its download is recorded."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from mash.identity import acting_as
from referrals import codes
from referrals.access import bars
from referrals.casefile.actions import restrict, unrestrict
from referrals.casefile.emergency import open_in_emergency
from referrals.governance.actions import confirm_bar, end_bar, end_emergency, review_emergency, review_restriction
from referrals.governance.report import Quarter, Report, quarters_to
from referrals.models import Bar, BreakGlass, Restriction
from tests.builders import build_referral
from tests.database import as_role
from tests.referrals.decisions.browsing import lines, text

NOW = timezone.now()
THIS = Quarter.of(timezone.localdate(NOW))
LATER = THIS.after.after.starts


@pytest.fixture
def busy(northvale):
    """A hub with two restrictions (one ended, one reviewed), emergencies and bars."""
    first, second = build_referral(northvale), build_referral(northvale)
    with acting_as(northvale.manager):
        for referral in (first, second):
            restrict(referral, reason=codes.RestrictionReason.ADOPTION, by=northvale.manager)
        for person in (northvale.screener, northvale.police):
            bars.bar(first.pk, person=person, because=codes.BarReason.RELATED, why="")
    with acting_as(northvale.social_worker):
        for referral in (first, second):
            open_in_emergency(referral.reference, why="The family is at the door.", by=northvale.social_worker)
    officer = northvale.governance
    with acting_as(officer):
        restriction = Restriction.objects.get(referral=first)
        next_time = timezone.localdate() + timedelta(days=30)
        review_restriction(restriction, keep=True, review_on=next_time, note="Still needed.", seen=0, by=officer)
        end_emergency(BreakGlass.objects.first(), by=officer)
        review_emergency(BreakGlass.objects.first(), finding="justified", note="Rightly so.", by=officer)
        dismissed, confirmed = Bar.objects.order_by("pk")
        end_bar(dismissed, why="A namesake.", by=officer)
        confirm_bar(confirmed, by=officer)
    with acting_as(northvale.manager):
        unrestrict(second, why="Moved away.", by=northvale.manager)
    return northvale


def counted(world, quarters, now=None) -> dict[str, list[int]]:
    with acting_as(world.governance):
        report = Report.of(world.hub, now or timezone.now())
        return {line["label"]: line["counts"] for line in report.lines(quarters)}


def test_what_happened_in_the_quarter_is_counted_once(busy):
    figures = counted(busy, [THIS.before, THIS])
    assert {label: counts[1] for label, counts in figures.items()} == {
        "Restricted records, at the end": 1,
        "Restrictions given": 2,
        "Restrictions ended": 1,
        "Reviews of restrictions done": 1,
        "Reviews of restrictions overdue, at the end": 0,
        "Emergency openings": 2,
        "Emergency openings reviewed within 7 days": 1,
        "Emergency openings not reviewed yet": 1,
        "Bars, at the end": 1,
        "Bars the service suggested": 0,
        "Bars people gave": 2,
        "Bars dismissed": 1,
        "Bars ended": 0,
    }
    assert not any(counts[0] for counts in figures.values())


def test_open_restrictions_count_in_each_quarter_and_fall_due(busy):
    figures = counted(busy, [THIS.after], now=LATER)
    assert figures["Restricted records, at the end"] == [1]
    assert figures["Reviews of restrictions overdue, at the end"] == [1]
    assert figures["Restrictions given"] == [0]


def test_a_late_review_is_not_in_time(busy):
    with as_role("mash_owner"):
        BreakGlass.objects.filter(reviewed_at__isnull=False).update(reviewed_at=NOW + timedelta(days=8))
    assert counted(busy, [THIS])["Emergency openings reviewed within 7 days"] == [0]


def test_another_hub_counts_nothing_of_it(busy, southmere):
    assert not any(sum(counts) for counts in counted(southmere, [THIS]).values())


def test_the_page_and_the_file_say_the_same_and_both_are_noted(busy, as_person):
    client = as_person(busy.governance)
    page = text(client.get("/governance/report/"))
    assert THIS.label in page
    assert "Restrictions given" in page
    answer = client.get(f"/governance/report/export/?quarter={THIS.key}")
    assert answer["Content-Type"].startswith("text/csv")
    assert answer.content.startswith(b"\xef\xbb\xbfTable,Quarterly report of governance")
    file = answer.content.decode()
    assert "Restrictions given,0,0,0,2" in file
    for line in (f"Hub,{busy.hub.name}", f"By,{busy.governance.name}", "Counted,"):
        assert line in file
    book = client.get(f"/governance/report/export/?quarter={THIS.key}&kind=xlsx")
    assert book.content.startswith(b"PK")
    assert client.get("/governance/report/export/?kind=exe").status_code == 404
    assert [line.detail["quarter"] for line in lines("governance.report_exported")] == [THIS.key] * 2
    assert lines("governance.report")
    assert as_person(busy.manager).get("/governance/report/").status_code == 403


@pytest.mark.parametrize("quarter", ["", "2026-9", "\x00", "x" * 300])
def test_a_quarter_that_makes_no_sense_shows_this_one(northvale, as_person, quarter):
    page = as_person(northvale.governance).get("/governance/report/", {"quarter": quarter})
    assert page.status_code == 200
    assert THIS.label in text(page)
    assert "Select an option" not in text(page)


def test_quarters_follow_one_another():
    assert [q.key for q in quarters_to(Quarter.of(date(2027, 2, 3)), 3)] == ["2026-3", "2026-4", "2027-1"]
    assert Quarter(2026, 4).label == "October to December 2026"
    assert Quarter(2026, 4).short == "Oct to Dec 2026"
    assert Quarter(2026, 4).after.first == date(2027, 1, 1)
