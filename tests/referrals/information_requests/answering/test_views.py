"""The agency's pages: one click for nothing known, items for the rest; no input is lost."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event
from mash.identity import acting_as
from referrals.information_requests.answering.actions import answer_nothing_known
from referrals.information_requests.answering.drafts import save_answer
from referrals.information_requests.answering.searching import Search
from referrals.models import AnswerDraft, InformationRequest, Item, ItemBody, Response
from tests.builders import build_colleague, child
from tests.builders_requests import build_asked, build_ready, give_answer, new_item, send
from tests.standing import standing_case

ITEM = {"kind": "event", "basis": "fact", "handling": "hub_team", "text": "Called to the address."}


@pytest.fixture
def case(northvale):
    return build_ready(northvale)


@pytest.fixture
def asking(northvale):
    return standing_case("asked", lambda: build_asked(northvale, "police")[0])


@pytest.fixture
def police(northvale, as_person):
    return as_person(northvale.police)


@pytest.fixture
def colleague(northvale):
    return build_colleague(northvale)


def page(request, name="") -> str:
    return f"/requests/{request.reference}/{name}"


def text(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def item(key=1, **changes) -> dict:
    return {f"item{key}-{name}": value for name, value in {**ITEM, **changes}.items()}


def sheet(*items, rows=("1",), **changes) -> dict:
    data = {"seen": "0", "outcome": "supplied", "row": list(rows), "unanswered": "1 2"}
    for fields in items:
        data |= fields
    return data | changes


def fresh(world, request) -> InformationRequest:
    with acting_as(world.police):
        return InformationRequest.objects.get(pk=request.pk)


def test_the_inbox_lists_what_is_put_to_this_agency_and_notes_it(northvale, case, as_person):
    ours, theirs = send(northvale, case, "police", "health")
    shown = text(as_person(northvale.police).get("/requests/"))
    assert ours.reference in shown
    assert theirs.reference not in shown
    assert case.reference not in shown
    with acting_as(northvale.auditor):
        assert Event.objects.get(code="inbox.listed").detail["references"] == [ours.reference]


def test_tabs_count_open_overdue_and_answered(northvale, case, police):
    now = timezone.now()
    late, done = send(northvale, case, "police", now=now - timedelta(hours=3)), send(northvale, case, "police")
    give_answer(northvale.police, done[0], outcome="nothing_known")
    response = police.get("/requests/?tab=overdue")
    assert [(tab.code, tab.count) for tab in response.context["inbox"].tabs] == [
        ("open", 1),
        ("overdue", 1),
        ("answered", 1),
    ]
    assert late[0].reference in text(response)
    assert "overdue by 1 h" in text(response)
    assert done[0].reference in text(police.get("/requests/?tab=answered"))


@pytest.mark.parametrize("query", ["?tab=nonsense", "?after=x", "?before=%00", "?tab=%00", "?search=x"])
def test_invalid_parameters_of_the_inbox_still_get_a_page(asking, police, query):
    assert police.get(f"/requests/{query}").status_code == 200


def test_a_page_of_the_inbox_costs_the_same_for_one_as_for_twenty_five(northvale, case, police):
    send(northvale, case, "police")
    police.get("/requests/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        police.get("/requests/")
    for _ in range(30):
        send(northvale, case, "police")
    with CaptureQueriesContext(connection) as many:
        response = police.get("/requests/")
    assert len(response.context["inbox"].rows) == 25
    assert len(many) == len(few)
    assert len(many) <= 12


def test_the_request_shows_the_copy_and_nothing_of_the_case(northvale, asking, police):
    case = asking.referral
    shown = text(police.get(page(asking)))
    assert "We have a concern about neglect." in shown
    assert "Test Child" in shown
    for kept_back in [case.reference, "Arrived hungry", "No food at home", "Terry Teacher"]:
        assert kept_back not in shown


def test_neither_the_title_nor_the_address_names_anybody(asking, police):
    title = re.search(r"<title>(.*?)</title>", text(police.get(page(asking))), re.DOTALL)[1]
    assert asking.reference in title
    assert "Child" not in title


PAGES = ["", "answer/", "not-shared/", "more-time/", "acknowledge/", "nothing-known/", "items/1/"]


@pytest.mark.parametrize("name", PAGES)
def test_another_agency_is_answered_as_if_the_request_did_not_exist(northvale, southmere, asking, as_person, name):
    give_answer(northvale.police, asking)
    for user in [northvale.health, southmere.police]:
        assert as_person(user).get(page(asking, name)).status_code == 404
        assert as_person(user).get(f"/requests/REQ-2222-2222/{name}").status_code == 404
    assert as_person(northvale.manager).get(page(asking, name)).status_code == 403


def test_acknowledged_in_one_click(northvale, asking, police):
    response = police.post(page(asking, "acknowledge/"), follow=True)
    assert "You have acknowledged this request" in text(response)
    assert fresh(northvale, asking).acknowledged_by == northvale.police
    assert "Parker Police acknowledged this request" in text(police.post(page(asking, "acknowledge/"), follow=True))


def test_looking_at_a_one_click_page_does_nothing(northvale, asking, police):
    assert police.get(page(asking, "acknowledge/")).url == page(asking)
    assert "What did you search?" in text(police.get(page(asking, "nothing-known/")))
    assert fresh(northvale, asking).closed_at is None


SEARCHED = {"systems": ["Call and incident logs"], "identifiers": ["Name"]}


def search_offered(response) -> dict:
    """Return what the button "Nothing known" on the page of a request sends."""
    form = text(response).split('nothing-known/"')[1].split("</form>")[0]
    pairs = re.findall(r'name="(systems|identifiers|another)" value="([^"]*)"', form)
    return {name: [value for other, value in pairs if other == name] for name, _ in pairs}


def test_nothing_known_says_what_was_searched(northvale, asking, police):
    shown = police.get(page(asking, "nothing-known/"))
    assert " checked" not in re.sub(r"<script.*?</script>", "", text(shown), flags=re.DOTALL)
    refused = text(police.post(page(asking, "nothing-known/"), {}))
    assert "Select at least one system or record you searched" in refused
    assert "Select at least one thing you searched by" in refused
    assert "nothing known. To undo it" in text(police.post(page(asking, "nothing-known/"), SEARCHED, follow=True))
    assert fresh(northvale, asking).outcome == "nothing_known"
    assert "give a further answer" in text(police.post(page(asking, "nothing-known/"), SEARCHED))
    with acting_as(northvale.manager):
        assert asking.responses.get().search_made == "Call and incident logs. Searched by: name."


def test_the_next_time_the_same_search_is_offered_and_confirmed_by_one_button(northvale, case, police):
    first, second = send(northvale, case, "police"), send(northvale, case, "police")
    assert "as for your last answer" not in text(police.get(page(first[0])))
    police.post(page(first[0], "nothing-known/"), SEARCHED | {"systems": ["another"], "another": "Paper file"})
    shown = police.get(page(second[0]))
    assert "as for your last answer: <strong>Paper file. Searched by: name.</strong>" in text(shown)
    assert "for your last answer is selected" in text(police.get(page(second[0], "nothing-known/")))
    number = re.search(r'nothing-known/".*?name="submission" value="([^"]*)"', text(shown))[1]
    data = search_offered(shown) | {"submission": number}
    assert "nothing known" in text(police.post(page(second[0], "nothing-known/"), data, follow=True))
    again = text(police.post(page(second[0], "nothing-known/"), data, follow=True))
    assert "nothing was done a second time" in again
    with acting_as(northvale.manager):
        assert second[0].responses.get().search_made == "Paper file. Searched by: name."


def test_a_search_is_only_offered_as_far_as_it_can_be_true(northvale, case, police):
    (wide,), (narrow,) = send(northvale, case, "police"), send(northvale, build_ready(northvale), "police")
    with acting_as(northvale.police):
        everything = Search(["Call and incident logs"], ["Name", "NHS number"])
        answer_nothing_known(wide, search=everything, by=northvale.police)
    assert "Searched by: name.</strong>" in text(police.get(page(narrow)))


def test_a_colleagues_search_is_not_offered(northvale, case, police, colleague):
    first, second = send(northvale, case, "police"), send(northvale, case, "police")
    with acting_as(colleague):
        answer_nothing_known(first[0], search=Search(["Call and incident logs"], ["Name"]), by=colleague)
    assert "as for your last answer" not in text(police.get(page(second[0])))


def test_nothing_known_never_goes_over_a_colleagues_draft(northvale, asking, colleague, as_person):
    as_person(colleague).post(page(asking, "answer/"), sheet(item(text="Half written"), save="back"))
    police = as_person(northvale.police)
    refused = text(police.post(page(asking, "nothing-known/"), SEARCHED))
    assert "Pat Police saved an answer to this request" in refused
    assert fresh(northvale, asking).closed_at is None
    own = as_person(colleague).post(page(asking, "nothing-known/"), SEARCHED)
    assert own.status_code == 302


def test_a_draft_that_was_overtaken_holds_nothing_up(northvale, asking, colleague, as_person):
    as_person(colleague).post(page(asking, "answer/"), sheet(item(text="Half written"), save="back"))
    give_answer(northvale.police, asking, outcome="partial")
    refused = text(as_person(northvale.police).post(page(asking, "nothing-known/"), SEARCHED))
    assert "saved an answer to this request" not in refused


def test_nothing_known_item_by_item_needs_its_search_too(northvale, asking, police):
    refused = police.post(page(asking, "answer/"), sheet(outcome="nothing_known", rows=[]))
    assert "Enter what you searched" in text(refused)
    police.post(page(asking, "answer/"), sheet(outcome="nothing_known", rows=[], search_made="Paper file."))
    assert fresh(northvale, asking).outcome == "nothing_known"


def test_after_an_answer_the_most_urgent_request_that_nobody_has_begun_opens(northvale, case, police, colleague):
    now = timezone.now()
    asked = [send(northvale, case, "police", now=now - timedelta(hours=hours))[0] for hours in (1, 4, 3, 2)]
    last, first, begun, answered_in_part = asked
    give_answer(northvale.police, answered_in_part, outcome="partial")
    with acting_as(colleague):
        save_answer(begun, data=QueryDict("outcome=supplied"), by=colleague)
    assert f'href="{page(first)}' in text(police.get("/requests/")).split("Open the most urgent")[0]
    assert police.post(page(first, "nothing-known/"), SEARCHED).url == page(last)
    why = {"decline_reason": "live_investigation", "reason": "Live investigation"}
    assert police.post(page(last, "not-shared/"), why).url == page(last)
    assert police.post(page(answered_in_part, "answer/"), sheet(item(), seen="1")).url == page(answered_in_part)
    assert "Open the most urgent" not in text(police.get("/requests/"))


def test_another_system_is_named(northvale, asking, police):
    other = SEARCHED | {"systems": ["another"]}
    assert "Enter which other system" in text(police.post(page(asking, "nothing-known/"), other))
    police.post(page(asking, "nothing-known/"), other | {"another": "Paper custody record"})
    with acting_as(northvale.manager):
        assert asking.responses.get().search_made.startswith("Paper custody record.")


def test_an_item_shows_the_person_it_is_about_and_what_it_corrects(northvale, asking, police, as_person):
    case = asking.referral
    give_answer(northvale.police, asking, items=[new_item(text="Number 1.", about=[0])])
    shown = text(police.get(page(asking, "answer/")))
    assert "Does it correct something you gave before?" in shown
    police.post(page(asking, "answer/"), sheet(item(text="Number 2.", about="1", replaces="1", question="2"), seen="1"))
    own = text(police.get(page(asking)))
    assert "Corrects item 1" in own
    assert "by item 2" in own
    collation = text(as_person(northvale.manager).get(f"/cases/{case.reference}/collation/"))
    for words in [
        "Number 2.",
        "Number 1.",
        "About: Test Child",
        "Corrected",
        "In answer to: What worries do you have?",
    ]:
        assert words in collation, words
    assert "The household" not in collation


def test_nobody_outside_the_request_can_be_chosen(northvale, asking, police):
    refused = text(police.post(page(asking, "answer/"), sheet(item(about="7"))))
    assert "not one of the available choices" in refused or "Select" in refused
    assert fresh(northvale, asking).closed_at is None


def test_the_request_says_who_asks_and_by_which_telephone(northvale, asking, police):
    shown = text(police.get(page(asking)))
    for words in [northvale.hub.name, northvale.manager.name, northvale.hub.phone]:
        assert words in shown, words


def test_held_but_not_shared_gives_its_reason_and_a_contact(northvale, asking, police):
    refused = text(police.post(page(asking, "not-shared/"), {"reason": " "}))
    assert "Select why you are not sharing it" in refused
    assert "Enter what makes it so" in refused
    why = {"decline_reason": "live_investigation", "reason": "Live investigation"}
    police.post(page(asking, "not-shared/"), {**why, "ask_whom": "DI on duty"})
    assert "It could harm a live investigation" in text(police.get(page(asking)))
    with acting_as(northvale.manager):
        assert Response.objects.get().reason == "Live investigation"
        assert Item.objects.get().ask_whom == "DI on duty"
        assert not ItemBody.objects.exists()


def tomorrow() -> dict:
    day = timezone.localdate() + timedelta(days=1)
    return {"until_day": day.day, "until_month": day.month, "until_year": day.year, "until_time": "2:30pm"}


def test_more_time_is_shown_to_both_and_moves_no_target(northvale, asking, police):
    police.post(page(asking, "more-time/"), {**tomorrow(), "reason": "The archive is shut"})
    request = fresh(northvale, asking)
    assert request.more_time_reason == "The archive is shut"
    assert request.due_at == asking.due_at
    assert "The archive is shut" in text(police.get(page(asking)))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"until_day": "32"}, "must be a real date"),
        ({"until_year": "2001"}, "must be in the future"),
        ({"until_year": str(timezone.now().year + 2)}, "must be within 90 days"),
        ({"until_time": "teatime"}, "Time must be a real time"),
        ({"reason": ""}, "Enter why you need more time"),
    ],
)
def test_a_time_that_cannot_be_is_explained_and_kept(asking, police, changes, words):
    response = police.post(page(asking, "more-time/"), {**tomorrow(), "reason": "Kept words", **changes})
    assert response.status_code == 200
    assert words in text(response)
    assert "Kept words" in text(response) or "reason" in changes


def test_an_answer_of_two_items_with_marks_of_their_own(northvale, asking, police):
    order = item(2, kind="order", basis="opinion", handling="decision_maker", release=["partners", "court"])
    order |= {"item2-ended_on_day": "1", "item2-ended_on_month": "6", "item2-ended_on_year": "2030"}
    order |= {"item2-question": "2"}
    response = police.post(page(asking, "answer/"), sheet(item(1), order, rows=["1", "2"]))
    assert response.url == page(asking)
    with acting_as(northvale.police):
        first, second = Item.objects.all()
        assert (first.handling, first.release) == ("hub_team", [])
        assert (second.handling, second.release, second.ended_on.year) == (
            "decision_maker",
            ["partners", "court"],
            2030,
        )
        assert second.question.text == "What worries do you have?"
    shown = text(police.get(page(asking)))
    assert "May go on to: partner agencies, the court" in shown


def test_adding_an_item_keeps_what_was_typed_and_says_nothing_of_errors_yet(asking, police):
    added = police.post(page(asking, "answer/"), sheet(item(1, text="Half typed", kind=""), add="1"))
    assert added.url == page(asking, "answer/#item-2")
    shown = police.get(page(asking, "answer/"))
    assert "Half typed" in text(shown)
    assert "There is a problem" not in text(shown)
    assert [form.key for form in shown.context["form"].items] == [1, 2]


def test_an_item_can_be_taken_away_again(asking, police):
    police.post(page(asking, "answer/"), sheet(item(1, text="First"), item(2, text="Second"), rows="12", remove="1"))
    shown = text(police.get(page(asking, "answer/")))
    assert "Second" in shown
    assert "First" not in shown


def test_an_expired_sign_in_loses_nothing_of_an_answer(northvale, asking, as_person):
    client = as_person(northvale.police)
    shown = text(client.get(page(asking, "answer/")))
    number = shown.split('name="submission" value="')[1].split('"')[0]
    client.cookies.clear()
    client.post(page(asking, "answer/"), sheet(item(1, text="Typed before"), submission=number))
    client = as_person(northvale.police)
    assert "Typed before" in text(client.get(page(asking, "answer/")))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"outcome": ""}, "Select your answer"),
        ({"outcome": "declined"}, "Enter the reason"),
        ({"outcome": "declined", "reason": "Secret."}, "Select why you are not sharing it"),
        ({"item1-kind": ""}, "Select what kind of information it is"),
        ({"item1-basis": "gossip"}, "Select how you know it"),
        ({"item1-handling": ""}, "Select who may read this"),
        ({"item1-text": ""}, "Enter what you know"),
        ({"item1-text": "x" * 5001}, "What you know must be 5000 characters or less"),
        ({"item1-handling": "existence_only", "item1-ask_whom": "DI"}, "Delete what you typed here"),
        ({"item1-handling": "existence_only", "item1-text": ""}, "Enter who the hub should ask"),
        (
            {"item1-occurred_on_day": "30", "item1-occurred_on_month": "2", "item1-occurred_on_year": "2024"},
            "real date",
        ),
        ({"item1-question": "99"}, "There is a problem"),
        ({"rating": "amber"}, "Enter why that is your view"),
        ({"rating": "purple"}, "There is a problem"),
        ({"seen": "x"}, "There is a problem"),
    ],
)
def test_bad_input_is_explained_and_kept(northvale, asking, police, changes, words):
    response = police.post(page(asking, "answer/"), sheet(item(1), **{"search_made": "Kept \U0001f600\x07", **changes}))
    assert response.status_code == 200
    assert words in text(response)
    assert "Kept \U0001f600" in text(response)
    with acting_as(northvale.police):
        assert not Response.objects.exists()


def test_supplied_with_nothing_supplied_is_explained(asking, police):
    assert "Add at least one item" in text(police.post(page(asking, "answer/"), sheet()))


@pytest.mark.parametrize("rows", [["x"], ["-1"], ["99999"], [], ["1"] * 60])
def test_invalid_rows_never_fail_with_a_500(asking, police, rows):
    assert police.post(page(asking, "answer/"), sheet(item(1), rows=rows)).status_code in {200, 302}


def test_sending_twice_answers_once(northvale, asking, police):
    number = text(police.get(page(asking, "answer/"))).split('name="submission" value="')[1].split('"')[0]
    for _ in range(2):
        police.post(page(asking, "answer/"), sheet(item(1), submission=number))
    with acting_as(northvale.police):
        assert Response.objects.count() == 1


def test_a_colleague_who_answered_meanwhile_is_named_and_nothing_is_lost(northvale, asking, police):
    give_answer(northvale.police, asking, outcome="nothing_known")
    response = police.post(page(asking, "answer/"), sheet(item(1, text="My own words")))
    assert "Parker Police answered on" in text(response)
    assert "My own words" in text(response)
    again = response.context["form"].outcome["seen"].value()
    assert police.post(page(asking, "answer/"), sheet(item(1), seen=str(again))).status_code == 302


@pytest.mark.parametrize(
    "only",
    [
        {"outcome": "declined", "reason": "Sealed.", "decline_reason": "court_or_privilege"},
        {"outcome": "", "reason": "", "withdraw": ["1"]},
    ],
    ids=["another reason for not sharing", "a withdrawal"],
)
def test_what_only_a_second_window_says_is_not_taken_for_sent_already(northvale, asking, police, only):
    give_answer(northvale.police, asking, items=[new_item()])
    give_answer(
        northvale.police, asking, outcome="declined", reason="Sealed.", decline_reason="live_investigation", seen=1
    )
    page_of_the_second = {**sheet(seen="1", rows=[]), "search_made": "", "rating": "", "rating_reason": "", **only}
    shown = text(police.post(page(asking, "answer/"), page_of_the_second, follow=True))
    assert "has sent this answer already" not in shown


def test_a_further_answer_withdraws_what_was_wrong(northvale, asking, police):
    give_answer(northvale.police, asking, items=[new_item(text="Wrong address")])
    assert "Wrong address" in text(police.get(page(asking, "answer/")))
    police.post(page(asking, "answer/"), sheet(item(1, text="Right address"), seen="1", withdraw=["1"]))
    with acting_as(northvale.police):
        assert [answered.withdrawn_at is None for answered in Item.objects.order_by("position")] == [False, True]
    assert "Withdrawn" in text(police.get(page(asking)))


def test_the_owner_changes_its_marks_later(northvale, asking, police):
    give_answer(northvale.police, asking)
    assert "Called to the address" in text(police.get(page(asking, "items/1/")))
    police.post(page(asking, "items/1/"), {"handling": "existence_only", "ask_whom": "DI on duty"})
    with acting_as(northvale.police):
        assert not ItemBody.objects.exists()
    assert "Ask DI on duty" in text(police.get(page(asking)))


def test_an_item_corrected_by_an_existence_only_item_names_a_contact_and_is_not_shared(northvale, asking, police):
    give_answer(northvale.police, asking, items=[new_item(release=["partners", "family"])])
    existence_only = new_item(handling="existence_only", text="", ask_whom="DI on duty", replaces=1)
    give_answer(northvale.police, asking, items=[existence_only], seen=1)
    shown = text(police.get(page(asking)))
    assert shown.count("Held, not shared. Ask DI on duty") == 2
    assert "May go on to" not in shown
    assert "Not in answer to one question" not in shown


def test_an_existence_only_item_needs_nothing_else(northvale, asking, police):
    existence_only = {"item1-handling": "existence_only", "item1-ask_whom": "DI on duty", "item1-occurred_on_day": "99"}
    assert police.post(page(asking, "answer/"), sheet(existence_only)).status_code == 302
    with acting_as(northvale.police):
        assert Item.objects.get().kind == ""


def test_each_error_says_which_item_it_is_of_and_a_question_is_read_whole(northvale, case, police):
    long = "What do you know of " + "each member of this household and of everybody who visits them there, " * 3
    (request,) = send(northvale, case, "police", questions=[long.strip()])
    wrong = sheet(item(1), item(4, text="", kind=""), rows=["1", "4"])
    response = police.post(page(request, "answer/"), wrong)
    assert {words for _, words in response.context["form"].errors} == {
        "New item 2: Enter what you know",
        "New item 2: Select what kind of information it is",
    }
    # The box for a chronology, both items, and the list of what is unanswered.
    assert text(response).count(f"1. {long.strip()}") == 4


NEITHER_SENT_NOR_LOST = sheet(item(1, text="Half typed", kind=""))


def test_enter_in_a_box_saves_and_removes_nothing(asking, police):
    shown = text(police.get(page(asking, "answer/")))
    buttons = re.findall(r"<button[^>]*type=\"submit\"[^>]*>", shown)
    assert 'name="save" value="here"' in next(
        button for button in buttons if 'form="answer"' in button or "name=" in button
    )
    saved = police.post(page(asking, "answer/"), NEITHER_SENT_NOR_LOST | {"save": "here"})
    assert saved.url == page(asking, "answer/")
    assert "Half typed" in text(police.get(saved.url))


def test_going_back_to_the_request_keeps_what_was_typed_and_saves_nothing_else(northvale, asking, police, as_person):
    blank = sheet({"item1-text": "", "item1-ask_whom": ""}, outcome="", save="back", shown="")
    assert police.post(page(asking, "answer/"), blank).url == page(asking)
    with acting_as(northvale.police):
        assert not AnswerDraft.objects.exists()
    police.post(page(asking, "answer/"), NEITHER_SENT_NOR_LOST | {"save": "back"})
    shown = police.get(page(asking, "answer/")).context["shown"]
    with acting_as(northvale.police):
        (saved,) = AnswerDraft.objects.all()
    police.post(page(asking, "answer/"), NEITHER_SENT_NOR_LOST | {"save": "back", "shown": shown})
    with acting_as(northvale.police):
        assert AnswerDraft.objects.get().changed_at == saved.changed_at
    assert "Half typed" in text(police.get(page(asking, "answer/")))


def search(client, words):
    answer = client.post("/requests/", {"words": words})
    assert words not in answer.url
    return client.get(answer.url)


def references_in(response) -> list[str]:
    return [row.request.reference for row in response.context["inbox"].rows]


def test_a_request_is_found_by_its_reference_or_a_name_on_its_copy(northvale, police):
    zoe = build_ready(northvale, people=[child(first_name="Zoë", last_name="Smith-O’Brien", other_names="Teddy")])
    (request,) = send(northvale, zoe, "police")
    (other,) = send(northvale, build_ready(northvale), "police")
    for words in [request.reference.lower(), request.reference[4:], "zoe", "o'brien Smith", "teddy"]:
        assert references_in(search(police, words)) == [request.reference], words
    assert references_in(search(police, "Example Street")) == []
    assert references_in(search(police, "%")) == []
    with acting_as(northvale.auditor):
        lines = [line.detail for line in Event.objects.filter(code="inbox.listed")]
    assert "teddy" not in str(lines)
    assert {line["results"] for line in lines} == {0, 1}
    assert other.reference in text(police.get("/requests/"))
    assert "Enter a reference or a name" in text(police.post("/requests/", {"words": " "}))


def test_the_inbox_marks_what_was_saved_and_says_acknowledged_beside_overdue(northvale, case, police):
    now = timezone.now()
    (late,), (done,) = send(northvale, case, "police", now=now - timedelta(hours=3)), send(northvale, case, "police")
    police.post(page(late, "acknowledge/"))
    give_answer(northvale.police, done, outcome="nothing_known")
    for request in (late, done):
        police.post(page(request, "answer/"), NEITHER_SENT_NOR_LOST | {"save": "1"})
    tags = {tab: text(police.get(f"/requests/?tab={tab}")) for tab in ("overdue", "answered")}
    for words in ["Overdue</strong>", "Acknowledged</strong>", "Draft saved</strong>"]:
        assert words in tags["overdue"], words
    assert "Draft saved</strong>" in tags["answered"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"handling": ""}, "Select who may read this"),
        ({"handling": "existence_only"}, "Enter who the hub should ask"),
        ({"handling": "existence_only", "ask_whom": "DI", "release": ["court"]}, "Leave these empty"),
        ({"handling": "hub_team", "release": ["newspaper"]}, "There is a problem"),
    ],
)
def test_marks_that_do_not_fit_are_explained(northvale, asking, police, changes, words):
    give_answer(northvale.police, asking)
    assert words in text(police.post(page(asking, "items/1/"), changes))


@pytest.mark.parametrize("number", [0, 2, 10**30])
def test_an_item_that_is_not_there_is_not_found(northvale, asking, police, number):
    give_answer(northvale.police, asking)
    assert police.get(page(asking, f"items/{number}/")).status_code == 404


def test_opening_the_request_is_noted(northvale, asking, police):
    police.get(page(asking))
    with acting_as(northvale.auditor):
        assert Event.objects.filter(code="request.opened", reference=asking.reference).count() == 1


@pytest.mark.parametrize("marked", ["nonsense", "2026-01-01T00:00:00+00:00", "a" * 200])
def test_marks_the_page_never_carried_change_nothing(northvale, asking, police, marked):
    give_answer(northvale.police, asking)
    sent = {"handling": "decision_maker", "ask_whom": "", "marked": marked}
    response = police.post(page(asking, "items/1/"), sent)
    assert response.status_code == 200
    assert "Check that, then send your answers again" in text(response)
    with acting_as(northvale.police):
        assert Item.objects.get().handling == "hub_team"


def test_overlong_marks_change_nothing(northvale, asking, police):
    give_answer(northvale.police, asking)
    sent = {"handling": "decision_maker", "ask_whom": "", "marked": "a" * 9000}
    response = police.post(page(asking, "items/1/"), sent)
    assert response.status_code == 200
    assert "Error:" in text(response)
    with acting_as(northvale.police):
        assert Item.objects.get().handling == "hub_team"


def test_something_before_a_birth_is_asked_about_and_taken_if_it_is_right(northvale, police):
    (request,) = build_asked(northvale, "police", people=[child(date_of_birth=date(2018, 3, 12))])
    day = {"occurred_on_day": "1", "occurred_on_month": "3", "occurred_on_year": "2016", "about": "1"}
    asked = police.post(page(request, "answer/"), sheet(item(**day)))
    assert "Is 1 March 2016 right? They were not born then." in text(asked)
    assert 'name="item1-occurred_on_right" value="2016-03-01"' in asked.content.decode()
    again = police.post(page(request, "answer/"), sheet(item(**day, occurred_on_right="2016-03-01")))
    assert again.status_code == 302
    assert fresh(northvale, request).closed_at


def test_a_draft_that_an_answer_overtook_is_no_mark_in_the_inbox(northvale, asking, police):
    police.post(page(asking, "answer/"), sheet(item(text="Half written"), save="back"))
    assert "Draft saved" in text(police.get("/requests/"))
    give_answer(northvale.police, asking, outcome="partial")
    assert "Draft saved" not in text(police.get("/requests/"))
