"""An address in parts, whichever way it was written."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.people.matching.homes import home_facts, homes_in
from referrals.people.matching.mention import HomeMention

SAME = [
    ["Flat 2, 5 Lower Llan Sarn", "2/5 Lower Llan Sarn", "5 Lower Llansarn, Flat 2", "flat 2\n5 Lower Llan-Sarn"],
    ["Matlock Street 12", "12 Matlock St", "12 MATLOCK STREET", "No. 12, Matlock St.", "12a Matlock Street"],
    ["Bedsit 3, 17 Blowing House Lane", "17 Blowinghouse Lane flat 3", "3/17 Blowing House Ln"],
    ["Flat 3, Elm House, High Street", "flat 3 Elm Hse High St"],
    ["Rose Cottage, Mill Lane", "rose cottage\nMill Ln", "Rose Cottage Mill Lane"],
    ["4 St Mary’s Road", "4 Saint Marys Rd"],
    ["7 The Avenue", "7 Avenue"],
    ["Block 4, 16 Nicholson Crescent", "block 4\n16 Nicholsoncrescent"],
    ["Low Road", "low rd"],
    ["Flat 02, 010 Low Road", "2/10 Low Rd"],
    ["The Terrace 7", "7 Terrace"],
]


@pytest.mark.parametrize("spellings", SAME, ids=lambda spellings: spellings[0])
def test_each_spelling_of_an_address_has_the_same_parts(spellings):
    assert len({home_facts(HomeMention(text)) for text in spellings}) == 1


def test_these_homes_are_all_different():
    homes = [home_facts(HomeMention(spellings[0])) for spellings in SAME]
    assert all(a[:3] != b[:3] for a, b in combinations(homes, 2))


def test_the_postcode_may_stand_in_the_address_or_beside_it():
    assert home_facts(HomeMention("1 Low Road, ZZ9 5EE")) == home_facts(HomeMention("1 Low Road", "zz95ee"))


def test_a_postcode_has_a_sector_and_an_outward_half():
    home = home_facts(HomeMention("", "ZZ95 1EE"))
    assert (home.sector, home.outward) == ("zz951", "zz95")


def test_a_street_is_known_without_its_kind():
    assert home_facts(HomeMention("30 Durham Row")).street == home_facts(HomeMention("30 Durham")).street == "durham"


def test_a_postcode_of_another_country_has_parts_too():
    home = home_facts(HomeMention("", "2119"))
    assert (home.postcode, home.sector, home.outward) == ("2119", "211", "21")


def test_a_house_has_a_flat_only_where_one_is_written():
    assert home_facts(HomeMention("12 Low Road")).flat == ""
    assert home_facts(HomeMention("Flat 20, 10 Low Road"))[:2] == ("20", "10")
    assert home_facts(HomeMention("20/30 Low Road"))[:2] == ("20", "30")


def test_the_town_follows_the_street():
    assert home_facts(HomeMention("1 Low Road\nAnytown\nZZ9 5EE")).town == "anytown"


def test_the_name_of_a_building_with_a_number_stands_apart():
    home = home_facts(HomeMention("Elm House, 12 High Street, Anytown"))
    assert (home.building, home.house, home.street, home.town) == ("elmhouse", "12", "high", "anytown")


def test_a_street_without_a_number_is_no_house():
    assert home_facts(HomeMention("Low Road, Anytown"))[:4] == ("", "", "low", "anytown")


def test_nothing_has_no_parts():
    assert not any(home_facts(HomeMention("", "")))


@pytest.mark.parametrize(
    ("text", "homes"),
    [
        ("She ran to 12 Elm St with Jo. He shouted.", [("", "12", "elm", "")]),
        ("12 Elm\nStreet, ZZ1 1ZA", [("", "12", "elm", "zz11za")]),
        ("Called to flat 2, 5 Lower Llan Sarn ZZ97 2SA at 1am", [("2", "5", "lowerllan", "zz972sa")]),
        ("At Twelve Elm Street or 4 St Mary’s Rd.", [("", "12", "elm", ""), ("", "4", "streetmarys", "")]),
        ("They stay in Elm Street 12", [("", "12", "elm", "")]),
        ("He is 12 years old and goes to school in ZZ1 1ZA", []),
        ("Born 1 December 2019 (7 years old), the 3rd of 4 children", []),
        ("Nothing with a number", []),
    ],
)
def test_a_text_names_homes_that_are_the_ones_of_addresses(text, homes):
    named = {home_facts(home) for home in homes_in(text)}
    assert {(home.flat, home.house, home.street, home.postcode) for home in named} == set(homes)


@given(st.text())
def test_whatever_is_written_is_read_for_homes(text):
    assert all(home_facts(home).house for home in homes_in(text))


def test_the_number_of_a_property_is_read_without_zeros_and_spaces():
    numbers = ["100023336956", "0100023336956"[1:], " 100023336956 "]
    assert {home_facts(HomeMention("", "", number)).uprn for number in numbers} == {"100023336956"}
    assert {home_facts(HomeMention("", "", number)).uprn for number in ("", "1000233369567", "12a4", "０")} == {""}
