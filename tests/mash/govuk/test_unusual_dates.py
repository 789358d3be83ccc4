"""A date that may be wrong is asked about; sending the page again says that it is right."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from mash.govuk.dates import DateField, right_name, years_from
from mash.govuk.forms import FilterForm, Form
from tests.house.source import modules

TODAY = timezone.localdate()


class Asking(Form):
    on = DateField(label="Day", usual=(100, 2), oldest=130)


class Filter(FilterForm):
    on = DateField(label="Day", usual=(100, 2), required=False)


def posted(day: date, form=Asking, **more):
    return form({"on_day": str(day.day), "on_month": str(day.month), "on_year": str(day.year), **more})


@pytest.mark.parametrize("day", [TODAY, years_from(TODAY, -100), years_from(TODAY, 2)])
def test_a_usual_date_is_taken(day):
    assert posted(day).is_valid()


@pytest.mark.parametrize("day", [years_from(TODAY, -100) - timedelta(days=1), years_from(TODAY, 2) + timedelta(days=1)])
def test_an_unusual_date_is_asked_about_and_taken_the_second_time(day):
    form = posted(day)
    assert not form.is_valid()
    assert f"Is {day.day} {day:%B} {day.year} right?" in form.errors["on"][0]
    hidden = f'name="{right_name("on")}" value="{day.isoformat()}"'
    assert hidden in str(form["on"])
    again = posted(day, on_right=day.isoformat())
    assert again.is_valid()
    assert again.cleaned_data["on"] == day
    assert hidden in str(again["on"]), "another fault of the page does not ask again"


def test_the_answer_is_about_one_date_only():
    other = years_from(TODAY, -120)
    assert not posted(other, on_right=(other - timedelta(days=1)).isoformat()).is_valid()


def test_a_date_that_cannot_be_right_is_refused_whatever_is_answered():
    day = years_from(TODAY, -131)
    form = posted(day, on_right=day.isoformat())
    assert not form.is_valid()
    assert "within the last 130 years" in form.errors["on"][0]


def test_a_search_for_an_odd_date_is_not_asked_about():
    assert posted(years_from(TODAY, -120), Filter).is_valid()


def test_every_form_asks_about_unusual_dates_but_those_that_only_search():
    import importlib

    for name in modules():
        if name.endswith("forms") or ".forms." in name:
            importlib.import_module(name)
    assert {form.__name__ for form in _below(Form) if not form.asks_about_dates} == {
        form.__name__ for form in [FilterForm, *_below(FilterForm)]
    }


def _below(form: type[Form]) -> list[type[Form]]:
    return [deeper for child in form.__subclasses__() for deeper in (child, *_below(child))]
