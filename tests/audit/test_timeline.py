"""The timeline of accesses to one record: a picture by day and role, its table, and the lines below it."""

from datetime import UTC, datetime, timedelta

import pytest

from agencies import events as agency_events
from audit.models import Event
from audit.recording import SYSTEM, Actor, Subject, record
from audit.timeline import MOST_DAYS
from tests.database import as_role

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PAGE = "/access-log/timeline/"


@pytest.fixture
def auditor(as_person, northvale):
    return as_person(northvale.auditor)


def looks(hub, by, *, on=NOON, times=1, reference="MASH-NKNK-2222"):
    for step in range(times):
        about = Subject("test", "", reference, hub.hub.pk)
        record(agency_events.SETTINGS_OPENED, about=about, by=by, now=on + timedelta(seconds=step))


def test_each_day_says_how_many_lines_each_role_left(auditor, northvale):
    looks(northvale, northvale.manager, times=2)
    looks(northvale, northvale.police)
    looks(northvale, SYSTEM, on=NOON + timedelta(days=1))
    page = auditor.get(PAGE, {"reference": "mash-nknk-2222"})
    drawn = page.context["timeline"]
    assert [row["label"] for row in drawn.rows] == ["3 March 2026", "2 March 2026"]
    assert drawn.rows[1]["values"]["manager"] == 2
    assert drawn.rows[1]["values"]["representative"] == 1
    assert {row["label"] for row in drawn.series} == {"MASH manager", "Agency representative", "The system itself"}
    assert "<svg" in page.text
    assert len(page.context["lines"]) == 4


def test_dates_narrow_picture_and_lines_alike(auditor, northvale):
    looks(northvale, northvale.manager)
    looks(northvale, northvale.manager, on=NOON + timedelta(days=40))
    dates = {"to_on_day": 3, "to_on_month": 3, "to_on_year": 2026}
    page = auditor.get(PAGE, {"reference": "MASH-NKNK-2222", **dates})
    assert page.context["timeline"].days == len(page.context["lines"]) == 1


def test_many_days_are_cut_to_the_newest_and_the_page_says_so(auditor, northvale):
    for day in range(MOST_DAYS + 3):
        looks(northvale, northvale.manager, on=NOON + timedelta(days=day))
    page = auditor.get(PAGE, {"reference": "MASH-NKNK-2222"})
    assert len(page.context["timeline"].rows) == MOST_DAYS
    assert f"There are lines on {MOST_DAYS + 3} days" in page.text


def test_roles_beyond_the_colours_there_are_stand_together(auditor, northvale):
    for role in "abcdefgh":
        who = Actor("Somebody", 7, role, "", northvale.hub.pk)
        looks(northvale, who, times=2 if role < "f" else 1)
    drawn = auditor.get(PAGE, {"reference": "MASH-NKNK-2222"}).context["timeline"]
    assert [row["label"] for row in drawn.series] == ["A", "B", "C", "D", "E", "Other roles"]
    assert drawn.rows[0]["values"]["others"] == 3


def test_another_hubs_record_answers_as_one_nobody_knows(auditor, southmere):
    looks(southmere, southmere.manager, reference="MASH-THEIRS")
    theirs = auditor.get(PAGE, {"reference": "MASH-THEIRS"}).text
    unknown = auditor.get(PAGE, {"reference": "MASH-NOBODY"}).text
    assert "No line is about this reference" in theirs
    assert theirs.count("MASH-THEIRS") == unknown.count("MASH-NOBODY")


@pytest.mark.parametrize("typed", [{}, {"reference": "x" * 41}, {"from_on_day": "99"}])
def test_without_a_sound_reference_nothing_is_looked_up(auditor, typed):
    page = auditor.get(PAGE, typed)
    assert page.status_code == 200
    assert "lines" not in page.context


def test_the_look_is_noted_with_what_was_asked_for(auditor, northvale):
    looks(northvale, northvale.manager)
    auditor.get(PAGE, {"reference": "MASH-NKNK-2222"})
    with as_role("mash_owner"):
        noted = Event.objects.get(code="log.timeline_opened")
    assert (noted.by_id, noted.detail) == (northvale.auditor.pk, {"filter": {"reference": "MASH-NKNK-2222"}, "days": 1})


def test_those_who_may_not_read_the_log_get_no_timeline(as_person, northvale):
    assert as_person(northvale.manager).get(PAGE, {"reference": "MASH-NKNK-2222"}).status_code == 403
