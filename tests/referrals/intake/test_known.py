"""While staff key somebody in, they are told whom the hub may know already, and may take facts over."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from mash.identity import acting_as
from referrals import events
from referrals.casefile.actions import restrict
from referrals.models import Draft
from tests.builders import adult, browser, build_referral, child
from tests.database import as_role
from tests.referrals.decisions.browsing import text
from tests.writing import PROFESSIONAL, STAFF, Writer

BORN = date(timezone.localdate().year - 8, 4, 3)
TYPED = {"first_name": "Kit", "last_name": "Sumner", "address": "4 Low Road"}
KNOWN = {
    "first_name": "Kit",
    "last_name": "Sumner",
    "address": "4 Low Road",
    "postcode": "ZZ99 3WZ",
    "date_of_birth": BORN,
    "nhs_number": "9990000018",
    "school": "Low School",
    "gp": "Low Practice",
}
TO_LIST = "/people/"


@pytest.fixture
def known(northvale):
    return build_referral(northvale, people=[child(**KNOWN)])


@pytest.fixture
def writer(northvale):
    writer = Writer(browser(northvale.screener)).start(reverse("referrals:key_referral"))
    writer.post("received", STAFF["received"])
    return writer


def key_in(writer, typed=TYPED, kind="people/add/child"):
    """Key somebody in, and return the page that follows."""
    answer = writer.post(kind, typed)
    assert answer.status_code == 302, answer.context["form"].errors
    return writer.client.get(answer.url)


def offered(page) -> dict[str, str]:
    """Return the words of each fact that may be taken over, and the value that takes it."""
    fields = page.context["form"].fields.values()
    return {label: code for field in fields for code, label in field.choices}


def taking(page, *starts: str) -> dict:
    codes = {name: field.choices for name, field in page.context["form"].fields.items()}
    return {name: [code for code, label in choices if label.startswith(starts)] for name, choices in codes.items()}


def entry(world) -> dict:
    """Return the first person as the draft has them."""
    with acting_as(world.screener):
        return Draft.objects.get().answers["people"][0]


def test_whoever_may_be_known_is_shown_before_there_is_a_case(writer, known):
    page = key_in(writer)
    words = text(page)
    assert "We may know this person" in words
    assert "Possibly the same person" in words
    assert known.reference in words
    assert "first name: the same" in words
    assert not page.context["form"].initial


def test_whoever_nobody_knows_leads_straight_back_to_the_list(writer, known):
    answer = writer.post("people/add/child", {"first_name": "Rowan", "last_name": "Ashdown"})
    assert answer.url.endswith(TO_LIST)
    assert writer.client.get(writer.url("people/1/known")).url.endswith(TO_LIST)


def test_nothing_is_taken_over_by_itself(writer, known, northvale):
    page = key_in(writer)
    answer = writer.post("people/1/known", {}, seen=page)
    assert answer.url.endswith(TO_LIST)
    assert entry(northvale).keys() == {*TYPED, "kind"}


def test_what_is_ticked_fills_in_what_was_left_blank(writer, known, northvale):
    page = key_in(writer)
    born = f"Date of birth: {BORN.day} {BORN:%B %Y}"
    assert {label.partition(" (")[0] for label in offered(page)} == {
        *(born, "NHS number: 9990000018", "School: Low School", "GP practice: Low Practice")
    }
    answer = writer.post("people/1/known", taking(page, "Date of birth", "School"), seen=page)
    assert answer.url.endswith(TO_LIST)
    filled = entry(northvale)
    assert filled["school"] == ["Low School"]
    assert [filled[f"date_of_birth_{part}"] for part in ("day", "month", "year")] == [
        *([str(BORN.day)], [str(BORN.month)], [str(BORN.year)])
    ]
    assert filled["first_name"] == ["Kit"]
    assert not any(filled.get("nhs_number", []))


def test_what_was_typed_is_offered_no_other_value_for(writer, known):
    page = key_in(writer, {**TYPED, "school": "High School", "postcode": ""})
    assert not [label for label in offered(page) if label.startswith(("School", "Address", "First name"))]


def test_a_secret_address_is_not_offered(writer, northvale):
    build_referral(northvale, people=[child(**KNOWN, address_withheld=True)])
    page = key_in(writer, {"first_name": "Kit", "last_name": "Sumner"})
    assert not [label for label in offered(page) if label.startswith("Address")]


def test_an_address_that_is_not_secret_is_taken_over_whole(writer, known, northvale):
    page = key_in(writer, {"first_name": "Kit", "last_name": "Sumner"})
    writer.post("people/1/known", taking(page, "Address"), seen=page)
    assert (entry(northvale)["address"], entry(northvale)["postcode"]) == (["4 Low Road"], ["ZZ99 3WZ"])


def test_two_values_of_one_fact_are_refused(writer, known, northvale):
    build_referral(northvale, people=[child(**{**KNOWN, "school": "High School"})])
    page = key_in(writer)
    again = writer.post("people/1/known", taking(page, "School"), seen=page)
    assert "School: select one only" in text(again)


def test_an_age_that_the_birth_date_contradicts_is_asked_about_and_stays(writer, known, northvale):
    page = key_in(writer, {**TYPED, "estimated_age": "5"})
    answer = writer.post("people/1/known", taking(page, "Date of birth"), seen=page)
    assert "Age does not match the date of birth" in text(writer.client.get(answer.url))
    assert entry(northvale)["estimated_age"] == ["5"]


def test_a_list_that_changed_meanwhile_takes_nothing_over(writer, known):
    page = key_in(writer)
    writer.post("people/1", {**TYPED, "gp": "Another"})
    again = writer.post("people/1/known", taking(page, "School"), seen=page)
    assert "This list changed after you opened this page" in text(again)


def test_a_box_that_is_offered_no_more_is_refused(writer, known):
    page = key_in(writer)
    again = writer.post("people/1/known", {"take_somebody_else": ["x"]}, seen=page)
    assert "What is known changed" in text(again)


def test_others_of_the_family_are_known_too(writer, northvale):
    known = build_referral(
        northvale, people=[child(), adult(first_name="Bronwen", last_name="Thistlewood", is_subject=False)]
    )
    writer.post("people/add/child", {"first_name": "Rowan", "last_name": "Ashdown"})
    typed = {"kind": "adult", "first_name": "Bronwen", "last_name": "Thistlewood"}
    assert known.reference in text(key_in(writer, typed, "household/add/person"))


def noted(kind) -> dict:
    with as_role("mash_owner"):
        return Event.objects.get(code=kind.code).detail


def test_the_log_has_who_was_shown_and_what_was_taken_over(writer, known):
    page = key_in(writer)
    assert noted(events.KNOWN_SHOWN) == {"references": [known.reference]}
    writer.post("people/1/known", taking(page, "School", "GP"), seen=page)
    assert noted(events.FACTS_TAKEN_OVER) == {"facts": ["school", "gp"], "references": [known.reference]}


def test_a_restricted_case_stays_unknown(writer, known, northvale):
    with acting_as(northvale.manager):
        restrict(known, reason="high_risk", by=northvale.manager)
    assert writer.post("people/add/child", TYPED).url.endswith(TO_LIST)


def test_agencies_and_the_public_are_told_nothing(known, northvale, client):
    account = Writer(browser(northvale.referrer)).start(reverse("referrals:start_account"))
    account.post("you", PROFESSIONAL["you"])
    public = Writer(client).start("/refer/in/northvale/")
    for writer in (account, public):
        assert writer.post("people/add/child", TYPED).url.endswith(TO_LIST)
        assert writer.client.get(writer.url("people/1/known")).status_code == 404
