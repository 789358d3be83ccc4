"""What is counted ahead is what would be counted on request, whatever happens in between."""

import re
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from statistics import quantiles

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.utils.timezone import localtime
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mash.identity import acting_as, acting_as_system
from mash.postgres.functions import value_of
from referrals.models import Clock, FigureChange, FigureCount, FigureSpan
from referrals.reports.counting import Counts, Scope, cases_behind
from referrals.reports.counting_ahead import count_ahead
from referrals.reports.period import Period
from tests.builders import child, set_repeat_months
from tests.database import another_login, as_role, script, without_triggers
from tests.referrals.reports.conftest import AT_MOST
from tests.referrals.reports.test_counting import HOUR, JUNE, LONDON, MONDAY, NOW, arrive, ask, full_case

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
DAYS_OF_JUNE = 15  # the 1st to the 15th, on which NOW is


@pytest.fixture
def scope(northvale):
    with acting_as(northvale.manager):
        yield Scope(northvale.manager, JUNE, NOW)


def ahead(now=NOW, at_most=AT_MOST) -> int:
    with acting_as_system():
        return count_ahead(now, at_most)


def numbers(scope) -> dict:
    with transaction.atomic():
        return Counts(scope).numbers


def spoil() -> None:
    """Make every number counted ahead wrong, so that it shows whether it is read."""
    with as_role("mash_owner"):
        script("UPDATE referrals_figurecount SET number = number + 1000")


def good_days(scope) -> int:
    with as_role("mash_guard"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM mash_good_spans(%s, mash_midnight(%s), mash_midnight(%s), %s) WHERE unit = 2",
            [scope.user.hub_id, scope.period.first, scope.period.last + timedelta(days=1), scope.now],
        )
        return cursor.fetchone()[0]


def test_days_counted_ahead_are_read_and_the_others_counted(northvale, scope):
    full_case(northvale)
    on_request = numbers(scope)
    ahead()
    assert good_days(scope) == DAYS_OF_JUNE
    assert numbers(scope) == on_request
    spoil()
    assert numbers(scope)["outcome"] == {("assessment", ""): 1001}
    stranger = child(first_name="Somebody", last_name="Else", date_of_birth=date(2020, 3, 4), address="9 Far Road")
    later = arrive(northvale, MONDAY + timedelta(days=3), people=[stranger])
    assert numbers(scope)["arrivals"] == {("2026-06-01", ""): 1001, ("2026-06-04", ""): 1}, later


def test_of_a_day_in_which_something_happens_only_that_hour_is_counted(northvale, scope):
    yesterday = NOW - DAY
    cases = [arrive(northvale, yesterday + HOUR * hours, source_code="1A") for hours in (0, 1, 3)]
    ahead()
    spoil()
    with acting_as(northvale.manager):
        Clock.objects.filter(referral=cases[1]).update(due_at=NOW + HOUR)
    assert numbers(scope)["source"] == {("1A", ""): 2 * 1001 + 1}


def test_hours_are_kept_for_two_weeks(northvale, scope):
    arrive(northvale, NOW - 20 * DAY)
    for now in (NOW, NOW + DAY):
        ahead(now)
        with as_role("mash_owner"):
            hours = FigureSpan.objects.filter(unit=FigureSpan.Unit.HOUR).values_list("starts", flat=True)
            assert (len(hours), localtime(min(hours)).date()) == (14 * 24, now.date() - 13 * DAY)


def test_the_days_on_which_clocks_change_have_an_hour_less_and_one_more(northvale):
    with acting_as(northvale.manager):
        for sunday, hours in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25)):
            evening = datetime.combine(sunday, time(22, 30), LONDON)
            scope = Scope(northvale.manager, Period(sunday, sunday), evening)
            for hour in range(hours):
                arrive(northvale, datetime.combine(sunday, time(), LONDON).astimezone(UTC) + HOUR * hour + MINUTE)
            on_request = numbers(scope)
            ahead(evening)
            assert numbers(scope) == on_request
            assert on_request["arrivals"] == {(str(sunday), ""): hours}


def test_a_month_and_a_year_are_added_up_and_read_for_their_days(northvale):
    with acting_as(northvale.manager):
        long = Scope(northvale.manager, Period(date(2024, 12, 20), date(2026, 6, 30)), NOW)
        for days in (530, 500, 400, 40, 20, 1):
            arrive(northvale, NOW - timedelta(days=days))
        on_request = numbers(long)
        ahead()
        assert numbers(long) == on_request
        with as_role("mash_owner"):
            script("DELETE FROM referrals_figurecount c USING referrals_figurespan s WHERE s.id = c.span_id "
                   "AND (s.unit = 2 AND s.starts < '2026-05-31 23:00Z' AND s.starts > '2024-12-31 00:00Z' "
                   "OR s.unit = 3 AND s.starts < '2026-01-01 00:00Z')")  # fmt: skip
        assert numbers(long) == on_request


def test_nothing_is_counted_twice_while_nothing_happens(northvale, scope):
    full_case(northvale)
    first = ahead()
    assert first > DAYS_OF_JUNE
    assert ahead() == 0
    assert ahead(NOW + timedelta(hours=1)) == 0


def test_the_newest_days_come_first(northvale, scope):
    full_case(northvale)
    assert ahead(at_most=50) == 50  # two days and their hours
    assert good_days(scope) == 2
    with as_role("mash_owner"):
        assert localtime(min(FigureSpan.objects.values_list("starts", flat=True))).date() == NOW.date() - DAY


def test_a_target_that_passes_changes_the_figure_though_nobody_did_anything(northvale, scope):
    referral = arrive(northvale, MONDAY)
    with acting_as(northvale.manager):
        Clock.objects.filter(referral=referral).update(due_at=NOW + HOUR)
    ahead()
    assert numbers(scope)["measure"] == {("first_decision", "waiting"): 1}
    at_target = Scope(northvale.manager, JUNE, NOW + HOUR)
    after = Scope(northvale.manager, JUNE, NOW + HOUR + timedelta(seconds=1))
    assert numbers(at_target)["measure"] == {("first_decision", "waiting"): 1}
    assert good_days(at_target) == DAYS_OF_JUNE
    assert numbers(after)["measure"] == {("first_decision", "overdue"): 1}
    assert good_days(after) == DAYS_OF_JUNE - 1
    ahead(after.now)
    assert good_days(after) == DAYS_OF_JUNE
    assert numbers(after)["measure"] == {("first_decision", "overdue"): 1}


def test_every_table_that_figures_read_tells_of_its_changes(db):
    """But hubs, of which only the months of repeats are read (below)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('mash_figure_rows'::regproc)")
        read = set(re.findall(r"public\.(referrals_\w+)", cursor.fetchone()[0]))
        cursor.execute("""SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger
            WHERE tgname = 'changes_figures' AND tgenabled = 'O'""")
        telling = dict(cursor.fetchall())
    assert len(read) == 10
    assert read == set(telling)
    whenever = re.compile(r"AFTER INSERT (OR DELETE )?OR UPDATE ON")  # of what may also go away, its going
    assert all(whenever.search(trigger) and "WHEN" not in trigger for trigger in telling.values())


def test_an_earlier_case_keyed_in_later_makes_a_person_referred_again(northvale, scope):
    named = child(last_name="Example")
    arrive(northvale, MONDAY, people=[named])
    ahead()
    assert numbers(scope)["again"] == {("", "first"): 1}
    arrive(northvale, MONDAY - timedelta(days=30), people=[{**named, "last_name": "EXAMPLE"}])
    assert numbers(scope)["again"] == {("", "again"): 1}
    arrive(northvale, MONDAY - timedelta(days=20), people=[child(last_name="Other")])
    ahead()
    assert numbers(scope)["again"] == {("", "again"): 1}


def test_what_one_transaction_changes_of_a_day_is_written_down_once(northvale):
    full_case(northvale)
    with as_role("mash_owner"):
        FigureChange.objects.all().delete()
        assert FigureChange.objects.count() == 0
    full_case(northvale)
    with as_role("mash_owner"):
        assert FigureChange.objects.count() == 1


def test_a_list_looks_into_the_newest_days_until_it_is_long_enough(northvale, scope):
    days = [arrive(northvale, MONDAY + timedelta(days=day), source_code="1A") for day in range(4)]
    for day in range(4):
        arrive(northvale, MONDAY + timedelta(days=day), source_code="2A")

    def listed(most, part="1A", figure="source"):
        times, is_cut_short = cases_behind(scope, figure, part, None, most)
        assert set(times.values()) <= {1}
        return set(times), is_cut_short

    for _ in ("counted on request", "counted ahead"):
        assert listed(4) == ({case.pk for case in days}, False)
        assert listed(100, "2026-06-02", "arrivals")[0] >= {days[1].pk}
        assert len(listed(100, "2026-06-02", "arrivals")[0]) == 2
        assert listed(100, "3A") == (set(), False)
        ahead()
    assert listed(2) == ({days[2].pk, days[3].pk}, True)


def test_a_case_that_counts_on_two_days_is_listed_once(northvale, scope):
    referral = arrive(northvale, MONDAY)
    for day in range(2):
        ask(northvale, referral, "police", sent=MONDAY + timedelta(days=day))
    ahead()
    assert cases_behind(scope, "agency", None, None) == ({referral.pk: 2}, False)


def test_other_hubs_are_counted_apart(northvale, southmere, scope):
    arrive(southmere, MONDAY)
    ahead()
    assert numbers(scope) == {}
    with acting_as(southmere.manager):
        theirs = Scope(southmere.manager, JUNE, NOW)
        assert numbers(theirs)["arrivals"] == {("2026-06-01", ""): 1}
        spoil()
        assert numbers(theirs)["arrivals"] == {("2026-06-01", ""): 1001}
    assert numbers(scope) == {}


def test_only_background_work_counts_ahead_checks_and_forgets(northvale, scope):
    for function, arguments in [
        ("mash_count_figures", [northvale.hub.pk, NOW, 1]),
        ("mash_wrong_figures", [northvale.hub.pk, NOW]),
        ("mash_forget_figures", [northvale.hub.pk]),
    ]:
        with pytest.raises(ProgrammingError, match="only"), transaction.atomic():
            value_of(function, *arguments)


@pytest.mark.parametrize("model", [FigureSpan, FigureCount, FigureChange])
def test_nobody_reads_or_writes_the_numbers_themselves(northvale, scope, model):
    for work in (model.objects.first, lambda: model.objects.all().delete()):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            work()


def command(**options) -> str:
    output = StringIO()
    call_command("check_figures", stdout=output, **options)
    return output.getvalue()


def test_the_operator_checks_and_rebuilds(northvale, scope, monkeypatch):
    monkeypatch.setattr("mash.management.commands.check_figures.timezone.now", lambda: NOW)
    referral = full_case(northvale)
    ahead()
    assert "is right" in command()
    with as_role("mash_owner"), without_triggers():
        script(f"UPDATE referrals_referral SET source_code = '1A' WHERE id = '{referral.pk}'")  # noqa: S608
    output = StringIO()
    with pytest.raises(CommandError, match="2 figures are wrong"):
        call_command("check_figures", stdout=output)
    assert "2026-06-01 00:00 to 2026-06-02 00:00, source 1A : 0 counted ahead, 1 now" in output.getvalue()
    assert "hours, days, months and years counted" in command(rebuild=True)
    assert ahead() == 0
    assert "is right" in command()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seconds=st.lists(st.integers(1, 5_000_000), min_size=5, max_size=60))
def test_times_counted_ahead_are_within_a_tenth(db, seconds):
    with as_role("mash_guard"), connection.cursor() as cursor:
        cursor.execute(
            """SELECT extract(epoch FROM avg(took) OVER (PARTITION BY mash_about_as_long(took)))::float8
                 FROM unnest(%s::interval[]) AS took""",
            [[timedelta(seconds=each) for each in seconds]],
        )
        means = [mean for (mean,) in cursor.fetchall()]
    exact, grouped = quantiles(seconds, n=10, method="inclusive"), quantiles(means, n=10, method="inclusive")
    for place in (4, 8):
        assert abs(exact[place] - grouped[place]) <= max(0.1 * exact[place], 60)


@pytest.mark.django_db(transaction=True)
def test_what_is_committed_while_the_worker_counts_is_counted_the_next_time(northvale):
    with acting_as(northvale.manager):
        scope = Scope(northvale.manager, JUNE, NOW)
        referral = arrive(northvale, MONDAY)
        with another_login("mash_guard") as late:
            late.execute(
                "UPDATE referrals_clock SET pause_review_on = '2026-07-01' WHERE referral_id = %s", [referral.pk]
            )
            ahead()
            assert numbers(scope)["measure"] == {("first_decision", "overdue"): 1}
            late.commit()
        assert numbers(scope)["measure"] == {("first_decision", "paused"): 1}
        ahead()
        assert numbers(scope)["measure"] == {("first_decision", "paused"): 1}


def test_a_period_that_ends_before_it_begins_has_nothing_in_it(northvale, scope):
    full_case(northvale)
    ahead()
    backwards = Scope(northvale.manager, Period(JUNE.last, JUNE.first), NOW)
    assert set(numbers(backwards)) == {"overdue"}  # which no period bounds
    assert cases_behind(backwards, "source", None, None) == ({}, False)


def test_other_months_of_repeats_are_counted_anew(northvale, scope):
    for arrived in (NOW - timedelta(days=100), NOW):
        arrive(northvale, arrived, people=[child(nhs_number="9990000018")])
    while ahead():
        pass
    assert Counts(scope).of("again") == {("", "again"): 1}
    set_repeat_months(northvale, 3)
    assert Counts(scope).of("again") == {("", "first"): 1}
    while ahead():
        pass
    assert Counts(scope).of("again") == {("", "first"): 1}
