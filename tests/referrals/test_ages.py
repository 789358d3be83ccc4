"""An age that was told grows older with the person, wherever it is shown."""

from datetime import UTC, date, datetime

import pytest

from referrals.decisions.decision_form import named
from referrals.information_requests.asking.copies import details
from referrals.information_requests.asking.suggestions import suggested_kinds
from referrals.models import Person, Referral
from referrals.people.ages import age_in_full, age_words, years_now
from referrals.people.in_lists import name_and_age
from referrals.people.shown import Shown

MARCH_2020 = datetime(2020, 3, 15, 23, 30, tzinfo=UTC)


def of_age(estimated_age=None, **facts) -> Person:
    facts = {"kind": "child", "first_name": "Test", "last_name": "Child", **facts}
    return Person(referral=Referral(received_at=MARCH_2020), estimated_age=estimated_age, **facts)


@pytest.mark.parametrize(
    ("person", "today", "short", "full"),
    [
        (of_age(7), date(2020, 3, 15), "about 7", "about 7"),
        (of_age(7), date(2021, 3, 14), "about 7", "about 7"),
        (of_age(7), date(2021, 3, 15), "about 8", "about 7 when referred (March 2020), now about 8"),
        (of_age(7), date(2026, 11, 30), "about 13", "about 7 when referred (March 2020), now about 13"),
        (of_age(0), date(2020, 9, 1), "under 1", "under 1"),
        (of_age(0), date(2026, 9, 1), "about 6", "under 1 when referred (March 2020), now about 6"),
        (of_age(0, more={"age_told": "3 weeks"}), date(2020, 3, 15), "about 3 weeks", "about 3 weeks"),
        (
            of_age(0, more={"age_told": "3 weeks"}),
            date(2020, 4, 1),
            "about 5 weeks",
            "about 3 weeks when referred (March 2020), now about 5 weeks",
        ),
        (
            of_age(1, more={"age_told": "18 months"}),
            date(2026, 4, 1),
            "about 7",
            "about 18 months when referred (March 2020), now about 7",
        ),
        (of_age(date_of_birth=date(2026, 11, 28)), date(2026, 11, 30), "2 days", "2 days"),
        (of_age(date_of_birth=date(2025, 12, 20)), date(2026, 11, 30), "11 months", "11 months"),
        (of_age(kind="unborn", expected_on=date(2020, 5, 3)), date(2020, 4, 1), "due 3 May 2020", "due 3 May 2020"),
        (
            of_age(kind="unborn", expected_on=date(2020, 5, 3), more={"age_told": "7 weeks"}),
            date(2020, 4, 1),
            "due about 3 May 2020",
            "due about 3 May 2020",
        ),
        (of_age(), date(2026, 4, 1), "", ""),
    ],
)
def test_an_age_is_that_of_today(person, today, short, full):
    assert (age_words(person, today), age_in_full(person, today)) == (short, full)
    assert name_and_age(person, today) == ", ".join(filter(None, ["Test Child", short]))
    if full and person.kind != "unborn" and not person.date_of_birth:
        assert Shown(person, today, secret=()).born == f"{full[0].upper()}{full[1:]}, date of birth not known"


def test_every_page_that_tells_an_age_tells_that_of_today(time_machine):
    time_machine.move_to(datetime(2026, 11, 30, 12, tzinfo=UTC))
    assert details(of_age(7), "police", secret=False)["born"] == "About 13 years old"
    assert details(of_age(1, more={"age_told": "18 months"}), "police", secret=False)["born"] == "About 8 years old"
    assert "about 13" in named(of_age(7))


@pytest.mark.parametrize(("age", "today", "asked"), [(3, date(2020, 4, 1), False), (3, date(2026, 4, 1), True)])
def test_the_school_is_asked_once_the_child_has_reached_school_age(northvale, referral, age, today, asked):
    referral.received_at = MARCH_2020
    child = of_age(age, is_subject=True)
    child.referral = referral
    assert ("education" in suggested_kinds(referral, [child], today)) == asked


def test_a_child_is_not_a_year_older_before_the_birthday():
    assert years_now(of_age(date_of_birth=date(2020, 12, 20)), date(2026, 1, 5)) == 5
