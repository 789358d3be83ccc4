"""The families of the demo are coherent, and some of them come back over the year."""

import random
from datetime import date, timedelta

import pytest

from mash.demo import families
from referrals.people.matching import NameMention, compare
from referrals.people.matching.bands import Band
from referrals.people.matching.mention import HomeMention, Mention, MentionKind

BEGAN = date(2026, 11, 20)
YEAR = [BEGAN - timedelta(days=days) for days in (360, 200, 120, 30, 0)]
FAMILIES = list(range(families.COMING_BACK))


def back(number: int, on: date = BEGAN) -> list[dict]:
    return families.family_that_comes_back("northvale", number, BEGAN, on)


def of_kind(people: list[dict], kind: str) -> list[dict]:
    return [person for person in people if person["kind"] == kind]


def mention(person: dict) -> Mention:
    return Mention(
        kind=MentionKind(person["kind"]),
        names=(NameMention(person.get("first_name", ""), person["last_name"]),),
        date_of_birth=person.get("date_of_birth"),
        nhs_number=person.get("nhs_number", ""),
        homes=(HomeMention(person["address"], person.get("postcode", "")),) if person.get("address") else (),
    )


@pytest.mark.parametrize("number", FAMILIES)
def test_siblings_share_home_and_background_and_have_names_of_their_own(number):
    children = of_kind(back(number), "child")
    for shared in ("last_name", "ethnicity", "address", "postcode", "first_language"):
        assert len({child[shared] for child in children}) == 1
    older = children[: -1 if number % 5 == 0 else None]
    assert len({child["first_name"] for child in older}) == len(older)


@pytest.mark.parametrize("number", FAMILIES)
def test_the_same_people_come_back_whenever_they_are_told_of(number):
    eldest = {(tuple(sorted(back(number, on)[0].items(), key=str))) for on in YEAR}
    assert len(eldest) == 1


def test_however_they_are_told_of_they_are_known_again():
    rng, bands = random.Random(1), []  # noqa: S311 (no secret)
    for number in FAMILIES:
        first, second = (families.as_told(rng, back(number, on))[0] for on in YEAR[:2])
        bands.append(compare(mention(first), mention(second)).band)
    assert set(bands) == {Band.ALMOST_CERTAINLY}


def test_an_unborn_child_is_born_meanwhile():
    before, unborn, born = (back(0, BEGAN - families.BORN_AGO + timedelta(days=days)) for days in (-300, -40, 10))
    assert len(born) == len(unborn) == len(before) + 1
    [expected], [*_, baby] = of_kind(unborn, "unborn"), of_kind(born, "child")
    assert abs((baby["date_of_birth"] - expected["expected_on"]).days) <= 6
    assert (baby["last_name"], baby["address"]) == (expected["last_name"], expected["address"])


def test_a_mother_takes_another_name():
    before, after = (of_kind(back(1, on), "adult")[0] for on in (YEAR[0], BEGAN))
    assert before["first_name"] == after["first_name"]
    assert before["last_name"] != after["last_name"]
    assert after["other_names"] == f"formerly {before['first_name']} {before['last_name']}"


def test_a_man_is_thought_to_do_harm_in_two_families():
    here, there = (of_kind(back(number), "adult")[-1] for number in (2, 3))
    assert here["alleged_source"]
    assert there["alleged_source"]
    assert [here[name] == there[name] for name in ("first_name", "last_name", "date_of_birth")] == [True] * 3
    assert of_kind(back(2), "child")[0]["last_name"] != of_kind(back(3), "child")[0]["last_name"]
