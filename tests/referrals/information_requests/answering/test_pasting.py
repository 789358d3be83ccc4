"""A chronology is pasted, looked at as items and sent; what could not be read stays in the box."""

import re
from datetime import date
from html import unescape

import pytest
from django.utils import timezone

from mash.identity import acting_as
from referrals.information_requests.answering.pasting import LONGEST_PASTE
from referrals.information_requests.answering.sheet import MOST_ITEMS
from referrals.models import Item, Response
from tests.builders import adult, child
from tests.builders_requests import build_asked, give_answer, new_item
from tests.standing import standing_case

MARKS = {"all-handling": "hub_team", "all-kind": "event", "all-basis": "fact"}
TWO_LINES = "3/4/2024 Called to the address.\n5 May 2024 14:30 Called again."


@pytest.fixture
def asking(northvale):
    return standing_case("asked", lambda: build_asked(northvale, "police")[0])


@pytest.fixture
def police(northvale, as_person):
    return as_person(northvale.police)


def page(request) -> str:
    return f"/requests/{request.reference}/answer/"


def text(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def pasted(lines: str, **changes) -> dict:
    return {"seen": "0", "outcome": "supplied", "row": ["1"], "all-lines": lines, "read": "1", **MARKS, **changes}


def as_shown(response) -> dict:
    """Return what a browser would send of the page, as far as the items go."""
    sheet = response.context["form"]
    data = {"seen": "0", "outcome": "supplied", "shown": response.context["shown"]}
    data |= {name: sheet.data.getlist(name) for name in sheet.data if re.match(r"row|item\d|all-", name)}
    return data | {"unanswered": sheet.unanswered_numbers}


def test_each_dated_line_becomes_an_item_with_the_marks_for_all(northvale, asking, police):
    marks = {"all-question": "2", "all-about": ["1", "0"], "all-release": ["partners"]}
    assert police.post(page(asking), pasted(TWO_LINES, **marks)).url == f"{page(asking)}#items"
    shown = police.get(page(asking))
    assert "2 items so far" in text(shown)
    assert "1 of 2 questions unanswered" in text(shown)
    sent = police.post(page(asking), as_shown(shown), follow=True)
    assert "has been sent. 1 of 2 questions is unanswered." in text(sent)
    with acting_as(northvale.police):
        first, second = Item.objects.select_related("body", "question").order_by("position")
        assert (first.occurred_on, first.body.text) == (date(2024, 4, 3), "Called to the address.")
        assert (second.occurred_on, second.body.text) == (date(2024, 5, 5), "14:30 Called again.")
        assert {(item.handling, item.kind, item.basis) for item in (first, second)} == {("hub_team", "event", "fact")}
        assert (first.question.position, first.about, first.release) == (2, [0, 1], ["partners"])
        assert first.about_whom == "The household, Test Child"


def test_what_cannot_be_read_stays_in_the_box_with_its_reason(northvale, asking, police):
    lines = f"31 February 2024 Called.\n{TWO_LINES}\n1/1/2099 Called.\n\nPrinted by PC 1234"
    police.post(page(asking), pasted(lines))
    shown = police.get(page(asking))
    assert shown.context["form"].paste["lines"].value() == (
        "31 February 2024 Called.\n1/1/2099 Called.\nPrinted by PC 1234"
    )
    for words in ["(not a real date)", "(a date in the future)", "(no date at its start)"]:
        assert words in text(shown)
    refused = police.post(page(asking), as_shown(shown))
    assert "Make items of these lines, or empty the box" in text(refused)
    with acting_as(northvale.police):
        assert not Response.objects.exists()


def test_one_item_has_marks_of_its_own_and_all_can_be_set_again(northvale, asking, police):
    police.post(page(asking), pasted(TWO_LINES))
    changed = as_shown(police.get(page(asking))) | {"item2-handling": "decision_maker", "item2-release": ["court"]}
    police.post(page(asking), changed | {"save": "here"})
    items = police.get(page(asking)).context["form"].items
    assert [item["handling"].value() for item in items] == ["hub_team", "decision_maker"]
    again = as_shown(police.get(page(asking))) | {"all-release": ["family"], "apply": "1"}
    police.post(page(asking), again)
    shown = police.get(page(asking))
    assert [item["handling"].value() for item in shown.context["form"].items] == ["hub_team", "hub_team"]
    police.post(page(asking), as_shown(shown))
    with acting_as(northvale.police):
        assert [item.release for item in Item.objects.all()] == [["family"], ["family"]]


def test_items_already_on_the_page_stay_as_they_are(asking, police):
    written = {"item1-text": "Typed by hand", "item1-handling": "decision_maker"}
    police.post(page(asking), pasted(TWO_LINES, **written))
    items = police.get(page(asking)).context["form"].items
    assert [item["text"].value() for item in items][0] == "Typed by hand"
    assert [item["handling"].value() for item in items] == ["decision_maker", "hub_team", "hub_team"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"all-lines": ""}, "Enter lines that begin with a date"),
        ({"all-lines": "Known to us.\nOften."}, "Begin at least one line with a date, such as 27/3/2024"),
        ({"all-lines": "31 February 2024 Called."}, "Begin at least one line with a date"),
        ({"all-lines": "3/4/2024 Called.\n" * 5000}, f"make 5,000 items, and there is room for {MOST_ITEMS}"),
        ({"all-lines": "x" * (LONGEST_PASTE + 1)}, f"What you paste must be {LONGEST_PASTE} characters or less"),
        ({"all-handling": ""}, "Select who may read these items"),
        ({"all-handling": "existence_only"}, "Select who may read these items"),
        ({"all-kind": "gossip"}, "Select what kind of information they are"),
        ({"all-basis": ""}, "Select how you know them"),
        ({"all-about": ["9"]}, "Select"),
        ({"all-question": "9"}, "Select"),
    ],
)
def test_lines_that_cannot_be_items_are_explained_and_nothing_is_lost(northvale, asking, police, changes, words):
    data = pasted(TWO_LINES, **{"search_made": "Kept words", **changes})
    response = police.post(page(asking), data)
    assert response.status_code == 200
    assert words in text(response)
    assert "Kept words" in text(response)
    assert response.context["form"].paste["lines"].value() == data["all-lines"]
    with acting_as(northvale.police):
        assert not Response.objects.exists()


def test_a_full_answer_takes_no_more_lines(asking, police):
    police.post(page(asking), pasted("3/4/2024 Called.\n" * MOST_ITEMS))
    full = as_shown(police.get(page(asking)))
    response = police.post(page(asking), full | {"all-lines": TWO_LINES, "read": "1"})
    assert "make 2 items, and there is room for 0" in text(response)
    assert len(response.context["form"].items) == MOST_ITEMS


def test_as_many_items_as_an_answer_can_have_are_sent(northvale, asking, police):
    police.post(page(asking), pasted("3/4/2024 Called.\n" * MOST_ITEMS))
    assert police.post(page(asking), as_shown(police.get(page(asking)))).status_code == 302
    with acting_as(northvale.police):
        assert Item.objects.count() == MOST_ITEMS


def test_lines_are_in_the_draft_that_a_colleague_goes_on_with(asking, police):
    typed = {name: value for name, value in pasted(TWO_LINES, save="here").items() if name != "read"}
    police.post(page(asking), typed)
    assert police.get(page(asking)).context["form"].paste["lines"].value() == TWO_LINES


def test_an_item_of_two_people_before_one_was_born_is_asked_about(northvale, police):
    born = timezone.localdate().replace(day=1)
    people = [child(date_of_birth=born), adult(date_of_birth=date(1990, 1, 1))]
    [request] = build_asked(northvale, "police", people=people)
    police.post(page(request), pasted("3/4/2020 Called.", **{"all-about": ["1", "2"]}))
    asked = police.post(page(request), as_shown(police.get(page(request))))
    assert "Is 3 April 2020 right? They were not born then." in text(asked)


# Unanswered questions ---------------------------------------------------------------------------------------------

ITEM = {"item1-text": "Called.", "item1-kind": "event", "item1-basis": "fact", "item1-handling": "hub_team"}
BY_HAND = {"seen": "0", "outcome": "supplied", "row": ["1"], **ITEM}


def test_unanswered_questions_are_named_once_before_an_answer_is_sent(northvale, asking, police):
    named = police.post(page(asking), BY_HAND)
    assert "2 of 2 questions are unanswered. If that is right, send this page again" in text(named)
    assert "1. Is each person known to you?" in text(named)
    sent = police.post(page(asking), as_shown(named), follow=True)
    assert "has been sent. 2 of 2 questions are unanswered." in text(sent)


def test_an_answer_to_every_question_is_sent_at_once(asking, police):
    answers = BY_HAND | {"item1-question": "1", "row": ["1", "2"]}
    answers |= {name.replace("1", "2", 1): value for name, value in ITEM.items()} | {"item2-question": "2"}
    sent = text(police.post(page(asking), answers, follow=True))
    assert "has been sent." in sent
    assert "unanswered" not in sent


def test_a_question_answered_before_is_not_named(northvale, asking, police):
    with acting_as(northvale.police):
        both = list(asking.questions.all())
    give_answer(northvale.police, asking, outcome="partial", items=[new_item(question=q) for q in both])
    assert police.post(page(asking), BY_HAND | {"seen": "1"}).status_code == 302


def test_a_part_of_an_answer_is_sent_without_asking_and_says_what_is_missing(asking, police):
    sent = police.post(page(asking), BY_HAND | {"outcome": "partial", "item1-question": "1"}, follow=True)
    assert "has been sent. 1 of 2 questions is unanswered." in text(sent)


# The agency's view -------------------------------------------------------------------------------------------------


def test_a_view_is_taken_back_and_stays_on_the_record(northvale, asking, police):
    assert "no longer stands" not in text(police.get(page(asking)))
    give_answer(northvale.police, asking, rating="red", rating_reason="Third call.")
    assert "The view we gave before no longer stands" in text(police.get(page(asking)))
    further = {"seen": "1", "outcome": "supplied", "row": [], "takes_back_view": "on"}
    police.post(page(asking), further)
    shown = text(police.get(f"/requests/{asking.reference}/"))
    assert "replaced or taken back since: red" in shown
    assert "took back its view" in shown
    with acting_as(northvale.manager):
        assert [answer.takes_back_view for answer in asking.responses.all()] == [False, True]


def test_a_new_view_and_taking_back_the_old_one_are_not_both(northvale, asking, police):
    view = {"rating": "green", "rating_reason": "Seen."}
    give_answer(northvale.police, asking, rating="red", rating_reason="Third call.")
    both = {"seen": "1", "outcome": "supplied", "row": [], "unanswered": "1 2", "takes_back_view": "on", **view}
    assert "your new view replaces the one before" in text(police.post(page(asking), both))
