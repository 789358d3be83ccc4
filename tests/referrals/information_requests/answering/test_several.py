"""Nothing known for several requests after one search; one that cannot be answered so holds up no other."""

import pytest
from django.utils import timezone

from audit.models import Event
from mash.identity import acting_as
from referrals.information_requests.answering.searching import Search
from referrals.information_requests.answering.several import MOST, answer_each, waiting_among
from referrals.models import InformationRequest, Response
from tests.builders import browser, build_colleague
from tests.builders_requests import build_ready, give_answer, send
from tests.database import as_role
from tests.referrals.information_requests.answering.test_views import item, page, sheet, text

SEVERAL = "/requests/nothing-known/"
SEARCHED = {"systems": ["Call and incident logs"], "identifiers": ["Name"]}


@pytest.fixture
def requests(northvale):
    case = build_ready(northvale)
    return [send(northvale, case, "police")[0] for _ in range(3)]


@pytest.fixture
def police(northvale):
    return browser(northvale.police)


def chosen(requests, **changes) -> dict:
    return {"chosen": [request.reference for request in requests], **SEARCHED, **changes}


def no_longer_waited_for(request) -> None:
    with as_role("mash_owner"):
        InformationRequest.objects.filter(pk=request.pk).update(released_at=timezone.now())


def test_all_that_were_selected_are_answered_after_one_search(northvale, requests, police):
    shown = text(police.get(SEVERAL, chosen(requests[:2])))
    assert shown.count("Test Child") == 2
    sent = text(police.post(SEVERAL, chosen(requests[:2]), follow=True))
    assert "Nothing known has been sent for 2 of your requests." in sent
    with acting_as(northvale.manager):
        answers = list(Response.objects.all())
        assert {answer.search_made for answer in answers} == {"Call and incident logs. Searched by: name."}
        assert {answer.request_id for answer in answers} == {request.pk for request in requests[:2]}
    with acting_as(northvale.auditor):
        assert Event.objects.filter(code="request.answered").count() == 2


def test_what_was_searched_is_asked_once_and_nothing_is_sent_without_it(northvale, requests, police):
    refused = text(police.post(SEVERAL, {"chosen": [request.reference for request in requests]}))
    assert "Select at least one system or record you searched" in refused
    assert all(request.reference in refused for request in requests)
    with acting_as(northvale.manager):
        assert not Response.objects.exists()


def test_one_that_the_hub_has_just_stopped_waiting_for_holds_up_no_other(northvale, requests, police):
    police.get(SEVERAL, chosen(requests))
    no_longer_waited_for(requests[1])
    sent = text(police.post(SEVERAL, chosen(requests), follow=True))
    assert "Nothing known has been sent for 2 of your requests." in sent
    assert "1 of those you selected no longer wait for an answer" in sent
    with acting_as(northvale.manager):
        assert not requests[1].responses.exists()


def test_one_withdrawn_between_the_look_and_the_answer_is_refused_under_its_lock(northvale, requests):
    with acting_as(northvale.police):
        waiting = waiting_among(northvale.police, [request.reference for request in requests])
    no_longer_waited_for(requests[0])
    with acting_as(northvale.police):
        outcome = answer_each(waiting, search=Search(["Paper file"], ["Name"]), by=northvale.police)
    assert len(outcome.answered) == 2
    assert "no longer waits" in outcome.refused[requests[0].reference]


def test_a_colleagues_draft_and_answer_are_never_passed_over(northvale, requests, police):
    colleague = build_colleague(northvale)
    browser(colleague).post(page(requests[0], "answer/"), sheet(item(), save="back"))
    give_answer(colleague, requests[1])
    sent = text(police.post(SEVERAL, chosen(requests), follow=True))
    assert f"{requests[0].reference} was not answered. Pat Police saved an answer" in sent
    assert "1 of those you selected no longer wait" in sent
    assert "Nothing known has been sent for 1 of your requests." in sent


@pytest.mark.parametrize("references", [[], ["REQ-2222-2222"], ["\x00"], ["x" * 5000]])
def test_none_that_waits_leads_back_to_the_list_with_words(requests, police, references):
    for response in (police.get(SEVERAL, {"chosen": references}), police.post(SEVERAL, {"chosen": references})):
        assert response.status_code == 302
    assert "None of the requests you selected waits for an answer" in text(police.get("/requests/"))


def test_the_request_of_another_agency_is_as_none_at_all(northvale, requests, police):
    [theirs] = send(northvale, build_ready(northvale), "health")
    sent = text(police.post(SEVERAL, chosen([requests[0], theirs]), follow=True))
    assert "Nothing known has been sent for 1 of your requests." in sent
    assert theirs.reference not in sent
    with acting_as(northvale.manager):
        assert not theirs.responses.exists()


def test_only_what_every_request_provides_can_have_been_searched_by(northvale, requests, police):
    form = police.get(SEVERAL, chosen(requests)).context["form"]
    assert [choice[0] for choice in form.fields["identifiers"].choices] == ["Name", "Date of birth or age", "Address"]
    assert MOST == 25
