"""Everybody and every case at an address: who is shown to whom, which home it is, and what stays folded."""

import re
from datetime import date

from django.urls import reverse

from audit.models import Event
from mash.identity import acting_as
from referrals.casefile import views
from referrals.casefile.actions import restrict
from referrals.codes import FactKind
from referrals.facts.actions import Provenance, record_fact
from tests.builders import adult, build_referral, child, compare_people
from tests.database import as_role

HOME = {"address": "Flat 2, 5 Lower Llan Sarn", "postcode": "ZZ97 2SA"}


def lodger(name: str, **home) -> dict:
    return adult(first_name=name, last_name="Lodger", **{"address": "", "postcode": "", **home})


def page(client, referral, position=1) -> str:
    response = client.get(reverse("referrals:at_address", args=[referral.reference, position]))
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def rows(client, referral, position=1) -> list[list[str]]:
    """Return the cells of the table, in plain words."""
    table = page(client, referral, position).partition("<tbody>")[2].partition("</tbody>")[0]
    cells = [re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL) for row in table.split("</tr>")]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in cells if row]


def names(client, referral, position=1) -> list[str]:
    return [row[0].partition(" Lodger")[0] for row in rows(client, referral, position)]


def test_everybody_there_is_shown_newest_first_however_it_was_written(northvale, as_person):
    first = build_referral(northvale, people=[lodger("Ash", **HOME)])
    build_referral(northvale, people=[lodger("Birch", address="2/5 lower llan-sarn")])
    build_referral(
        northvale, people=[lodger("Cedar", whereabouts="At flat 2, 5 Lower Llan Sarn ZZ972SA with a friend")]
    )
    build_referral(northvale, people=[lodger("Dogwood", address="9 High Street", postcode="ZZ97 2SA")])
    client = as_person(northvale.screener)
    assert names(client, first) == ["Cedar", "Birch", "Ash"]
    assert "3 people in" in page(client, first)
    assert rows(client, first)[0][3].startswith("Where they are now At flat 2")


def test_another_flat_and_another_postcode_are_told_apart_and_come_last(northvale, as_person):
    first = build_referral(northvale, people=[lodger("Ash", **HOME)])
    homes = [
        ("Flat 3, 5 Lower Llan Sarn", "ZZ97 2SA"),
        (HOME["address"], "ZZ11 1AA"),
        ("5 Lower Llan Sarn", "ZZ97 2SA"),
    ]
    for name, (address, postcode) in zip(("Birch", "Cedar", "Dogwood"), homes, strict=True):
        build_referral(northvale, people=[lodger(name, address=address, postcode=postcode)])
    shown = rows(as_person(northvale.screener), first)
    assert [(row[0].partition(" ")[0], row[2]) for row in shown] == [
        ("Dogwood", "This address"),
        ("Ash", "This address"),
        ("Birch", "Another flat or part of the same house"),
        ("Cedar", "The same number and street, under another postcode"),
    ]


def test_a_referral_that_names_nobody_there_is_shown_and_has_a_page_of_its_own(northvale, as_person):
    first = build_referral(northvale, people=[lodger("Ash", address="12 Elm Street", postcode="ZZ97 2SA")])
    words = build_referral(
        northvale, people=[adult(first_name="", last_name="")], when_and_where="Shouting at night, 12 Elm St."
    )
    client = as_person(northvale.screener)
    nobody, ash = rows(client, first)
    assert (nobody[0], nobody[3]) == ("Nobody named", "In the words of the referral")
    assert words.reference in nobody[1]
    assert ash[1].startswith("This case")
    assert [row[0].partition(" ")[0] for row in rows(client, words, position=0)] == ["Nobody", "Ash"]


def test_the_number_of_the_property_decides_before_the_words(northvale, as_person):
    first = build_referral(northvale, people=[lodger("Ash", **HOME, uprn="100023336956")])
    build_referral(northvale, people=[lodger("Birch", address="The Annexe", uprn="100023336956")])
    build_referral(northvale, people=[lodger("Cedar", **HOME, uprn="100023336957")])
    shown = rows(as_person(northvale.screener), first)
    assert [(row[0].partition(" ")[0], row[2]) for row in shown] == [
        ("Birch", "This address"),
        ("Ash", "This address"),
        ("Cedar", "Another flat or part of the same house"),
    ]


def test_nobody_is_shown_of_a_case_that_one_may_not_see(northvale, southmere, as_person):
    first = build_referral(northvale, people=[lodger("Ash", **HOME)])
    hidden = build_referral(northvale, people=[lodger("Birch", **HOME)])
    build_referral(southmere, people=[lodger("Cedar", **HOME)])
    with acting_as(northvale.manager):
        restrict(hidden, reason="high_risk", by=northvale.manager)
    assert names(as_person(northvale.screener), first) == ["Ash"]
    assert names(as_person(northvale.manager), first) == ["Birch", "Ash"]


def test_an_address_kept_secret_in_any_of_the_cases_is_folded_and_not_printed(northvale, as_person):
    first = build_referral(northvale, people=[lodger("Ash", **HOME)])
    build_referral(northvale, people=[lodger("Birch", address="2/5 Lower Llan Sarn", address_withheld=True)])
    screen = page(as_person(northvale.screener), first)
    paper = re.sub(r"<details.*?</details>", "", screen, flags=re.DOTALL)
    assert "Llan Sarn" in screen
    assert "Llan Sarn" not in paper
    assert "ZZ97" not in paper


def test_a_home_of_very_many_says_so_and_has_pages(northvale, as_person, monkeypatch):
    monkeypatch.setattr(views, "VERY_MANY", 2)
    monkeypatch.setattr(views, "A_PAGE", 2)
    cases = [build_referral(northvale, people=[lodger(name, **HOME)]) for name in ("Ash", "Birch", "Cedar")]
    client = as_person(northvale.screener)
    html = page(client, cases[0])
    assert "Very many people" in html
    assert names(client, cases[0]) == ["Cedar", "Birch"]
    (after,) = re.findall(r'href="(\?after=[^"]+)"', html)
    assert "Ash" in client.get(reverse("referrals:at_address", args=[cases[0].reference, 1]) + after).content.decode()


def test_each_address_on_the_case_leads_there_and_a_person_without_one_has_no_page(northvale, as_person):
    referral = build_referral(
        northvale, people=[child(**HOME), lodger("Ash"), lodger("Birch", is_subject=False, address="1 Low Road")]
    )
    client = as_person(northvale.screener)
    case = client.get(reverse("referrals:case", args=[referral.reference])).content.decode()
    link = reverse("referrals:at_address", args=[referral.reference, 7]).removesuffix("7/") + "{}/"
    assert [link.format(position) in case for position in (0, 1, 2, 3)] == [False, True, False, True]
    for position in (0, 2, 4):
        assert client.get(link.format(position)).status_code == 404


def test_the_log_names_the_cases_that_the_page_showed(northvale, as_person):
    first, second = (build_referral(northvale, people=[lodger(name, **HOME)]) for name in ("Ash", "Birch"))
    page(as_person(northvale.screener), first)
    with as_role("mash_owner"):
        (line,) = Event.objects.filter(code="case.opened", detail__page="at_address")
    assert line.detail["references"] == [second.reference]


def test_a_former_address_leads_there_too_with_the_days_on_which_it_held(northvale, as_person):
    first = build_referral(northvale, people=[lodger("Ash", **HOME)])
    moved = build_referral(northvale, people=[lodger("Birch", **HOME)])
    value = {"address": "9 Low Road", "postcode": "", "uprn": "", "address_withheld": False, "whereabouts": ""}
    provenance = Provenance("professional", "confirmed", "She rang.", from_on=date(2026, 3, 2))
    with acting_as(northvale.screener):
        facts = {"kind": FactKind.ADDRESS, "value": value, "provenance": provenance, "was_right": True}
        record_fact(moved, person=moved.people.get(), **facts, by=northvale.screener)
    compare_people()
    client = as_person(northvale.screener)
    birch, _ = rows(client, first)
    assert birch[3] == "Another address that was recorded, until 2 March 2026 Flat 2, 5 Lower Llan Sarn ZZ97 2SA"
    (now,) = [row for row in rows(client, moved) if row[1].startswith("This case")]
    assert now[3] == "Home address, from 2 March 2026 9 Low Road"
