"""Pairs of people as they come to a hub, and how sure it may be of each. All of them are made up."""

from datetime import date, timedelta

import pytest

from referrals.people.matching import Band, Comparison, compare, keys_of
from tests.referrals.people.matching.people import (
    ANOTHER_NHS_NUMBER,
    NHS_NUMBER,
    TODAY,
    UPN,
    adult,
    child,
    named,
    unborn,
)

CERTAIN, POSSIBLE, BELOW = Band.ALMOST_CERTAINLY, Band.POSSIBLY, Band.BELOW


def before(days: int) -> date:
    return TODAY - timedelta(days=days)


LLAN_SARN, SARN_CODE = "Flat 2, 5 Lower Llan Sarn", "ZZ97 2SA"
DYLAN, ANGIE_BORN, JON_BORN = date(2021, 8, 1), date(1995, 3, 3), date(1981, 6, 1)
ANGHARAD = adult("Angharad Coles", ANGIE_BORN, "2/5 Lower Llan Sarn", aliases=["Angie Prosser"])
MALI = child("Mali Coles", None, "5 Lower Llansarn, Flat 2", age=0, told_on=before(100), parents=["Angharad Coles"])
UNBORN = unborn("Prosser", before(250), LLAN_SARN, SARN_CODE, told_on=before(330), parents=(named("Angela Prosser"),))

TOMEK, ANIA, MAGDA = date(2022, 7, 5), date(2019, 3, 12), date(1986, 12, 1)
DURHAM, MATLOCK = ("30 Durham Row", "ZZ95 1EE"), ("12 Matlock Street", "ZZ95 6MM")
TOMEK_NOW = child("Tomek Lewicki", TOMEK, "Matlock Street 12", parents=["Magda Lewicka"])

BEDSIT = ("Bedsit 3, 17 Blowing House Lane", "ZZ93 5BH")
STUART = adult("Stuart Hobbins", date(1987, 2, 15), *BEDSIT)

LOW_ROAD = ("1 Low Road", "ZZ95 1EE")
HAL = child("Hal Wren", TOMEK, *LOW_ROAD)
FATHER = adult("Owen Wren", date(1985, 3, 2), *LOW_ROAD)
IVO = child("Ivo Penhale", date(2017, 5, 5), "6 Low Road", phones=("07700 900123",), schools=("Low School",))

PAIRS = {
    # A boy of five, his mother under four names, a baby who was expected then
    "Dylan, his flat written another way": (
        child("Dylan Prosser", DYLAN, LLAN_SARN, SARN_CODE),
        child("Dylan Prosser", DYLAN, "2/5 Lower Llan Sarn"),
        CERTAIN,
    ),
    "his mother by an alias": (adult("Angie Prosser", ANGIE_BORN, LLAN_SARN, SARN_CODE), ANGHARAD, CERTAIN),
    "his mother by a form of the alias": (adult("Angela Prosser", ANGIE_BORN, LLAN_SARN, SARN_CODE), ANGHARAD, CERTAIN),
    "his mother without a birth date": (adult("Angharad Coles", None, "5 Lower Llansarn, Flat 2"), ANGHARAD, POSSIBLE),
    "the unborn child, born since": (UNBORN, MALI, POSSIBLE),
    "the unborn child is not a boy born before": (UNBORN, child("Dylan Prosser", DYLAN, LLAN_SARN, SARN_CODE), BELOW),
    "the baby again, without an age": (MALI, child("Mali Coles", None, "2/5 Lower Llan Sarn"), POSSIBLE),
    "Jon and Jonathan": (
        adult("Jon Coles", JON_BORN),
        adult("Jonathan Coles", JON_BORN, "1 Quarry Row", "ZZ97 1QQ"),
        CERTAIN,
    ),
    "a foster child in another home": (
        child("Craig Mulgrew", age=13, told_on=before(190)),
        child("Craig Mulgrew", None, "2/5 Lower Llan Sarn"),
        POSSIBLE,
    ),
    # A boy of four whose last name, home and spelling change
    "Tomasz Wolski": (child("Tomasz Wolski", TOMEK, *DURHAM, parents=["Magda Wolska"]), TOMEK_NOW, POSSIBLE),
    "Tomek Wolski, day and month turned round": (
        child("Tomek Wolski", date(2022, 5, 7), *DURHAM, parents=["Magda Wolska"]),
        TOMEK_NOW,
        POSSIBLE,
    ),
    "Tomek Wolski beside Tomasz Wolski": (
        child("Tomek Wolski", date(2022, 5, 7), *DURHAM),
        child("Tomasz Wolski", TOMEK, *DURHAM),
        CERTAIN,
    ),
    "Tomek Lewicki": (child("Tomek Lewicki", TOMEK, *MATLOCK), TOMEK_NOW, CERTAIN),
    "Tomasz Lewicky without a birth date": (child("Tomasz Lewicky", None, *MATLOCK), TOMEK_NOW, POSSIBLE),
    "Tomasz Łewicki": (child("Tomasz Łewicki", TOMEK, "12 Matlock St"), TOMEK_NOW, CERTAIN),
    "his sister with both last names": (
        child("Ania Wolska", ANIA, *DURHAM),
        child("Anna Wolska-Lewicka", ANIA, "12 Matlock Street"),
        CERTAIN,
    ),
    "he is not his sister": (child("Anna Wolska-Lewicka", ANIA, "12 Matlock Street"), TOMEK_NOW, BELOW),
    "his mother, remarried": (adult("Magda Wolska", MAGDA, *DURHAM), adult("Magda Lewicka", MAGDA, *MATLOCK), POSSIBLE),
    "his mother, without a birth date": (
        adult("Magda Lewicka", MAGDA, *MATLOCK),
        adult("Magda Lewicka", None, "Matlock Street 12"),
        POSSIBLE,
    ),
    "her partner, misheard": (
        adult("Mariuz Krezel", None, *MATLOCK),
        adult("Mariusz Krezol", None, "Matlock Street 12"),
        POSSIBLE,
    ),
    # An adult and whoever comes to his bedsit
    "Stuart again": (STUART, STUART, CERTAIN),
    "Steve, about 38": (STUART, adult("Steve Hobbins", None, *BEDSIT, age=38, told_on=before(300)), POSSIBLE),
    "Stewart Hobins": (STUART, adult("Stewart Hobins", date(1987, 2, 15), "17 Blowinghouse Lane flat 3"), CERTAIN),
    "Stu": (STUART, adult("Stu ", None, "17 Blowing House Ln"), POSSIBLE),
    "Daz and Darren": (
        adult("Darren Stoker", date(1996, 1, 4), *BEDSIT),
        adult("Daz Stoker", date(1996, 1, 4), "17 Blowing House Ln"),
        CERTAIN,
    ),
    "a friend in his home": (STUART, adult("Darren Stoker", date(1996, 1, 4), *BEDSIT), BELOW),
    # Controls
    "the same in everything": (
        child("Lark Ottaway", TOMEK, *LOW_ROAD),
        child("Lark Ottaway", TOMEK, *LOW_ROAD),
        CERTAIN,
    ),
    "strangers of one last name, both born on 1 January": (
        child("Mohammed Khan", date(2018, 1, 1), "1 North Street"),
        child("Ayesha Khan", date(2018, 1, 1), "77 South Street"),
        BELOW,
    ),
    "twins": (
        child("Hal Wren", TOMEK, *LOW_ROAD, nhs_number=NHS_NUMBER),
        child("Ivy Wren", TOMEK, *LOW_ROAD, nhs_number=ANOTHER_NHS_NUMBER),
        BELOW,
    ),
    "twins without numbers": (HAL, child("Ivy Wren", TOMEK, *LOW_ROAD), BELOW),
    "twins whose names rhyme": (child("Ella Wren", TOMEK, *LOW_ROAD), child("Bella Wren", TOMEK, *LOW_ROAD), POSSIBLE),
    "twins of whom one name is not known": (HAL, child("Twin 2 Wren", TOMEK, *LOW_ROAD), POSSIBLE),
    "twins who share a first of two names": (
        child("Muhammad-Hassan Wren", TOMEK, *LOW_ROAD),
        child("Muhammad-Hamza Wren", TOMEK, *LOW_ROAD),
        POSSIBLE,
    ),
    "brothers": (HAL, child("Ned Wren", date(2020, 2, 9), *LOW_ROAD), BELOW),
    "father and son of one name": (FATHER, child("Owen Wren", TOMEK, *LOW_ROAD), BELOW),
    "father and son by the ages told": (
        adult("Owen Wren", None, *LOW_ROAD, age=41, told_on=TODAY),
        child("Owen Wren", None, *LOW_ROAD, age=4, told_on=TODAY),
        BELOW,
    ),
    "father and son, no birth date": (
        adult("Owen Wren", None, *LOW_ROAD),
        child("Owen Wren", TOMEK, *LOW_ROAD),
        POSSIBLE,
    ),
    "new name, same number": (
        child("Baby Rowntree", nhs_number=NHS_NUMBER),
        child("Ada Ellwood", TOMEK, "9 High Road", nhs_number=NHS_NUMBER),
        POSSIBLE,
    ),
    "two people under one number": (
        child("Hal Rowntree", date(2015, 1, 9), nhs_number=NHS_NUMBER),
        child("Ada Ellwood", TOMEK, nhs_number=NHS_NUMBER),
        POSSIBLE,
    ),
    "the same but for two numbers": (
        child("Hal Wren", TOMEK, *LOW_ROAD, nhs_number=NHS_NUMBER),
        child("Hal Wren", TOMEK, *LOW_ROAD, nhs_number=ANOTHER_NHS_NUMBER),
        POSSIBLE,
    ),
    "a baby without a first name, with the number": (
        child("Baby Wren", TOMEK, *LOW_ROAD, nhs_number=NHS_NUMBER),
        child("Hal Wren", TOMEK, *LOW_ROAD, nhs_number=NHS_NUMBER),
        CERTAIN,
    ),
    "alias": (child("Kit Sumner", TOMEK), child("Kit Barlow", TOMEK, aliases=["Kit Sumner"]), CERTAIN),
    "birth date a day out": (
        child("Faye Ormerod", TOMEK, "4 Low Road"),
        child("Faye Ormerod", TOMEK + timedelta(days=1), "4 Low Road"),
        CERTAIN,
    ),
    "birth date missing, about nine": (
        IVO,
        child(
            "Ivo Penhale", None, "6 Low Road", age=9, told_on=TODAY, phones=("+447700900123",), schools=("Low School",)
        ),
        CERTAIN,
    ),
    "unique pupil number only": (child("Gus Tandy", TOMEK, upn=UPN), child("Gus Rowe", upn=UPN), POSSIBLE),
    "names turned round": (child("Hal Wren", TOMEK, *LOW_ROAD), child("Wren Hal", TOMEK, *LOW_ROAD), CERTAIN),
    "names turned round, with a slip": (
        child("Tomasz Wolski", TOMEK, *LOW_ROAD),
        child("Wolsky Tomasz", TOMEK, *LOW_ROAD),
        CERTAIN,
    ),
    "another script": (child("محمد خان", TOMEK, *LOW_ROAD), child("Mohammed Khan", TOMEK, *LOW_ROAD), CERTAIN),
    "common names alone on one birth date": (adult("Mohammed Khan", MAGDA), adult("Mohammed Khan", MAGDA), POSSIBLE),
    "common names and nothing else": (adult("Mohammed Khan"), adult("Mohammed Khan"), BELOW),
}
MARKS = [
    ["Una O'Rafferty", "Una O’Rafferty", "Una O Rafferty"],
    ["Una Lane-Pitt", "Una Lane Pitt", "Una LanePitt"],
    ["Una Brontë", "Una Bronte"],
    ["Łukasz Wren", "Lukasz Wren"],
    ["Una McAllum", "UNA MCALLUM", "Una Mc Allum"],
    ["Una Wren", "Una Wren ", "Una Wr\u200ben"],
]


@pytest.mark.parametrize(("a", "b", "band"), PAIRS.values(), ids=PAIRS)
def test_a_pair_is_in_its_band_whichever_comes_first(a, b, band):
    comparison = compare(a, b)
    assert comparison.band == band, (comparison.bits, comparison.reasons)
    assert compare(b, a) == comparison


@pytest.mark.parametrize(("a", "b", "band"), PAIRS.values(), ids=PAIRS)
def test_whoever_is_shown_is_found_by_a_key(a, b, band):
    assert band == BELOW or keys_of(a) & keys_of(b)


@pytest.mark.parametrize("spellings", MARKS, ids=lambda spellings: spellings[0])
def test_marks_change_nothing(spellings):
    first, *others = [child(spelling, TOMEK) for spelling in spellings]
    assert {compare(first, other) for other in others} == {compare(first, first)}
    assert compare(first, first).band == CERTAIN


def words_of(comparison: Comparison) -> str:
    return "\n".join(comparison.reasons)


def test_reasons_say_what_agrees_and_what_does_not():
    turned, known = child("Tomek Wolski", date(2022, 5, 7), *DURHAM), child("Tomasz Wolski", TOMEK, *DURHAM)
    assert compare(turned, known).reasons == (
        "last name: the same",
        "birth date: day and month turned round",
        "postcode: the same",
        "street: the same",
        "first name: a short form or another spelling of the same name",
        "house: the same",
    )


def test_reasons_say_why_a_pair_is_not_certain():
    twins = compare(HAL, child("Ivy Wren", TOMEK, *LOW_ROAD))
    assert twins.reasons[-1] == "not certain: two first names on one birth date: more likely twins"
    namesakes = compare(FATHER, child("Owen Wren", TOMEK, *LOW_ROAD))
    assert namesakes.reasons[-1] == "not certain: born ten years or more apart, as namesakes of two generations are"
    number = compare(*PAIRS["two people under one number"][:2])
    assert number.reasons[-1] == "one number, but name and birth date differ: two people under one number?"


@pytest.mark.parametrize(("a", "b", "band"), PAIRS.values(), ids=PAIRS)
def test_reasons_give_nothing_away(a, b, band):
    """They may stand where the other case stays hidden, so they have no word of a name or an address."""
    words = set(words_of(compare(a, b)).casefold().replace(":", " ").replace(",", " ").split())
    values = {word for name in (*a.names, *b.names) for part in name[:2] for word in part.casefold().split()}
    assert not words & (values - {"baby"})
    assert not any(digit in words_of(compare(a, b)) for digit in "123456789")
