"""What holds for every list: how it goes on, how its rows lead back to it, and what its address never has."""

import re

import pytest
from django import forms

from mash.govuk.forms import FilterForm
from tests.house.source import ROOT, modules
from tests.house.test_bounds import every_form

TEMPLATES = ROOT / "templates"

LINK = re.compile(r"""href="\{% url '[\w:]+' [\w.]+ %\}""")  # to the page of a row
# List: why a row does not lead back to its place in it.
NO_WAY_BACK = {
    "agencies/approvals/changes_done.html": "its rows lead nowhere",
    "agencies/approvals/watched.html": "its rows lead to the person, whose way back is the list of people",
    "agencies/people/person.html": "what was changed of one person; its rows lead nowhere",
    "referrals/casefile/at_address.html": "its rows lead to cases, whose way back is the queue",
    "referrals/intake/own_referrals.html": "its rows lead nowhere",
    "referrals/reports/cases.html": "a case leads back to the queue",
}
# Filter: its text box, and why what is typed there may stand in an address.
TYPED_IN_ADDRESS = {
    ("EventFilter", "purpose"): "the address has the number of what the session keeps",
    ("EventFilter", "reference"): "holds_no_name",
    ("EventFilter", "seen"): "holds_no_name",
    ("TimelineFilter", "reference"): "holds_no_name",
    ("WhoLookedFilter", "reference"): "holds_no_name",
}
# Module: why its list cannot change while somebody reads it.
BY_NUMBER: dict[str, str] = {}


@pytest.mark.parametrize("module", modules())
def test_no_list_is_read_by_page_number(module):
    text = modules()[module].read_text()
    by_number = "Paginator" in text or 'GET.get("page")' in text or "paginate_by" in text
    assert by_number == (module in BY_NUMBER), "use paging.page_of, or say in BY_NUMBER why the list cannot change"


def with_its_parts(name: str) -> str:
    """Return the text of a template and of what it includes."""
    text = (TEMPLATES / name).read_text()
    return text + "".join(with_its_parts(part) for part in re.findall(r'{% include "([\w/]+\.html)"', text))


LISTS = [str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html") if "{% pagination " in path.read_text()]


@pytest.mark.parametrize("name", LISTS)
def test_the_rows_of_a_list_lead_back_to_their_place_in_it(name):
    assert ("{% from_here %}" in with_its_parts(name)) == (name not in NO_WAY_BACK)


def test_each_exception_is_a_list():
    assert set(NO_WAY_BACK) <= set(LISTS)


def is_typed(field: forms.Field) -> bool:
    return isinstance(field, forms.CharField) and not field.widget.is_hidden


def test_what_is_typed_into_a_filter_stays_out_of_addresses():
    typed = {
        (form.__name__, name)
        for form in every_form()
        if issubclass(form, FilterForm)
        for name, field in form.base_fields.items()
        if is_typed(field)
    }
    assert typed == set(TYPED_IN_ADDRESS)


@pytest.mark.parametrize("name", modules())
def test_a_filter_of_another_kind_has_no_text_box_either(name):
    """django-filter makes its own forms: only what is picked may narrow a list there."""
    assert not re.search(r"django_filters\.(CharFilter|Search|AllValues)", modules()[name].read_text())
