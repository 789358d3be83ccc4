"""The dashboard's figures for small worlds, with expected numbers worked out by hand."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mash.identity import acting_as
from referrals import codes
from referrals.access.granting import open_request
from referrals.casefile.actions import restrict
from referrals.models import Clock, InformationRequest, LawfulBasis, Referral
from referrals.models.identifiers import new_reference
from referrals.reports import figures
from referrals.reports.again import referred_again
from referrals.reports.figures import Scope
from referrals.reports.period import Period
from referrals.timing.targets import stop_clock
from referrals.triage.pausing import ALL, pause_clocks
from tests.builders import adult, build_referral, child

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


def numbers(rows) -> dict:
    return {row["label"]: row["value"] for row in rows if row["value"]}


def cells(rows) -> dict:
    return {row["label"]: row["values"] for row in rows}


def test_arrivals_count_whole_days_of_the_hub_in_summer_time_too(northvale, scope):
    for at in [
        datetime(2026, 5, 31, 23, 59, tzinfo=LONDON),  # the day before
        datetime(2026, 6, 1, 0, 0, tzinfo=LONDON),
        datetime(2026, 6, 1, 23, 59, tzinfo=LONDON),  # still the 1st here, though the 1st at 22:59 in Greenwich
        datetime(2026, 6, 30, 23, 59, tzinfo=LONDON),
        datetime(2026, 7, 1, 0, 0, tzinfo=LONDON),  # the day after
    ]:
        arrive(northvale, at)
    rows = figures.arrivals(scope)
    assert len(rows) == 30
    assert numbers(rows) == {"1 Jun 2026": 2, "30 Jun 2026": 1}


def test_a_longer_period_is_drawn_by_week_and_a_year_by_month(northvale, scope):
    arrive(northvale, MONDAY + timedelta(days=2))
    arrive(northvale, MONDAY + timedelta(days=6))
    arrive(northvale, MONDAY + timedelta(days=7))
    weeks = figures.arrivals(Scope(northvale.manager, Period(date(2026, 5, 1), date(2026, 7, 31)), NOW))
    assert numbers(weeks) == {"1 Jun 2026": 2, "8 Jun 2026": 1}
    assert len(weeks) == 14
    months = figures.arrivals(Scope(northvale.manager, Period(date(2026, 1, 1), date(2026, 12, 31)), NOW))
    assert numbers(months) == {"Jun 2026": 3}
    assert len(months) == 12


def test_stage_and_rating_now(northvale, scope):
    arrive(northvale, MONDAY)
    arrive(northvale, MONDAY, status="gathering", rating="red")
    arrive(northvale, MONDAY, status="gathering", rating="red")
    arrive(northvale, MONDAY, status="closed", rating="green")
    assert cells(figures.by_stage(scope)) == {
        "Received": {"none": 1},
        "Gathering information": {"red": 2},
        "Closed": {"green": 1},
    }


def test_sources_and_channels_the_most_first(northvale, scope):
    arrive(northvale, MONDAY, source_code=codes.SourceCode.POLICE, channel=codes.Channel.POLICE_NOTIFICATION)
    arrive(northvale, MONDAY, source_code=codes.SourceCode.SCHOOL, channel=codes.Channel.PHONE)
    arrive(northvale, MONDAY, source_code=codes.SourceCode.GP, channel=codes.Channel.PHONE)
    arrive(northvale, MONDAY, source_code=codes.SourceCode.GP, channel=codes.Channel.LETTER)
    sources, channels = figures.by_source_and_channel(scope)
    assert [(row["label"], row["value"]) for row in sources] == [("GP", 2), ("Police", 1), ("School", 1)]
    assert [(row["label"], row["value"]) for row in channels] == [
        ("Phone call", 2),
        ("Letter", 1),
        ("Police notification", 1),
    ]


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
    first, final, feedback = figures.speeds(scope)
    assert running_late.next_due_at < NOW
    assert (first.done, first.in_time, first.late, first.overdue) == (5, 4, 1, 1)
    assert first.share == "67% (4 of 6)"
    assert first.median_words == "3 h"
    assert first.ninetieth == timedelta(hours=13.6)  # interpolated: 4 h plus six tenths of the way to 20 h
    assert first.ninetieth_words == "13 h 36 min"
    assert (final.done, final.share, final.median_words) == (0, "–", "–")
    assert feedback.done == 0


def test_a_replaced_clock_does_not_count_and_ratings_stand_apart(northvale, scope):
    decided_after(northvale, 2, allowed=4, measure="final_decision", rating="red")
    decided_after(northvale, 6, allowed=4, measure="final_decision", rating="red")
    decided_after(northvale, 30, allowed=72, measure="final_decision", rating="green")
    replaced = decided_after(northvale, 1, allowed=72, measure="final_decision", rating="green")
    Clock.objects.filter(referral=replaced).update(replaced=True)
    no_target = decided_after(northvale, 50, allowed=1, measure="final_decision", rating="blue")
    Clock.objects.filter(referral=no_target).update(due_at=None)
    red, green, blue = figures.final_speeds_by_rating(scope)
    assert (red.label, red.share, red.median_words) == ("Red", "50% (1 of 2)", "4 h")
    assert (green.label, green.share, green.median_words) == ("Green", "100% (1 of 1)", "1 day 6 h")
    assert (blue.label, blue.share, blue.done) == ("Blue", "–", 1)
    assert figures.speeds(scope)[1].share == "67% (2 of 3)"


def test_paused_time_does_not_count_towards_the_time_taken(northvale, scope):
    referral = arrive(northvale, MONDAY, status="triaged")
    clock = Clock.objects.get(referral=referral)
    waits = {"reason": "court", "why": "The hearing.", "review_on": date(2026, 6, 2)}
    pause_clocks(referral, what=[ALL], **waits, by=northvale.manager, now=MONDAY + HOUR)
    [first, *_] = figures.speeds(scope)
    assert (first.paused, first.overdue, first.done) == (1, 0, 0)
    stop_clock(referral, codes.ClockMeasure.FIRST_DECISION, now=MONDAY + 5 * HOUR)
    clock.refresh_from_db()
    assert clock.due_at == MONDAY + timedelta(days=1, hours=4)
    [first, *_] = figures.speeds(scope)
    assert (first.paused, first.done, first.in_time, first.median) == (0, 1, 1, HOUR)


def test_feedback_is_timed_from_the_decision(northvale, scope):
    referral = arrive(northvale, MONDAY)
    Clock.objects.create(
        referral=referral, measure="feedback", mode="working", started_at=MONDAY + 24 * HOUR,
        due_at=MONDAY + 48 * HOUR, stopped_at=MONDAY + 29 * HOUR,
    )  # fmt: skip
    feedback = figures.speeds(scope)[2]
    assert (feedback.share, feedback.median_words) == ("100% (1 of 1)", "5 h")


def test_a_referrer_who_was_not_told_was_not_told_in_time(northvale, scope):
    informed, not_told = decided_after(northvale, 2, allowed=8, measure="feedback"), MONDAY + HOUR
    excused = decided_after(northvale, 1, allowed=8, measure="feedback")
    informed.feedback.create(wording="x", text="x", by=northvale.manager, at=MONDAY + 2 * HOUR)
    excused.feedback.create(not_sent_reason="No way to reach them", by=northvale.manager, at=not_told)
    feedback = figures.speeds(scope)[2]
    assert (feedback.share, feedback.done, feedback.median_words) == ("100% (1 of 1)", 1, "2 h")
    assert figures.not_told(scope) == 1


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
    health, police = figures.agencies(scope)
    assert (police.agency, police.asked, police.answered) == ("Northvale police", 5, 3)
    assert (police.in_time, police.late, police.overdue, police.nothing_known) == (2, 1, 1, 2)
    assert (police.share, police.median_words) == ("50% (2 of 4)", "4 h")
    assert police.bar["values"] == {"in_time": 2, "late": 1, "overdue": 1, "waiting": 1}
    assert (health.agency, health.asked, health.share, health.median_words) == ("Northvale health", 1, "–", "1 h")


def test_overdue_now_counts_open_cases_whenever_they_came(northvale, scope):
    late = {"next_due_at": NOW - HOUR}
    arrive(northvale, MONDAY - timedelta(days=90), rating="red", **late)
    arrive(northvale, MONDAY, **late)
    arrive(northvale, MONDAY, status="closed", **late)
    arrive(northvale, MONDAY, next_due_at=NOW + HOUR)
    assert cells(figures.overdue_now(scope)) == {"First decision": {"red": 1, "none": 1}}


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
    assert [(row["label"], row["value"]) for row in figures.outcomes(scope)] == [
        ("Child and family assessment, section 17", 3),
        ("No further action", 1),
    ]
    assert cells(figures.rating_changes(scope)) == {"Amber": {"red": 2, "amber": 1}, "Not rated": {"green": 1}}


def test_referred_again_within_twelve_months(northvale, southmere, scope):
    numbered = child(nhs_number="9990000018", last_name="Once")
    renamed = child(nhs_number="9990000018", last_name="Twice", date_of_birth=None)
    named, spelled = child(last_name="Example"), child(last_name="EXAMPLE")
    unknown = child(last_name="", date_of_birth=None)
    arrive(northvale, MONDAY - timedelta(days=300), people=[numbered])
    arrive(northvale, MONDAY - timedelta(days=400), people=[named])  # too long ago
    arrive(southmere, MONDAY - timedelta(days=10), people=[named])  # another hub's
    arrive(northvale, MONDAY, people=[renamed, named, unknown])  # again by number only
    arrive(northvale, MONDAY + HOUR, people=[spelled])  # again by name, in different letter case
    figure = referred_again(scope)
    assert (figure.people, figure.known, figure.again) == (4, 3, 2)
    assert figure.share == "67% (2 of 3)"


def test_somebody_named_only_in_the_household_before_is_not_referred_again(northvale, scope):
    mother = {"last_name": "Mother", "date_of_birth": date(1990, 1, 1)}
    arrive(northvale, MONDAY - timedelta(days=30), people=[child(last_name="Other"), adult(is_subject=False, **mother)])
    arrive(northvale, MONDAY, people=[adult(**mother)])
    assert referred_again(scope).again == 0


def test_children_and_adults_can_be_counted_apart(northvale, scope):
    arrive(northvale, MONDAY)
    arrive(northvale, MONDAY, people=[adult()])
    arrive(northvale, MONDAY, people=[child(), adult()])
    assert sum(numbers(figures.arrivals(scope)).values()) == 3
    for about, n in [("children", 2), ("adults", 2)]:
        assert sum(numbers(figures.arrivals(Scope(northvale.manager, JUNE, NOW, about))).values()) == n


def test_in_a_case_about_both_only_people_of_the_filtered_kind_count(northvale, scope):
    referral = arrive(northvale, MONDAY, people=[child(), child(first_name="Second"), adult()])
    decide(northvale, referral, "assessment", "red", only="child")
    decide(northvale, referral, "s42_enquiry", "amber", only="adult")
    for about, people, label, rating in [
        ("children", 2, "Child and family assessment, section 17", "red"),
        ("adults", 1, "Safeguarding enquiry, section 42", "amber"),
    ]:
        some = Scope(northvale.manager, JUNE, NOW, about)
        assert referred_again(some).people == people
        assert numbers(figures.outcomes(some)) == {label: people}
        assert cells(figures.rating_changes(some)) == {"Not rated": {rating: people}}
    assert referred_again(scope).people == 3


def test_neither_another_hubs_nor_a_restricted_case_is_in_any_figure(northvale, southmere, scope):
    arrive(southmere, MONDAY)
    hidden = arrive(northvale, MONDAY)
    decide(northvale, hidden, "assessment", "red")
    ask(northvale, hidden, "police", sent=MONDAY)
    with acting_as(northvale.second_manager):
        restrict(hidden, reason="high_risk", by=northvale.second_manager)
    assert numbers(figures.arrivals(scope)) == {}
    assert figures.by_stage(scope) == figures.overdue_now(scope) == figures.outcomes(scope) == []
    assert figures.agencies(scope) == []
    assert figures.speeds(scope)[0].overdue == 0
    assert referred_again(scope).people == 0
