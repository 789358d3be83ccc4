"""Another hub that may know somebody is a card, is asked, and answers in its own words: nothing else crosses."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from mash.identity import acting_as
from mash.refusals import RuleViolation
from referrals.access.bars import bar
from referrals.access.other_hubs import asked_by_hubs
from referrals.casefile.actions import restrict
from referrals.codes import BarReason
from referrals.models import HubAsk, PersonElsewhere
from referrals.other_hubs.actions import answer_hub, ask_hub
from referrals.people.other_hubs import other_hubs
from referrals.same_people.actions import protect_identity
from tests.builders import browser, build_referral, child
from tests.database import as_role
from tests.referrals.casefile.hidden import posted
from tests.referrals.decisions.browsing import lines


def rook(**changes) -> dict:
    return child(**{"first_name": "Rook", "last_name": "Pengelly", "address": "5 Low Road", **changes})


@pytest.fixture
def north(northvale, southmere):
    return build_referral(northvale, people=[rook()])


@pytest.fixture
def south(southmere, north):
    return build_referral(southmere, people=[rook(first_name="Rooke")])


def cards(referral, *, user) -> list[tuple[str, str]]:
    with as_role("mash_owner"):
        people = list(referral.people.select_related("referral"))
    with acting_as(user):
        return [(card.name, card.names) for card in other_hubs(referral, people)]


def ask(world, referral, hub, **answers) -> None:
    with acting_as(world.social_worker):
        ask_hub(referral, hub=hub.pk, by=world.social_worker, **{"why": "Do you know this boy?", **answers})


def asked(user) -> list:
    with acting_as(user):
        return asked_by_hubs()


def test_each_hub_learns_that_the_other_may_hold_something(northvale, southmere, north, south):
    assert cards(north, user=northvale.screener) == [("Southmere", "Rook Pengelly")]
    assert cards(south, user=southmere.screener) == [("Northvale", "Rooke Pengelly")]


def test_nothing_of_the_other_hub_is_on_the_pages(northvale, southmere, north, south):
    page = browser(northvale.screener).get(reverse("referrals:case", args=[north.reference])).text
    assert "Southmere may hold something" in page
    assert "Rooke" not in page
    assert south.reference not in page


def test_many_records_of_a_hub_are_one_card(northvale, southmere, north, south):
    build_referral(southmere, people=[rook()])
    assert len(cards(north, user=northvale.screener)) == 1


def test_whoever_is_not_of_the_team_gets_no_card(northvale, southmere, north, south):
    for person in (northvale.governance, southmere.manager, northvale.referrer):
        assert cards(north, user=person) == []


def test_an_ask_is_read_and_answered_by_a_manager_of_the_other_hub(northvale, southmere, north, south):
    ask(northvale, north, southmere.hub)
    assert [message.to for message in posted("hub_asked")] == [southmere.hub.duty_email]
    (row,) = asked(southmere.manager)
    assert (row.from_hub, row.why, row.references) == ("Northvale", "Do you know this boy?", [south.reference])
    with acting_as(southmere.manager):
        answer_hub(row, outcome="answer", answer="Known to us since May.", by=southmere.manager)
        with pytest.raises(RuleViolation, match="answered this already"):
            answer_hub(row, outcome="nothing", by=southmere.manager)
    page = browser(northvale.screener).get(reverse("referrals:case", args=[north.reference])).text
    assert "Known to us since May." in page
    assert [(line.code, line.reference) for line in lines("hub_ask.put") + lines("hub_ask.answered")] == [
        ("hub_ask.put", north.reference), ("hub_ask.answered", ""),
    ]  # fmt: skip


def test_the_pages_of_the_hub_that_is_asked_show_nothing_of_the_case(northvale, southmere, north, south):
    ask(northvale, north, southmere.hub)
    (row,) = asked(southmere.manager)
    client = browser(southmere.manager)
    for address in (reverse("referrals:hub_asks"), reverse("referrals:answer_hub", args=[row.key])):
        page = client.get(address).text
        assert "Do you know this boy?" in page
        assert north.reference not in page
        assert "Pengelly" not in page


def test_only_managers_of_the_hub_that_is_asked_read_it(northvale, southmere, north, south):
    ask(northvale, north, southmere.hub)
    for person in (southmere.screener, southmere.governance, northvale.manager):
        assert asked(person) == []


def test_of_a_restricted_record_only_those_named_for_it_are_asked(northvale, southmere, north, south):
    with acting_as(southmere.manager):
        restrict(south, reason="high_risk", by=southmere.manager)
    ask(northvale, north, southmere.hub)
    assert len(asked(southmere.manager)) == 1
    assert asked(southmere.second_manager) == []


def test_whoever_is_barred_from_the_record_is_not_asked(northvale, southmere, north, south):
    with acting_as(southmere.manager):
        bar(south.pk, person=southmere.second_manager, because=BarReason.RELATED, why="")
    ask(northvale, north, southmere.hub)
    assert asked(southmere.second_manager) == []


def test_a_hub_is_asked_once_at_a_time_and_only_where_there_is_a_card(northvale, southmere, north, south):
    ask(northvale, north, southmere.hub)
    with pytest.raises(RuleViolation, match="already asked"):
        ask(northvale, north, southmere.hub)
    with pytest.raises(RuleViolation, match="nothing to ask"):
        ask(northvale, north, northvale.hub)
    with pytest.raises(RuleViolation, match="Enter what you ask"):
        ask(northvale, north, southmere.hub, why=" ")


def test_a_protected_identity_is_no_card_in_either_hub(northvale, southmere, north, south):
    with acting_as(southmere.manager):
        protect_identity(south, person=south.people.get(), kind="witness", why="Police.", by=southmere.manager)
    assert cards(north, user=northvale.screener) == cards(south, user=southmere.screener) == []
    later = build_referral(northvale, people=[rook()])
    assert cards(later, user=northvale.screener) == []


def test_no_login_reads_who_was_found_elsewhere_and_none_writes_asks(northvale, southmere, north, south):
    with acting_as(northvale.manager):
        for forbidden in (
            PersonElsewhere.objects.exists,
            lambda: HubAsk.objects.create(
                referral=north, from_hub=northvale.hub, hub=southmere.hub, asked_by=northvale.manager, at=timezone.now()
            ),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                forbidden()
    ask(northvale, north, southmere.hub)
    with acting_as(southmere.manager), pytest.raises(DatabaseError), transaction.atomic():
        HubAsk.objects.exists()
    with as_role("mash_owner"):
        assert PersonElsewhere.objects.count() == 2


def test_the_pages_that_ask_and_answer(northvale, southmere, north, south):
    address = reverse("referrals:ask_hub", args=[north.reference, southmere.hub.pk])
    asker = browser(northvale.social_worker)
    assert "Rook Pengelly" in asker.get(address).text
    assert "There is a problem" in asker.post(address, {"why": ""}).text
    assert asker.post(address, {"why": "Do you know this boy?"}).status_code == 302
    assert asker.get(reverse("referrals:ask_hub", args=[north.reference, northvale.hub.pk])).status_code == 404
    (row,) = asked(southmere.manager)
    address = reverse("referrals:answer_hub", args=[row.key])
    manager = browser(southmere.manager)
    assert "There is a problem" in manager.post(address, {"outcome": "answer"}).text
    assert manager.post(address, {"outcome": "nothing"}).status_code == 302
    assert "Nothing to share" in manager.get(reverse("referrals:hub_asks")).text
    assert "nothing to share" in asker.get(reverse("referrals:case", args=[north.reference])).text
    assert browser(southmere.second_manager).get(address).status_code == 200
    assert browser(northvale.manager).get(address).status_code == 404
