import re
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from mash.govuk import charts
from mash.govuk.templatetags.govuk import is_day
from mash.paging import KeysetPage


def drawn(source, address="/", **context):
    request = RequestFactory().get(address)
    return Template("{% load govuk %}" + source).render(Context({"request": request, **context}))


def test_a_rating_is_a_word_as_well_as_a_colour():
    assert ">Amber<" in drawn("{% rating_tag 'amber' %}")
    assert ">Not rated<" in drawn("{% rating_tag '' %}")
    assert "app-rating--none" in drawn("{% rating_tag code %}", code='"><b>')


def test_a_clock_shows_its_words():
    html = drawn("{% clock_tag clock %}", clock=SimpleNamespace(words="overdue by 35 min", state="overdue"))
    assert "app-clock--overdue" in html
    assert "overdue by 35 min" in html


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 23, 10, 12, tzinfo=UTC), "23 November 2026 at 10:12am"),
        (datetime(2026, 7, 1, 13, 0, tzinfo=UTC), "1 July 2026 at 2pm"),
        (datetime(2026, 11, 23, 12, 0, tzinfo=UTC), "23 November 2026 at midday"),
        (date(2026, 11, 3), "3 November 2026"),
    ],
)
def test_moments_are_written_as_the_clocks_here_show_them(moment, words):
    assert words in drawn("{% when moment %}", moment=moment)


def test_pages_of_a_list_keep_what_was_searched_for():
    page = KeysetPage([1], before="first", after="last")
    html = drawn("{% pagination page %}", "/?rating=red&rating=amber&after=here", page=page)
    assert 'href="?rating=red&amp;rating=amber&amp;after=last"' in html
    assert 'href="?rating=red&amp;rating=amber&amp;before=first"' in html


def test_one_page_needs_no_links_to_others():
    assert drawn("{% pagination page %}", page=KeysetPage([1], before="", after="")).strip() == ""


def test_a_column_sorts_the_other_way_when_it_is_already_sorted():
    html = drawn("{% sort_link 'due' 'Due' %}", "/?sort=due&after=here&q=x")
    assert 'aria-sort="ascending"' in html
    assert 'href="?sort=-due&amp;q=x"' in html


def test_bars_are_to_scale_and_their_figures_stand_in_a_table():
    rows = [{"label": "Police", "value": 10}, {"label": "School", "value": 5}, {"label": "Public", "value": 0}]
    first, second, third = charts.bars("By source", rows)["rows"]
    assert first["width"] == 2 * second["width"]
    assert third["width"] == 0
    html = drawn("{% bar_chart 'By source' rows %}", rows=rows)
    assert re.search(r'<svg[^>]*role="img"', html)
    assert re.search(r"School</th>\s*<td[^>]*>5<", html)


def test_the_pieces_of_a_stacked_bar_touch_and_add_up():
    series = [{"key": "red", "label": "Red", "colour": "red"}, {"key": "green", "label": "Green"}]
    (row,) = charts.stacked_bars("Ratings", [{"label": "May", "values": {"red": 1, "green": 3}}], series)["rows"]
    red, green = row["pieces"]
    assert row["total"] == 4
    assert green["x"] == pytest.approx(red["x"] + red["width"], abs=0.2)


@pytest.mark.parametrize("tag", ["bar_chart 'C' rows", "line_chart 'C' rows", "stacked_bar_chart 'C' rows rows"])
def test_a_chart_of_nothing_says_so(tag):
    assert "nothing to show" in drawn(f"{{% {tag} %}}", rows=[])


def test_a_number_that_is_withheld_is_a_word_and_nothing_is_drawn():
    rows = [{"label": "May", "value": 7}, {"label": "June", "value": None}, {"label": "July", "value": 5}]
    for tag in ("bar_chart", "line_chart"):
        html = drawn(f"{{% {tag} 'C' rows %}}", rows=rows)
        assert re.search(r"June</th>\s*<td[^>]*>withheld<", html)
        assert "None" not in html
    assert charts.bars("C", rows)["rows"][1]["width"] == 0
    assert charts.line("C", rows)["lines"] == []  # each would lead to the point that is not there
    series = [{"key": "red", "label": "Red"}, {"key": "green", "label": "Green"}]
    stacked = [{"label": "May", "values": {"red": None, "green": 6}}, {"label": "June", "values": {"red": 5}}]
    first, second = charts.stacked_bars("C", stacked, series)["rows"]
    assert (first["total"], len(first["pieces"]), second["total"]) == ("withheld", 1, 5)
    assert max(first["figure_x"], second["figure_x"]) + 70 < charts.WIDTH, "the word has room beside the longest bar"


def test_a_number_in_the_table_of_a_chart_leads_where_it_says():
    html = drawn("{% bar_chart 'C' rows %}", rows=[{"label": "May", "value": 7, "href": "/may"}])
    assert re.search(r'<a[^>]*href="/may"[^>]*>7</a>', html)
    rows = [{"label": "May", "values": {"red": 7}, "hrefs": {"red": "/red"}}]
    html = drawn("{% stacked_bar_chart 'C' rows series %}", rows=rows, series=[{"key": "red", "label": "Red"}])
    assert re.search(r'<a[^>]*href="/red"[^>]*>7</a>', html)


def test_a_line_of_one_point_or_only_zeros_is_drawn():
    assert "<circle" in drawn("{% line_chart 'C' rows %}", rows=[{"label": "May", "value": 0}])


def test_a_summary_list_says_what_each_change_link_changes():
    html = drawn("{% summary_list rows %}", rows=[{"key": "Name", "value": "", "href": "/change"}])
    assert "Not given" in html
    assert 'Change<span class="govuk-visually-hidden"> Name' in html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 March 2019", True),
        ("About 7 years old", False),
        ("3 weeks old", False),
        ("Under 1 year, in March 2019", False),
        ("", False),
    ],
)
def test_a_day_is_distinguished_from_an_age(text, expected):
    assert is_day(text) is expected
