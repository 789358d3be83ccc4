import re
from html.parser import HTMLParser

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.template.loader import render_to_string
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from mash.govuk import fields
from mash.govuk.errors import error_links
from mash.govuk.forms import FilterForm, Form
from tests.mash.govuk.every_field import GOOD, EveryField

PAGE = "{% load crispy_forms_tags %}{% crispy form %}"


class Markup(HTMLParser):
    """The ids, the links of the error summary, and what aria points at."""

    def __init__(self, html):
        super().__init__()
        self.ids, self.inputs, self.pointed = [], set(), set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.ids += [attributes["id"]] if "id" in attributes else []
        if tag in ("input", "select", "textarea"):
            self.inputs.add(attributes.get("id"))
        for name in ("aria-describedby", "data-aria-controls", "aria-labelledby", "for"):
            self.pointed |= set((attributes.get(name) or "").split())


def drawn(form) -> str:
    from django.template import Context, Template

    return Template(PAGE).render(Context({"form": form}))


def sent(**changes):
    return EveryField({**GOOD, "upn": "F820000150007", **changes})


def test_every_link_of_the_error_summary_goes_to_an_input():
    for form in (EveryField({}), sent(known="no", colours=["other"], born_month="", seen_time="x", nhs_number="1")):
        assert not form.is_valid()
        markup = Markup(drawn(form))
        targets = {target for target, _ in error_links(form)}
        assert targets
        assert targets <= markup.inputs


@settings(max_examples=20, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(GOOD)), st.text(max_size=60)))
def test_whatever_is_sent_the_page_is_drawn_with_links_that_work_and_no_id_twice(data):
    form = EveryField(data)
    form.is_valid()
    markup = Markup(drawn(form))
    assert {target for target, _ in error_links(form)} <= markup.inputs
    assert len(markup.ids) == len(set(markup.ids))
    assert markup.pointed <= set(markup.ids)


def test_an_error_about_one_part_of_a_date_leads_to_that_part():
    form = sent(born_month="")
    assert error_links(form) == [("id_born_1", "Date of birth must include a month")]


def test_an_error_about_the_whole_form_leads_to_its_first_input():
    form = sent()
    form.add_error(None, "This referral has moved on")
    assert error_links(form) == [("id_name", "This referral has moved on")]


def test_a_good_form_gives_plain_values():
    form = sent()
    assert form.is_valid(), form.errors
    assert form.cleaned_data["nhs_number"] == "9990000018"
    assert form.cleaned_data["known"] is True


def test_a_question_that_was_opened_must_be_answered():
    form = sent(known="no")
    assert set(form.errors) == {"why_not", "agreed"}
    assert form.errors["why_not"] == ["Enter why not"]


def test_a_question_opened_by_an_opened_question_must_be_answered_too():
    form = sent(known="no", why_not="At risk", agreed="yes")
    assert set(form.errors) == {"agreed_on"}


def test_what_was_typed_beneath_an_answer_since_changed_is_dropped():
    form = sent(known="yes", why_not="x" * 9000, agreed="yes", agreed_on_day="99", agreed_on_month="1")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["why_not"] == ""
    assert form.cleaned_data["agreed"] is None
    assert form.cleaned_data["agreed_on"] is None


def test_what_was_typed_is_still_there_after_an_error_and_never_runs():
    html = drawn(sent(name='"><script>alert(1)</script>', story="</textarea><b>", email="x"))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "&lt;/textarea&gt;" in html


def test_a_password_is_never_drawn_again():
    assert GOOD["password"] not in drawn(sent(email="x"))


def test_nothing_is_inline_that_the_content_security_policy_would_stop():
    assert not re.search(r'\s(style|on\w+)="', drawn(EveryField({})))


def test_questions_beneath_an_answer_can_be_reached_without_scripts():
    html = drawn(EveryField())
    assert 'data-aria-controls="id_known_2_opens"' in html
    assert 'id="id_known_2_opens"' in html


def test_a_field_that_the_layout_forgets_is_an_error_wherever_the_form_is_shown():
    class Forgetful(Form):
        layout = ["name"]
        name = fields.TextField(label="Name")
        school = fields.TextField(label="School")

    with pytest.raises(ImproperlyConfigured, match=r"Forgetful.layout leaves out \['school'\]"):
        drawn(Forgetful())
    Forgetful.asked_when_needed = frozenset({"school"})
    assert "School" not in drawn(Forgetful())


def test_a_single_question_is_the_heading_of_its_page():
    class Single(Form):
        heading_field = "known"
        known = fields.YesNoField(label="Has the family been told?", required_message="Select whether it was told")

    page = render_to_string(
        "govuk/form_page.html", {"form": Single({}), "page_title": "Told"}, RequestFactory().get("/")
    )
    assert len(re.findall("<h1", page)) == 1
    assert "<title>Error: Told" in re.sub(r"\s+", " ", page)


def test_a_filter_needs_nothing_and_holds_no_token():
    class Filter(FilterForm):
        rating = fields.MultiChoiceField(label="Rating", choices=[("red", "Red")], required=False)

    html = drawn(Filter({"rating": ["red"]}))
    assert 'method="get"' in html
    assert "csrf" not in html
    assert "checked" in html


@pytest.mark.parametrize("initial", [True, False])
def test_a_yes_or_no_already_given_is_shown(initial):
    html = drawn(EveryField(initial={"known": initial}))
    assert re.search(rf'value="{"yes" if initial else "no"}"\s+checked', html)
