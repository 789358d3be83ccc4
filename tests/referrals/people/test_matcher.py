"""The worker compares whoever arrives with the people of the hub's other cases, past every wall, and tells no names."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from mash.identity import acting_as, acting_as_system
from mash.postgres.functions import value_of
from referrals.casefile.actions import restrict
from referrals.models import PersonCompared, PersonHome, PersonKey, PersonPair, PersonToMatch
from referrals.people.matcher import compare_anew, hashed, match_people
from referrals.people.mentions import other_names
from referrals.people.other_referrals import other_referrals
from referrals.same_people.actions import judge
from tests.builders import build_referral, child, compare_people
from tests.database import as_role

BORN = date(2018, 1, 2)


def kit(**changes) -> dict:
    return child(first_name="Kit", last_name="Sumner", date_of_birth=BORN, address="4 Low Road", **changes)


def pairs(user) -> list[PersonPair]:
    with acting_as(user):
        return list(PersonPair.objects.all())


def waiting() -> int:
    with as_role("mash_owner"):
        return PersonToMatch.objects.count()


def test_whoever_arrives_waits_until_they_are_compared(northvale):
    build_referral(northvale, people=[kit()])
    with acting_as(northvale.manager):
        referral = build_referral_unmatched(northvale)
        assert waiting() == 1
        assert other_referrals(referral, referral.people.all()).still_looking
    compare_people()
    assert waiting() == 0
    with acting_as(northvale.manager):
        others = other_referrals(referral, referral.people.all())
    assert not others.still_looking
    assert (others.times.recently, others.times.in_all) == (1, 1)


def build_referral_unmatched(world):
    """Return a referral as it stands before the worker has looked at it."""
    referral = build_referral(world, people=[kit()])
    with as_role("mash_owner"):
        PersonPair.objects.all().delete()
        PersonKey.objects.filter(person__referral=referral).delete()
        PersonHome.objects.filter(referral=referral).delete()
        person = referral.people.get()
        PersonToMatch.objects.create(person=person, hub=world.hub, at=timezone.now())
    return referral


def test_comparing_again_changes_nothing(northvale):
    first, second = (build_referral(northvale, people=[kit()]) for _ in range(2))
    (before,) = pairs(northvale.manager)
    with as_role("mash_owner"):
        for referral in (first, second):
            PersonToMatch.objects.create(person=referral.people.get(), hub=northvale.hub, at=timezone.now())
    compare_people()
    (after,) = pairs(northvale.manager)
    assert (after.pk, after.at, after.band, after.reasons) == (before.pk, before.at, before.band, before.reasons)


@pytest.mark.parametrize(("weights", "stays"), [("", True), ("of before", False)])
def test_a_pair_too_far_down_a_long_list_stays_unless_other_weights_found_it(northvale, monkeypatch, weights, stays):
    first, _ = (build_referral(northvale, people=[kit()]) for _ in range(2))
    with as_role("mash_owner"):
        PersonToMatch.objects.create(person=first.people.get(), hub=northvale.hub, at=timezone.now())
        if weights:
            PersonPair.objects.update(weights=weights)
    monkeypatch.setattr("referrals.people.matcher.CANDIDATES", 0)
    compare_people()
    assert bool(pairs(northvale.manager)) == stays


def test_a_pair_says_why_without_a_name_a_date_or_an_address(northvale):
    for _ in range(2):
        build_referral(northvale, people=[kit()])
    (pair,) = pairs(northvale.manager)
    assert pair.band == PersonPair.Band.ALMOST_CERTAINLY
    assert "birth date: the same" in pair.reasons
    words = " ".join(pair.reasons).lower()
    assert not [part for part in ("kit", "sumner", "2018", "low road") if part in words]


def test_two_people_of_one_referral_are_never_a_pair(northvale):
    build_referral(northvale, people=[kit(), kit()])
    assert pairs(northvale.manager) == []


def test_hubs_are_compared_apart(northvale, southmere):
    for world in (northvale, southmere):
        build_referral(world, people=[kit()])
    assert pairs(northvale.manager) == pairs(southmere.manager) == []


def test_homes_are_seen_with_their_case(northvale, southmere):
    hidden, _ = (build_referral(northvale, people=[kit()]) for _ in range(2))
    with acting_as(northvale.manager):
        restrict(hidden, reason="high_risk", by=northvale.manager)
    cases = {northvale.manager: 2, northvale.screener: 1, northvale.police: 0, southmere.manager: 0}
    for reader, seen in cases.items():
        with acting_as(reader):
            assert PersonHome.objects.count() == seen


def test_who_may_not_see_one_of_the_two_cases_sees_no_pair(northvale):
    hidden, _ = (build_referral(northvale, people=[kit()]) for _ in range(2))
    with acting_as(northvale.manager):
        restrict(hidden, reason="high_risk", by=northvale.manager)
    assert len(pairs(northvale.manager)) == 1
    for reader in (northvale.social_worker, northvale.police, northvale.auditor, northvale.governance):
        assert pairs(reader) == []


@pytest.mark.parametrize("model", [PersonToMatch, PersonCompared, PersonKey])
def test_nobody_reads_keys(northvale, model):
    with acting_as(northvale.manager):
        for work in (model.objects.first, lambda: model.objects.all().delete()):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                work()


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        ("mash_people_to_match", [10]),
        ("mash_candidates", ["person", [1], [], 10]),
        ("mash_keep_pairs", ["person", [], [], [], [], [], "1", "1", timezone.now()]),
    ],
)
def test_only_background_work_compares_people(northvale, function, arguments):
    person = build_referral(northvale).people.model.objects
    with acting_as(northvale.manager):
        named = [person.first().pk if argument == "person" else argument for argument in arguments]
        with pytest.raises(ProgrammingError, match="only background work"), transaction.atomic():
            value_of(function, *named)


def test_a_key_says_nothing_without_the_secret(settings):
    before = hashed("nhs_number", "9990000018")
    assert before == hashed("nhs_number", "9990000018") != hashed("upn", "9990000018")
    settings.SECRET_KEY = "another"  # noqa: S105
    assert hashed("nhs_number", "9990000018") != before


def test_people_at_one_address_are_known_whatever_is_not_told(northvale):
    homes = [("5 Low Road", "ZZ90 4RR"), ("5, low rd", ""), ("Flat 2, 5 Low Road", "ZZ90 4RR")]
    elsewhere = [("5 Low Road", "ZZ91 1AA"), ("15 Low Road", "ZZ90 4RR")]
    for number, (address, postcode) in enumerate(homes + elsewhere):
        somebody = child(first_name=f"N{number}", last_name=f"Frayne{number}", date_of_birth=date(2000 + number, 2, 3))
        build_referral(northvale, people=[{**somebody, "address": address, "postcode": postcode}])
    with acting_as(northvale.manager), connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM referrals_referral r JOIN referrals_person p ON p.referral_id = r.id,
                 mash_same_homes(ARRAY[r.id]) WHERE p.address = 'Flat 2, 5 Low Road'"""
        )
        assert cursor.fetchone() == (2,)


def test_two_flats_of_one_house_are_two_homes(northvale):
    for flat, born in ((1, date(2010, 2, 3)), (2, date(2013, 5, 6))):
        somebody = child(first_name=f"N{flat}", last_name=f"Frayne{flat}", date_of_birth=born)
        referral = build_referral(northvale, people=[{**somebody, "address": f"Flat {flat}, 5 Low Road"}])
    with acting_as(northvale.manager):
        assert other_referrals(referral, referral.people.all()).listed == []


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Angie Prosser", [("Angie", "Prosser")]),
        ("Angie", [("Angie", "Coles")]),
        ("Angie Prosser, Ange; aka Angela", [("Angie", "Prosser"), ("Ange", "Coles"), ("Angela", "Coles")]),
        ("", []),
    ],
)
def test_a_box_may_hold_several_names(typed, names):
    assert [(name.first, name.last) for name in other_names(typed, "Coles")] == names


def test_a_worker_takes_so_many_at_a_time(northvale):
    referrals = [build_referral(northvale, people=[kit(), kit(), kit()])]
    with as_role("mash_owner"):
        for person in referrals[0].people.all():
            PersonToMatch.objects.create(person=person, hub=northvale.hub, at=timezone.now())
    with acting_as_system():
        assert [match_people(timezone.now(), at_most=2) for _ in range(3)] == [2, 1, 0]


def test_with_a_new_secret_everybody_is_compared_anew_and_verdicts_stay(northvale, settings):
    first, _ = (build_referral(northvale, people=[kit()]) for _ in range(2))
    (pair,) = pairs(northvale.manager)
    with acting_as(northvale.manager):
        judge(first, pair=pair, verdict=PersonPair.Verdict.SAME, why="The school.", by=northvale.manager)
    settings.SECRET_KEY = "another"  # noqa: S105
    call_command("compare_people_anew", stdout=(output := StringIO()))
    assert "2 people wait to be compared" in output.getvalue()
    assert waiting() == 2
    compare_people()
    third = build_referral(northvale, people=[kit()])
    with acting_as(northvale.manager):
        assert {(pair.verdict, pair.band) for pair in PersonPair.objects.all()} == {("same", 2), ("", 2)}
        assert other_referrals(third, third.people.all()).times.in_all == 2
        with pytest.raises(ProgrammingError, match="only the operator"), transaction.atomic():
            compare_anew()
