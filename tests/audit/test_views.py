"""The auditor finds who saw what, and sees nothing of any case."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from agencies import events as agency_events
from agencies.people import actions
from audit import searching
from audit.models import Event
from audit.recording import SYSTEM, Subject, record
from mash.identity import acting_as
from referrals import events as case_events
from tests.builders import build_referral
from tests.database import as_role


@pytest.fixture
def auditor(as_person, northvale):
    return as_person(northvale.auditor)


def add_lines(world, number, *, kind=agency_events.SETTINGS_OPENED, by=None, reference="", now=None):
    start = now or timezone.now()
    about = Subject("test", "", reference, world.hub.pk)
    for step in range(number):
        record(kind, about=about, by=by or world.administrator, now=start + timedelta(milliseconds=step))


def typed_date(field, day):
    return {f"{field}_day": day.day, f"{field}_month": day.month, f"{field}_year": day.year}


def shown(page):
    return [line["event"] for line in page.context["lines"]]


def logged(code):
    with as_role("mash_owner"):
        return list(Event.objects.filter(code=code).order_by("-at"))


def test_the_newest_lines_come_first_twenty_five_at_a_time_and_none_is_lost(auditor, northvale):
    add_lines(northvale, 60, reference="MASH-PAGES")
    seen, after = [], ""
    for _ in range(3):
        page = auditor.get("/access-log/", {"reference": "MASH-PAGES", "after": after})
        seen += shown(page)
        after = page.context["page_of"].after
    assert after == ""
    assert len(seen) == len({event.pk for event in seen}) == 60
    assert [event.at for event in seen] == sorted((event.at for event in seen), reverse=True)


def test_lines_of_the_same_moment_are_neither_lost_nor_repeated(auditor, northvale):
    moment = timezone.now()
    for _ in range(40):
        record(
            agency_events.SETTINGS_OPENED,
            about=Subject("test", "", "MASH-SAME", northvale.hub.pk),
            by=SYSTEM,
            now=moment,
        )
    first = auditor.get("/access-log/", {"reference": "MASH-SAME"})
    second = auditor.get("/access-log/", {"reference": "MASH-SAME", "after": first.context["page_of"].after})
    assert len({event.pk for event in shown(first) + shown(second)}) == 40


def test_a_reference_finds_what_was_done_with_it_in_whatever_case_it_is_typed(auditor, northvale):
    referral = build_referral(northvale)
    build_referral(northvale)
    page = auditor.get("/access-log/", {"reference": referral.reference.lower()})
    assert {event.reference for event in shown(page)} == {referral.reference}
    assert northvale.screener.name in page.text


def test_lines_are_found_by_person_kind_agency_and_dates(auditor, northvale):
    long_ago = timezone.now() - timedelta(days=400)
    add_lines(northvale, 2, by=northvale.police, now=long_ago)
    day = timezone.localtime(long_ago)
    dates = typed_date("from_on", day) | typed_date("to_on", day)
    assert len(shown(auditor.get("/access-log/", {"by": northvale.police.pk, "code": "settings.opened"}))) == 2
    assert len(shown(auditor.get("/access-log/", {"agency": northvale.police.agency.name}))) == 2
    assert len(shown(auditor.get("/access-log/", dates))) == 2
    assert shown(auditor.get("/access-log/", {**dates, "by": northvale.manager.pk})) == []


def test_lines_of_the_system_itself_can_be_asked_for(auditor, northvale):
    page = auditor.get("/access-log/", {"by": "system"})
    assert {event.by_name for event in shown(page)} == {"SYSTEM"}


def test_a_row_says_when_who_in_which_role_from_which_agency_and_what(auditor, northvale):
    add_lines(northvale, 1, by=northvale.police, reference="MASH-ROW")
    text = auditor.get("/access-log/", {"reference": "MASH-ROW"}).text
    for words in [
        "Parker Police",
        "Agency representative",
        "Northvale police",
        "Looked at people, agencies or settings",
    ]:
        assert words in text


def test_looking_is_noted_with_what_was_asked_for(auditor, northvale):
    add_lines(northvale, 3, reference="MASH-SKSK-2222")
    auditor.get("/access-log/", {"reference": "MASH-SKSK-2222"})
    line = logged("log.searched")[0]
    assert line.by_id == northvale.auditor.pk
    assert line.detail == {"filter": {"reference": "MASH-SKSK-2222"}, "results": 3}


def test_one_line_shows_all_that_was_noted_and_the_look_is_a_line_too(auditor, northvale):
    with_detail = record(
        agency_events.TARGETS_CHANGED,
        about=northvale.hub,
        by=northvale.administrator,
        before={"final_decision red": "4 hours, working"},
        after={"final_decision red": "2 hours, working"},
        urgent=True,
        references=["MASH-ONE", "MASH-TWO"],
    )
    page = auditor.get(f"/access-log/{with_detail.pk}/")
    assert {"key": "Before", "value": "Final decision, red: 4 hours, opening hours only"} in page.context["detail"]
    assert {"key": "Urgent", "value": "Yes"} in page.context["detail"]
    assert {"key": "References shown", "value": "MASH-ONE\nMASH-TWO"} in page.context["detail"]
    assert logged("log.line_opened")[0].about_id == str(with_detail.pk)


def test_another_hubs_lines_do_not_exist(auditor, northvale, southmere):
    add_lines(southmere, 1, reference="MASH-SOUTH")
    theirs = logged("settings.opened")[0]
    assert shown(auditor.get("/access-log/", {"reference": "MASH-SOUTH"})) == []
    assert auditor.get(f"/access-log/{theirs.pk}/").status_code == 404
    assert auditor.get("/access-log/00000000-0000-0000-0000-000000000000/").status_code == 404
    assert "Southmere" not in auditor.get("/access-log/").text


def test_people_of_another_hub_cannot_be_picked(auditor, southmere):
    page = auditor.get("/access-log/", {"by": southmere.manager.pk})
    assert page.status_code == 200
    assert "There is a problem" in page.text


@pytest.mark.parametrize("part", ["manager", "screener", "police", "referrer", "administrator"])
def test_nobody_else_reads_the_log(as_person, northvale, part):
    person = as_person(getattr(northvale, part))
    assert person.get("/access-log/").status_code == 403
    assert person.get("/access-log/export/").status_code == 403


NONSENSE = {
    "no such kind": {"code": "no.such"},
    "no such day": {"from_on_day": "31", "from_on_month": "2", "from_on_year": "2026"},
    "half a date": {"to_on_day": "1"},
    "letters": {"by": "x'; DROP TABLE audit_event"},
    "far too long": {"reference": "M" * 5000},
    "the end first": typed_date("from_on", date(2026, 1, 1)) | typed_date("to_on", date(2025, 1, 1)),
}


@pytest.mark.parametrize("typed", NONSENSE.values(), ids=NONSENSE)
def test_a_filter_that_makes_no_sense_is_answered_in_words(auditor, typed):
    page = auditor.get("/access-log/", typed)
    assert page.status_code == 200
    assert "There is a problem" in page.text
    assert "Nothing was looked up" in page.text


@pytest.mark.parametrize("after", ["x", "1_2", "nan_" + "0" * 32, "9" * 400 + "_" + "0" * 32, "\x00", "😀"])
def test_a_place_in_the_list_that_was_tampered_with_begins_at_the_newest(auditor, after):
    assert auditor.get("/access-log/", {"after": after}).status_code == 200


def test_control_characters_and_emoji_find_nothing_and_break_nothing(auditor):
    assert shown(auditor.get("/access-log/", {"reference": "MASH\x00\x07😀"})) == []
    assert "There is a problem" in auditor.get("/access-log/", {"agency": "\u202e😀"}).text


def test_a_hundred_lines_take_as_many_queries_as_one(auditor, northvale, django_assert_max_num_queries):
    add_lines(northvale, 100, reference="MASH-MANY")
    add_lines(northvale, 1, reference="MASH-FEW")
    for reference in ["MASH-MANY", "MASH-FEW"]:
        with django_assert_max_num_queries(12):
            auditor.get("/access-log/", {"reference": reference})


def test_the_log_holds_no_word_of_a_case(auditor, northvale):
    secret = "Zebediah-Quill"
    build_referral(northvale, what_happened=f"{secret} was seen", worries=secret)
    page = auditor.get("/access-log/")
    assert secret not in page.text
    assert all(secret not in auditor.get(f"/access-log/{event.pk}/").text for event in shown(page))


def test_a_suspended_auditor_reads_nothing(auditor, northvale):
    actions.suspend(user=northvale.auditor, by=SYSTEM)
    assert auditor.get("/access-log/").status_code == 302


def test_what_a_line_notes_is_in_words_and_its_codes_stand_apart(auditor, northvale):
    """A grant without an end: who it is for, on what ground and until when, by name and not by number."""
    line = record(
        case_events.GRANTED,
        about=Subject("referral", "", "MASH-WRDS-2222", northvale.hub.pk),
        by=northvale.manager,
        now=datetime(2026, 6, 1, 12, tzinfo=UTC),
        to=northvale.screener.pk,
        kind="named",
        until="9999-01-01T00:00:00+00:00",
    )
    page = auditor.get(f"/access-log/{line.pk}/")
    assert page.context["detail"] == [
        {"key": "Person", "value": northvale.screener.name},
        {"key": "Ground", "value": "Named reader"},
        {"key": "Until", "value": "Until it is withdrawn"},
    ]
    assert {"key": "to", "value": str(northvale.screener.pk)} in page.context["codes"]
    assert "1 June 2026 at 13:00:00 BST" in page.text
    assert "2026-06-01T12:00:00+00:00" in page.text


def test_a_purpose_chosen_from_a_list_is_in_words(auditor, northvale):
    about = Subject("referral", "", "MASH-WRDS-3333", northvale.hub.pk)
    line = record(case_events.BASIS_RECORDED, about=about, by=northvale.manager, purpose="section_17")
    page = auditor.get(f"/access-log/{line.pk}/")
    assert "To decide whether a child is in need" in page.text
    assert {"key": "purpose", "value": "section_17"} in page.context["codes"]


@pytest.mark.parametrize("part", ["child is in need", "CHILD IS IN NEED", "section_17"])
def test_a_purpose_chosen_from_a_list_is_found_by_its_words(northvale, part):
    about = Subject("referral", "", "MASH-WRDS-3333", northvale.hub.pk)
    with acting_as(northvale.manager):
        wanted = record(case_events.BASIS_RECORDED, about=about, by=northvale.manager, purpose="section_17")
        record(case_events.BASIS_RECORDED, about=about, by=northvale.manager, purpose="early_help")
    with acting_as(northvale.auditor):
        lines = searching.lines(northvale.hub.pk, {"purpose": part}, reader=northvale.auditor.pk)
        assert [line.pk for line in lines] == [wanted.pk]
