"""An unfinished person or service stays with the draft until it is finished or removed."""

import pytest

from mash.identity import acting_as, draft_key
from referrals.models import Draft
from tests.writing import CHILD, PUBLIC, Writer

WRONG = {**CHILD, "postcode": "SW1A 2", "disabilities": []}


@pytest.fixture
def writer(northvale, client):
    return Writer(client).start("/refer/in/northvale/")


def seen(writer, page: str) -> str:
    return writer.client.get(writer.url(page), follow=True).content.decode()


def people(writer) -> list[dict]:
    with acting_as(draft=draft_key(writer.client.session["draft-secret"])):
        return Draft.objects.get().answers.get("people", [])


def test_a_person_left_half_way_is_there_on_the_list_and_under_add(writer):
    writer.post("people/add/child", WRONG)
    listed = seen(writer, "people")
    assert "Alex Sample" in listed
    assert "Not finished" in listed
    again = seen(writer, "people/add/child")
    for typed in ["1 Example Street", "SW1A 2", "Enter a UK postcode"]:
        assert typed in again


def test_correcting_it_at_once_makes_one_person_of_it(writer):
    refused = writer.post("people/add/child", WRONG)
    assert f'action="{writer.url("people/1")}"' in refused.content.decode()
    assert writer.post("people/1", {**WRONG, "postcode": "SW1A 2AA"}).url == writer.url("people")
    assert len(people(writer)) == 1
    assert "Not finished" not in seen(writer, "people")


def test_a_person_changed_for_the_worse_is_kept_as_typed(writer):
    writer.post("people/add/child", CHILD)
    writer.post("people/1", {**CHILD, "nhs_number": "999 000 0019", "address": "2 Other Street"})
    again = seen(writer, "people/1")
    for typed in ["2 Other Street", "999 000 0019", "Check the NHS number"]:
        assert typed in again


def test_the_list_is_not_left_with_somebody_unfinished(writer):
    writer.post("people/add/child", WRONG)
    refused = writer.post("people", {}).content.decode()
    assert "Finish or remove Alex Sample" in refused
    assert "Alex" not in refused.split("<title>")[1].split("</title>")[0]
    writer.post("people/1/remove", {})
    writer.post("people/add/child", CHILD)
    assert writer.post("people", {}).status_code == 302


def test_one_without_a_name_is_called_by_its_number(writer):
    writer.post("agencies/add/service", {"role": "Head teacher"})
    assert "Finish or remove service 1" in writer.post("agencies", {}).content.decode()


def test_a_referral_with_somebody_unfinished_is_not_sent(writer):
    writer.answer(**PUBLIC)
    writer.post("household/add/person", {"first_name": "Kim"})
    assert [section["title"] for section in writer.client.get(writer.url("check")).context["missing"]] == [
        "Who else is in the family or the home?"
    ]


def test_a_page_sent_empty_adds_nobody(writer):
    writer.post("people/add/child", {})
    assert people(writer) == []


def test_somebody_new_typed_in_another_tab_does_not_replace_the_unfinished(writer):
    empty = writer.client.get(writer.url("people/add/child"))
    writer.post("people/add/child", WRONG)
    writer.post("people/add/child", {"first_name": "Billie"}, seen=empty)
    assert [person["first_name"] for person in people(writer)] == [["Alex"], ["Billie"]]


def test_more_people_are_added_from_the_answers_and_lead_back_there(writer):
    writer.answer(**PUBLIC)
    check = seen(writer, "check")
    assert "Add another child" in check
    assert "Add another person" in check
    assert "Add another service" in check
    link = writer.url("people/add/child") + "?change=yes"
    assert link in check
    hidden = writer._hidden(writer.client.get(link))
    assert writer.client.post(link, {**hidden, "first_name": "Billie"}).url == writer.url("check")
    assert "Billie" in seen(writer, "check")
    assert f"{writer.url('people/1/remove')}?change=yes" in seen(writer, "check")


def test_a_brother_or_sister_has_the_same_address_with_one_tick(writer):
    assert "Same address as" not in seen(writer, "people/add/child")
    writer.post("people/add/child", CHILD)
    assert "Same address as the first person added" in seen(writer, "people/add/child")
    writer.post("people/add/child", {"first_name": "Billie", "same_address": "on"})
    added = people(writer)[1]
    assert added["address"] == ["1 Example Street"]
    assert added["postcode"] == ["zz99 3wz"]
    assert added["address_withheld"] == ["on"]
    assert "Same address as" not in seen(writer, "people/2")


def test_two_addresses_for_one_person_are_asked_about(writer):
    writer.post("people/add/child", CHILD)
    both = {"first_name": "Billie", "same_address": "on", "address": "2 Other Street"}
    assert (
        "Enter an address, or select that it is the same, not both"
        in writer.post("people/add/child", both).content.decode()
    )
    assert "2 Other Street" in seen(writer, "people/2")


def test_what_is_written_after_sending_in_another_tab_is_not_taken_for_sent(writer):
    writer.answer(**PUBLIC)
    writer.send()
    late = writer.client.post(writer.url("worries"), {"worries": "He has a key."}, follow=True).content.decode()
    assert "You have sent this already. What you wrote just now was not added." in late
    assert "sent this already" not in writer.client.post(writer.url("check"), {}, follow=True).content.decode()
