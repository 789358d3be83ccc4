"""Each half of two names, as alike as people would call it."""

import pytest

from referrals.people.matching import Mention, MentionKind, NameMention, weights
from referrals.people.matching.facts import NameFacts, facts_of
from referrals.people.matching.names import NameLevels, best_names, first_level, last_level
from tests.referrals.people.matching.people import child

FIRST = [
    ("Tomek", "Tomek", "exact"),
    ("Zoë", "zoe", "exact"),
    ("Mary-Ann", "Maryann", "exact"),
    ("Mr Tomek", "Tomek", "exact"),
    ("Tomek", "Tomasz", "variant"),
    ("Tomek", "Thomas", "variant"),
    ("Mo", "Mohammed Ali", "part"),
    ("Mohd Hamza", "Muhammad Hassan", "part"),
    ("Mohd Hamza", "Muhammad Hamza", "variant"),
    ("Kasia", "Katarzyna Ewa", "more"),
    ("Kasia Ola", "Katarzyna Ewa", "part"),
    ("Kasia Ola", "Katarzyna Ewa Maria", "part"),
    ("Cazim", "Cahim", "alike"),
    ("Osgar", "Okzar", "different"),
    ("Sugden", "Bugdep", "alike"),
    ("Christabelle", "Christabel", "alike"),
    ("Wenlock", "Wenlaker", "alike"),
    ("Anna", "Anna Louise", "more"),
    ("Louise", "Anna Louise", "part"),
    ("Anna Rose", "Anna Louise", "part"),
    ("Rose Anna", "Anna Rose", "variant"),
    ("Muhammad", "Muhammad Hassan", "part"),
    ("Muhammad Hamza", "Muhammad Hassan", "part"),
    ("J", "Jakub", "initial"),
    ("J", "Hal", "different"),
    ("Mariusz", "Mariuz", "close"),
    ("Casimir", "Cazimir", "close"),
    ("Ella", "Bella", "alike"),
    ("Jayden", "Kayden", "alike"),
    ("Paul", "Paula", "alike"),
    ("Ithiel", "Ithyal", "alike"),
    ("Katie", "Kayleigh", "begins_alike"),
    ("Hal", "Ivy", "different"),
    ("Tim", "Tom", "alike"),
    ("Baby", "Hal", "missing"),
    ("Male Infant", "Hal", "missing"),
    ("Twin 2", "Hal", "missing"),
    ("", "", "missing"),
    ("سلمان", "Salman", "close"),
    ("لي", "Lou", "alike"),
]
LAST = [
    ("O'Rafferty", "O Rafferty", "exact"),
    ("Lane-Pitt", "LANE PITT", "exact"),
    ("Choudhury", "Chowdhury", "variant"),
    ("Lane-Pitt", "Pitt", "part"),
    ("Pitt-Lane", "Lane Pitt", "part"),
    ("Al-Hassan", "Hassan", "part"),
    ("Al-Hassan", "Al-Karimi", "different"),
    ("Wolski", "Wolska", "close"),
    ("Lewicki", "Łewicky", "close"),
    ("Wojcik", "Vojcik", "close"),
    ("Hobbins", "Hobins", "close"),
    ("Krezel", "Krezol", "close"),
    ("Pelc", "Pelz", "alike"),
    ("Wren", "Rowe", "different"),
    ("Ng", "Li", "different"),
    ("Unknown", "Wren", "missing"),
    ("Hassan", "Al Hassan", "part"),
    ("Tandy", "Dandy", "close"),
    ("Sandy", "Bandy", "alike"),
    ("Sugden", "Bugdep", "alike"),
    ("Sugden", "Bigdep", "different"),
    ("Tobin", "Robit", "different"),
    ("", "Wren", "missing"),
    ("كريمي", "Karimi", "close"),
]


def name(first: str, last: str) -> NameFacts:
    return facts_of(Mention(MentionKind.CHILD, (NameMention(first, last),))).names[0]


@pytest.mark.parametrize(("ours", "theirs", "level"), FIRST)
def test_two_first_names(ours, theirs, level):
    a, b = name(ours, "Wren"), name(theirs, "Wren")
    assert first_level(a, b) == first_level(b, a) == level


@pytest.mark.parametrize(("ours", "theirs", "level"), LAST)
def test_two_last_names(ours, theirs, level):
    a, b = name("Hal", ours), name("Hal", theirs)
    assert last_level(a, b) == last_level(b, a) == level


def compared(ours: Mention, theirs: Mention) -> NameLevels:
    return best_names(facts_of(ours).names, facts_of(theirs).names)


def test_of_several_names_those_count_that_agree_best():
    levels = compared(child("Kit Barlow", aliases=["Kit Sumner"]), child("Kit Sumner"))
    assert (levels.first, levels.last, levels.under_another) == ("exact", "exact", True)


def test_the_name_that_was_told_goes_before_an_alias_that_is_the_same():
    assert not compared(child("Kit Sumner", aliases=["Kit Sumner"]), child("Kit Sumner")).under_another
    assert compared(
        child("Kit Barlow", aliases=["Kit Sumner"]), child("Una Rowe", aliases=["Kit Sumner"])
    ).under_another


@pytest.mark.parametrize("turned", ["Wren Tomasz", "Wrenn Tomasz", "Wren Tomaz"])
def test_names_changed_over_are_known_with_a_slip_in_either(turned):
    assert compared(child("Tomasz Wren"), child(turned))[:2] == ("swapped", "swapped")


def test_names_changed_over_are_known_by_the_half_that_is_exact():
    assert compared(child("Laura Wegb"), child("Webf Laura"))[:2] == ("swapped", "swapped")
    assert compared(child("Laura Wegb"), child("Webf Lora"))[:2] == ("different", "different")


@pytest.mark.parametrize(
    ("as_told", "turned"), [("Ithiel Smith", "Smithh Ithiel"), ("David Ottaway", "Ottaway Davidd")]
)
def test_names_changed_over_count_as_the_commoner_of_both_spellings(as_told, turned):
    rare = compared(child("Ithiel Ottaway"), child("Ottaway Ithiel")).bits
    assert compared(child(as_told), child(turned)).bits == compared(child(turned), child(as_told)).bits < rare


def test_two_names_that_are_alike_are_not_changed_over_where_they_stand_in_order():
    assert compared(child("Allan Alan"), child("Allan Alan"))[:2] == ("exact", "exact")


def test_names_changed_over_count_as_both_halves():
    levels = compared(child("Ithiel Ottaway"), child("Ottaway Ithiel"))
    each = weights.swapped_bits("ithiel", "ithiel")
    assert (levels.first_bits, levels.last_bits, levels.under_another) == (each, each, False)


def test_the_last_name_of_an_unborn_child_says_little():
    ours, theirs = facts_of(child("Hal Wren")).names, facts_of(child("Hal Rowe")).names
    assert best_names(ours, theirs, unborn=True).last_bits > best_names(ours, theirs).last_bits


@pytest.mark.parametrize("other", ["Wren Rowe", "Rowe Tomasz", "Wren ", "Ahmed Wren"])
def test_half_a_name_changed_over_is_another_name(other):
    assert "swapped" not in compared(child("Tomasz Wren"), child(other))[:2]


def test_a_rare_name_says_more_than_a_common_one():
    rare, common = (compared(child(both), child(both)) for both in ("Ithiel Ottaway", "David Smith"))
    assert rare.first_bits > common.first_bits
    assert rare.last_bits > common.last_bits
    assert compared(child("Mohammed Khan"), child("Muhammad Khan")).bits < common.bits


def test_names_changed_over_say_less_where_they_are_common():
    rare, common = (
        compared(child(name), child(turned))
        for name, turned in (("Ithiel Ottaway", "Ottaway Ithiel"), ("David Smith", "Smith David"))
    )
    assert rare.first == common.first == "swapped"
    assert rare.bits > common.bits
    assert compared(child("David Ottaway"), child("Ottaway David")).bits < rare.bits


def test_nobody_without_a_name_has_levels():
    assert compared(child(""), child("Hal Wren"))[:2] == ("missing", "missing")
