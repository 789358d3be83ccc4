"""Staff particulars are entered and read by the user and their hub's administrators only."""

from agencies.models import StaffParticulars
from audit.models import Event
from mash.identity import acting_as
from tests.agencies.pages import initial_data, save
from tests.database import as_role

OWN = "/account/particulars/"
FORM_DATA = {
    "last_names": "Okonjo\n  Brown \n\nOkonjo",
    "date_of_birth_day": "27",
    "date_of_birth_month": "3",
    "date_of_birth_year": "1984",
    "address": "12 Harbour Street",
    "postcode": "nv12ab",
}


def particulars_of(person) -> StaffParticulars:
    with acting_as(person):
        return StaffParticulars.objects.get(user=person)


def test_users_can_enter_their_own_particulars(northvale, as_person):
    client = as_person(northvale.police)
    assert save(client, OWN, FORM_DATA).url == "/account/"
    particulars = particulars_of(northvale.police)
    assert (particulars.last_names, str(particulars.date_of_birth), particulars.postcode) == (
        ["Okonjo", "Brown"],
        "1984-03-27",
        "NV1 2AB",
    )
    with as_role("mash_owner"):
        event = Event.objects.get(code="person.particulars_changed")
        assert Event.objects.filter(code="person.particulars_opened").exists()
    assert event.detail == {"changed": ["address", "date_of_birth", "last_names", "postcode"]}
    page = client.get(OWN).content.decode()
    assert "12 Harbour Street" in page
    assert "Brown" in page


def test_administrators_can_enter_particulars_in_their_own_hub_only(northvale, southmere, as_person):
    address = f"/people/{northvale.screener.pk}/particulars/"
    assert save(as_person(northvale.administrator), address, FORM_DATA).status_code == 302
    assert particulars_of(northvale.screener).address == "12 Harbour Street"
    assert as_person(southmere.administrator).get(address).status_code == 404
    assert as_person(northvale.manager).get(address).status_code == 403


def test_invalid_particulars_show_errors_and_keep_the_input(northvale, as_person):
    wrong = {**FORM_DATA, "postcode": "Northvale", "date_of_birth_year": "3984", "last_names": "x" * 81}
    page = save(as_person(northvale.police), OWN, wrong).content.decode()
    for words in ["full UK postcode", "must be between 1900 and 2100", "80 characters or less", "12 Harbour Street"]:
        assert words in page, words


def test_stale_particulars_show_the_current_values(northvale, as_person):
    client = as_person(northvale.screener)
    seen = initial_data(client, OWN)["seen"]
    save(client, OWN, FORM_DATA)
    page = client.post(OWN, {**FORM_DATA, "seen": seen, "address": "9 Mill Lane"}).content.decode()
    assert "these particulars" in page
    assert "12 Harbour Street" in page
    assert particulars_of(northvale.screener).address == "12 Harbour Street"
