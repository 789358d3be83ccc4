"""What the auditor can ask of the log: whose records, which role, which agency, when the hub was shut, and why."""

import re
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client

from agencies import events as agency_events
from agencies.people.actions import suspend
from audit import searching
from audit.models import Event
from audit.recording import Actor, Subject, record
from mash.identity import acting_as
from referrals import events
from referrals.access.audit_hooks import references_near, references_of
from tests.builders import build_referral, child
from tests.builders_requests import build_ready, send

HARRY = {"first_name": "Harry", "last_name": "Quill", "nhs_number": "9434765919"}


@pytest.fixture
def auditor(as_person, northvale):
    return as_person(northvale.auditor)


def add(world, kind=agency_events.SETTINGS_OPENED, *, by=None, reference="MASH-FIND", now=None, **more):
    about = Subject("test", "", reference, world.hub.pk)
    return record(kind, about=about, by=by or world.administrator, now=now, **more)


def log_lines(auditor, **terms):
    page = auditor.get("/access-log/", terms)
    assert page.context["asked"], page.context["form"].errors
    return [line["event"] for line in page.context["lines"]]


def near(person, reference):
    with acting_as(person):
        return set(references_near(reference))


def test_one_record_leads_to_every_record_of_the_same_child_and_of_those_they_live_with(northvale, southmere):
    sister = child(first_name="Sara", last_name="Quill", date_of_birth=date(2015, 3, 4))
    first = build_referral(northvale, people=[child(**HARRY), {**sister, "is_subject": False, "in_household": "yes"}])
    by_number = build_referral(northvale, people=[child(**{**HARRY, "last_name": "Other"})])
    of_sister = build_referral(northvale, people=[{**sister, "last_name": "QUILL"}])
    stranger = build_referral(northvale, people=[child(nhs_number="", last_name="Unrelated")])
    elsewhere = build_referral(southmere, people=[child(**HARRY)])
    known = near(northvale.auditor, first.reference)
    assert known >= {first.reference, by_number.reference, of_sister.reference}
    assert not known & {stranger.reference, elsewhere.reference}
    assert near(northvale.auditor, first.reference.lower().replace("-", " ")) == known


@pytest.mark.parametrize("part", ["manager", "administrator", "police"])
def test_nobody_else_learns_which_records_belong_together(northvale, part):
    referral = build_referral(northvale)
    assert near(getattr(northvale, part), referral.reference) == set()


def test_another_hubs_auditor_learns_nothing_of_it(northvale, southmere):
    assert near(southmere.auditor, build_referral(northvale).reference) == set()


def test_a_cases_reference_finds_its_requests_and_products_too(auditor, northvale, southmere):
    referral = build_ready(northvale)
    (request,) = send(northvale, referral, "police")
    with acting_as(northvale.police):
        record(events.REQUEST_OPENED, about=request, by=northvale.police, page="request")
    assert events.REQUEST_OPENED.code in {line.code for line in log_lines(auditor, reference=referral.reference)}
    timeline = auditor.get("/access-log/timeline/", {"reference": referral.reference})
    assert "Agency representative" in timeline.text
    for nosy in (northvale.manager, southmere.auditor):
        with acting_as(nosy):
            assert references_of(referral.reference) == []


def test_a_refused_page_is_found_by_the_reference_in_its_address(auditor, northvale):
    referral = build_referral(northvale)
    client = Client()
    client.force_login(northvale.screener, backend="agencies.backends.EmailBackend")
    assert client.get(f"/cases/{referral.reference}/referrer/").status_code == 403
    (line,) = log_lines(auditor, reference=referral.reference, refused="on")
    assert (line.by_id, line.detail["page"]) == (northvale.screener.pk, "public_referrer")


def test_who_has_looked_at_this_child_includes_other_records_and_lists_that_showed_one(auditor, northvale, southmere):
    first = build_referral(northvale, people=[child(**HARRY)])
    second = build_referral(northvale, people=[child(**HARRY)])
    with acting_as(northvale.manager):
        record(events.CASE_OPENED, about=second, by=northvale.manager, page="case")
        listed = record(events.QUEUE_LISTED, by=northvale.manager, references=["MASH-NONE", second.reference])
        other = record(events.QUEUE_LISTED, by=northvale.manager, references=["MASH-NONE"])
    lines = log_lines(auditor, seen=first.reference.lower())
    assert {first.reference, second.reference} <= {line.reference for line in lines}
    assert listed.pk in {line.pk for line in lines}
    assert other.pk not in {line.pk for line in lines}


def test_lists_of_another_hub_are_told_to_nobody_here(northvale, southmere):
    with acting_as(southmere.manager):
        record(events.QUEUE_LISTED, by=southmere.manager, references=["MASH-SHOWN"])
    for person, many in [(northvale.auditor, 0), (northvale.manager, 0), (southmere.auditor, 1)]:
        with acting_as(person), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM audit_lists_naming(%s, 10)", [["MASH-SHOWN"]])
            assert cursor.fetchone() == (many,)


def test_a_role_is_found_wherever_somebody_acted_under_it(auditor, northvale):
    both = add(northvale, by=Actor("Both", 900, "manager, social_worker", "", northvale.hub.pk))
    line = add(northvale, by=Actor("One", 901, "social_worker", "", northvale.hub.pk))
    assert [line.pk for line in log_lines(auditor, role="manager", reference="MASH-FIND")] == [both.pk]
    lines = log_lines(auditor, role="social_worker", reference="MASH-FIND")
    assert {line.pk for line in lines} == {both.pk, line.pk}


def test_a_purpose_is_found_by_any_part_of_it(auditor, northvale):
    line = add(northvale, purpose="Inspection of 2026")
    add(northvale, purpose="Something else")
    found_at = auditor.post("/access-log/", {"purpose": "inspection"}).url
    assert "inspection" not in found_at
    page = auditor.get(found_at)
    assert [shown["event"].pk for shown in page.context["lines"]] == [line.pk]
    assert not [link for link in re.findall(r'href="([^"]*)"', page.text) if "inspection" in link]


def test_a_purpose_no_longer_kept_is_asked_for_again(auditor):
    page = auditor.get("/access-log/", {"purpose": "inspection"})
    assert "no longer kept. Enter it again" in page.text
    assert not page.context["asked"]


def test_an_agency_is_chosen_among_those_in_the_log(auditor, northvale):
    line = add(northvale, by=northvale.police)
    add(northvale)
    agency = northvale.police.agency.name
    assert [event.pk for event in log_lines(auditor, agency=agency, reference="MASH-FIND")] == [line.pk]
    assert "There is a problem" in auditor.get("/access-log/", {"agency": "Harry Quill"}).text


def test_refusals_and_emergencies_are_found(auditor, northvale):
    refused = add(northvale, events.DENIED, rule="Your role does not include this page.")
    broken = add(northvale, events.BREAK_GLASS_OPENED)
    assert [line.pk for line in log_lines(auditor, refused="on", reference="MASH-FIND")] == [refused.pk]
    assert [line.pk for line in log_lines(auditor, emergency="on", reference="MASH-FIND")] == [broken.pk]


MOMENTS = {  # the hub opens 9 to 5 from Monday to Friday, by London's clock
    "a Tuesday morning": (datetime(2026, 6, 2, 9, 30, tzinfo=UTC), False),
    "before it opens": (datetime(2026, 6, 2, 7, 30, tzinfo=UTC), True),
    "just open by summer time": (datetime(2026, 6, 2, 8, 0, tzinfo=UTC), False),
    "the moment it closes": (datetime(2026, 6, 2, 16, 0, tzinfo=UTC), True),
    "a Saturday": (datetime(2026, 6, 6, 11, 0, tzinfo=UTC), True),
    "a bank holiday": (datetime(2026, 5, 25, 11, 0, tzinfo=UTC), True),
}


def test_out_of_hours_follows_the_hubs_own_week(auditor, northvale):
    northvale.hub.opening_hours.all().delete()
    for weekday in range(5):
        northvale.hub.opening_hours.create(weekday=weekday, opens_at="09:00", closes_at="17:00")
    lines = {name: add(northvale, now=moment, reference="MASH-HOURS") for name, (moment, _) in MOMENTS.items()}
    shut = {line.pk for line in log_lines(auditor, out_of_hours="on", reference="MASH-HOURS")}
    assert {name for name, line in lines.items() if line.pk in shut} == {n for n, (_, out) in MOMENTS.items() if out}


def test_an_export_of_the_same_filter_holds_the_same_lines(northvale):
    add(northvale, events.DENIED, reference="MASH-SAME")
    add(northvale, reference="MASH-SAME")
    with acting_as(northvale.auditor):
        terms = {
            "reference": "MASH-SAME",
            "refused": True,
            "role": "administrator",
            "agency": "",
            "out_of_hours": False,
        }
        assert searching.lines(northvale.hub.pk, terms, reader=northvale.auditor.pk).count() == 1
        assert Event.objects.filter(reference="MASH-SAME").count() == 2


def test_a_line_says_the_second_and_the_page(auditor, northvale):
    moment = datetime(2026, 6, 2, 9, 30, 41, tzinfo=UTC)
    add(northvale, events.CASE_OPENED, page="who_can_see", now=moment)
    text = auditor.get("/access-log/", {"reference": "MASH-FIND"}).text
    assert "2 June 2026 at 10:30:41" in text
    assert "Page: Who can see" in text


@pytest.mark.parametrize("typed", [{"seen": "M" * 50}, {"role": "nobody"}, {"agency": "nobody"}])
def test_a_filter_that_makes_no_sense_is_answered_in_words(auditor, typed):
    assert "There is a problem" in auditor.get("/access-log/", typed).text


def test_a_child_nobody_knows_is_answered_with_an_empty_page(auditor):
    assert log_lines(auditor, seen="MASH\x00😀") == []


def test_failed_sign_ins_with_an_address_nobody_has_are_shown_to_every_hubs_auditors(client, northvale, southmere):
    client.post("/sign-in/", {"email": "mallory@elsewhere.example", "password": "guessed"}, REMOTE_ADDR="192.0.2.77")
    for person in (northvale.auditor, southmere.governance):
        client.force_login(person, backend="agencies.backends.EmailBackend")
        (line,) = log_lines(client, nobody="on")
        assert (line.code, line.hub_id, line.address) == ("sign_in.failed", None, "192.0.2.77")
        page = client.get(f"/access-log/{line.pk}/").text
        assert "Failed to sign in" in page
        assert "mallory" not in page
    assert line.pk not in {line.pk for line in log_lines(client, code="sign_in.failed")}


def test_what_else_is_of_no_hub_is_shown_to_nobody(auditor, northvale):
    other = record(agency_events.SETTINGS_OPENED, by=Actor("Nobody"))
    assert other.hub_id is None
    assert auditor.get(f"/access-log/{other.pk}/").status_code == 404
    with acting_as(northvale.auditor):
        assert not Event.objects.filter(hub_id=None).exclude(code="sign_in.failed").exists()


@pytest.mark.parametrize("part", ["manager", "administrator", "screener", "police", "referrer"])
def test_nobody_else_reads_of_them(client, northvale, part):
    client.post("/sign-in/", {"email": "mallory@elsewhere.example", "password": "guessed"}, REMOTE_ADDR="192.0.2.78")
    with acting_as(getattr(northvale, part)):
        assert not Event.objects.exists()


# A name in a box for references ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "box"), [("/access-log/", "seen"), ("/access-log/", "reference"), ("/access-log/timeline/", "reference")]
)
def test_a_typed_name_is_explained_and_gets_into_no_address(auditor, northvale, path, box):
    """The page answers the POST itself: nothing is looked up, nothing recorded, and what was typed is still there."""
    page = auditor.post(path, {box: "Harry Quill"})
    assert page.status_code == 200
    assert "holds no names of children or adults" in page.text
    assert 'value="Harry Quill"' in page.text
    assert "?" + box not in page.text
    with acting_as(northvale.auditor):
        assert not Event.objects.filter(code__in=["log.searched", "log.timeline_opened"]).exists()


def test_a_typed_reference_goes_on_to_an_address_that_can_be_shared(auditor, northvale):
    reference = build_referral(northvale).reference
    for path in ("/access-log/", "/access-log/timeline/"):
        answer = auditor.post(path, {"reference": reference, "csrfmiddlewaretoken": "x"})
        assert answer.url == f"{path}?reference={reference}"
    assert auditor.post("/access-log/", {"role": "manager"}).url == "/access-log/?role=manager"


@pytest.mark.parametrize("path", ["/access-log/", "/access-log/timeline/"])
def test_the_boxes_are_sent_by_post(auditor, path):
    form = auditor.get(path).text.split('class="moj-filter__options"')[1].split("</form>")[0]
    assert 'method="post"' in form
    assert "csrfmiddlewaretoken" in form


# One account ----------------------------------------------------------------------------------------------------------


def test_what_was_done_to_an_account_stands_with_what_it_did_and_each_says_which(auditor, northvale):
    with acting_as(northvale.administrator):
        suspend(user=northvale.screener, by=northvale.administrator, reason="Left")
    with acting_as(northvale.screener):
        record(agency_events.PASSWORD_SET, about=northvale.screener, by=northvale.screener)
        record(events.QUEUE_LISTED, by=northvale.screener, references=[])
    page = auditor.get("/access-log/", {"by": northvale.screener.pk})
    sides = {line["event"].code: line["side"] for line in page.context["lines"]}
    assert sides["person.suspended"] == "Done to their account"
    assert sides["person.password_set"] == "Done by them, to their own account"
    assert sides["queue.listed"] == "Done by them"
    assert "Done to their account:" in page.text
    assert {line["side"] for line in auditor.get("/access-log/").context["lines"]} == {""}
