"""The list of people to tell apart, and the page that decides about two of them."""

import pytest
from django.urls import reverse

from mash.identity import acting_as
from referrals.casefile.actions import restrict
from referrals.models import PersonPair, Referral
from referrals.people import undecided
from tests.builders import adult, browser, build_referral, child
from tests.referrals.decisions.browsing import lines, send, text


@pytest.fixture
def two(northvale):
    """Two cases about one child, with another mother in each."""
    kit = child(first_name="Kit", last_name="Sumner", address="4 Low Road")
    first = build_referral(northvale, people=[kit, adult(is_subject=False, first_name="Una", last_name="Pask")])
    return first, build_referral(northvale, people=[{**kit, "last_name": "Barlow", "other_names": "Kit Sumner"}])


def page_of(world, referral) -> str:
    with acting_as(world.manager):
        pair = PersonPair.objects.get()
    return reverse("referrals:who_is_it", args=[referral.reference, pair.pk])


def test_the_list_has_who_nobody_decided_about_and_the_log_has_its_references(northvale, two, as_person):
    screener = as_person(northvale.screener)
    words = text(screener.get(reverse("referrals:undecided")))
    assert "Kit Sumner" in words
    assert "Kit Barlow" in words
    assert "Una Pask" not in words
    (line,) = lines("pair.listed")
    assert set(line.detail["references"]) == {referral.reference for referral in two}


def test_who_is_decided_about_leaves_the_list_and_who_nobody_is_sure_of_stays(northvale, two, as_person):
    client = as_person(northvale.social_worker)
    send(client, page_of(northvale, two[1]), verdict="unsure", why="The school does not know.", seen="0")
    assert "Looked at: not sure yet" in text(client.get(reverse("referrals:undecided")))
    send(client, page_of(northvale, two[1]), verdict="same", why="The school knows now.", seen="1")
    assert "There is nobody to tell apart" in text(client.get(reverse("referrals:undecided")))


def test_two_people_stand_side_by_side_from_either_case(northvale, two, as_person):
    client = as_person(northvale.screener)
    for referral in two:
        words = text(client.get(page_of(northvale, referral)))
        assert "Different" in words
        assert "4 Low Road" in words
        assert "one of them under another name" in words


def test_a_secret_address_stands_on_neither_side(northvale, as_person):
    kit = child(first_name="Kit", last_name="Sumner", address="4 Low Road")
    build_referral(northvale, people=[{**kit, "address_withheld": True}])
    referral = build_referral(northvale, people=[kit])
    words = text(as_person(northvale.screener).get(page_of(northvale, referral)))
    assert "Kept secret: see the case" in words
    assert "Not compared here" in words


def test_a_page_that_is_out_of_date_keeps_what_was_typed(northvale, two, as_person):
    worker, screener = as_person(northvale.social_worker), as_person(northvale.screener)
    address = page_of(northvale, two[1])
    send(screener, address, verdict="different", why="Cousins.", seen="0")
    answer = send(worker, address, verdict="same", why="The school said so.", seen="0")
    assert answer.status_code == 200
    words = text(answer)
    assert "Skyler Screener changed what is known of these two" in words
    assert "The school said so." in answer.content.decode()
    assert send(worker, address, verdict="same", why="The school said so.", seen="1").status_code == 302


@pytest.mark.parametrize("typed", [{}, {"verdict": "merge", "why": "x"}, {"verdict": "same", "why": "x" * 3000}])
def test_bad_answers_are_said_beside_their_field(northvale, two, as_person, typed):
    answer = send(as_person(northvale.screener), page_of(northvale, two[1]), **typed, seen="0")
    assert answer.status_code == 200
    assert "There is a problem" in text(answer)


def test_a_pair_with_a_record_one_may_not_open_is_like_none(northvale, two, as_person):
    first, last = two
    address = page_of(northvale, last)
    with acting_as(northvale.manager):
        restrict(first, reason="high_risk", by=northvale.manager)
    worker = as_person(northvale.social_worker)
    assert worker.get(address).status_code == 404
    assert (
        worker.get(address.replace(address.split("/")[-2], "01930000-0000-7000-8000-000000000001")).status_code == 404
    )
    assert "There is nobody to tell apart" in text(worker.get(reverse("referrals:undecided")))


def kit(world, **facts):
    """Return a case about one child, as all of these are."""
    return build_referral(world, people=[child(first_name="Kit", last_name="Sumner", address="4 Low Road")], **facts)


def listed(world) -> list[set[str]]:
    page = browser(world.screener).get(reverse("referrals:undecided"))
    return [{row.pair.first_referral.reference, row.pair.second_referral.reference} for row in page.context["rows"]]


def set_facts(world, referral, **facts):
    with acting_as(world.manager):
        Referral.objects.filter(pk=referral.pk).update(**facts)


def test_pairs_of_an_open_red_case_stand_first_then_those_of_a_reported_risk_then_the_oldest(northvale):
    first, second, third = (kit(northvale) for _ in range(3))
    pairs = [{first.reference, second.reference}, {first.reference, third.reference}]
    pairs.append({second.reference, third.reference})
    assert listed(northvale) == pairs
    set_facts(northvale, third, reported_risk=64)
    assert listed(northvale) == [*pairs[1:], pairs[0]]
    set_facts(northvale, second, rating="red")
    assert listed(northvale) == [pairs[0], pairs[2], pairs[1]]
    set_facts(northvale, second, status="closed")
    assert listed(northvale) == [*pairs[1:], pairs[0]]
    set_facts(northvale, third, rating="green")
    assert listed(northvale) == pairs


def test_a_pair_is_grave_from_the_moment_it_is_proposed(northvale):
    kit(northvale)
    grave = kit(northvale, immediate_danger="yes")
    with acting_as(northvale.manager):
        assert PersonPair.objects.get().gravity == 1
    set_facts(northvale, grave, rating="red")
    third = kit(northvale)
    with acting_as(northvale.manager):
        pairs = PersonPair.objects.filter(second_referral=third) | PersonPair.objects.filter(first_referral=third)
        assert {pair.gravity for pair in pairs} == {0, 2}


def test_the_first_page_says_how_many_wait(northvale):
    client = browser(northvale.screener)
    assert "to tell apart" not in text(client.get(reverse("referrals:needs")))
    first = kit(northvale)
    kit(northvale, immediate_danger="yes")
    words = text(client.get(reverse("referrals:needs")))
    assert "1 pair of people to tell apart . Of an open case that is red, or has a reported risk: 1." in words
    kit(northvale)
    assert "3 pairs of people to tell apart . Of an open case that is red, or has a reported risk: 2." in text(
        client.get(reverse("referrals:needs"))
    )
    with acting_as(northvale.manager):
        restrict(first, reason="high_risk", by=northvale.manager)
    assert "1 pair of people to tell apart" in text(client.get(reverse("referrals:needs")))


def test_the_first_page_counts_no_further_than_a_hundred(northvale, monkeypatch):
    monkeypatch.setattr(undecided, "MOST_COUNTED", 2)
    for _ in range(3):
        kit(northvale)
    words = text(browser(northvale.screener).get(reverse("referrals:needs")))
    assert "2 or more pairs of people to tell apart" in words
