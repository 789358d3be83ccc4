"""Searches an auditor keeps: their own alone, and nothing in them but references and what can be picked."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from audit.models import Event, SavedSearch
from audit.saved import actions
from mash.identity import acting_as
from tests.builders import build_referral
from tests.database import as_role

SAVED, NEW = "/access-log/saved/", "/access-log/saved/new/"
REFUSED = {"refused": "on"}


@pytest.fixture
def auditor(as_person, northvale):
    return as_person(northvale.auditor)


@pytest.fixture
def saved(northvale):
    with acting_as(northvale.auditor):
        return actions.save_search(
            name="Refusals", query="refused=on", terms={"refused": True}, days=None, by=northvale.auditor
        )


def save(client, name="Refusals", period="typed", **terms):
    query = "&".join(f"{key}={value}" for key, value in (terms or REFUSED).items())
    return client.post(f"{NEW}?{query}", {"name": name, "period": period}, follow=True)


def mine(person):
    with acting_as(person):
        return list(SavedSearch.objects.all())


def noted(code):
    with as_role("mash_owner"):
        return list(Event.objects.filter(code=code))


def test_a_saved_search_is_listed_in_words_and_opens_the_desk(auditor, northvale):
    referral = build_referral(northvale)
    page = save(auditor, reference=referral.reference, code="case.opened")
    assert page.redirect_chain == [(SAVED, 302)]
    assert referral.reference in page.text
    [search] = page.context["searches"]
    desk = auditor.get(f"/access-log/?{search['query']}")
    assert desk.context["form"].terms == {"reference": referral.reference, "code": "case.opened"}
    assert noted("log.search_saved")[0].detail["filter"] == {"reference": referral.reference, "code": "case.opened"}


def test_the_last_days_are_counted_from_the_day_it_is_opened(auditor, northvale):
    save(auditor, period="7", refused="on", to_on_day="1", to_on_month="2", to_on_year="2026")
    [search] = auditor.get(SAVED).context["searches"]
    terms = auditor.get(f"/access-log/?{search['query']}").context["form"].terms
    assert terms == {"refused": True, "from_on": timezone.localdate() - timedelta(days=6)}


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"reference": "Harry Quill"}, "Reference must be a reference"),
        ({"seen": "Quill"}, "Person seen must be a reference"),
        ({"agency": "Quill"}, "There is no filter to save"),
        ({"code": "no.such"}, "There is no filter to save"),
        ({"after": "1"}, "There is no filter to save"),
    ],
)
def test_words_that_may_be_a_name_are_not_kept(auditor, northvale, terms, words):
    page = save(auditor, **terms)
    assert "There is a problem" in page.text
    assert words in page.text
    assert mine(northvale.auditor) == []


def test_a_purpose_is_not_kept(auditor, northvale):
    address = auditor.post("/access-log/", {"purpose": "Harry"}).url
    page = auditor.post(f"{NEW}?{address.partition('?')[2]}", {"name": "Harrys", "period": "typed"})
    assert "Take the purpose out of the filter" in page.text
    assert mine(northvale.auditor) == []


@pytest.mark.parametrize(
    ("name", "words"), [("", "Enter a name"), ("x" * 61, "60 characters"), ("REFUSALS", "You have a saved search")]
)
def test_a_name_that_cannot_be_given_is_refused_and_what_was_typed_stays(auditor, northvale, saved, name, words):
    save(auditor, name="Another")
    [other] = [search for search in mine(northvale.auditor) if search.name == "Another"]
    for page in (save(auditor, name=name), auditor.post(f"{SAVED}{other.pk}/name/", {"name": name})):
        assert words in page.text
        assert f'value="{name}"' in page.text or not name


def test_renaming_and_deleting_are_noted_without_the_name(auditor, northvale, saved):
    auditor.post(f"{SAVED}{saved.pk}/name/", {"name": "Of each month"})
    assert [search.name for search in mine(northvale.auditor)] == ["Of each month"]
    auditor.post(f"{SAVED}{saved.pk}/delete/")
    assert mine(northvale.auditor) == []
    lines = noted("log.search_renamed") + noted("log.search_deleted")
    assert [(line.about_id, line.detail) for line in lines] == [(str(saved.pk), {})] * 2


def test_as_many_are_kept_as_can_be_looked_through(auditor, saved, monkeypatch):
    monkeypatch.setattr(actions, "MOST_SAVED", 1)
    assert "Delete one first" in save(auditor, name="Another").text


def test_what_one_person_saved_does_not_exist_for_another(as_person, northvale, southmere, saved):
    for person in (northvale.governance, southmere.auditor):
        client = as_person(person)
        assert client.get(SAVED).context["searches"] == []
        assert client.get(f"{SAVED}{saved.pk}/name/").status_code == 404
        assert client.post(f"{SAVED}{saved.pk}/delete/").status_code == 404
        assert mine(person) == []
    assert as_person(northvale.manager).get(SAVED).status_code == 403


def test_the_database_keeps_one_from_saving_in_anothers_name(northvale, saved):
    row = {"hub_id": northvale.hub.pk, "name": "Theirs", "query": "", "saved_at": timezone.now()}
    with acting_as(northvale.governance), pytest.raises(DatabaseError), transaction.atomic():
        SavedSearch(by_id=northvale.auditor.pk, **row).save(force_insert=True)
