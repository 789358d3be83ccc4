"""A pasted chronology is read by its dates, in every form that systems print, and nothing of it is lost."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from referrals.information_requests.answering.chronology_lines import (
    ENDS_BEFORE,
    IN_THE_FUTURE,
    LONGEST_ENTRY,
    NO_DATE,
    NO_DAY,
    NO_WORDS,
    NO_YEAR,
    NOT_REAL,
    TOO_LONG,
    TOO_OLD,
    ReadChronology,
    read_lines,
)

TODAY = date(2026, 12, 1)
THIRD_OF_APRIL = date(2026, 4, 3)  # a Friday
FORMS = [
    *("3/4/2026", "03/04/2026", "3/4/26", "03-04-2026", "3.4.2026", "03.04.26", "3 / 4 / 2026"),
    *("2026-04-03", "2026/04/03", "2026.04.03"),
    *("3 April 2026", "03 Apr 2026", "3rd April 2026", "3rd of April 2026", "3 April, 2026", "3 APRIL 2026"),
    *("03-Apr-2026", "3-Apr-26", "03/Apr/2026", "03Apr2026", "03APR26", "3 Apr '26", "3 Apr. 2026"),
    *("April 3, 2026", "April 3rd 2026", "Apr 3 2026"),
    *("Friday 3 April 2026", "Fri 3rd Apr 2026", "Fri, 03/04/2026", "Friday, 3 April 2026"),
    *("On 3 April 2026", "Date: 03/04/2026", "[03/04/2026]", "(3/4/26)", "- 3/4/2026", "• 3/4/2026", "1. 3/4/2026"),
    *("12) 3 April 2026", "* 2026-04-03", '"03/04/2026"', "| 03/04/2026"),
]
SEPARATORS = [" ", ": ", " - ", " – ", "\t", ", ", " | ", "; "]


def read(pasted: str) -> ReadChronology:
    return read_lines(pasted, today=TODAY)


def whole(reading: ReadChronology) -> list[tuple]:
    return [(entry.on, entry.until, entry.text) for entry in reading.entries]


def why_not(pasted: str) -> list[str]:
    reading = read(pasted)
    assert not reading.entries
    return [line.why for line in reading.unread]


@pytest.mark.parametrize("form", FORMS)
def test_a_date_is_read_in_each_form(form):
    assert whole(read(f"{form} Called to the address.")) == [(THIRD_OF_APRIL, None, "Called to the address.")]


@pytest.mark.parametrize("separator", SEPARATORS)
def test_words_are_read_after_any_separator(separator):
    assert whole(read(f"03/04/2026{separator}Called.")) == [(THIRD_OF_APRIL, None, "Called.")]


@pytest.mark.parametrize("time", ["14:30", "at 14.30", "1430hrs", "2:30pm", "2pm", "14:30:15"])
def test_a_time_stays_with_the_words(time):
    assert whole(read(f"3/4/2026 {time} Called.")) == [(THIRD_OF_APRIL, None, f"{time} Called.")]


def test_a_machine_s_moment_is_read():
    assert whole(read("2026-04-03T14:30:00Z Called.")) == [(THIRD_OF_APRIL, None, "14:30:00Z Called.")]


@pytest.mark.parametrize(
    "form",
    [
        *("3/4/2026 - 5/4/2026", "3/4/2026 to 5/4/2026", "3 April 2026 until 5 April 2026", "3-5 April 2026"),
        *("From 3/4/26 to 5/4/26", "Between 3/4/26 and 5/4/26", "3rd to 5th April 2026", "2026-04-03 – 2026-04-05"),
    ],
)
def test_a_period_has_its_end(form):
    assert whole(read(f"{form}: away")) == [(THIRD_OF_APRIL, date(2026, 4, 5), "away")]


def test_an_order_may_last_into_the_future():
    assert whole(read("3/4/2026 - 3/4/2028 Order"))[0][1] == date(2028, 4, 3)


@pytest.mark.parametrize(("year", "read_as"), [("26", 2026), ("27", 1927), ("85", 1985), ("00", 2000)])
def test_two_figures_of_a_year_are_one_that_has_been(year, read_as):
    assert read(f"3/4/{year} Born").entries[0].on == date(read_as, 4, 3)


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ("03/04/2026\t14:30\tDomestic\tCalled.", "14:30; Domestic; Called."),
        ("PNC/123\t03/04/2026\tCalled.", "PNC/123; Called."),
        ("PNC/123\t03/04/2026 14:30\tCalled.", "PNC/123; 14:30; Called."),
        ("| 7 | 3 Apr 2026 | Called. |", "7; Called."),
        ("PNC/123\tCalled on a day.\t03/04/2026", "PNC/123; Called on a day."),
    ],
)
def test_a_row_of_a_table_is_read_by_the_date_in_a_cell(row, text):
    assert whole(read(row)) == [(THIRD_OF_APRIL, None, text)]


def test_a_line_without_a_date_goes_on_with_the_entry_above():
    reading = read("3/4/2026 Called to the address.\nNobody answered.\n4/4/2026 Called again.")
    assert [entry.text for entry in reading.entries] == ["Called to the address.\nNobody answered.", "Called again."]


def test_an_empty_line_ends_an_entry():
    reading = read("3/4/2026 Called.\n\nPrinted by PC 1234")
    assert [entry.text for entry in reading.entries] == ["Called."]
    assert [(line.number, line.text, line.why) for line in reading.unread] == [(3, "Printed by PC 1234", NO_DATE)]


def test_a_date_alone_is_a_heading_of_the_times_below_it():
    reading = read("Friday 3 April 2026\n\n14:30 Called.\n15:00 Left.\nAll quiet.\n4 April 2026\nCalled again.")
    assert [(entry.on.day, entry.text) for entry in reading.entries] == [
        (3, "14:30 Called."),
        (3, "15:00 Left.\nAll quiet."),
        (4, "Called again."),
    ]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("31 February 2026 Called.", NOT_REAL),
        ("31/02/2026 Called.", NOT_REAL),
        ("04/13/2026 Called.", NOT_REAL),
        ("3/4/2026 - 31/4/2026 Called.", NOT_REAL),
        ("30-31 April 2026 Called.", NOT_REAL),
        ("0/0/0000 Called.", NOT_REAL),
        ("3/4/2027 Called.", IN_THE_FUTURE),
        ("2 December 2026 Called.", IN_THE_FUTURE),
        ("3/4/1850 Called.", TOO_OLD),
        ("5/4/2026 - 3/4/2026 Called.", ENDS_BEFORE),
        ("3 April Called.", NO_YEAR),
        ("Fri 3rd April Called.", NO_YEAR),
        ("3/4 Called.", NO_YEAR),
        ("April 2026 Called.", NO_DAY),
        ("04/2026 Called.", NO_DAY),
        ("2019: known to us.", NO_DAY),
        ("3/4/2026", NO_WORDS),
        ("3/4/2026 ---", NO_WORDS),
        ("Called to the address.", NO_DATE),
        ("Date\tTime\tEvent", NO_DATE),
        ("Monday 3 April 2026 Called.", "that date was a Friday"),
    ],
)
def test_what_cannot_be_read_says_why(line, why):
    assert why_not(line) == [why]


@pytest.mark.parametrize("wrong", ["31/02/2026 Called.", "3 April Called.", "1/1/2099 Called."])
def test_a_wrong_date_is_never_taken_for_more_words_of_the_entry_above(wrong):
    reading = read(f"3/4/2026 Called.\n{wrong}\nand so on")
    assert [entry.text for entry in reading.entries] == ["Called."]
    assert [line.number for line in reading.unread] == [2, 3]


@pytest.mark.parametrize("bound", ["1/12/2026 Called.", "1/12/1896 Born.", "3/4/2026 - 3/4/2026 Away."])
def test_today_the_oldest_day_and_a_period_of_one_day_are_read(bound):
    assert read(bound).entries


def test_a_numbered_line_without_a_day_says_so():
    assert why_not("7) April 2026 Called.") == [NO_DAY]
    assert why_not("30/11/1896 Born.") == [TOO_OLD]


def test_an_entry_too_long_for_an_item_is_left_whole():
    assert why_not(f"3/4/2026 {'x' * LONGEST_ENTRY}\nmore") == [TOO_LONG, TOO_LONG]
    assert len(read(f"3/4/2026 {'x' * LONGEST_ENTRY}").entries) == 1


def test_nothing_is_read_of_nothing():
    assert read(" \n\t\n").is_empty


def test_five_thousand_lines_are_read():
    assert len(read("3/4/2026 Called.\n" * 5000).entries) == 5000


PIECES = st.one_of(
    st.sampled_from(
        [*FORMS, *SEPARATORS, "31/02/2026", "3/4/2099", "April 2026", "14:30", "\n", "\n\n", "- ", "to ", "2019: "]
    ),
    st.text(max_size=12),
)


def letters(*texts: str) -> Counter:
    return Counter(sign for text in texts for sign in text if sign.isalnum())


@given(pasted=st.lists(PIECES, max_size=30).map("".join))
@example("Friday 3 April 2026\n14:30 Called.\n15:00 Left.")
@example("1. 2. 3/4/2026 Called")
@example("From 3/4/2026 to 5/4/2026\t3/4/2026")
def test_nothing_pasted_is_ever_lost(pasted):
    reading = read(pasted)
    numbers = [*(line.number for line in reading.unread), *(n for entry in reading.entries for n in entry.lines)]
    lines = dict(enumerate(pasted.splitlines(), start=1))
    assert sorted(numbers) == [number for number, line in lines.items() if line.strip()]
    entries = [words for entry in reading.entries for words in (entry.date_words, entry.text)]
    assert letters(*entries, *(line.text for line in reading.unread)) == letters(pasted)
