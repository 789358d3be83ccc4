"""What a night's look through the log lists as unusual, why, and what auditors make of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from agencies.models import StaffParticulars
from agencies.registry import terms_of_staff
from audit import searching, tasks
from audit.models import Event, UnusualAccess
from audit.recording import record
from audit.registry import registry
from audit.unusual import finding
from audit.unusual.actions import judge as judge_access
from audit.unusual.waiting_days import overdue_before
from mash.identity import acting_as, acting_as_system
from referrals import events as kinds
from referrals.casefile.actions import add_note
from referrals.messages.sending import send_next
from referrals.models import OutboxMessage
from referrals.triage.allocation import allocate
from tests.builders import build_referral, child
from tests.builders_requests import build_ready, send
from tests.database import as_role
from tests.referrals.decisions.browsing import lines

MONDAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
BEFORE = NOON - timedelta(days=3)
QUILL = {"last_name": "Quill", "date_of_birth": date(2019, 5, 4), "address": "4 Mill Lane", "postcode": "NV1 1AA"}


def look(referral, person, *, at=NOON, kind=kinds.CASE_OPENED, times=1):
    with acting_as(person), transaction.atomic():
        for step in range(times):
            record(kind, about=referral, by=person, now=at + timedelta(seconds=step))


def listed(day=MONDAY) -> set[tuple[str, str, str]]:
    with acting_as_system(), transaction.atomic():
        finding.list_unusual(day, now=NOON + timedelta(days=1))
        return {(access.by_name, access.reference, access.reason) for access in UnusualAccess.objects.filter(day=day)}


def reasons(day=MONDAY) -> set[str]:
    return {reason for _, _, reason in listed(day)}


def case(world, *, worker=None, **person):
    referral = build_referral(world, now=BEFORE, people=[child(**person)])
    if worker:
        with acting_as(world.manager):
            allocate(referral, to=worker, by=world.manager, now=BEFORE)
    return referral


def particulars(person, **known):
    with as_role("mash_owner"):
        terms = terms_of_staff(**{"last_names": [], "date_of_birth": None, "address": "", "postcode": "", **known})
        StaffParticulars.objects.update_or_create(user=person, defaults={"changed_at": BEFORE, "terms": terms, **known})


def test_an_ordinary_look_at_ones_own_case_is_not_listed(northvale):
    look(case(northvale, worker=northvale.social_worker), northvale.social_worker, times=5)
    assert listed() == set()


# Somebody else's case -------------------------------------------------------------------------------------------------


def test_a_colleagues_case_in_which_they_did_nothing(northvale):
    referral = case(northvale, worker=northvale.screener)
    look(referral, northvale.social_worker, times=3)
    assert listed() == {("Sasha Socialworker", referral.reference, "not_theirs")}
    with acting_as(northvale.auditor):
        assert UnusualAccess.objects.get().lines == 3


@pytest.mark.parametrize("part", ["manager", "police"])
def test_managers_and_agencies_are_not_listed_for_it(northvale, part):
    look(case(northvale, worker=northvale.screener), getattr(northvale, part))
    assert reasons() == set()


def test_nor_is_whoever_did_something_in_it(northvale):
    referral = case(northvale, worker=northvale.screener)
    with acting_as(northvale.social_worker):
        add_note(referral, text="The school phoned.", by=northvale.social_worker, now=BEFORE)
    look(referral, northvale.social_worker)
    assert reasons() == set()


def test_nor_is_whoever_had_it_before(northvale):
    referral = case(northvale, worker=northvale.social_worker)
    with acting_as(northvale.manager):
        allocate(referral, to=northvale.screener, by=northvale.manager, now=BEFORE)
    look(referral, northvale.social_worker)
    assert reasons() == set()


def test_nor_is_whoever_works_with_another_case_of_the_same_person(northvale):
    case(northvale, worker=northvale.social_worker, **QUILL)
    look(case(northvale, worker=northvale.screener, **QUILL), northvale.social_worker)
    assert reasons() == set()


def test_nor_is_whoever_looked_before_it_was_given_to_somebody(northvale):
    referral = build_referral(northvale, now=BEFORE)
    look(referral, northvale.social_worker)
    with acting_as(northvale.manager):
        allocate(referral, to=northvale.screener, by=northvale.manager, now=NOON + timedelta(hours=1))
    assert reasons() == set()


# Own name, own address, a colleague -----------------------------------------------------------------------------------


def test_somebody_of_their_own_last_name(northvale):
    referral = case(northvale, last_name="Screener")
    look(referral, northvale.screener)
    assert listed() == {("Skyler Screener", referral.reference, "own_name")}


def test_a_last_name_they_gave_as_theirs_counts_and_the_accounts_no_more(northvale):
    particulars(northvale.screener, last_names=["Quill"])
    look(case(northvale, last_name="Quill"), northvale.screener)
    look(case(northvale, last_name="Screener"), northvale.screener)
    assert len(listed()) == 1


def test_somebody_at_their_own_address(northvale):
    referral = case(northvale, **QUILL)
    particulars(northvale.screener, last_names=["Other"], address="4, Mill Lane", postcode="NV1 1AA")
    look(referral, northvale.screener)
    assert listed() == {("Skyler Screener", referral.reference, "own_address")}


def test_a_neighbour_of_the_same_postcode_is_not_listed(northvale):
    particulars(northvale.screener, last_names=["Other"], address="6 Mill Lane", postcode="NV1 1AA")
    look(case(northvale, **QUILL), northvale.screener)
    assert reasons() == set()


def test_a_record_that_names_a_colleague(northvale):
    referral = case(northvale, **QUILL)
    particulars(northvale.social_worker, last_names=["Quill"], date_of_birth=QUILL["date_of_birth"])
    look(referral, northvale.screener)
    assert listed() == {("Skyler Screener", referral.reference, "colleague")}


def test_an_agencys_look_at_a_request_about_their_own_family(northvale):
    (request,) = send(northvale, build_ready(northvale, people=[child(last_name="Police")]), "police")
    look(request, northvale.police, kind=kinds.REQUEST_OPENED)
    assert listed() == {("Parker Police", request.reference, "own_name")}


# Their day as a whole -------------------------------------------------------------------------------------------------


def test_many_records_in_an_hour_and_not_one_fewer(northvale, settings):
    settings.UNUSUAL_RECORDS_IN_AN_HOUR = 2
    cases = [case(northvale) for _ in range(3)]
    for referral in cases[:2]:
        look(referral, northvale.screener, times=10)
    assert reasons() == set()
    look(cases[2], northvale.screener, at=NOON + timedelta(minutes=10))
    assert listed() == {("Skyler Screener", "", "many")}


@pytest.mark.parametrize(
    ("at", "is_listed"),
    [
        (NOON, False),
        (NOON.replace(hour=9), False),
        (NOON.replace(hour=8, minute=59), True),
        (NOON.replace(hour=17), True),
        (NOON - timedelta(days=1), True),
    ],
    ids=["noon", "as it opens", "before", "as it shuts", "a Sunday"],
)
def test_out_of_hours_goes_by_the_hubs_week(northvale, at, is_listed):
    look(case(northvale), northvale.screener, at=at)
    assert (("Skyler Screener", "", "out_of_hours") in listed(at.date())) == is_listed


def test_an_agency_keeps_hours_of_its_own(northvale):
    look(case(northvale), northvale.police, at=NOON.replace(hour=3))
    assert reasons() == set()


def test_an_account_that_was_not_used_for_long(northvale):
    referral = case(northvale)
    look(referral, northvale.social_worker, at=NOON - timedelta(days=61))
    look(referral, northvale.social_worker)
    look(referral, northvale.manager, at=NOON - timedelta(days=59))
    look(referral, northvale.manager)
    assert listed() == {("Sasha Socialworker", "", "dormant")}


# The night's task -----------------------------------------------------------------------------------------------------


def test_the_task_goes_over_a_week_and_run_twice_it_lists_once(northvale, time_machine):
    time_machine.move_to(NOON + timedelta(days=4), tick=False)
    look(case(northvale, last_name="Screener"), northvale.screener)
    assert tasks.list_unusual.apply().result == 1
    assert tasks.list_unusual.apply().result == 0
    (line,) = lines("log.unusual_found")
    assert (line.by_name, line.hub_id) == ("SYSTEM", northvale.hub.pk)
    assert line.detail == {"day": "2026-03-02", "reasons": {"own_name": 1}}
    assert line.request_id


def test_what_was_dismissed_is_not_listed_again(as_person, northvale):
    access = put_on_the_list(northvale)
    judge(as_person(northvale.auditor), access)
    assert listed() == {("Skyler Screener", access.reference, "own_name")}
    with acting_as(northvale.auditor):
        assert UnusualAccess.objects.get().state == "dismissed"


def test_entries_go_when_their_lines_do(northvale, time_machine, settings):
    put_on_the_list(northvale)
    time_machine.move_to(NOON + timedelta(days=366 * settings.AUDIT_YEARS), tick=False)
    tasks.list_unusual.apply()
    with acting_as(northvale.auditor):
        assert not UnusualAccess.objects.exists()
    assert [line.detail["count"] for line in lines("log.unusual_removed")] == [1]


# The auditor ----------------------------------------------------------------------------------------------------------

PAGE = "/access-log/unusual/"
NOTE = "Their manager had asked them to."


def put_on_the_list(world) -> UnusualAccess:
    look(case(world, last_name="Screener"), world.screener)
    listed()
    with acting_as(world.auditor):
        return UnusualAccess.objects.get()


def judge(client, access, *, finding="explained", note=NOTE, seen=0, **report):
    return client.post(f"{PAGE}{access.pk}/", {"finding": finding, "note": note, "seen": seen, **report})


def test_the_list_says_why_and_leads_to_the_lines(as_person, northvale):
    access = put_on_the_list(northvale)
    auditor = as_person(northvale.auditor)
    page = auditor.get(PAGE, {"state": "waiting"}).text
    assert "their own last name" in page
    assert access.reference in page
    assert "1 waits" in page
    opened = auditor.get(f"{PAGE}{access.pk}/")
    shown = auditor.get(f"/access-log/?{opened.context['query']}")
    assert [line["event"].reference for line in shown.context["lines"]] == [access.reference]
    assert lines("log.unusual_listed")[0].detail["references"] == [access.reference]
    assert lines("log.unusual_opened")[0].reference == access.reference


def test_no_page_of_it_holds_a_word_of_the_case(as_person, northvale):
    access = put_on_the_list(northvale)
    auditor = as_person(northvale.auditor)
    for text in (auditor.get(PAGE).text, auditor.get(f"{PAGE}{access.pk}/").text):
        assert child()["first_name"] not in text


def test_it_is_filtered_by_state_and_reason(as_person, northvale):
    put_on_the_list(northvale)
    auditor = as_person(northvale.auditor)
    for terms, count in [({"reason": "own_name"}, 1), ({"reason": "many"}, 0), ({"state": "dismissed"}, 0)]:
        assert auditor.get(PAGE, terms).context["count"] == count
    assert "There is a problem" in auditor.get(PAGE, {"reason": "nonsense"}).text


def test_it_is_dismissed_with_a_note_or_taken_up_first(as_person, northvale):
    access = put_on_the_list(northvale)
    auditor = as_person(northvale.auditor)
    judge(auditor, access, finding="taken_up", note="I asked them.")
    judge(auditor, access, seen=1)
    with acting_as(northvale.auditor):
        access.refresh_from_db()
    assert (access.state, access.note, access.judged_by_name) == ("dismissed", NOTE, "Aubrey Auditor")
    second, first = sorted(lines("log.unusual_judged"), key=lambda line: line.at, reverse=True)
    assert (first.detail["state"], first.purpose) == ("taken_up", "I asked them.")
    assert (second.detail["state"], second.purpose) == ("dismissed", NOTE)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"note": ""}, "Enter why"),
        ({"note": "x" * 301}, "300 characters"),
        ({"finding": ""}, "Select what you make of it"),
        ({"finding": "waiting"}, "Select"),
    ],
)
def test_without_an_answer_nothing_is_saved_and_nothing_typed_is_lost(as_person, northvale, typed, words):
    access = put_on_the_list(northvale)
    page = judge(as_person(northvale.auditor), access, **typed).text
    assert words in page
    assert typed.get("note", NOTE) in page
    assert not lines("log.unusual_judged")


def test_whoever_comes_second_is_told_who_was_quicker(as_person, northvale):
    access = put_on_the_list(northvale)
    judge(as_person(northvale.governance), access, note="Asked already.")
    page = judge(as_person(northvale.auditor), access, finding="taken_up").text
    assert "Glenn Governance changed this entry" in page
    assert "Asked already." in page
    assert NOTE in page
    assert len(lines("log.unusual_judged")) == 1


def test_nobody_judges_what_is_about_themselves(as_person, northvale):
    with acting_as_system(), transaction.atomic():
        access = UnusualAccess.objects.create(
            hub_id=northvale.hub.pk, by_id=northvale.auditor.pk, by_name="Aubrey Auditor", day=MONDAY, reason="many",
            lines=1, first_at=NOON, last_at=NOON,
        )  # fmt: skip
    auditor = as_person(northvale.auditor)
    assert auditor.get(PAGE).context["count"] == 0
    assert judge(auditor, access).status_code == 404
    assert as_person(northvale.governance).get(f"{PAGE}{access.pk}/").status_code == 200


INQUIRIES = {
    "log.unusual_listed": lambda browser, access, line: browser.get(PAGE),
    "log.unusual_opened": lambda browser, access, line: browser.get(f"{PAGE}{access.pk}/"),
    "log.unusual_judged": lambda browser, access, line: judge(browser, access),
    "log.searched": lambda browser, access, line: browser.get(f"/access-log/?by={access.by_id}"),
    "log.line_opened": lambda browser, access, line: browser.get(f"/access-log/{line}/"),
}


@pytest.mark.parametrize("code", INQUIRIES)
def test_nobody_reads_in_the_log_that_a_colleague_looks_into_what_they_did(as_person, northvale, code):
    auditor = as_person(northvale.auditor)
    auditor.get("/access-log/")
    with as_role("mash_owner"):
        own = Event.objects.filter(by_id=northvale.auditor.pk).latest("at")
    with acting_as_system(), transaction.atomic():
        access = UnusualAccess.objects.create(
            hub_id=northvale.hub.pk, by_id=northvale.auditor.pk, by_name="Aubrey Auditor", day=MONDAY, reason="many",
            lines=1, first_at=NOON, last_at=NOON,
        )  # fmt: skip
    INQUIRIES[code](as_person(northvale.governance), access, own.pk)
    (line,) = [line for line in lines(code) if line.by_id == northvale.governance.pk]
    # the database
    with acting_as(northvale.auditor), transaction.atomic():
        assert not Event.objects.filter(pk=line.pk).exists()
        assert Event.objects.filter(pk=own.pk).exists()
    with acting_as(northvale.governance), transaction.atomic():
        assert Event.objects.filter(pk=line.pk).exists()
    # and the pages
    with as_role("mash_owner"):
        theirs = searching.lines(northvale.hub.pk, {}, reader=northvale.auditor.pk)
        assert (theirs.filter(pk=line.pk).exists(), theirs.filter(pk=own.pk).exists()) == (False, True)
        assert searching.lines(northvale.hub.pk, {}, reader=northvale.governance.pk).filter(pk=line.pk).exists()
    assert as_person(northvale.auditor).get(f"/access-log/{line.pk}/").status_code == 404
    assert as_person(northvale.governance).get(f"/access-log/{line.pk}/").status_code == 200


def test_what_somebody_looks_up_of_themselves_stays_theirs(as_person, northvale):
    as_person(northvale.auditor).get(f"/access-log/?by={northvale.auditor.pk}")
    with acting_as(northvale.auditor), transaction.atomic():
        assert Event.objects.filter(code="log.searched", by_id=northvale.auditor.pk).exists()


@pytest.mark.parametrize("part", ["manager", "screener", "administrator", "police"])
def test_nobody_else_finds_the_list(as_person, northvale, part):
    access = put_on_the_list(northvale)
    person = getattr(northvale, part)
    assert as_person(person).get(PAGE).status_code == 403
    with acting_as(person):
        assert not UnusualAccess.objects.exists()
        assert not UnusualAccess.objects.filter(pk=access.pk).update(state="dismissed")


def test_another_hub_finds_nothing(as_person, northvale, southmere):
    access = put_on_the_list(northvale)
    auditor = as_person(southmere.auditor)
    assert auditor.get(PAGE).context["count"] == 0
    assert judge(auditor, access).status_code == 404


def test_only_the_worker_looks_for_it(northvale):
    from django.db import DatabaseError

    from referrals.access.audit_hooks import unusual_looks

    with acting_as(northvale.auditor), pytest.raises(DatabaseError), transaction.atomic():
        unusual_looks(MONDAY)


def test_a_hub_that_says_no_hours_is_never_shut(northvale):
    look(case(northvale), northvale.screener, at=NOON.replace(hour=3))
    northvale.hub.opening_hours.all().delete()
    assert reasons() == set()


# Outcomes -------------------------------------------------------------------------------------------------------------

REPORT = {
    "breach_owner": "Data protection officer",
    "reported_to": "internal",
    "reported_on_day": "3",
    "reported_on_month": "3",
    "reported_on_year": "2026",
    "report_reference": "DPB-2026-014",
}


@pytest.mark.parametrize("outcome", ["explained", "training", "breach"])
def test_it_is_closed_with_its_outcome(as_person, northvale, outcome):
    access = put_on_the_list(northvale)
    assert as_person(northvale.auditor).get(PAGE, {"overdue": "on"}).context["count"] == 1
    judge(as_person(northvale.auditor), access, finding=outcome, **(REPORT if outcome == "breach" else {}))
    with acting_as(northvale.auditor):
        access.refresh_from_db()
    assert (access.state, access.outcome) == ("dismissed", outcome)
    assert lines("log.unusual_judged")[0].detail["outcome"] == outcome
    for terms, count in [({"outcome": outcome}, 1), ({"overdue": "on"}, 0), ({"state": "dismissed"}, 1)]:
        assert as_person(northvale.auditor).get(PAGE, terms).context["count"] == count


@pytest.mark.parametrize("missing", ["breach_owner", "reported_to", "reported_on", "report_reference"])
def test_a_breach_needs_its_owner_and_its_report(as_person, northvale, missing):
    access = put_on_the_list(northvale)
    typed = {name: "" if name.startswith(missing) else value for name, value in REPORT.items()}
    page = judge(as_person(northvale.auditor), access, finding="breach", **typed)
    assert page.status_code == 200
    assert NOTE in page.text
    assert {"breach_owner", "reported_to", "reported_on", "report_reference"} & set(page.context["form"].errors) == {
        missing
    }
    assert not lines("log.unusual_judged")


def test_the_72_hours_run_from_when_it_was_first_judged_a_breach_until_the_ico_is_told(as_person, northvale):
    """UK GDPR article 33(1): without undue delay, and where feasible within 72 hours of becoming aware."""
    access, auditor = put_on_the_list(northvale), as_person(northvale.auditor)
    now = timezone.now()
    report = {"breach_owner": "DPO", "reported_on": MONDAY, "report_reference": "DPB-1", "reported_to": "internal"}

    def judged(seen, hours_ago, **changes):
        with acting_as(northvale.auditor):
            at, facts = now - timedelta(hours=hours_ago), {**report, **changes}
            judge_access(access, finding="breach", note=NOTE, seen=seen, by=northvale.auditor, now=at, **facts)
        return auditor.get(f"{PAGE}{access.pk}/").text

    assert "61 hours left, until" in judged(0, hours_ago=10)
    assert "61 hours left, until" in judged(1, hours_ago=1, breach_owner="Another")
    assert "72 hours to tell the ICO" not in judged(2, hours_ago=0, reported_to="ico")
    with acting_as(northvale.auditor), transaction.atomic():
        UnusualAccess.objects.update(reported_to="internal", breach_at=now - timedelta(hours=80))
    page = auditor.get(f"{PAGE}{access.pk}/").text
    assert "Over since" in page
    assert "8 hours ago" in page


def test_another_outcome_takes_the_report_away(as_person, northvale):
    access = put_on_the_list(northvale)
    judge(as_person(northvale.auditor), access, finding="breach", **REPORT)
    judge(as_person(northvale.auditor), access, finding="training", seen=1, **REPORT)
    with acting_as(northvale.auditor):
        access.refresh_from_db()
    assert (access.outcome, access.breach_owner, access.report_reference, access.ico_by) == ("training", "", "", None)


def test_judged_a_breach_a_second_time_its_72_hours_still_run_from_the_first(northvale):
    """Awareness began with the first judgement, whatever was thought in between."""
    access, now = put_on_the_list(northvale), timezone.now()
    report = {"breach_owner": "DPO", "reported_on": MONDAY, "report_reference": "DPB-1", "reported_to": "internal"}
    for seen, outcome in enumerate(["breach", "explained", "taken_up", "breach"]):
        with acting_as(northvale.auditor):
            facts = {"by": northvale.auditor, "note": NOTE, "seen": seen, "now": now + timedelta(hours=seen)}
            access = judge_access(access, finding=outcome, **facts, **report)
            access.refresh_from_db()
        assert access.ico_by == (now + timedelta(hours=72) if outcome == "breach" else None)


def test_who_reads_the_log_changes_no_count_of_it(northvale):
    access = put_on_the_list(northvale)
    with acting_as(northvale.screener):
        assert not UnusualAccess.objects.filter(pk=access.pk).update(outcome="explained")


# Alerts and reminders -------------------------------------------------------------------------------------------------


def posted(template) -> list[OutboxMessage]:
    with as_role("mash_owner"):
        return list(OutboxMessage.objects.filter(template=template).order_by("to"))


def send_all() -> list:
    with acting_as_system():
        while send_next() is not None:
            pass
    return mail.outbox


def test_the_gravest_is_listed_and_mailed_at_once_without_a_name(northvale, time_machine):
    referral = case(northvale, last_name="Screener")
    look(referral, northvale.screener)
    time_machine.move_to(NOON + timedelta(minutes=1), tick=False)
    assert tasks.alert_unusual.apply().result == 1
    assert tasks.alert_unusual.apply().result == 0
    assert {message.to for message in posted("unusual_found")} == {
        northvale.auditor.email,
        northvale.governance.email,
    }
    sent = [message for message in send_all() if "Unusual access" in message.subject]
    assert len(sent) == 2
    for message in sent:
        for word in ("Skyler", "Screener", referral.reference):
            assert word not in message.subject + message.body


def test_what_can_wait_for_the_night_is_not_mailed(northvale, time_machine):
    look(case(northvale, worker=northvale.screener), northvale.social_worker)
    time_machine.move_to(NOON + timedelta(minutes=1), tick=False)
    assert tasks.alert_unusual.apply().result == 0
    assert posted("unusual_found") == []


def test_the_night_counts_the_whole_day_of_what_was_listed_at_once(northvale, time_machine):
    referral = case(northvale, last_name="Screener")
    look(referral, northvale.screener)
    time_machine.move_to(NOON + timedelta(minutes=1), tick=False)
    tasks.alert_unusual.apply()
    with acting_as(northvale.auditor):
        first = UnusualAccess.objects.get()
    look(referral, northvale.screener, at=NOON + timedelta(hours=2), times=4)
    listed()
    with acting_as(northvale.auditor):
        again = UnusualAccess.objects.get()
    assert (again.pk, first.lines, again.lines) == (first.pk, 1, 5)


def test_nobody_is_mailed_of_their_own(northvale):
    with acting_as_system(), transaction.atomic():
        registry.tell_watchers(
            hub_id=northvale.hub.pk, template="unusual_found", key="k", but=northvale.auditor.pk, now=NOON, access="x"
        )
    assert [message.to for message in posted("unusual_found")] == [northvale.governance.email]


def test_many_within_an_hour_is_mailed_before_the_hour_is_over(northvale, time_machine, settings):
    settings.UNUSUAL_RECORDS_IN_AN_HOUR = 2
    for _ in range(3):
        look(case(northvale), northvale.screener)
    time_machine.move_to(NOON + timedelta(minutes=20), tick=False)
    assert tasks.alert_unusual.apply().result == 1


@pytest.mark.parametrize(
    ("day", "is_overdue"),
    [(date(2026, 3, 5), False), (date(2026, 3, 6), True), (date(2026, 3, 9), True)],
    ids=["Thursday, the third working day", "Friday", "Monday"],
)
def test_after_three_working_days_they_are_reminded_once_a_week(northvale, time_machine, day, is_overdue):
    """The access was on a Monday: Tuesday, Wednesday and Thursday are the days allowed."""
    put_on_the_list(northvale)
    time_machine.move_to(datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=8), tick=False)
    assert tasks.remind_unusual.apply().result == is_overdue
    tasks.remind_unusual.apply()
    assert len(posted("unusual_waits")) == 2 * is_overdue


def test_days_on_which_the_hub_is_shut_do_not_count(northvale, time_machine):
    with acting_as_system():
        assert overdue_before(northvale.hub.pk, date(2026, 3, 9)) == date(2026, 3, 4)  # over a weekend
        assert overdue_before(northvale.hub.pk, date(2026, 4, 8)) == date(2026, 4, 1)  # over Easter


def test_what_is_closed_reminds_nobody(as_person, northvale, time_machine):
    judge(as_person(northvale.auditor), put_on_the_list(northvale))
    time_machine.move_to(NOON + timedelta(days=30), tick=False)
    assert tasks.remind_unusual.apply().result == 0
