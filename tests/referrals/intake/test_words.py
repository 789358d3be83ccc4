"""The same questions, worded for the public, professionals, staff and self-referrers."""

import html
import re

import pytest
from django.utils.html import strip_tags

from mash.identity import acting_as
from referrals.intake.pages import PAGES
from referrals.models import Person, Referral
from tests.writing import ADULT, CHILD, PUBLIC, STAFF, Writer

OF_STAFF_THEMSELVES = [
    "You can enter up to",
    "More, if you know it",
    "Before you start",
    "before you go on",
    "Check your answers",
]
ONESELF = {"source_code": "1C", "name": "Jo Sample"}
NAMED = {"source_code": "1B", "name": "Nora Neighbour"}
ADULTS_ONLY = {**PUBLIC, "people": [("adult", ADULT)], "household": [], "agencies": []}


@pytest.fixture
def writer(northvale, client):
    return Writer(client).start("/refer/in/northvale/")


def words(writer, page: str) -> str:
    return html.unescape(writer.client.get(writer.url(page)).content.decode().split("<main")[1].split("</main")[0])


def slugs(writer) -> list[str]:
    return [page.slug for page in writer.client.get(writer.url("check")).context["journey"].pages]


def the_referral(world) -> Referral:
    with acting_as(world.manager):
        return Referral.objects.get()


def about_oneself(writer, kind: str):
    writer.post("who", {"capacity": "public"})
    writer.post("you", ONESELF)
    writer.post(f"people/add/{kind}", {"first_name": "Jo"})
    return writer


def test_an_adult_about_themselves_is_not_asked_what_they_know(writer):
    about_oneself(writer, "adult")
    assert "why-not-told" not in slugs(writer)
    assert "outcome" not in slugs(writer)
    everything = " ".join(words(writer, page) for page in slugs(writer) if page not in ("call-999", "who", "you"))
    for foreign in [
        "know you are telling us",
        "know you are worried",
        "the adult say",
        "Tell them first",
        "the adult want",
    ]:
        assert foreign not in everything
    assert "Would you like help from a service?" in everything
    assert "What would you like to happen?" in everything


def test_what_an_adult_says_of_themselves_is_recorded_as_it_is(northvale, writer):
    own = {
        **ADULTS_ONLY,
        "you": ONESELF,
        "family-told": {"keep_confidential": "My new phone number."},
        "agreement": {"service_agreement": "given"},
        "what-happened": {"what_happened": "My card is gone."},
        "adult-views": {"adult_wishes": "My card back."},
    }
    writer.answer(**own).send()
    referral = the_referral(northvale)
    assert (referral.family_informed, referral.adult_aware) == ("yes", "yes")
    assert (referral.not_informed_reason, referral.family_views) == ("", "")
    assert (referral.adult_wishes, referral.keep_confidential) == ("My card back.", "My new phone number.")


def test_a_young_person_about_themselves_is_asked_of_their_family_and_told_to_tell_nobody(northvale, writer):
    own = {
        **PUBLIC,
        "people": [("child", CHILD)],
        "household": [],
        "agencies": [],
        "you": ONESELF,
        "family-told": {"family_informed": "no"},
        "agreement": {"service_agreement": "given"},
        "what-happened": {"what_happened": "They shout at me."},
    }
    writer.answer(**own)
    assert "Does your family know you are telling us?" in words(writer, "family-told")
    assert "Tell them first" not in words(writer, "family-told")
    assert "why-not-told" not in slugs(writer)
    writer.send()
    assert the_referral(northvale).family_informed == "no"


def test_a_referral_about_adults_alone_asks_once_whether_they_know(northvale, writer):
    writer.answer(**{**ADULTS_ONLY, "you": NAMED, "family-told": {"family_informed": "yes"}})
    assert "Does the adult know" in words(writer, "family-told")
    assert "Does the adult know" not in words(writer, "adult-views")
    writer.send()
    referral = the_referral(northvale)
    assert (referral.family_informed, referral.adult_aware) == ("yes", "")


def test_whether_the_adult_knows_is_apart_from_whether_the_childs_family_knows(writer):
    writer.post("people/add/child", CHILD)
    writer.post("people/add/adult", ADULT)
    assert "Does the child’s family know you are telling us?" in words(writer, "family-told")
    assert "Does the adult know you are telling us about them?" in words(writer, "adult-views")


def test_a_referral_of_one_child_does_not_say_each(writer):
    writer.post("people/add/child", CHILD)
    assert "To the child, if nothing changes" in words(writer, "worries")
    writer.post("people/add/child", CHILD)
    assert "To each child, if nothing changes" in words(writer, "worries")


@pytest.mark.parametrize("source", ["1B", "1C", "6"])
def test_staff_read_of_the_referrer_on_every_page(northvale, as_person, source):
    writer = Writer(as_person(northvale.screener)).start("/key-in/")
    writer.post("received", {**STAFF["received"], "source_code": source})
    writer.post("before-you-start", {"immediate_danger": "yes", "has_social_worker": "no"})
    for kind, person in STAFF["people"]:
        writer.post(f"people/add/{kind}", person)
    writer.post("family-told", {"family_informed": "no"})
    pages = [page.slug for page in PAGES if page.slug in slugs(writer)]
    for slug in [*pages, "household/add/person", "agencies/add/service", "check"]:
        read = strip_tags(words(writer, slug))
        for phrase in OF_STAFF_THEMSELVES:
            read = read.replace(phrase, "")
        assert not re.findall(r".{30}\b(?:[Yy]ours?|[Yy]ou|I)\b.{30}", read), slug


def test_one_wording_for_what_is_not_known(writer, client):
    start = client.get("/refer/in/northvale/").content.decode()
    assert "“Not known”" in start
    for person in ("child", "adult"):
        writer.post(f"people/add/{person}", {"first_name": "Jo"})
    writer.post("family-told", {"family_informed": "no"})
    assert not any("I do not know" in words(writer, slug) for slug in slugs(writer) if slug != "you")


def test_not_sure_stands_alone(writer):
    writer.post("people/add/child", CHILD)
    for concerns in [{"common": ["not_known", "neglect"]}, {"common": ["not_known"], "abuse": ["fgm"]}]:
        page = writer.post("concerns", concerns).content.decode()
        assert "Select the answers that apply, or select “Not sure”" in page


def test_what_was_typed_beneath_another_answer_is_kept_and_shown(northvale, writer):
    answers = {
        **PUBLIC,
        "before-you-start": {"immediate_danger": "no", "has_social_worker": "no", "social_worker_name": "Sol Worker"},
        "you": NAMED,
        "family-told": {"family_informed": "no", "family_views": "The aunt is afraid."},
        "why-not-told": {"not_informed_reason": "risk_child"},
    }
    writer.answer(**answers)
    check = words(writer, "check")
    assert "The aunt is afraid." in check
    assert "Sol Worker" in check
    writer.send()
    with acting_as(northvale.manager):
        referral = Referral.objects.get()
        assert referral.family_views == "The aunt is afraid."
        worker = referral.professionals.get(name="Sol Worker")
    assert worker.role == "Social worker – asked whether there is one: no"


def test_half_a_postcode_is_stored_as_typed(northvale, writer):
    known = {"first_name": "Alex", "postcode": "sw1"}
    writer.answer(**{**PUBLIC, "people": [("child", known)]}).send()
    with acting_as(northvale.manager):
        assert Person.objects.get(is_subject=True).postcode == "SW1"


def test_the_hubs_numbers_can_be_called_from_the_page(writer, client):
    writer.post("before-you-start", {"immediate_danger": "yes", "has_social_worker": "no"})
    for page in ["/refer/in/northvale/", writer.url("call-999")]:
        shown = client.get(page).content.decode()
        for number in ["999", "01632960001", "01632960002"]:
            assert f'href="tel:{number}"' in shown
