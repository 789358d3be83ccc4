"""Two people may share a home however it is written; the rule is stated here as tables of spellings."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.people.addresses import gives_away, home_of, kept_secret, without_secret_addresses

# Each list is one home. No two of them share a house or a postcode.
HOMES = [
    [
        {"address": "12 Elm Street\nAnytown", "postcode": "ZZ1 1ZA"},
        {"address": "12, ELM  STREET"},
        {"address": "Flat 2, 12 Elm St"},
        {"address": "12a Elm Str."},
        {"address": "12 A Elm Street"},
        {"address": "No. 12 Elm St, Anytown zz11za"},
        {"address": "１２ Elm Street"},
        {"address": "1\u200b2 El\u00adm\u00a0Street"},
        {"address": "12–14 Elm Street"},
        {"address": "2/12 Elm St"},
        {"address": "Elm Street 12"},
        {"address": "Twelve Elm Street"},
        {"address": "The old shop\nzz1-1za"},
        {"address": "The old shop, Z Z 1 1 Z A"},
        {"postcode": "ZZ1 1ZA"},
        {"whereabouts": "At 12 Elm Street with her sister"},
        {"whereabouts": "zz1 1za"},
    ],
    [
        {"address": "The Cottage, Mill Lane", "postcode": "ZZ3 3ZB"},
        {"address": "the cottage\nMill Ln"},
        {"address": "Cottage, Mill La."},
        {"address": "Somewhere, ZZ3 3ZB"},
        {"whereabouts": "The Cottage"},
    ],
    [
        {"address": "4 St Mary’s Road", "postcode": "ZZ5 0ZD"},
        {"address": "4 Saint Marys Rd"},
        {"address": "4 St. Mary's Rd."},
        {"address": "Attic\nZZ5 OZD"},
    ],
    [
        {"address": "Flat 3\nElm House\nHigh Street", "postcode": "ZZ7 7ZE"},
        {"address": "Flat 3, Elm Hse"},
        {"address": "Elm House, High St"},
        {"address": "3 Elm House"},
    ],
    [{"address": "7 The Avenue", "postcode": "ZZ8 8ZF"}, {"address": "7 Ave"}, {"address": "7, the avenue, Anytown"}],
]
homes = st.sampled_from(HOMES)
spellings = homes.flatmap(lambda home: st.tuples(st.sampled_from(home), st.sampled_from(home)))
unlike = st.tuples(homes, homes).filter(lambda pair: pair[0] is not pair[1])


@dataclass(frozen=True)
class Somebody:
    name: str
    address: str = ""
    postcode: str = ""
    whereabouts: str = ""
    address_withheld: bool = False
    is_subject: bool = False
    in_household: str = ""
    uprn: str = ""


def hidden(*people: Somebody) -> str:
    return "".join(sorted(person.name for person in kept_secret(people)))


@pytest.mark.parametrize("spelling", [spelling for home in HOMES for spelling in home], ids=str)
def test_the_home_in_any_spelling_is_kept_secret_with_the_first_one(spelling):
    first = next(home[0] for home in HOMES if spelling in home)
    assert hidden(Somebody("a", **first, address_withheld=True), Somebody("b", **spelling)) == "ab"


@given(spellings)
def test_whoever_of_the_home_asked_for_it_everybody_there_is_kept_secret(pair):
    whole = next(home[0] for home in HOMES if pair[0] in home)
    mother, child, sister = Somebody("a", **pair[0]), Somebody("b", **pair[1]), Somebody("c", **whole)
    assert hidden(replace(mother, address_withheld=True), child, sister) == "abc"
    assert hidden(mother, replace(child, address_withheld=True), sister) == "abc"


@given(unlike)
def test_an_address_with_another_house_and_postcode_is_not_kept_secret(pair):
    assert hidden(Somebody("a", **pair[0][0], address_withheld=True), Somebody("b", **pair[1][0])) == "a"


def test_nobody_is_kept_secret_where_nobody_asked_for_it():
    assert hidden(Somebody("a", **HOMES[0][0]), Somebody("b", **HOMES[0][1], in_household="yes")) == ""


HERE, ELSEWHERE = HOMES[0][0], HOMES[1][0]


def test_those_in_the_same_home_as_a_subject_are_kept_secret_with_them_wherever_they_say_they_live():
    secret = Somebody("a", **HERE, is_subject=True, address_withheld=True)
    lodger, visitor = Somebody("b", **ELSEWHERE, in_household="yes"), Somebody("c", **ELSEWHERE)
    assert hidden(secret, lodger) == "ab"
    assert hidden(secret, visitor) == "a"
    assert hidden(secret, replace(visitor, in_household="no")) == "a"


def test_somebody_secret_in_the_household_keeps_the_others_of_it_secret():
    secret = Somebody("a", in_household="yes", address_withheld=True)
    assert hidden(secret, Somebody("b", **HERE, in_household="yes"), Somebody("c", **HERE, is_subject=True)) == "abc"


def test_a_subject_who_plainly_lives_elsewhere_is_not_of_that_household():
    secret = Somebody("a", **HERE, in_household="yes", address_withheld=True)
    assert hidden(secret, Somebody("b", **ELSEWHERE, is_subject=True)) == "a"


def test_somebody_secret_outside_the_household_says_nothing_about_it():
    secret = Somebody("a", **HERE, address_withheld=True)
    assert hidden(secret, Somebody("b", **ELSEWHERE, in_household="yes")) == "a"


@given(st.text(), st.text(), st.text())
def test_whatever_is_typed_as_an_address_is_read(address, postcode, whereabouts):
    person = Somebody("a", address, postcode, whereabouts)
    assert home_of(person).may_be(home_of(person)) or not home_of(person).texts


@pytest.mark.parametrize(
    "text",
    ["She fled to 12 Elm St.", "Anybody at ZZ1 1ZA?", "zz11za", "12a, ELM STREET", "12 Elm\nStreet", "ZZ1\n1ZA"],
)
def test_a_text_gives_an_address_away_in_any_spelling(text):
    secret = Somebody("a", "12 Elm Street", "ZZ1 1ZA")
    assert gives_away(text, [secret])
    left = without_secret_addresses(text, [secret], instead="…")
    assert not gives_away(left, [secret])
    assert "elm" not in left.casefold()


@pytest.mark.parametrize("text", ["", "14 Elm Street", "She is 12. Elm trees stand there.", "Scored 14 high risks"])
def test_another_text_gives_nothing_away(text):
    secret = [Somebody("a", "12 Oak Street", "ZZ1 1ZA"), Somebody("b", "14 High Street")]
    assert not gives_away(text, secret)
    assert without_secret_addresses(text, secret, instead="…") == text


def test_only_the_sentences_with_the_address_are_left_out():
    text = "He shouted. She ran to 12 Elm St with Jo. Police came.\nNobody was hurt."
    secret = [Somebody("a", "12 Elm Street")]
    left = without_secret_addresses(text, secret, instead="[left out]")
    assert left == "He shouted. [left out] Police came.\nNobody was hurt."
