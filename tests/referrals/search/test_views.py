"""One box: people with their cases, and cases, however somebody writes whom or what they look for."""

from datetime import date

import pytest

from mash.identity import acting_as
from referrals.casefile.actions import restrict
from referrals.models import PersonPair
from referrals.same_people.actions import judge
from referrals.search.finding import MOST
from tests.builders import adult, build_referral, child
from tests.referrals.decisions.browsing import lines, text

SEARCH = "/search/"
PROFESSIONAL = {"name": "Sam Worker", "organisation": "Council", "contact": "01632 960 001"}
KIT = child(
    first_name="Kateřina",
    last_name="Mc Donald",
    other_names="Kit Sumner-Jones",
    date_of_birth=date(2019, 5, 3),
    nhs_number="9434765919",
    upn="H801200001001",
    phone="+44 7700 900123",
    address="12 Elm Street, Northvale",
    postcode="BS1 4AA",
)


def searched(client, words: str):
    """Search, and return the page of what was met."""
    answer = client.post(SEARCH, {"words": words})
    assert words not in answer.url
    return client.get(answer.url)


def references(page) -> set[str]:
    return set(page.context["results"].references)


def people(page) -> list[str]:
    return [each.people[0].display_name for each in page.context["results"].somebody]


@pytest.fixture
def desk(northvale, as_person):
    return as_person(northvale.screener)


@pytest.mark.parametrize(
    "words",
    [
        *("Kateřina Mc Donald", "katerina mcdonald", "McDonald, Katerina", "MCDONALD", "mcdon kat", "Mac Donald"),
        *(
            "Kit Sumner",
            "Sumner-Jones",
            "sumner jones",
            "Kit\u200b Sum\u00adner",
            "Katie McDonald",
            "Kathryn McDonnald",
        ),
        *("3 May 2019", "3/5/2019", "03.05.19", "2019-05-03", "May 2019", "2019", "born 3rd May 2019", "5/3/2019"),
        *("Katerina 2019", "McDonald 3/5/19", "943 476 5919", "NHS no: 9434765919", "h801200001001"),
        *("07700 900 123", "+44 (0)7700 900123", "BS1 4AA", "bs14aa", "BS1", "BS1 4", "12 Elm St", "12 Elm Rd, BS14AA"),
        *("Elm Street", "Police ref: NV/1234-26.", "nv 1234 26", "Terry Teacher", "teacher terry", "Sam Worker"),
        "01632 960001",
    ],
)
def test_a_case_is_met_by_whatever_is_known_of_it(northvale, desk, words):
    referral = build_referral(northvale, people=[KIT], police_reference="NV/1234/26", professionals=[PROFESSIONAL])
    assert references(searched(desk, words)) == {referral.reference}


@pytest.mark.parametrize("wrapped", ["{}", "Ref: {}.", "({})", "see {}, please"])
def test_a_reference_is_read_out_of_what_clings_to_it(northvale, desk, wrapped):
    referral, _ = build_referral(northvale), build_referral(northvale)
    bare = referral.reference.replace("-", " ").lower()
    for reference in (referral.reference, bare, bare.replace(" ", "")):
        assert references(searched(desk, wrapped.format(reference))) == {referral.reference}


@pytest.mark.parametrize("words", ["Sumter", "4 May 2019", "2018", "401 023 2137", "12 Oak Street", "BS1 4AB", "BS2"])
def test_what_is_of_somebody_else_is_not_met(northvale, desk, words):
    build_referral(northvale, people=[KIT])
    page = searched(desk, words)
    assert references(page) == set()
    assert "Nobody and nothing that you may see fits" in text(page)


def test_the_page_says_what_it_understood(northvale, desk):
    assert "Showing people called Kit born on 3 May 2019: 0 people" in text(searched(desk, "Kit 03/05/19"))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "Enter a name, a reference, a birth date, a number, a phone number or an address"),
        ("   ", "Enter a name, a reference, a birth date, a number, a phone number or an address"),
        ("?!…", "Enter a name, a reference, a birth date, a number, a phone number or an address"),
        ("\x00", "Enter a name, a reference, a birth date, a number, a phone number or an address"),
        ("a" * 10_000, "must be 200 characters or less"),
        ("1111111111", "1111111111 is nobody’s number"),
        ("943 476 5918", "9434765918 is not an NHS number: its last digit does not fit the rest"),
        ("A801200001001", "A801200001001 is not a unique pupil number"),
        ("31/02/2019", "is not a real birth date"),
        ("K", "Enter at least two letters of a name"),
    ],
)
def test_what_cannot_be_searched_for_gets_a_sentence(northvale, desk, words, sentence):
    answer = desk.post(SEARCH, {"words": words})
    assert answer.status_code == 200
    assert sentence in text(answer)


def test_people_confirmed_to_be_the_same_are_one_row_with_all_their_cases(northvale, desk):
    first = build_referral(northvale, people=[KIT])
    second = build_referral(northvale, people=[{**KIT, "first_name": "Kaya", "last_name": "Barlow", "other_names": ""}])
    with acting_as(northvale.manager):
        pair = PersonPair.objects.get()
        assert people(searched(desk, "Mc Donald")) == ["Kateřina Mc Donald"]
        judge(second, pair=pair, verdict="same", why="The school knows.", by=northvale.manager)
    page = searched(desk, "Mc Donald")
    assert people(page) == ["Kaya Barlow"]  # as the newest case names her
    assert references(page) == {first.reference, second.reference}
    assert "Kateřina Mc Donald" in text(page)


def test_another_spelling_is_listed_after_the_one_that_was_typed_and_says_so(northvale, desk):
    build_referral(northvale, people=[child(first_name="Ann", last_name="Smith")])
    build_referral(northvale, people=[child(first_name="Ann", last_name="Smyth")])
    page = searched(desk, "Ann Smith")
    assert people(page) == ["Ann Smith", "Ann Smyth"]
    assert text(page).count("Another spelling") == 1


def test_a_public_referrer_is_not_searched_for(northvale, desk):
    neighbour = {"is_professional": False, "name": "Nora Neighbour", "phone": "01632 960 111"}
    build_referral(northvale, people=[KIT], referrer=neighbour)
    for words in ("Nora Neighbour", "01632 960 111"):
        assert references(searched(desk, words)) == set()


@pytest.mark.parametrize("words", ["Mc Donald", "943 476 5919", "12 Elm Street", "Terry Teacher", "the reference"])
def test_a_restricted_case_is_met_by_nobody_but_those_named(northvale, as_person, words):
    referral = build_referral(northvale, people=[KIT])
    words = referral.reference if words == "the reference" else words
    with acting_as(northvale.manager):
        restrict(referral, reason="high_risk", by=northvale.manager)
    assert references(searched(as_person(northvale.social_worker), words)) == set()
    assert references(searched(as_person(northvale.manager), words)) == {referral.reference}


@pytest.mark.parametrize("words", ["Mc Donald", "943 476 5919", "the reference"])
def test_a_hub_is_searched_by_its_own_team_alone(northvale, southmere, as_person, words):
    referral = build_referral(southmere, people=[KIT])
    words = referral.reference if words == "the reference" else words
    assert references(searched(as_person(northvale.manager), words)) == set()
    assert references(searched(as_person(southmere.manager), words)) == {referral.reference}


@pytest.mark.parametrize("words", ["12 Elm Street", "BS1 4AA", "BS1"])
def test_a_home_that_must_be_kept_secret_leads_to_nobody(northvale, desk, words):
    mother = adult(is_subject=False, first_name="Una", address="12 Elm St", postcode="BS1 4AA")
    secret = build_referral(northvale, people=[{**KIT, "address_withheld": True}, mother])
    build_referral(northvale, people=[child(address="12, Elm Street", postcode="BS1 4AA")])  # told openly elsewhere
    page = searched(desk, words)
    assert references(page) == set()
    assert "Whose address must be kept secret is not found by where they live" in text(page)
    assert references(searched(desk, "Mc Donald")) == {secret.reference}
    assert "Elm" not in text(searched(desk, "Mc Donald"))


def test_more_than_can_be_listed_is_said(northvale, desk, monkeypatch):
    monkeypatch.setattr("referrals.search.finding.MOST", 2)
    cases = [build_referral(northvale, people=[child(last_name="Sumner")]) for _ in range(3)]
    page = searched(desk, "Sumner")
    assert references(page) == {case.reference for case in cases[1:]}
    assert f"There are more than {MOST}; the newest are shown" in text(page)


def test_the_log_has_what_was_searched_for_encrypted_and_the_references_on_the_screen(northvale, desk):
    referral = build_referral(northvale, people=[KIT])
    searched(desk, "Mc Donald")
    (line,) = lines("search.made")
    assert line.detail["references"] == [referral.reference]
    assert line.detail["results"] == 1
    assert "onald" not in str(line.detail)


def test_a_search_costs_the_same_however_many_people_it_leads_to(northvale, desk, django_assert_max_num_queries):
    for _ in range(4):
        build_referral(northvale, people=[KIT])
    address = desk.post(SEARCH, {"words": "Mc Donald"}).url
    with django_assert_max_num_queries(14):
        desk.get(address)


def test_whoever_may_be_in_a_record_that_one_may_not_see_has_a_card(northvale, desk):
    seen = build_referral(northvale, people=[KIT])
    hidden = build_referral(northvale, people=[KIT])
    with acting_as(northvale.manager):
        restrict(hidden, reason="high_risk", by=northvale.manager)
    page = searched(desk, "McDonald")
    assert references(page) == {seen.reference}
    assert "Almost certainly in a record that you may not see" in text(page)
    assert hidden.reference not in text(page)
