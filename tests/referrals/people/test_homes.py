"""Homes are stored with the case that tells them, as hashes; what somebody keeps secret is secret in every case."""

import json
from dataclasses import asdict

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from mash.identity import acting_as, acting_as_system
from mash.postgres.functions import rows_of, value_of
from referrals.casefile.actions import restrict
from referrals.models import Person, PersonHome
from referrals.people.homes import homes_of, keep_homes
from referrals.people.matcher import compare_anew
from referrals.people.secret_homes import secrets_of
from tests.builders import adult, build_referral, child, compare_people
from tests.database import as_role

REFUGE = {"address": "12 Elm Street", "postcode": "ZZ1 1ZA"}
NUMBERED = {"address": "The Lodge", "uprn": "100023336956"}


def hide(world, **home) -> None:
    """Receive a case in which somebody keeps this home secret."""
    build_referral(world, people=[adult(first_name="Her", last_name="Aunt", address_withheld=True, **home)])


def is_secret(world, **home) -> bool:
    """Whether a home is kept secret in a case that tells it of somebody who did not ask for that."""
    referral = build_referral(world, people=[child(**{"address": "", **home})])
    with acting_as(world.screener):
        return len(secrets_of(referral)) == 1


@pytest.mark.parametrize(
    "home",
    [
        {"address": "12 ELM ST", "postcode": "zz11za"},
        {"address": "Flat 9, 12 Elm Street, Anytown ZZ1 1ZA"},
        {"address": "12 Elm Street"},
        {"address": "12", "postcode": "ZZ1 1ZA"},
        {"whereabouts": "With a friend at 12 Elm St, zz1-1za"},
    ],
    ids=str,
)
def test_a_home_of_another_case_is_secret_however_it_is_written(northvale, home):
    hide(northvale, **REFUGE)
    assert is_secret(northvale, **home)


@pytest.mark.parametrize(
    "home",
    [
        {"address": "14 Elm Street", "postcode": "ZZ1 1ZA"},
        {"address": "12 Elm Street", "postcode": "ZZ2 2ZB"},
        {"address": "Elm Street", "postcode": "ZZ1 1ZA"},
        {},
    ],
    ids=str,
)
def test_a_neighbour_and_another_town_are_not_secret_in_other_cases(northvale, home):
    hide(northvale, **REFUGE)
    assert not is_secret(northvale, **home)


def test_the_number_of_the_property_decides_before_the_words(northvale):
    hide(northvale, **REFUGE, uprn="100023336956")
    assert is_secret(northvale, address="Somewhere else", uprn="100023336956")
    assert is_secret(northvale, **REFUGE)
    assert not is_secret(northvale, **REFUGE, uprn="100023336957")


def test_a_home_that_an_unseen_case_keeps_secret_is_secret_too_but_not_for_another_hub(northvale, southmere):
    hidden = build_referral(northvale, people=[adult(address_withheld=True, **REFUGE)])
    with acting_as(northvale.manager):
        restrict(hidden, reason="high_risk", by=northvale.manager)
    assert is_secret(northvale, **REFUGE)
    assert not is_secret(southmere, **REFUGE)


def test_it_is_secret_from_the_moment_it_arrives_and_no_longer_once_nobody_asks_for_it(northvale, monkeypatch):
    monkeypatch.setattr("tests.builders.compare_people", lambda: None)  # as before the worker has looked
    hide(northvale, **REFUGE)
    assert is_secret(northvale, **REFUGE)
    with as_role("mash_owner"):
        Person.objects.filter(address_withheld=True).update(address_withheld=False)
    assert not is_secret(northvale, **REFUGE)


@pytest.mark.parametrize(
    "text",
    ["She runs to 12 Elm St. All well.", "Try 12 Elm Street, ZZ1 1ZA. All well.", "It is\n12 Elm\nStreet ZZ11ZA"],
)
def test_a_text_that_names_a_secret_home_of_another_case_is_left_out(northvale, text):
    hide(northvale, **REFUGE)
    referral = build_referral(northvale, people=[child(address="9 Oak Road", postcode="ZZ9 9ZZ")])
    with acting_as(northvale.screener):
        secret = secrets_of(referral)
        assert secret.gives_away(text)
        assert "elm" not in secret.on_paper(text).casefold()
        assert not secret.gives_away("She runs to 9 Oak Road, ZZ9 9ZZ, at 12 o’clock.")


def test_a_text_without_a_home_and_homes_known_already_cost_no_query(northvale, django_assert_num_queries):
    hide(northvale, **REFUGE)
    referral = build_referral(northvale, people=[child(address="9 Oak Road")])
    with acting_as(northvale.screener):
        with django_assert_num_queries(1):  # that of the people
            secret = secrets_of(referral)
            secret.look_at(["Nothing in 2026", "He lives at 9 Oak Road", "", None])
        with django_assert_num_queries(1):
            secret.look_at(["12 Elm Street", "14 Elm Street"])
            assert secret.gives_away("To 12 Elm Street")


@pytest.mark.parametrize("reader", ["police", "auditor", "referrer"])
def test_whoever_does_not_see_the_case_is_told_nothing(northvale, reader):
    hide(northvale, **REFUGE)
    referral = build_referral(northvale, people=[child(**REFUGE)])
    asked = json.dumps([{"place": 0, **asdict(home)} for home in homes_of(**REFUGE)])

    def answers(who):
        with acting_as(who):
            return (
                value_of("mash_at_secret_homes", referral.pk),
                rows_of("mash_withheld_homes", int, referral.pk, asked),
            )

    assert answers(getattr(northvale, reader)) == ([], [])
    people, places = answers(northvale.screener)
    assert (len(people), places) == (1, [0])


@pytest.mark.parametrize("writer", ["police", "auditor"])
def test_only_who_works_on_a_case_keeps_its_homes(northvale, southmere, writer):
    referral = build_referral(northvale)
    people = list(Person.objects.filter(referral=referral))
    for who in (getattr(northvale, writer), southmere.screener):
        with acting_as(who), pytest.raises(ProgrammingError, match="only who works"), transaction.atomic():
            keep_homes(referral, people)
    with acting_as(northvale.screener):
        keep_homes(referral, people)
        assert PersonHome.objects.filter(referral=referral).count() == 1


def test_homes_of_one_case_are_never_kept_under_another(northvale):
    mine, other = build_referral(northvale), build_referral(northvale, people=[child(**REFUGE)])
    with acting_as(northvale.screener):
        stranger = Person.objects.get(referral=other)
        rows = [{"person": str(stranger.pk), "told_in": "address", **asdict(home)} for home in homes_of(**REFUGE)]
        assert value_of("mash_keep_homes", mine.pk, [stranger.pk], False, json.dumps(rows)) == 0
        assert PersonHome.objects.filter(referral=other).count() == 1


def test_the_matcher_makes_the_homes_of_a_person_anew(northvale):
    referral = build_referral(northvale, people=[child(address="1 Low Road")])
    with as_role("mash_owner"):
        Person.objects.filter(referral=referral).update(address="2 High Road", postcode="ZZ1 1ZA")
    with acting_as_system():
        compare_anew()
    compare_people()
    with acting_as(northvale.screener):
        (home,) = PersonHome.objects.filter(referral=referral)
    (now,) = homes_of("2 High Road", "ZZ1 1ZA")
    assert (home.home, home.postcode, home.doorstep) == (now.home, now.postcode, now.doorstep)


def same_homes(world, referral) -> int:
    with acting_as(world.screener), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM mash_same_homes(ARRAY[%s])", [referral.pk])
        return cursor.fetchone()[0]


def test_a_referral_that_names_nobody_at_it_counts_at_the_address_that_its_words_name(northvale):
    lives = build_referral(northvale, people=[child(**REFUGE)])
    nobody = {"people": [adult(first_name="", last_name="")], "when_and_where": "Shouting, 12 Elm Street, at night"}
    words = [build_referral(northvale, **nobody) for _ in range(2)]
    # Somebody who lives elsewhere was seen there once, as at a school or a station.
    build_referral(northvale, people=[child(address="9 Oak Road")], when_and_where="Outside 12 Elm Street")
    assert [same_homes(northvale, referral) for referral in (lives, *words)] == [2, 2, 2]


def test_one_number_of_a_property_is_one_home_and_two_are_two(northvale):
    first = build_referral(northvale, people=[child(**NUMBERED)])
    build_referral(northvale, people=[child(address="Annexe of the lodge", uprn=NUMBERED["uprn"])])
    build_referral(northvale, people=[child(address="The Lodge", uprn="100023336957")])
    assert same_homes(northvale, first) == 1


def test_a_home_without_a_house_or_a_number_is_none():
    assert homes_of("", "ZZ1 1ZA") == homes_of("Elm Street", "") == homes_of("", "", "0") == []
    (numbered,) = homes_of("Elm Street", "", "010002333695")
    assert numbered == homes_of("", "", "10002333695")[0]
    assert {field for field, value in asdict(numbered).items() if value} == {"uprn"}


@pytest.mark.parametrize("number", ["010002333695", "12a", " 12", "0"])
def test_only_a_number_of_a_property_is_stored_as_one(northvale, number):
    with pytest.raises(IntegrityError, match="uprn_is_a_number"), transaction.atomic():
        build_referral(northvale, people=[child(uprn=number)])
