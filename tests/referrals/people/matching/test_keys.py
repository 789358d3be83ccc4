"""Two mentions that may be of one person share a key, and what says nothing is none."""

from datetime import date

import pytest

from referrals.people.matching import HomeMention, Mention, MentionKind, keys_of
from tests.referrals.people.matching.people import NHS_NUMBER, UPN, adult, child, unborn

BORN = date(2022, 7, 5)
PAIRS = {
    "NHS number alone": (
        child("Baby Rowntree", nhs_number=NHS_NUMBER),
        child("Ada Ellwood", BORN, nhs_number=NHS_NUMBER),
    ),
    "unique pupil number alone": (child("Gus Tandy", upn=UPN), child("Guy Rowe", upn=UPN.lower())),
    "phone alone": (adult("Magda Wolska", phones=("07700 900123",)), adult("Lena Krol", phones=("+44 7700 900123",))),
    "birth date alone": (child("Tomek Wolski", BORN), child("Jan Lewicki", BORN)),
    "birth date turned round": (child("Tomek Wolski", BORN), child("Jan Lewicki", date(2022, 5, 7))),
    "names turned round": (child("Tomek Wolski"), child("Wolska Tomasz")),
    "short form": (adult("Angie Prosser"), adult("Angela Prosser")),
    "alias": (child("Kit Barlow", aliases=["Kit Sumner"]), child("Kit Sumner")),
    "part of a double name": (child("Anna Wolska-Lewicka"), child("Ania Lewicka")),
    "another script": (adult("محمد خان"), adult("Mohammed Khan")),
    "no vowels": (adult("سلمان كريمي"), adult("Salman Karimi")),
    "house": (adult("Stu ", home="17 Blowing House Ln"), adult("Jo Hobbins", home="Bedsit 3, 17 Blowinghouse Lane")),
    "postcode with two letters changed over": (child("A B", postcode="ZZ95 1EF"), child("C D", postcode="ZZ95 1FE")),
    "age": (child("Ivo Penhale", date(2017, 5, 5)), child("Iwan Penhale", age=9, told_on=date(2026, 12, 1))),
    "mother": (
        unborn("Prosser", date(2026, 3, 1), parents=(adult("Angela Prosser").names[0],)),
        child("Mali Coles", date(2026, 3, 9), parents=["Angie Prosser"]),
    ),
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_they_share_a_key(pair):
    assert keys_of(pair[0]) & keys_of(pair[1])


NOTHING = {
    "placeholder": child("Baby", nhs_number="1111111111"),
    "wrong check digit": child("Unknown", nhs_number="9434765918"),
    "first of January": child("not known", date(2022, 1, 1)),
    "no phone": child("", phones=("none", "00000000000")),
    "unborn without anything": Mention(MentionKind.UNBORN),
    "no home": child("Male Infant", home=" ", postcode="-"),
}


@pytest.mark.parametrize("mention", NOTHING.values(), ids=NOTHING)
def test_what_points_at_nobody_is_no_key(mention):
    assert keys_of(mention) == frozenset()


def test_every_name_and_home_has_keys():
    both = child("Kit Barlow", aliases=["Una Sumner"])
    assert keys_of(both) == keys_of(child("Kit Barlow")) | keys_of(child("Una Sumner"))
    two_homes = Mention(MentionKind.ADULT, homes=(HomeMention("1 Low Road"), HomeMention("2 High Road")))
    assert {key.text for key in keys_of(two_homes)} == {"1+low", "2+high"}


def test_keys_are_few_enough_to_store():
    mention = child(
        "Tomek Lewicki", BORN, "12 Matlock Street", "ZZ95 6MM", nhs_number=NHS_NUMBER, parents=["Magda Lewicka"]
    )
    assert len(keys_of(mention)) < 40
