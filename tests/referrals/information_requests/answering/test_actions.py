"""Agencies' answers are counted and timed, never changed, and stay under the agency's control."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from audit.models import Event
from mash.identity import acting_as, acting_as_system
from mash.refusals import StalePage
from referrals import codes
from referrals.access.items import readable_items
from referrals.information_requests.answering.actions import (
    AlreadyAnswered,
    acknowledge,
    answer,
    ask_for_more_time,
    change_handling,
    hold_back,
)
from referrals.information_requests.answering.declining import decline_reasons
from referrals.information_requests.answering.items import marks_shown
from referrals.models import InformationRequest, Item, ItemBody, OutboxMessage, Person, Response
from referrals.workflow import RuleViolation
from tests.builders import adult, child
from tests.builders_requests import build_asked, build_basis, build_triaged, give_answer, new_item, send
from tests.standing import standing_case

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def case(requests):
    return requests[0].referral


@pytest.fixture
def requests(northvale):
    return standing_case("asked at noon", lambda: build_asked(northvale, "police", "health", now=NOON))


@pytest.fixture
def request_to_police(requests):
    return requests[0]


def fresh(world, request) -> InformationRequest:
    with acting_as(world.police):
        return InformationRequest.objects.get(pk=request.pk)


def test_acknowledging_is_noted_once(northvale, request_to_police):
    with acting_as(northvale.police):
        acknowledge(request_to_police, by=northvale.police, now=NOON)
        with pytest.raises(RuleViolation, match="Parker Police acknowledged"):
            acknowledge(request_to_police, by=northvale.police)
    assert fresh(northvale, request_to_police).acknowledged_at == NOON


def test_nothing_known_closes_the_request_and_is_timed(northvale, request_to_police):
    give_answer(northvale.police, request_to_police, outcome="nothing_known", now=NOON + timedelta(minutes=90))
    request = fresh(northvale, request_to_police)
    assert (request.outcome, request.closed_at) == ("nothing_known", NOON + timedelta(minutes=90))
    with acting_as(northvale.auditor):
        line = Event.objects.get(code="request.answered")
    assert (line.detail["minutes"], line.detail["outcome"]) == (90, "nothing_known")


def test_a_second_nothing_known_is_refused_in_plain_words(northvale, request_to_police):
    give_answer(northvale.police, request_to_police, outcome="nothing_known")
    with pytest.raises(AlreadyAnswered, match="give a further answer"):
        give_answer(northvale.police, request_to_police, outcome="nothing_known")


@pytest.mark.parametrize("outcome", ["held_not_shared", "unable_to_search", "declined"])
def test_not_sharing_needs_its_reason(northvale, request_to_police, outcome):
    with pytest.raises(RuleViolation, match="Enter the reason"):
        give_answer(northvale.police, request_to_police, outcome=outcome, reason=" ")
    give_answer(northvale.police, request_to_police, outcome=outcome, reason="A live investigation.")
    assert fresh(northvale, request_to_police).outcome == outcome


@pytest.mark.parametrize("outcome", ["held_not_shared", "declined"])
def test_not_sharing_says_which_reason_of_the_list_it_has_and_the_log_says_so(northvale, request_to_police, outcome):
    with pytest.raises(RuleViolation, match="Select why you are not sharing it"):
        give_answer(northvale.police, request_to_police, outcome=outcome, reason="Secret.", decline_reason="")
    response = give_answer(
        northvale.police, request_to_police, outcome=outcome, reason="Secret.", decline_reason="court_or_privilege"
    )
    assert response.why_not == "A court has not permitted it, or it is legally privileged\nSecret."
    with acting_as(northvale.auditor):
        assert Event.objects.get(code="request.answered").detail["decline_reason"] == "court_or_privilege"


def test_the_exception_from_the_duty_to_disclose_comes_with_the_duty_and_nowhere_else(northvale):
    facts = {"outcome": "declined", "reason": "Worse for the child.", "decline_reason": "more_detrimental"}
    [before] = build_asked(northvale, "police")
    # A switch of its own, from before there was one for both, offers nothing.
    northvale.hub.code_switches.create(
        list="decline_reason", code="more_detrimental", is_offered=True, starts_on=date(2026, 1, 5)
    )
    with pytest.raises(RuleViolation, match="Select why you are not sharing it"):
        give_answer(northvale.police, before, **facts)
    duty = codes.StatutoryGateway.DUTY_TO_DISCLOSE
    northvale.hub.code_switches.create(list="gateway", code=duty, is_offered=True, starts_on=date(2026, 1, 5))
    with pytest.raises(RuleViolation, match="Select why you are not sharing it"):
        give_answer(northvale.police, before, **facts)  # asked under another power
    referral = build_triaged(northvale, people=[child(), adult()])
    build_basis(northvale, referral, gateway=duty)
    [request] = send(northvale, referral, "police")
    assert give_answer(northvale.police, request, **facts).decline_reason == "more_detrimental"
    adults_only = send(northvale, referral, "health", people=[subject(referral, "adult", northvale)])[0]
    assert "more_detrimental" not in dict(decline_reasons(adults_only))


def subject(referral, kind, world):
    with acting_as(world.manager):
        return referral.people.get(kind=kind)


def test_a_reason_that_is_for_adults_is_no_reason_about_a_child(northvale, request_to_police):
    assert "adult_objects" not in dict(decline_reasons(request_to_police))


def test_an_answer_that_shares_has_no_reason_for_not_sharing(northvale, request_to_police):
    response = give_answer(northvale.police, request_to_police, outcome="nothing_known", decline_reason="no_power")
    assert response.decline_reason == ""


@pytest.mark.parametrize("outcome", ["supplied", "partial"])
def test_supplying_needs_something_supplied(northvale, request_to_police, outcome):
    with pytest.raises(RuleViolation, match="at least one item"):
        give_answer(northvale.police, request_to_police, outcome=outcome, items=[])


def test_part_of_an_answer_leaves_the_request_open_and_the_rest_closes_it(northvale, request_to_police):
    give_answer(northvale.police, request_to_police, outcome="partial", now=NOON)
    request = fresh(northvale, request_to_police)
    assert request.closed_at is None
    assert request.first_answered_at == NOON
    second = give_answer(northvale.police, request_to_police, seen=1, now=NOON + timedelta(hours=1))
    request = fresh(northvale, request_to_police)
    assert (second.number, second.corrects) == (2, None)
    assert (request.first_answered_at, request.closed_at) == (NOON, NOON + timedelta(hours=1))
    with acting_as(northvale.police):
        assert [item.position for item in request.items.all()] == [1, 2]


def test_a_correction_is_a_further_answer_that_withdraws_what_was_wrong(northvale, case, request_to_police):
    first = give_answer(northvale.police, request_to_police, items=[new_item(text="Wrong."), new_item(text="Right.")])
    closed_at = fresh(northvale, request_to_police).closed_at
    second = give_answer(northvale.police, request_to_police, items=[new_item(text="New.")], withdraw=[1], seen=1)
    assert second.corrects == first
    assert fresh(northvale, request_to_police).closed_at == closed_at
    with acting_as(northvale.manager):
        assert [item.words for item in readable_items(northvale.manager, case)] == ["Right.", "New."]
        assert Item.objects.get(position=1).withdrawn_at is not None


def corrected(world, request, *, was=None, now=None) -> None:
    """Correct the first of two items in a further answer."""
    wrong = new_item(text="Number 1.", **(was or {}))
    give_answer(world.police, request, items=[wrong, new_item(text="Other.")])
    give_answer(world.police, request, items=[new_item(text="Number 2.", replaces=1, **(now or {}))], seen=1)


def test_a_correction_replaces_the_earlier_item_and_shows_what_it_was(northvale, case, request_to_police):
    corrected(northvale, request_to_police)
    with acting_as(northvale.social_worker):
        other, latest = readable_items(northvale.social_worker, case)
    assert (other.words, other.earlier) == ("Other.", [])
    assert (latest.words, [older.words for older in latest.earlier]) == ("Number 2.", ["Number 1."])
    give_answer(northvale.police, request_to_police, items=[new_item(text="Number 3.", replaces=3)], seen=2)
    with acting_as(northvale.social_worker):
        latest = readable_items(northvale.social_worker, case)[-1]
    assert [older.words for older in latest.earlier] == ["Number 2.", "Number 1."]


def test_what_no_longer_stands_cannot_be_corrected_again(northvale, request_to_police):
    corrected(northvale, request_to_police)
    with pytest.raises(RuleViolation, match="Item 1 no longer stands"):
        give_answer(northvale.police, request_to_police, items=[new_item(replaces=1)], seen=2)


def test_words_that_were_corrected_are_never_read_more_widely_than_those_in_their_place(
    northvale, case, request_to_police
):
    corrected(northvale, request_to_police, now={"handling": "decision_maker"})
    for person, seen in [(northvale.social_worker, None), (northvale.manager, "Number 1.")]:
        with acting_as(person):
            assert readable_items(person, case)[-1].earlier[0].words == seen
    with acting_as(northvale.police):
        latest = Item.objects.get(position=3)
        change_handling(latest, handling="existence_only", ask_whom="The inspector", by=northvale.police)
        assert set(ItemBody.objects.values_list("text", flat=True)) == {"Other."}
    with acting_as(northvale.manager):
        assert readable_items(northvale.manager, case)[-1].earlier[0].words is None


def test_a_correction_does_not_open_what_was_kept_for_the_decision_maker(northvale, case, request_to_police):
    corrected(northvale, request_to_police, was={"handling": "decision_maker"})
    with acting_as(northvale.social_worker):
        latest = readable_items(northvale.social_worker, case)[-1]
    assert (latest.words, latest.earlier[0].words) == ("Number 2.", None)


def test_an_item_is_about_somebody_the_agency_was_asked_about_or_the_household(northvale, case, request_to_police):
    names = [name for _, name in request_to_police.people_asked_about]
    give_answer(northvale.police, request_to_police, items=[new_item(about=[1]), new_item(about=[0]), new_item()])
    with acting_as(northvale.manager):
        assert [item.about_whom for item in readable_items(northvale.manager, case)] == [names[0], "The household", ""]
    with pytest.raises(RuleViolation, match="about somebody in this request"):
        give_answer(northvale.police, request_to_police, items=[new_item(about=[9])], seen=1)


def test_nothing_known_cannot_stand_beside_information(northvale, request_to_police):
    give_answer(northvale.police, request_to_police)
    with pytest.raises(RuleViolation, match="Withdraw it"):
        give_answer(northvale.police, request_to_police, outcome="nothing_known", seen=1)
    give_answer(northvale.police, request_to_police, outcome="nothing_known", seen=1, withdraw=[1])


def test_a_closed_request_takes_no_answer_with_more_to_follow(northvale, request_to_police):
    give_answer(northvale.police, request_to_police)
    with pytest.raises(RuleViolation, match="answered in full"):
        give_answer(northvale.police, request_to_police, outcome="partial", seen=1)


def test_the_second_of_two_simultaneous_answers_is_refused(northvale, request_to_police):
    give_answer(northvale.police, request_to_police)
    give_answer(northvale.police, request_to_police, seen=1)
    with pytest.raises(AlreadyAnswered, match="Check that answer"):
        give_answer(northvale.police, request_to_police, seen=1)


def test_a_page_that_claims_answers_nobody_gave_is_an_answer_like_any_other(northvale, request_to_police):
    assert give_answer(northvale.police, request_to_police, seen=7).number == 1


def test_existence_only_stores_no_words(northvale, case, request_to_police):
    existence_only = new_item(handling="existence_only", text="", ask_whom="The duty inspector", release=["partners"])
    give_answer(northvale.police, request_to_police, items=[existence_only])
    with acting_as(northvale.manager):
        item = readable_items(northvale.manager, case)[0]
    assert (item.words, item.ask_whom, item.release) == (None, "The duty inspector", [])
    with pytest.raises(RuleViolation, match="must have words"):
        give_answer(northvale.police, request_to_police, items=[new_item(handling="existence_only")], seen=1)


FACTS = {"kind": "order", "occurred_on": NOON.date(), "ended_on": NOON.date(), "about": [1]}


def test_no_fact_is_stored_of_an_existence_only_item(northvale, request_to_police):
    with acting_as(northvale.police):
        facts = FACTS | {"question": request_to_police.questions.first()}
    existence_only = new_item(handling="existence_only", text="", ask_whom="The inspector", **facts)
    give_answer(northvale.police, request_to_police, items=[existence_only, new_item(**facts), new_item(**facts)])
    give_answer(northvale.police, request_to_police, items=[replace(existence_only, replaces=2)], seen=1)
    with acting_as(northvale.police):
        change_handling(Item.objects.get(position=3), handling="existence_only", ask_whom="DI", by=northvale.police)
        for item in Item.objects.all():
            assert {name: getattr(item, name) for name in Item.NO_FACTS} == Item.NO_FACTS
            assert (item.release, bool(item.ask_whom)) == ([], True)
        with pytest.raises(IntegrityError, match="only_held"), transaction.atomic():
            Item.objects.filter(position=1).update(kind="order")


def test_information_nobody_may_read_needs_somebody_to_ask(northvale, request_to_police):
    with pytest.raises(RuleViolation, match="who the hub should ask"):
        give_answer(northvale.police, request_to_police, items=[new_item(handling="existence_only", text="")])


def test_held_but_not_shared_invents_no_fact(northvale, request_to_police):
    with acting_as(northvale.police):
        why = {"decline_reason": "live_investigation", "reason": "A live operation."}
        hold_back(request_to_police, **why, ask_whom="The inspector", by=northvale.police)
        item = Item.objects.get()
    assert (item.kind, item.basis, item.handling) == ("", "", "existence_only")


def messages(world) -> list[str]:
    with acting_as_system():
        to_duty = OutboxMessage.objects.filter(to="duty@northvale.example").order_by("created_at")
        return [message.template for message in to_duty if message.template not in ("red_rating", "request_sent")]


def test_the_hub_is_notified_of_more_time_and_of_withdrawn_items(northvale, request_to_police):
    with acting_as(northvale.police):
        until = NOON + timedelta(days=1)
        ask_for_more_time(request_to_police, until=until, reason="Archive.", by=northvale.police, now=NOON)
    give_answer(northvale.police, request_to_police, items=[new_item(), new_item()])
    assert messages(northvale) == ["more_time"]
    give_answer(northvale.police, request_to_police, items=[new_item(replaces=1)], withdraw=[2], seen=1)
    assert messages(northvale) == ["more_time", "items_withdrawn"]


def test_what_is_for_the_decision_maker_is_kept_from_the_rest_of_the_team(northvale, case, request_to_police):
    give_answer(northvale.police, request_to_police, items=[new_item(handling="decision_maker", text="Intelligence.")])
    with acting_as(northvale.manager):
        assert readable_items(northvale.manager, case)[0].words == "Intelligence."
    with acting_as(northvale.social_worker):
        assert readable_items(northvale.social_worker, case)[0].words is None
        assert not ItemBody.objects.exists()


def test_an_agencys_own_rating_is_kept_with_its_answer(northvale, request_to_police):
    response = give_answer(northvale.police, request_to_police, rating="amber", rating_reason="Calls are growing.")
    with acting_as(northvale.manager):
        assert Response.objects.get(pk=response.pk).rating == "amber"


def test_more_time_does_not_move_the_target(northvale, request_to_police):
    until = NOON + timedelta(days=1)
    with acting_as(northvale.police):
        ask_for_more_time(request_to_police, until=until, reason="Archive.", by=northvale.police, now=NOON)
    request = fresh(northvale, request_to_police)
    assert (request.more_time_until, request.due_at) == (until, NOON + timedelta(hours=2))


@pytest.mark.parametrize("wait", [timedelta(minutes=-1), timedelta(days=91)])
def test_more_time_is_asked_for_a_moment_ahead_and_not_for_ever(northvale, request_to_police, wait):
    with acting_as(northvale.police), pytest.raises(RuleViolation) as caught:
        ask_for_more_time(request_to_police, until=NOON + wait, reason="x", by=northvale.police, now=NOON)
    assert caught.value.field == "until"


def test_an_answered_request_needs_no_more_time(northvale, request_to_police):
    give_answer(northvale.police, request_to_police)
    with acting_as(northvale.police), pytest.raises(RuleViolation, match="no more time"):
        ask_for_more_time(request_to_police, until=NOON + timedelta(days=1), reason="x", by=northvale.police, now=NOON)


def test_a_page_gone_stale_does_not_widen_what_a_colleague_narrowed(northvale, request_to_police):
    item = one_item(northvale, request_to_police)
    shown = marks_shown(item)
    with acting_as(northvale.police):
        change_handling(item, handling="decision_maker", marked=shown, by=northvale.police)
        with pytest.raises(StalePage, match="is now: The decision-maker only"):
            change_handling(item, handling="hub_team", release=["court"], marked=shown, by=northvale.police)
        assert Item.objects.get(pk=item.pk).handling == "decision_maker"


def one_item(world, request, **changes) -> Item:
    give_answer(world.police, request, items=[new_item(**changes)])
    with acting_as(world.police):
        return Item.objects.get(request=request)


def test_the_owner_changes_who_may_read_an_item(northvale, case, request_to_police):
    item = one_item(northvale, request_to_police)
    with acting_as(northvale.police):
        change_handling(item, handling="decision_maker", release=["court"], by=northvale.police)
    with acting_as(northvale.social_worker):
        assert readable_items(northvale.social_worker, case)[0].words is None
    with acting_as(northvale.auditor):
        line = Event.objects.get(code="item.handling_changed")
    assert line.detail["before"] == {"handling": "hub_team", "release": []}
    assert line.detail["after"] == {"handling": "decision_maker", "release": ["court"]}


def test_keeping_only_that_it_exists_removes_the_words_for_good(northvale, request_to_police):
    item = one_item(northvale, request_to_police)
    with acting_as(northvale.police):
        change_handling(item, handling="existence_only", ask_whom="The duty inspector", by=northvale.police)
        assert not ItemBody.objects.filter(item=item).exists()
        with pytest.raises(RuleViolation, match="No words were stored"):
            change_handling(item, handling="hub_team", by=northvale.police)


def test_existence_only_needs_somebody_to_ask(northvale, request_to_police):
    item = one_item(northvale, request_to_police)
    with acting_as(northvale.police), pytest.raises(RuleViolation) as caught:
        change_handling(item, handling="existence_only", ask_whom=" ", by=northvale.police)
    assert caught.value.field == "ask_whom"


def test_another_agency_sees_nothing_of_the_answer_and_cannot_give_one(northvale, requests):
    police, health = requests
    give_answer(northvale.police, police)
    with acting_as(northvale.health), connection.cursor() as cursor:
        for table in ["response", "item", "itembody", "referral", "person", "lawfulbasis"]:
            cursor.execute(f"SELECT count(*) FROM referrals_{table}")  # noqa: S608
            assert cursor.fetchone() == (0,), table
        with pytest.raises(InformationRequest.DoesNotExist):
            answer(police, outcome="nothing_known", by=northvale.health, seen=1)
        assert list(InformationRequest.objects.all()) == [health]
        assert not Person.objects.exists()


def test_the_hub_cannot_answer_in_an_agencys_name_nor_change_its_marks(northvale, request_to_police):
    item = one_item(northvale, request_to_police)
    with acting_as(northvale.manager):
        nothing = {"outcome": "nothing_known", "search_made": "PNC"}
        with pytest.raises(DatabaseError), transaction.atomic():
            answer(request_to_police, **nothing, by=northvale.manager, seen=1, withdraw=[1])
        assert Item.objects.filter(pk=item.pk).update(handling="hub_team") == 0


def test_a_given_answer_cannot_be_changed(northvale, request_to_police):
    give_answer(northvale.police, request_to_police)
    with acting_as(northvale.police), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Response.objects.update(outcome="declined")


def test_a_view_that_does_not_stand_cannot_be_taken_back(northvale, request_to_police):
    give_answer(northvale.police, request_to_police)
    with pytest.raises(RuleViolation, match="No view of your agency stands"):
        give_answer(northvale.police, request_to_police, takes_back_view=True, seen=1)
    give_answer(northvale.police, request_to_police, rating="red", rating_reason="Third call.", seen=1)
    both = {"takes_back_view": True, "rating": "green", "rating_reason": "Seen, well."}
    with pytest.raises(RuleViolation, match="not both"):
        give_answer(northvale.police, request_to_police, **both, seen=2)


def test_the_duty_team_is_told_that_a_view_was_taken_back_and_the_log_says_so(northvale, request_to_police):
    give_answer(northvale.police, request_to_police, rating="red", rating_reason="Third call.")
    before = len(messages(northvale))
    give_answer(northvale.police, request_to_police, takes_back_view=True, seen=1)
    assert len(messages(northvale)) == before + 1
    with acting_as(northvale.auditor):
        lines = Event.objects.filter(code="request.answered").order_by("at", "id")
        assert [line.detail["took_back_view"] for line in lines] == [False, True]


def test_an_item_is_about_several_people_each_once(northvale, case, request_to_police):
    give_answer(northvale.police, request_to_police, items=[new_item(about=[1, 0, 1])])
    with acting_as(northvale.manager):
        [item] = readable_items(northvale.manager, case)
        name = request_to_police.subjects[0]["name"]
        assert (item.about, item.about_whom) == ([0, 1], f"The household, {name}")
