"""Each field of a settings form comes out as it was typed: in its column, and on the page when it is opened again."""

from datetime import date

import pytest

from agencies.models import Agency, Hub, SharingAgreement
from agencies.organisations.forms import AddAgencyForm, AddAgreementForm, AgreementForm, ChangeAgencyForm
from agencies.rules.forms import HubForm, PausesForm
from tests.agencies.pages import initial_data, save
from tests.builders import browser

OF_THE_PAGE = {"seen", "reason"}  # which version it showed, and why


def dated(name: str, day: date) -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


# What is typed of each field, and what is then stored. A value of its own each, so that none passes for another.
HUB = {
    "phone": ("01632 960011", "01632 960011"),
    "out_of_hours_phone": ("01632 960022", "01632 960022"),
    "duty_email": ("desk@northvale.example", "desk@northvale.example"),
    "second_signature_outcomes": (["advice", "family_help"], ["advice", "family_help"]),
    "repeat_threshold": ("7", 7),
    "repeat_months": ("18", 18),
    "escalate_after_hours": ("11", 11),
    "break_glass_minutes": ("43", 43),
    "restriction_review_days": ("61", 61),
    "certify_days": ("73", 73),
    "stale_days": ("37", 37),
    "second_look": ("", False),
    "helplines": ("Samaritans: 116 123", ["Samaritans: 116 123"]),
    "retention": ("Keeping a child safe: 35 years", ["Keeping a child safe: 35 years"]),
    "privacy_contact": ("data@northvale.example", "data@northvale.example"),
}
PAUSES = {"pause_reasons": ("Awaiting the interpreter", ["Awaiting the interpreter"]), "pause_review_days": ("19", 19)}
AGENCY = {
    "name": ("Constabulary", "Constabulary"),
    "link": ("virtual", "virtual"),
    "notice_email": ("front@constabulary.example", "front@constabulary.example"),
}
AGREEMENT = {"title": ("Sharing, tier 2", "Sharing, tier 2"), "location": ("Shelf 4", "Shelf 4")}
DATES = {"signed_on": date(2026, 2, 3), "review_on": date(2028, 5, 7)}


@pytest.fixture
def administrator(northvale):
    return browser(northvale.administrator)


def typed(fields: dict, **more) -> dict:
    return {name: value for name, (value, _) in fields.items()} | more


def stored(row, fields: dict) -> dict:
    return {name: getattr(row, name) for name in fields}


def expected(fields: dict) -> dict:
    return {name: value for name, (_, value) in fields.items()}


@pytest.mark.parametrize(
    ("form", "names"),
    [
        (HubForm, {*HUB, "teams"}),
        (PausesForm, set(PAUSES)),
        (AddAgencyForm, {*AGENCY, "kind"}),
        (ChangeAgencyForm, {*AGENCY, "is_active"}),
        (AddAgreementForm, {*AGREEMENT, *DATES, "agency"}),
        (AgreementForm, {*AGREEMENT, *DATES}),
    ],
)
def test_every_field_of_the_form_is_typed_here(form, names):
    assert set(form.base_fields) - OF_THE_PAGE == names, "type a value of a new field here, and what it is stored as"


def test_the_hubs_settings(administrator, northvale):
    assert save(administrator, "/hub/", typed(HUB, teams="East\nWest")).status_code == 302
    hub = Hub.objects.get(pk=northvale.hub.pk)
    assert stored(hub, HUB) == expected(HUB)
    assert [team.name for team in hub.teams.all()] == ["East", "West"]
    again = initial_data(administrator, "/hub/")
    lines = {"helplines": "Samaritans: 116 123", "retention": "Keeping a child safe: 35 years"}  # as lines of text
    shown = expected(HUB) | lines
    assert {name: again[name] for name in HUB} == shown


def test_the_rules_of_pauses(administrator, northvale):
    assert save(administrator, "/pauses/", typed(PAUSES)).status_code == 302
    assert stored(Hub.objects.get(pk=northvale.hub.pk), PAUSES) == expected(PAUSES)


def test_an_agency(administrator, northvale):
    added = typed(AGENCY, kind="probation", name="Probation")
    assert administrator.post("/agencies/add/", added).status_code == 302
    agency = Agency.objects.get(name="Probation")
    assert stored(agency, AGENCY) | {"kind": agency.kind} == expected(AGENCY) | {
        "name": "Probation",
        "kind": "probation",
    }
    police = northvale.agencies["police"]
    assert save(administrator, f"/agencies/{police.pk}/", typed(AGENCY, is_active="no")).status_code == 302
    police.refresh_from_db()
    assert stored(police, AGENCY) | {"is_active": police.is_active} == expected(AGENCY) | {"is_active": False}


def test_an_agreement(administrator, northvale):
    days = {part: value for name, day in DATES.items() for part, value in dated(name, day).items()}
    police = str(northvale.agencies["police"].pk)
    assert administrator.post("/agreements/add/", typed(AGREEMENT, agency=police, **days)).status_code == 302
    agreement = SharingAgreement.objects.get()
    assert stored(agreement, [*AGREEMENT, *DATES]) == expected(AGREEMENT) | DATES
    assert str(agreement.agency_id) == police
    later = {name: day.replace(day=day.day + 1) for name, day in DATES.items()}
    days = {part: value for name, day in later.items() for part, value in dated(name, day).items()}
    changed = {"title": "Sharing, tier 3", "location": "Shelf 5"}
    assert save(administrator, f"/agreements/{agreement.pk}/", {**changed, **days}).status_code == 302
    agreement.refresh_from_db()
    assert stored(agreement, [*changed, *later]) == changed | later
