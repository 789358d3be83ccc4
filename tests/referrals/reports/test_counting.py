"""What the database counts, for small worlds with the expected numbers worked out by hand."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import ProgrammingError, connection, transaction

from agencies import roles
from agencies.models import User
from mash.identity import acting_as
from mash.postgres.functions import rows_of
from referrals import codes
from referrals.access.bars import bar
from referrals.access.granting import open_request
from referrals.access.visible import visible_referrals
from referrals.casefile.actions import restrict
from referrals.models import Clock, InformationRequest, LawfulBasis, Referral, Response
from referrals.models.identifiers import new_reference
from referrals.reports.counting import Counts, Scope, Took, cases_behind
from referrals.reports.period import Period
from referrals.timing.targets import stop_clock
from referrals.triage.pausing import ALL, pause_clocks
from tests.builders import adult, build_referral, child
from tests.house.source import ROOT

pytestmark = pytest.mark.usefixtures("both_ways")

LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 6, 1, 9, 0, tzinfo=LONDON)
NOW = MONDAY + timedelta(days=14)
JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
HOUR = timedelta(hours=1)


@pytest.fixture
def scope(northvale):
    with acting_as(northvale.manager):
        yield Scope(northvale.manager, JUNE, NOW)


def arrive(world, at, **facts) -> Referral:
    changes = {name: facts.pop(name) for name in ("status", "rating", "next_due_at") if name in facts}
    referral = build_referral(world, now=at, **facts)
    with acting_as(world.manager):
        Referral.objects.filter(pk=referral.pk).update(**changes) if changes else None
    return referral


def counted(scope, figure) -> dict:
    """Return the numbers of a figure: by part, or by part and piece where it has pieces."""
    numbers = Counts(scope).of(figure)
    return {part if not piece else (part, piece): number for (part, piece), number in numbers.items()}


def states(scope, part, figure="measure") -> dict:
    return {piece: number for (of_part, piece), number in Counts(scope).of(figure).items() if of_part == part}


def took(scope, part, figure="measure") -> Took:
    return Counts(scope).took[figure, part]


def test_arrivals_count_whole_days_of_the_hub_in_summer_time_too(northvale, scope):
    for at in [
        datetime(2026, 5, 31, 23, 59, tzinfo=LONDON),  # the day before
        datetime(2026, 6, 1, 0, 0, tzinfo=LONDON),
        datetime(2026, 6, 1, 23, 59, tzinfo=LONDON),  # still the 1st here, though the 1st at 22:59 in Greenwich
        datetime(2026, 6, 30, 23, 59, tzinfo=LONDON),
        datetime(2026, 7, 1, 0, 0, tzinfo=LONDON),  # the day after
    ]:
        arrive(northvale, at)
    assert counted(scope, "arrivals") == {"2026-06-01": 2, "2026-06-30": 1}


def test_a_longer_period_is_drawn_by_week_and_a_year_by_month(northvale, scope):
    arrive(northvale, MONDAY + timedelta(days=2))
    arrive(northvale, MONDAY + timedelta(days=6))
    arrive(northvale, MONDAY + timedelta(days=7))
    weeks = Scope(northvale.manager, Period(date(2026, 5, 1), date(2026, 7, 31)), NOW)
    assert counted(weeks, "arrivals") == {"2026-06-01": 2, "2026-06-08": 1}
    months = Scope(northvale.manager, Period(date(2026, 1, 1), date(2026, 12, 31)), NOW)
    assert counted(months, "arrivals") == {"2026-06-01": 3}


def test_stage_and_rating_now(northvale, scope):
    arrive(northvale, MONDAY)
    arrive(northvale, MONDAY, status="gathering", rating="red")
    arrive(northvale, MONDAY, status="gathering", rating="red")
    arrive(northvale, MONDAY, status="closed", rating="green")
    assert counted(scope, "stage") == {
        ("received", "none"): 1,
        ("gathering", "red"): 2,
        ("closed", "green"): 1,
    }


def test_sources_and_channels(northvale, scope):
    arrive(northvale, MONDAY, source_code=codes.SourceCode.POLICE, channel=codes.Channel.POLICE_NOTIFICATION)
    arrive(northvale, MONDAY, source_code=codes.SourceCode.SCHOOL, channel=codes.Channel.PHONE)
    arrive(northvale, MONDAY, source_code=codes.SourceCode.GP, channel=codes.Channel.PHONE)
    arrive(northvale, MONDAY, source_code=codes.SourceCode.GP, channel=codes.Channel.LETTER)
    gp, police, school = codes.SourceCode.GP, codes.SourceCode.POLICE, codes.SourceCode.SCHOOL
    assert counted(scope, "source") == {gp: 2, police: 1, school: 1}
    phone, letter, notification = codes.Channel.PHONE, codes.Channel.LETTER, codes.Channel.POLICE_NOTIFICATION
    assert counted(scope, "channel") == {phone: 2, letter: 1, notification: 1}


def decided_after(world, hours: float, *, allowed: float, measure="first_decision", rating="") -> Referral:
    """Return a referral whose only counted clock stops that many hours after it arrived."""
    referral = arrive(world, MONDAY)
    with acting_as(world.manager):
        Clock.objects.filter(referral=referral).update(
            measure=measure,
            rating=rating,
            due_at=MONDAY + allowed * HOUR,
            stopped_at=MONDAY + hours * HOUR,
        )
    return referral


def test_time_to_first_decision_against_target(northvale, scope):
    for hours in [1, 2, 3, 4]:
        decided_after(northvale, hours, allowed=8)
    decided_after(northvale, 20, allowed=8)
    running_late = arrive(northvale, MONDAY)  # due by 5pm that day, a fortnight ago
    assert running_late.next_due_at < NOW
    assert states(scope, "first_decision") == {"in_time": 4, "late": 1, "overdue": 1}
    # Nine in ten: interpolated, 4 h plus six tenths of the way to 20 h
    assert took(scope, "first_decision") == Took(3 * HOUR, timedelta(hours=13.6))
    assert states(scope, "final_decision") == states(scope, "feedback") == {}


def test_a_replaced_clock_does_not_count_and_ratings_stand_apart(northvale, scope):
    decided_after(northvale, 2, allowed=4, measure="final_decision", rating="red")
    decided_after(northvale, 6, allowed=4, measure="final_decision", rating="red")
    decided_after(northvale, 30, allowed=72, measure="final_decision", rating="green")
    replaced = decided_after(northvale, 1, allowed=72, measure="final_decision", rating="green")
    Clock.objects.filter(referral=replaced).update(replaced=True)
    no_target = decided_after(northvale, 50, allowed=1, measure="final_decision", rating="blue")
    Clock.objects.filter(referral=no_target).update(due_at=None)
    assert states(scope, "red", "rating") == {"in_time": 1, "late": 1}
    assert states(scope, "green", "rating") == {"in_time": 1}
    assert states(scope, "blue", "rating") == {"no_target": 1}
    assert took(scope, "red", "rating").half == 4 * HOUR
    assert took(scope, "green", "rating").half == 30 * HOUR
    assert states(scope, "final_decision") == {"in_time": 2, "late": 1, "no_target": 1}


def test_paused_time_does_not_count_towards_the_time_taken(northvale, scope):
    referral = arrive(northvale, MONDAY, status="triaged")
    clock = Clock.objects.get(referral=referral)
    waits = {"reason": "court", "why": "The hearing.", "review_on": date(2026, 6, 2)}
    pause_clocks(referral, what=[ALL], **waits, by=northvale.manager, now=MONDAY + HOUR)
    assert states(scope, "first_decision") == {"paused": 1}
    stop_clock(referral, codes.ClockMeasure.FIRST_DECISION, now=MONDAY + 5 * HOUR)
    clock.refresh_from_db()
    assert clock.due_at == MONDAY + timedelta(days=1, hours=4)
    assert states(scope, "first_decision") == {"in_time": 1}
    assert took(scope, "first_decision").half == HOUR


def test_feedback_is_timed_from_the_decision(northvale, scope):
    referral = arrive(northvale, MONDAY)
    Clock.objects.create(
        referral=referral, measure="feedback", mode="working", started_at=MONDAY + 24 * HOUR,
        due_at=MONDAY + 48 * HOUR, stopped_at=MONDAY + 29 * HOUR,
    )  # fmt: skip
    assert states(scope, "feedback") == {"in_time": 1}
    assert took(scope, "feedback").half == 5 * HOUR


def test_a_referrer_who_was_not_told_was_not_told_in_time(northvale, scope):
    informed, not_told = decided_after(northvale, 2, allowed=8, measure="feedback"), MONDAY + HOUR
    excused = decided_after(northvale, 1, allowed=8, measure="feedback")
    informed.feedback.create(wording="x", text="x", by=northvale.manager, at=MONDAY + 2 * HOUR)
    excused.feedback.create(not_sent_reason="No way to reach them", by=northvale.manager, at=not_told)
    assert states(scope, "feedback") == {"in_time": 1, "not_told": 1}
    assert took(scope, "feedback").half == 2 * HOUR


def ask(world, referral, agency, *, sent, due=None, closed=None, outcome=""):
    with acting_as(world.manager):
        basis = LawfulBasis.objects.filter(referral=referral).first() or referral.lawful_bases.create(
            purpose="section_17", gateway="CA89-17", article6="6e", article9="9g-18", necessity="Needed",
            family_informed="yes", agreement="given", by=world.manager, at=sent,
        )  # fmt: skip
        request = InformationRequest.objects.create(
            referral=referral, hub=world.hub, agency=world.agencies[agency], reference=new_reference("REQ"),
            lawful_basis=basis, gateway="CA89-17", family_informed="yes", rating="amber", reason="Why", subjects=[],
            sent_by=world.manager, sent_at=sent, due_at=due, clock_mode="continuous", closed_at=closed, outcome=outcome,
        )  # fmt: skip
        open_request(request)


def test_how_agencies_answered(northvale, scope):
    referral = arrive(northvale, MONDAY)
    due = MONDAY + 24 * HOUR
    ask(northvale, referral, "police", sent=MONDAY, due=due, closed=MONDAY + 2 * HOUR, outcome="supplied")
    ask(northvale, referral, "police", sent=MONDAY, due=due, closed=MONDAY + 4 * HOUR, outcome="nothing_known")
    ask(northvale, referral, "police", sent=MONDAY, due=due, closed=MONDAY + 30 * HOUR, outcome="nothing_known")
    ask(northvale, referral, "police", sent=MONDAY, due=due)  # overdue
    ask(northvale, referral, "police", sent=MONDAY, due=NOW + HOUR)  # still in time
    ask(northvale, referral, "health", sent=MONDAY, closed=MONDAY + HOUR, outcome="supplied")  # no target
    ask(northvale, referral, "health", sent=MONDAY - timedelta(days=30), due=due)  # before the period
    ask(northvale, referral, "housing", sent=MONDAY, due=due)
    ask(northvale, referral, "housing", sent=MONDAY, due=due)
    let_go = InformationRequest.objects.filter(agency=northvale.agencies["housing"]).order_by("pk")
    # A case closed without the answer: after its target, and at the very moment of it.
    for request, after in zip(let_go, [timedelta(seconds=1), timedelta(0)], strict=True):
        InformationRequest.objects.filter(pk=request.pk).update(released_at=due + after)
    police, health, housing = (str(northvale.agencies[name].pk) for name in ("police", "health", "housing"))
    assert states(scope, police, "agency") == {"in_time": 2, "late": 1, "overdue": 1, "waiting": 1}
    assert states(scope, health, "agency") == {"no_target": 1}
    assert states(scope, housing, "agency") == {"late": 1, "let_go": 1}
    assert counted(scope, "nothing_known") == {police: 2}
    assert took(scope, police, "agency").half == 4 * HOUR
    assert took(scope, health, "agency").half == HOUR


def test_why_agencies_did_not_share_is_counted_by_the_reason_of_the_newest_answer(northvale, scope):
    referral = arrive(northvale, MONDAY)
    ask(northvale, referral, "police", sent=MONDAY, outcome="declined")
    ask(northvale, referral, "health", sent=MONDAY, outcome="held_not_shared")
    ask(northvale, referral, "housing", sent=MONDAY, outcome="supplied")
    declined = InformationRequest.objects.get(outcome="declined")
    for number, reason in enumerate(["no_power", "court_or_privilege"], start=1):
        with acting_as(northvale.police):
            Response.objects.create(
                request=declined, number=number, outcome="declined", decline_reason=reason, by=northvale.police, at=NOW
            )
    assert counted(scope, "declined") == {"court_or_privilege": 1, "not_said": 1}


def test_overdue_now_counts_open_cases_whenever_they_came(northvale, scope):
    late = {"next_due_at": NOW - HOUR}
    arrive(northvale, MONDAY - timedelta(days=90), rating="red", **late)
    arrive(northvale, MONDAY, **late)
    arrive(northvale, MONDAY, status="closed", **late)
    arrive(northvale, MONDAY, next_due_at=NOW + HOUR)
    assert counted(scope, "overdue") == {("first_decision", "red"): 1, ("first_decision", "none"): 1}


def decide(world, referral, outcome, final, *, state="signed", triaged="", only=""):
    at = MONDAY + HOUR
    if triaged:
        referral.ratings.create(stage="triage", level="blue", reason="Seen first", by=world.manager, at=at - HOUR)
        referral.ratings.create(stage="triage", level=triaged, reason="Then so", by=world.manager, at=at)
        advice = {"stage": "triage", "level": "green", "reason": "Rather", "is_recommendation": True}
        referral.ratings.create(by=world.social_worker, at=at + HOUR, **advice)
    for subject in referral.people.filter(is_subject=True, **({"kind": only} if only else {})):
        signed = {"signed_by": world.manager, "signed_at": at, "digest": "x"} if state == "signed" else {}
        referral.decisions.create(
            subject=subject, stage="full", state=state, outcome=outcome, final_rating=final, rationale="Because",
            by=world.manager, at=at, **signed,
        )  # fmt: skip


def test_outcomes_and_rating_changes_count_each_subject_by_the_decision_in_force(northvale, scope):
    siblings = [child(), child(first_name="Second")]
    decide(northvale, arrive(northvale, MONDAY, people=siblings), "assessment", "red", triaged="amber")
    decide(northvale, arrive(northvale, MONDAY), "assessment", "amber", triaged="amber")
    decide(northvale, arrive(northvale, MONDAY), "no_further_action", "green")
    decide(northvale, arrive(northvale, MONDAY), "advice", "green", state="draft", triaged="red")
    assert counted(scope, "outcome") == {"assessment": 3, "no_further_action": 1}
    assert counted(scope, "change") == {("amber", "red"): 2, ("amber", "amber"): 1, ("none", "green"): 1}


def test_referred_again_within_twelve_months(northvale, southmere, scope):
    numbered = child(nhs_number="9990000018", first_name="Nora", last_name="Once")
    renamed = child(nhs_number="9990000018", first_name="Nora", last_name="Twice", date_of_birth=None)
    named, spelled = child(last_name="Example"), child(last_name="EXAMPLE")
    unknown = child(last_name="", date_of_birth=None)
    arrive(northvale, MONDAY - timedelta(days=300), people=[numbered])
    arrive(northvale, MONDAY - timedelta(days=400), people=[named])  # too long ago
    arrive(southmere, MONDAY - timedelta(days=10), people=[named])  # another hub's
    arrive(northvale, MONDAY, people=[renamed, named, unknown])  # again by number only
    arrive(northvale, MONDAY + HOUR, people=[spelled])  # again by name, in different letter case
    assert states(scope, "", "again") == {"again": 2, "first": 1, "unknown": 1}


def test_somebody_named_only_in_the_household_before_is_not_referred_again(northvale, scope):
    mother = {"last_name": "Mother", "date_of_birth": date(1990, 1, 1)}
    arrive(northvale, MONDAY - timedelta(days=30), people=[child(last_name="Other"), adult(is_subject=False, **mother)])
    arrive(northvale, MONDAY, people=[adult(**mother)])
    assert states(scope, "", "again") == {"first": 1}


def test_children_and_adults_can_be_counted_apart(northvale, scope):
    arrive(northvale, MONDAY)
    arrive(northvale, MONDAY, people=[adult()])
    arrive(northvale, MONDAY, people=[child(), adult()])
    assert Counts(scope).total("arrivals") == 3
    for about, n in [("children", 2), ("adults", 2)]:
        assert Counts(Scope(northvale.manager, JUNE, NOW, about)).total("arrivals") == n


def test_in_a_case_about_both_only_people_of_the_filtered_kind_count(northvale, scope):
    referral = arrive(northvale, MONDAY, people=[child(), child(first_name="Second"), adult()])
    decide(northvale, referral, "assessment", "red", only="child")
    decide(northvale, referral, "s42_enquiry", "amber", only="adult")
    for about, people, outcome, rating in [
        ("children", 2, "assessment", "red"),
        ("adults", 1, "s42_enquiry", "amber"),
    ]:
        some = Scope(northvale.manager, JUNE, NOW, about)
        assert Counts(some).total("again") == people
        assert counted(some, "outcome") == {outcome: people}
        assert counted(some, "change") == {("none", rating): people}
    assert Counts(scope).total("again") == 3


def full_case(world) -> Referral:
    """Return a case that is in every figure."""
    referral = arrive(world, MONDAY, rating="red")
    decide(world, referral, "assessment", "red")
    ask(world, referral, "police", sent=MONDAY, outcome="nothing_known")
    ask(world, referral, "health", sent=MONDAY, outcome="declined")
    with acting_as(world.manager):
        Clock.objects.create(
            referral=referral, measure="final_decision", rating="red", mode="working", started_at=MONDAY,
            due_at=MONDAY + HOUR, stopped_at=MONDAY + HOUR,
        )  # fmt: skip
    return referral


FIGURES = {
    *("arrivals", "stage", "source", "channel", "measure", "rating", "agency", "nothing_known", "declined", "overdue"),
    *("outcome", "change", "again"),
}


def test_a_case_the_reader_may_not_open_is_in_every_figure_and_alike_for_all_managers(northvale, scope):
    hidden, barred = full_case(northvale), full_case(northvale)
    before = Counts(scope).numbers
    with acting_as(northvale.second_manager):
        restrict(hidden, reason="high_risk", by=northvale.second_manager)
        bar(barred.pk, person=northvale.manager, because="related", why="A cousin")
    with acting_as(northvale.manager):
        assert not visible_referrals(northvale.manager).exists()
        seen_by_one = Counts(Scope(northvale.manager, JUNE, NOW)).numbers
    with acting_as(northvale.second_manager):
        seen_by_the_other = Counts(Scope(northvale.second_manager, JUNE, NOW)).numbers
    assert seen_by_one == seen_by_the_other == before
    assert set(before) == FIGURES


def test_another_hubs_case_is_in_no_figure(northvale, southmere, scope):
    full_case(southmere)
    assert Counts(scope).numbers == {}


# Only who may see the dashboard may count -----------------------------------------------------------------------------


def may_count(person, hub, function="mash_figures", *more) -> bool:
    arguments = (hub.pk, JUNE.starts, JUNE.ends, "", "day", NOW, *more)
    with acting_as(person), transaction.atomic():
        try:
            rows_of(function, lambda *row: row, *arguments)
        except ProgrammingError:
            transaction.set_rollback(True)
            return False
    return True


@pytest.mark.parametrize(("function", "more"), [("mash_figures", ()), ("mash_figure_cases", ("stage", None, None, 10))])
def test_the_database_counts_for_whoever_holds_the_dashboard_in_that_hub(northvale, southmere, function, more):
    people = {person for person in vars(northvale).values() if isinstance(person, User)}
    held = {person for person in people if person.has_perm(roles.VIEW_DASHBOARD)}
    assert held < people
    assert {person for person in people if may_count(person, northvale.hub, function, *more)} == held
    assert not any(may_count(person, southmere.hub, function, *more) for person in people)


def test_the_role_named_in_the_sql_is_the_one_with_the_dashboard():
    held = {code for code, role in roles.ROLES.items() if roles.VIEW_DASHBOARD in role.permissions}
    [named] = re.findall(r"mash_holds\(u\.id, '\{(.+)\}'\)", (ROOT / "referrals/access/figures.sql").read_text())
    assert set(named.split(",")) == held


def test_the_functions_give_numbers_and_no_row_of_a_case_not_seen(northvale, scope):
    hidden, shown = full_case(northvale), full_case(northvale)
    with acting_as(northvale.second_manager):
        restrict(hidden, reason="high_risk", by=northvale.second_manager)
    with acting_as(northvale.manager):
        for figure in FIGURES:
            # Whoever was referred again was so by a case that may be hidden: no list says of whom.
            listed = [] if figure == "again" else [shown.pk]
            assert list(cases_behind(scope, figure, None, None)[0]) == listed
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_function_result('mash_figures'::regproc)")
        [result] = cursor.fetchone()
    assert result == ("TABLE(figure text, part text, piece text, counted bigint, half interval, nine_in_ten interval)")
