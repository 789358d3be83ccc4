"""Chains of contacts about one family, in many spellings: each earlier one is known again, and nobody else's.

All people are invented. Order, sources and ways of misspelling are those of published reviews.
"""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mash.identity import acting_as
from referrals.models import PersonHome, PersonPair, Referral
from referrals.people.other_referrals import other_referrals
from referrals.people.repeats import is_repeat
from referrals.same_people.actions import judge
from tests.builders import build_referral, set_repeat_months
from tests.database import as_role
from tests.referrals.decisions.browsing import send, text, url

TODAY = timezone.localdate()


def person(name: str, born: date | None = None, home: str = "", **more) -> dict:
    """Return an adult who is not a subject, unless more is said. A home is "12 Elm Row; ZZ95 6MM"."""
    first, _, last = name.rpartition(" ")
    address, _, postcode = home.partition("; ")
    about = {"kind": "adult", "is_subject": False, "first_name": first, "last_name": last, "date_of_birth": born}
    return {**about, "address": address, "postcode": postcode, **more}


def child(name: str, born: date | None = None, home: str = "", **more) -> dict:
    return person(name, born, home, **{"kind": "child", "is_subject": True, **more})


def mother(name: str, born: date | None = None, home: str = "", **more) -> dict:
    return person(name, born, home, **{"relationship": "parent", "in_household": "yes", **more})


def source(name: str, born: date | None = None, home: str = "", **more) -> dict:
    return person(name, born, home, **{"alleged_source": True, **more})


def tell(world, chain: list[tuple[int, list[dict]]]) -> dict[int, object]:
    """Let the hub hear of each of these, so many days ago, and return the referrals by day."""
    return {
        days: build_referral(world, people=people, now=timezone.now() - timedelta(days=days)) for days, people in chain
    }


def known_again(world, contacts: dict[int, object]) -> dict[int, str]:
    """Return, by day, how each earlier referral is known again from the last one."""
    last = contacts[min(contacts)]
    with acting_as(world.manager):
        listed = other_referrals(last, last.people.all()).listed
    days = {referral.reference: day for day, referral in contacts.items()}
    return {days[other.reference]: "counted" if other.is_counted else "possibly" for other in listed}


DYLAN = TODAY - timedelta(days=400 + 5 * 365 + 120)
SARN = "Flat 2, 5 Lower Llan Sarn; ZZ97 2SA"
JON = date(1981, 6, 1)
ANGIE = date(1995, 3, 3)
OF_DYLAN = [
    (900, [child("Shannon Rees", None, "1 Quarry Row; ZZ97 1QQ", estimated_age=9), source("Jonathan Coles", JON)]),
    (400, [child("Dylan Prosser", DYLAN, SARN), mother("Angie Prosser", ANGIE, SARN)]),
    (
        330,
        [
            child("Prosser", None, SARN, kind="unborn", expected_on=TODAY - timedelta(days=250)),
            mother("Angela Prosser", ANGIE, SARN, relationship="parent_of_unborn"),
            source("Jon Coles", JON),
        ],
    ),
    (190, [child("Craig Mulgrew", None, "c/o foster carers", estimated_age=13), source("Jon Coles", JON)]),
    (
        100,
        [
            child("Mali Coles", None, "5 Lower Llansarn, Flat 2", estimated_age=0),
            mother("Angharad Coles", None, "5 Lower Llansarn, Flat 2"),
        ],
    ),
    (
        0,
        [
            child("Dylan Prosser", DYLAN, "2/5 Lower Llan Sarn"),
            mother("Angharad Coles", ANGIE, "2/5 Lower Llan Sarn", other_names="Angie Prosser"),
            source("Jon Coles", JON),
            child("Craig Mulgrew", None, "", is_subject=False, estimated_age=13, in_household="yes"),
            child("Mali Coles", None, "", is_subject=False, estimated_age=0, in_household="yes"),
        ],
    ),
]

TOMEK, ANIA = date(2022, 7, 5), date(2019, 3, 12)
MAGDA = date(1986, 12, 1)
ROW, STREET = "30 Durham Row; ZZ95 1EE", "12 Matlock Street; ZZ95 6MM"
OF_TOMEK = [
    (
        820,
        [
            child("Tomasz Wolski", TOMEK, ROW),
            child("Ania Wolska", ANIA, ROW),
            mother("Magda Wolska", MAGDA, ROW),
            source("Eryk Pelc"),
        ],
    ),
    (
        600,
        [
            child("Tomek Wolski", date(2022, 5, 7), ROW),
            child("Ania Wolska", ANIA, ROW),
            mother("Magda Wolska", MAGDA, ROW),
            source("Bartek Nowik"),
        ],
    ),
    (
        380,
        [
            child("Tomek Lewicki", TOMEK, STREET),
            child("Ania Wolska", ANIA, STREET),
            mother("Magda Lewicka", MAGDA, STREET),
            source("Mariusz Krezol"),
        ],
    ),
    (
        340,
        [
            child("Tomasz Lewicky", TOMEK, STREET),
            child("Ania Wolska", ANIA, STREET),
            mother("Magda Lewicka", MAGDA, STREET),
            source("Mariuz Krezel"),
        ],
    ),
    (320, [child("Tomasz Łewicki", TOMEK, "12 Matlock St")]),
    (60, [child("Anna Wolska-Lewicka", ANIA, "12 Matlock Street")]),
    (
        0,
        [
            child("Tomek Lewicki", TOMEK, "Matlock Street 12"),
            mother("Magda Lewicka", None, "Matlock Street 12"),
            source("Mariusz Krezol", None, "Matlock Street 12"),
        ],
    ),
]

STUART, DARREN = date(1987, 2, 15), date(1996, 1, 4)
BEDSIT = "Bedsit 3, 17 Blowing House Lane; ZZ93 5BH"
OF_STUART = [
    (430, [person("Stuart Hobbins", STUART, BEDSIT, is_subject=True)]),
    (
        300,
        [
            person("Steve Hobbins", None, BEDSIT, is_subject=True, estimated_age=38),
            source("Darren Stoker", DARREN, BEDSIT, relationship="friend", in_household="yes"),
        ],
    ),
    (
        240,
        [
            person("Daz Stoker", DARREN, "17 Blowing House Ln", is_subject=True),
            person("Stu ", None, "17 Blowing House Ln", relationship="friend", in_household="yes"),
        ],
    ),
    (200, [person("Stewart Hobins", STUART, "17 Blowinghouse Lane flat 3", is_subject=True)]),
    (
        120,
        [
            child("Sarah Bullen", None, "17 Blowing House Lane", estimated_age=16),
            person("Darren Stoker", DARREN, "17 Blowing House Lane", relationship="partner"),
        ],
    ),
    (0, [person("Stuart Hobbins", STUART, BEDSIT, is_subject=True)]),
]

CHAINS = {"of a boy of five": OF_DYLAN, "of a boy of four": OF_TOMEK, "of a man": OF_STUART}


@pytest.mark.parametrize("chain", CHAINS)
def test_every_earlier_contact_of_a_chain_is_known_again(northvale, chain):
    contacts = tell(northvale, CHAINS[chain])
    assert set(known_again(northvale, contacts)) == set(contacts) - {0}


def test_what_was_told_of_one_family_is_counted_in_a_year_and_in_all(northvale, as_person):
    contacts = tell(northvale, OF_TOMEK)
    page = text(as_person(northvale.manager).get(url("case", contacts[0])))
    assert "3 in 12 months, 4 in all" in page
    assert "naming those whom this case is about" in page
    assert "at the same address" in page
    assert "Repeat" in page


def test_the_alleged_source_of_another_family_is_counted_apart(northvale, as_person):
    contacts = tell(northvale, OF_DYLAN)
    page = text(as_person(northvale.manager).get(url("case", contacts[0])))
    assert "naming the alleged source: 2 in 12 months, 3 in all" in page


@pytest.mark.parametrize("name", ["case", "triage", "queue"])
def test_the_pages_on_which_one_decides_say_it(northvale, as_person, name):
    lark = child("Lark Ottaway", date(2019, 5, 5), "3 Low Road; ZZ90 1AA")
    contacts = tell(northvale, [(days, [lark]) for days in (400, 223, 121, 72, 0)])
    at = reverse("referrals:queue") if name == "queue" else url(name, contacts[0])
    page = text(as_person(northvale.manager).get(at))
    assert "3 in 12 months, 4 in all" in page
    if name != "queue":
        assert all(referral.reference in page for referral in contacts.values())
        assert "Almost certainly Lark Ottaway" in page


LARK = child("Lark Ottaway", date(2019, 5, 5), "3 Low Road; ZZ90 1AA")


@pytest.mark.parametrize(("months", "words"), [(2, "0 in 2 months, 2 in all"), (24, "2 in 24 months, 2 in all")])
@pytest.mark.parametrize("name", ["case", "triage", "queue", "needs"])
def test_each_page_counts_over_the_months_of_the_hub(northvale, as_person, name, months, words):
    set_repeat_months(northvale, months)
    contacts = tell(northvale, [(days, [LARK]) for days in (400, 100, 0)])
    at = reverse(f"referrals:{name}") if name in ("queue", "needs") else url(name, contacts[0])
    page = text(as_person(northvale.manager).get(at))
    assert words in page
    assert ("3rd referral in 24 months" in page) == (name == "needs" and months == 24)


@pytest.mark.parametrize(("months", "is_again_and_again"), [(2, False), (24, True)])
def test_whether_somebody_was_told_of_again_and_again_goes_by_the_months_of_the_hub(
    northvale, months, is_again_and_again
):
    set_repeat_months(northvale, months)
    contacts = tell(northvale, [(days, [LARK]) for days in (400, 100, 0)])
    with acting_as(northvale.manager):
        assert is_repeat(contacts[0].people.get()) == is_again_and_again


def test_a_closed_case_that_turns_out_to_be_of_the_same_person_counts_from_then_on(northvale, as_person):
    """It was told of under another name, and nobody knew."""
    contacts = tell(northvale, [(30, [child("Lark Ottaway", home="3 Low Road; ZZ90 1AA")]), (0, [LARK])])
    with acting_as(northvale.manager):
        Referral.objects.filter(pk=contacts[30].pk).update(status="closed")
        pair = PersonPair.objects.get()
        assert pair.band == PersonPair.Band.POSSIBLY
    with as_role("mash_owner"):  # so that they are not known again by where they live
        PersonHome.objects.all().delete()
    client = as_person(northvale.manager)
    assert "0 in 12 months, 0 in all" in text(client.get(url("case", contacts[0])))
    with acting_as(northvale.manager):
        judge(contacts[0], pair=pair, verdict=PersonPair.Verdict.SAME, why="The school says so.", by=northvale.manager)
    for at in (url("case", contacts[0]), reverse("referrals:queue"), reverse("referrals:needs")):
        assert "1 in 12 months, 1 in all" in text(client.get(at))


BORN = date(2018, 1, 2)
HOME = "4 Low Road; ZZ90 4RR"
SAME = {
    "another spelling of the mark": ("Kit O'Rafferty", "Kit O’Rafferty"),
    "a gap for the mark": ("Kit O'Rafferty", "Kit O Rafferty"),
    "a gap for the dash": ("Kit Lane-Pitt", "Kit Lane Pitt"),
    "joined": ("Kit Lane-Pitt", "Kit LanePitt"),
    "without the accent": ("Kit Brontë", "Kit Bronte"),
    "a letter that does not decompose": ("Łukasz Wrona", "Lukasz Wrona"),
    "capitals": ("Kit McAllum", "Kit MCALLUM"),
    "apart": ("Kit McAllum", "Kit Mc Allum"),
    "trailing space": ("Kit McAllum", "Kit McAllum "),
    "an invisible character": ("Kit McAllum", "Kit McAl\u200blum"),
}


@pytest.mark.parametrize("how", SAME)
def test_a_name_written_another_way_is_almost_certainly_the_same(northvale, how):
    first, second = (
        {**child(name, BORN, HOME), "first_name": name.split(" ")[0], "last_name": name.partition(" ")[2]}
        for name in SAME[how]
    )
    contacts = tell(northvale, [(30, [first]), (0, [second])])
    assert known_again(northvale, contacts) == {30: "counted"}


def ties(world, contacts) -> list[tuple[bool, str]]:
    last = contacts[min(contacts)]
    with acting_as(world.manager):
        listed = other_referrals(last, last.people.all()).listed
    return [(tie.is_sure, tie.name_there) for other in listed for tie in other.ties]


APART = {
    "strangers of one name": (
        child("Mohammed Khan", BORN, "1 North Street"),
        child("Ayesha Khan", BORN, "77 South St"),
    ),
    "twins": (
        child("Hal Marsh", BORN, HOME, nhs_number="9990000018"),
        child("Ivy Marsh", BORN, HOME, nhs_number="9990000026"),
    ),
}


@pytest.mark.parametrize("who", APART)
def test_two_children_who_share_much_are_not_the_same(northvale, who):
    first, second = APART[who]
    assert ties(northvale, tell(northvale, [(30, [first]), (0, [second])])) == []


def test_a_father_and_a_son_of_one_name_are_two_people(northvale):
    father, son = person("Ron Speed", date(1980, 4, 4), HOME), child("Ron Speed", date(2012, 6, 1), HOME)
    contacts = tell(northvale, [(30, [{**father, "is_subject": True}]), (0, [son])])
    assert [is_sure for is_sure, _ in ties(northvale, contacts)] in ([], [False])


JUDGED = {
    "another name under one number": (
        child("Baby Rowntree", None, "", nhs_number="9990000018"),
        child("Ada Ellwood", BORN, "8 Far Lane", nhs_number="9990000018"),
    ),
    "birth date a day out": (child("Faye Ormerod", BORN, HOME), child("Faye Ormerod", BORN + timedelta(days=1), HOME)),
    "no birth date": (
        child("Ivo Penhale", BORN, HOME, phone="01632 960123", school="Low Road School"),
        child("Ivo Penhale", None, HOME, phone="01632 960123", school="Low Road School", estimated_age=8),
    ),
    "pupil number only": (
        child("Gus Tandy", BORN, upn="F820000150007"),
        child("Gus Rowe", None, upn="F820000150007"),
    ),
}


@pytest.mark.parametrize("how", JUDGED)
def test_who_may_be_the_same_is_shown_to_be_judged(northvale, how):
    first, second = JUDGED[how]
    assert len(ties(northvale, tell(northvale, [(30, [first]), (0, [second])]))) == 1


def test_an_alias_is_almost_certainly_the_same(northvale):
    contacts = tell(
        northvale, [(30, [child("Kit Sumner", BORN)]), (0, [child("Kit Barlow", BORN, other_names="Kit Sumner")])]
    )
    assert ties(northvale, contacts) == [(True, "Kit Sumner")]


def test_referrals_that_name_nobody_are_listed_under_the_address(northvale):
    home = "6 Harbour Walk; ZZ91 7QQ"
    contacts = tell(
        northvale,
        [
            (165, [child("Ned Frayne", BORN, home)]),
            (163, [child("Una Pask", date(2014, 2, 2), "6 Harbour Wk, ZZ917QQ")]),
            (150, [child("Ro Lidgey", date(2016, 3, 3), home)]),
            (90, [child(" ", None, home)]),
            (0, [child(" ", None, "6, harbour walk; zz91 7qq")]),
        ],
    )
    assert set(known_again(northvale, contacts)) == {165, 163, 150, 90}


def test_one_incident_told_twice_is_proposed_linked_and_still_counted_twice(northvale, as_person):
    """The police at one in the morning, a neighbour at nine: two tellings of one night, and the row says so."""
    night = timezone.now() - timedelta(days=3)
    home = "12 Matlock Street; ZZ95 6MM"
    by_police = build_referral(
        northvale, now=night, people=[child("Tomek Lewicki", TOMEK, home), mother("Magda Lewicka")]
    )
    by_neighbour = build_referral(
        northvale, now=night + timedelta(hours=8), people=[child("a little boy", None, "Matlock Street 12")]
    )
    screener = as_person(northvale.screener)
    page = screener.get(url("case", by_neighbour))
    assert "perhaps the same incident, told twice" in text(page)
    proposed = f"{url('link_case', by_neighbour)}?says=same_incident&other={by_police.reference}"
    assert proposed.replace("&", "&amp;") in page.content.decode()
    assert send(screener, proposed, why="The shouting of that night.").status_code == 302
    last = build_referral(northvale, people=[child("Tomek Lewicki", TOMEK, home)])
    for at in (url("case", last), url("triage", last), reverse("referrals:queue")):
        page = text(as_person(northvale.manager).get(at))
        assert re.search(r"2 in 12 months, 2 in all( before| , this one not counted)?; 2 tell of one incident", page), (
            at
        )
