"""The tables of the dashboard: what they withhold, and that nothing withheld follows from what they show."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

from agencies.models import Hub, User
from referrals.codes import Rating
from referrals.reports.counting import Counts, Scope, Took
from referrals.reports.figures import Figures
from referrals.reports.period import Period
from referrals.reports.tables import WITHHELD

JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
HOUR = timedelta(hours=1)
PRIME = 2**61 - 1
STATES = ("in_time", "late", "no_target", "overdue", "paused", "waiting", "not_told")
RATINGS = (*Rating.values, "none")


def figures_of(*, period=JUNE, took=None, **numbers: dict) -> Figures:
    """Return the figures for these counts, without a database."""
    figures = Figures.__new__(Figures)
    user = User(hub=Hub(repeat_months=12))
    figures.scope = Scope(user=user, period=period, now=datetime(2026, 7, 1, tzinfo=UTC))
    figures.counts = Counts.__new__(Counts)
    figures.counts.numbers, figures.counts.took = numbers, took or {}
    return figures


def numbers_of(table) -> dict:
    return {row.label: row.cell(table.columns[0]) for row in table.rows}


def by_source(**numbers) -> Figures:
    return figures_of(source={(code.removeprefix("c"), ""): number for code, number in numbers.items()})


def test_a_small_number_and_what_would_give_it_away_are_withheld():
    rows = numbers_of(by_source(c6=40, c2A=9, c3A=2).sources())
    assert list(rows.values()) == [40, WITHHELD, WITHHELD]


def test_withheld_rows_stand_in_the_order_of_their_labels():
    """In the order of their numbers the larger one would stand first."""
    first, second = (list(numbers_of(by_source(c6=40, c2A=a, c3A=b).sources())) for a, b in [(9, 2), (2, 9)])
    assert first == second


def test_of_a_breakdown_that_would_tell_everything_nothing_is_shown():
    table = by_source(c6=3).sources()
    assert table.is_too_small
    assert table.rows == []


def test_the_steps_of_a_period_are_all_there():
    table = figures_of(arrivals={("2026-06-03", ""): 7}).arrivals()
    assert len(table.rows) == 30
    assert numbers_of(table)["3 Jun 2026"] == 7
    assert numbers_of(table)["4 Jun 2026"] == 0


def test_the_speed_of_each_measure():
    figures = figures_of(
        arrivals={("2026-06-01", ""): 20},
        measure={("first_decision", "in_time"): 9, ("first_decision", "late"): 6, ("first_decision", "waiting"): 5},
        took={("measure", "first_decision"): Took(3 * HOUR, 13.6 * HOUR)},
    )
    table = figures.speeds()
    first, final, _ = ([row.cell(column) for column in table.columns] for row in table.rows)
    assert first == ["60% (9 of 15)", 15, 0, 0, "3 h", "13 h 36 min", 0]
    assert final == ["–", 0, 0, 0, "–", "–", 0]


OPENS = {("assessment", ""): 20, ("strategy_discussion", ""): 9}


def test_child_in_need_referrals_are_the_outcomes_that_open_one():
    figures = figures_of(outcome={**OPENS, ("advice", ""): 30, ("s42_enquiry", ""): 12})
    table = figures.cin_referrals(figures.outcomes())
    assert list(numbers_of(table).values()) == [20, 9]
    assert "In all: 29." in table.counts
    [row, _] = table.rows
    assert table.columns[0].figure == "outcome"
    assert f"table=cin_referral&part={row.part}" in table.href(row, table.columns[0])


def test_a_child_in_need_referral_is_withheld_where_its_outcome_is():
    figures = figures_of(outcome={**OPENS, ("section_20", ""): 2, ("advice", ""): 30})
    table = figures.cin_referrals(figures.outcomes())
    outcomes, opened = numbers_of(figures.outcomes()), numbers_of(table)
    assert opened == {label: number for label, number in outcomes.items() if label in opened}
    assert WITHHELD in opened.values()
    assert "In all: withheld." in table.counts


def test_times_of_fewer_than_five_are_withheld():
    figures = figures_of(
        arrivals={("2026-06-01", ""): 20},
        measure={("first_decision", "in_time"): 4, ("first_decision", "waiting"): 16},
        took={("measure", "first_decision"): Took(3 * HOUR, 4 * HOUR)},
    )
    [first, *_] = figures.speeds().rows
    assert set(first.texts.values()) == {WITHHELD}


# Nothing that is withheld follows from what is shown ------------------------------------------------------------------


def determined(equations: list[dict[str, int]]) -> set[str]:
    """Return the numbers that linear equations give, by elimination, modulo a large prime."""
    by_name = {name for equation in equations if len(equation) == 1 for name in equation}
    rows = [{k: v for k, v in equation.items() if k not in by_name} for equation in equations]
    solved: list[dict[str, int]] = []
    for row in rows:
        for pivot in solved:
            row = without(pivot, row)
        if row:
            name = next(iter(row))
            inverse = pow(row[name], -1, PRIME)
            row = {k: v * inverse % PRIME for k, v in row.items()}
            solved = [*(without(row, pivot, name) for pivot in solved), row]
    return by_name | {name for row in solved if len(row) == 1 for name in row}


def without(pivot: dict[str, int], row: dict[str, int], name: str = "") -> dict[str, int]:
    """Return the row without the first number of the pivot."""
    factor = row.get(name or next(iter(pivot)), 0)
    left = {key: (row.get(key, 0) - factor * pivot.get(key, 0)) % PRIME for key in [*row, *pivot]}
    return {key: value for key, value in left.items() if value}


def shown_by(table, names) -> list[dict[str, int]]:
    """Return what a table tells of the numbers of its rows, each as the left side of an equation."""
    equations = []
    for row in table.rows:
        equations += [{names(row, state): 1} for state in STATES if row.numbers[state] is not None]
        if row.numbers["done"] is not None:
            equations.append({names(row, state): 1 for state in ("in_time", "late", "no_target")})
        if "of" in row.texts["share"]:
            equations.append({names(row, "in_time"): 1})
            equations.append({names(row, state): 1 for state in ("in_time", "late", "overdue")})
    return equations


numbers_from = st.integers(0, 12) | st.integers(0, 3)


@settings(deadline=None, max_examples=60)
@for_any(st.lists(st.lists(numbers_from, min_size=6, max_size=6), min_size=5, max_size=5), numbers_from)
def test_the_tables_of_final_decisions_do_not_give_each_other_away(by_rating, rest):
    pieces = {
        (rating, state): number
        for rating, numbers in zip(RATINGS, by_rating, strict=True)
        for state, number in zip(STATES, numbers, strict=False)
    }
    final = {("final_decision", state): sum(pieces.get((r, state), 0) for r in RATINGS) for state in STATES}
    arrived = sum(final.values()) + rest
    figures = figures_of(arrivals={("2026-06-01", ""): arrived}, measure=final, rating=pieces)
    speeds = figures.speeds()
    table = figures.by_rating(speeds)

    def name(row, state):
        return f"{row.part} {state}"

    equations = [*shown_by(speeds, name), *shown_by(table, name)]
    equations.append({**{f"final_decision {state}": 1 for state in STATES}, "rest": 1})
    for state in STATES:
        equations.append({f"final_decision {state}": 1, **{f"{rating} {state}": -1 for rating in RATINGS}})
    withheld = [name(row, state) for t in (speeds, table) for row in t.rows for state in STATES
                if row.numbers[state] is None and row.part != "first_decision"]  # fmt: skip
    rows = {row.part: row for row in table.rows}
    assert set(withheld) & determined(equations) == set()
    for (rating, state), number in pieces.items():
        assert not (1 <= number <= 4 and rows and rows[rating].numbers[state] is not None)


@settings(deadline=None)
@for_any(st.lists(numbers_from, min_size=8, max_size=8), numbers_from, st.booleans())
def test_a_row_of_an_agency_does_not_give_itself_away(numbers, nothing_known, is_withheld):
    states = (*STATES, "let_go")
    pieces = {("7", state): number for state, number in zip(states, numbers, strict=True)}
    asked = sum(numbers)
    row = figures_of(agency=pieces)._agency_row("7", "Police", asked, min(nothing_known, asked), is_withheld)
    equations = [{state: 1} for state in states if row.numbers[state] is not None]
    if row.numbers["asked"] is not None:
        equations.append(dict.fromkeys(states, 1))
    if "of" in row.texts["share"]:
        equations += [{"in_time": 1}, {"in_time": 1, "late": 1, "overdue": 1}]
    withheld = [state for state in states if row.numbers[state] is None]
    assert set(withheld) & determined(equations) == set()
    unknown = row.numbers["nothing_known"]
    assert unknown is None or (unknown not in range(1, 5) and asked - unknown not in range(1, 5))
    assert unknown is None or not withheld


def test_a_number_that_follows_from_the_others_is_seen_to():
    """The check of the two tests above finds a number that does follow."""
    assert determined([{"a": 1, "b": 1}, {"b": 1}]) == {"a", "b"}
    assert determined([{"a": 1, "b": 1, "c": 1}, {"a": 1, "b": 1}]) == {"c"}
    assert determined([{"a": 1, "b": 1}, {"b": 1, "c": 1}, {"a": 1, "c": 1}]) == {"a", "b", "c"}
    assert determined([{"a": 1, "b": 1}, {"c": 1}]) == {"c"}


@pytest.mark.parametrize("pattern", [r"\b[1-4]\b"])
def test_of_a_small_hub_a_page_shows_no_small_number_but_the_totals(pattern):
    figures = figures_of(
        arrivals={("2026-06-01", ""): 3},
        source={("6", ""): 3}, channel={("phone", ""): 3}, stage={("received", "red"): 3},
        measure={("first_decision", "in_time"): 3}, overdue={("first_decision", "red"): 3},
        again={("", "again"): 1, ("", "first"): 2}, outcome={("advice", ""): 3}, change={("red", "red"): 3},
    )  # fmt: skip
    figures.agencies = figures.changes  # which asks the database for names
    for table in figures.tables().values():
        cells = [str(row.cell(column)) for row in table.rows for column in table.every_column]
        assert [cell for cell in cells if re.search(pattern, cell)] == []
    assert (figures.arrived, figures.overdue_in_all) == (3, 3)
