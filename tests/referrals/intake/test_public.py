"""The public are asked nothing that is a professional's to know, and nobody presses them to tell anybody."""

import html
import re

import pytest
from django.utils.html import strip_tags

from agencies.models import Hub
from mash.identity import acting_as
from referrals.codes import FamilyInformed, ServiceAgreement
from referrals.models import Referral
from tests.agencies.pages import initial_data
from tests.database import as_role
from tests.writing import ADULT, CHILD, HOUSEHOLD, PROFESSIONAL, PUBLIC, Writer

NEIGHBOUR = {"source_code": "1B", "role": "Neighbour"}
WORKER = {name: value for name, value in PROFESSIONAL["you"].items() if name != "safe_to_email"}
UNNAMED = {**NEIGHBOUR, "wants_anonymity": "on"}
RELATIVE = {"source_code": "1A", "role": "Grandmother"}
THEMSELVES = {"source_code": "1C"}
FROM_THE_START = {"name": "Jo"}  # with "Myself" on the first page
WRITERS = {
    "a neighbour": (NEIGHBOUR, ["child", "adult"]),
    "a neighbour who wants not to be named": (UNNAMED, ["child", "adult"]),
    "somebody who would rather not say": ({"source_code": "9"}, ["child", "adult"]),
    "a relative": (RELATIVE, ["child", "adult"]),
    "a relative who wants not to be named": ({**RELATIVE, "wants_anonymity": "on"}, ["child", "adult"]),
    "an adult about themselves": (THEMSELVES, ["adult"]),
    "a child about themselves": (THEMSELVES, ["child"]),
    "an adult who says at the start that it is about them": (FROM_THE_START, ["adult"]),
    "a child who says at the start that it is about them": (FROM_THE_START, ["child"]),
}
ONESELF = [name for name, (you, _) in WRITERS.items() if you in (THEMSELVES, FROM_THE_START)]
HIDDEN = [name for name in WRITERS if "named" in name or "rather not" in name]
# Only professionals are asked these: what they judge, look up, or ask the family.
OF_PROFESSIONALS = {
    *("agreement_detail", "known_to", "regulator_told", "threshold_thought", "known_for"),
    *("at_risk_too", "knows_concern"),
}
PRESSES = re.compile(
    r"tell (them|the family|the adult|your family) (first|too)|have not been told|not yet been told|on whose behalf",
    re.IGNORECASE,
)
OF_TELLING = re.compile(r"\bknow (that )?you are telling|agree(d|ment|s)? to|Do they know\?|Telling them")


@pytest.fixture
def written(northvale, client):
    """Return a function that writes as one of WRITERS up to the last page, and gives each page's form and words."""

    def write(name: str) -> tuple[Writer, dict]:
        you, kinds = WRITERS[name]
        people = [(kind, CHILD if kind == "child" else ADULT) for kind in kinds]
        answers = {
            **PUBLIC,
            "who": {"capacity": "self" if you is FROM_THE_START else "public"},
            "you": you,
            "people": people,
            "family-told": {"family_informed": "no"},
            "why-not-told": {"not_informed_reason": "not_known"},
            "agreement": {"service_agreement": "not_known"},
        }
        writer = Writer(client).start("/refer/in/northvale/")
        writer.answer(**answers)
        pages = [page.slug for page in client.get(writer.url("check")).context["journey"].pages]
        added = [f"people/add/{kind}" for kind in kinds]
        shown = {slug: client.get(writer.url(slug)) for slug in [*pages, *added, *ENTRY_PAGES, "check"]}
        return writer, shown

    return write


ENTRY_PAGES = ["household/add/person", "agencies/add/service"]


def words(response) -> str:
    return " ".join(strip_tags(html.unescape(response.text.split("<main")[1].split("</main")[0])).split())


@pytest.mark.parametrize("name", WRITERS)
def test_nobody_of_the_public_is_asked_what_is_a_professionals_to_know(written, name):
    _, pages = written(name)
    for slug, response in pages.items():
        form = response.context.get("form")
        if slug != "check" and form is not None:
            assert not OF_PROFESSIONALS & set(form.fields), slug


@pytest.mark.parametrize("name", WRITERS)
def test_nobody_of_the_public_is_pressed_to_tell_anybody(written, name):
    _, pages = written(name)
    pressed = {slug: PRESSES.findall(words(response)) for slug, response in pages.items()}
    assert not {slug: phrases for slug, phrases in pressed.items() if phrases}


@pytest.mark.parametrize("name", HIDDEN)
def test_who_is_not_to_be_known_is_not_asked_of_telling_or_agreement(written, name):
    _, pages = written(name)
    assert not {"why-not-told", "agreement"} & set(pages)
    asked = {field for response in pages.values() for field in getattr(response.context.get("form"), "fields", {})}
    assert not {"family_informed", "family_views", "adult_aware", "service_agreement", "may_contact"} & asked
    for slug, response in pages.items():
        assert not OF_TELLING.search(words(response)), slug
    assert "Is there anything that must be kept from" in words(pages["family-told"])


@pytest.mark.parametrize("name", HIDDEN)
def test_what_is_not_asked_is_not_known(northvale, written, name):
    writer, _ = written(name)
    writer.send()
    with acting_as(northvale.manager):
        referral = Referral.objects.get()
    assert (referral.family_informed, referral.service_agreement, referral.adult_aware) == ("", "", "")


def test_who_asks_late_not_to_be_named_takes_back_what_was_asked_before(northvale, written):
    writer, pages = written("a neighbour")
    assert "why-not-told" in pages
    writer.post("you", UNNAMED)
    writer.send()
    with acting_as(northvale.manager):
        referral = Referral.objects.get()
    assert (referral.family_informed, referral.not_informed_reason) == ("", "")


@pytest.mark.parametrize("name", [name for name in WRITERS if name not in ONESELF])
def test_nobody_who_writes_about_others_is_asked_of_an_agreement(written, name):
    assert "agreement" not in written(name)[1]


@pytest.mark.parametrize("name", ONESELF)
def test_who_writes_about_themselves_may_say_whether_they_want_help(written, name):
    page = written(name)[1]["agreement"]
    assert "Would you like help from a service?" in words(page)


OF_OTHERS = re.compile(
    r"\b(the adult|the child|each child|they or their family|who they are worried|are they|their own words)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("name", ONESELF)
def test_who_writes_about_themselves_is_spoken_to_as_such_on_every_page(written, name):
    writer, pages = written(name)
    pages["people/1"] = writer.client.get(writer.url("people/1"))
    of_others = {"before-you-start", "who", "you" if "start" not in name else "who", "people", *ENTRY_PAGES}
    added = {slug for slug in pages if slug.startswith("people/add/")}  # a further person is somebody else
    foreign = {slug: OF_OTHERS.findall(words(pages[slug])) for slug in set(pages) - of_others - added}
    assert not {slug: phrases for slug, phrases in foreign.items() if phrases}


@pytest.mark.parametrize("kind", ["adult", "child"])
def test_they_add_themselves_first_and_others_after(northvale, client, kind):
    writer = Writer(client).start("/refer/in/northvale/")
    writer.post("who", {"capacity": "self"})
    assert "source_code" not in client.get(writer.url("you")).context["form"].fields
    assert "Add yourself" in words(client.get(writer.url("people")))
    first = words(client.get(writer.url(f"people/add/{kind}")))
    assert "Add yourself" in first
    assert "Your home address" in first
    writer.post(f"people/add/{kind}", {"first_name": "Jo"})
    assert "Your home address" not in words(client.get(writer.url(f"people/add/{kind}")))


def test_nobody_asks_a_survivor_to_swear_to_the_truth(written):
    _, pages = written("an adult who says at the start that it is about them")
    assert "What I have told you is true" not in words(pages["check"])


def test_who_only_did_not_tell_is_not_asked_why(northvale, client):
    writer = Writer(client).start("/refer/in/northvale/")
    writer.post("people/add/child", CHILD)
    for answer, asked in [("yes", False), ("not_yet", False), ("no", True), ("not_known", False)]:
        writer.post("family-told", {"family_informed": answer})
        pages = [page.slug for page in client.get(writer.url("check")).context["journey"].pages]
        assert ("why-not-told" in pages) is asked, answer


def test_every_answer_of_the_public_has_its_code(written):
    _, pages = written("a relative")
    own = written("an adult about themselves")[1]["agreement"]
    choices = {code for code, _ in pages["family-told"].context["form"].fields["family_informed"].choices}
    agreed = {code for code, _ in own.context["form"].fields["service_agreement"].choices}
    assert choices == {*FamilyInformed.values, "not_known"}
    assert agreed <= {*ServiceAgreement.values, "not_known"}


def test_staff_ask_whoever_phones_who_knows_and_not_of_an_agreement(northvale, as_person):
    writer = Writer(as_person(northvale.screener)).start("/key-in/")
    writer.post("received", {"channel": "phone", "source_code": "1B"})
    writer.post("you", {"name": "Nora Neighbour", "wants_anonymity": "on"})
    pages = [page.slug for page in writer.client.get(writer.url("check")).context["journey"].pages]
    assert "family-told" in pages
    assert "agreement" not in pages
    assert HOUSEHOLD.keys() <= writer.client.get(writer.url("household/add/person")).context["form"].fields.keys()


def test_whether_an_email_is_safe_is_asked_before_one_may_go(northvale, client):
    writer = Writer(client).start("/refer/in/northvale/")
    for who, you in [("public", NEIGHBOUR), ("self", {}), ("professional", WORKER)]:
        writer.post("who", {"capacity": who})
        typed = {**you, "email": "jo@home.example"}
        assert "Select yes if it is safe to email you" in writer.post("you", typed).text
        assert writer.post("you", {**typed, "safe_to_email": "no"}).status_code == 302


def test_an_empty_box_does_not_threaten_to_tell_anybody(northvale, client):
    writer = Writer(client).start("/refer/in/northvale/")
    for who, says in [("public", "We do not tell the family"), ("self", "We try to speak with you first.")]:
        writer.post("who", {"capacity": who})
        page = words(client.get(writer.url("you")))
        assert says in page
        assert "A court can order us" in page
        assert "Do not tell" not in page


def test_helplines_and_other_ways_to_reach_999_stand_beside_it(northvale, client):
    writer = Writer(client).start("/refer/in/northvale/")
    writer.post("before-you-start", {"immediate_danger": "yes", "has_social_worker": "no"})
    for page in ["/refer/in/northvale/", writer.url("call-999")]:
        shown = words(client.get(page))
        for way in [
            "press 55",
            "999 BSL",
            "Relay UK",
            "text to 999",
            "Childline",
            "Domestic Abuse Helpline",
            "Hourglass",
        ]:
            assert way in shown, (page, way)


def test_the_helplines_are_the_hubs_own(northvale, client):
    with as_role("mash_owner"):
        Hub.objects.filter(pk=northvale.hub.pk).update(helplines=["Local line: 01632 960 333 (any time)", "no number"])
    shown = client.get("/refer/in/northvale/").text
    assert 'href="tel:01632960333"' in shown
    assert "Childline" not in shown
    assert "no number" not in shown


def settled(administrator, **answers):
    """Send the hub's settings as they stand, with these answers."""
    return administrator.post("/hub/", {**initial_data(administrator, "/hub/"), **answers})


def test_an_administrator_sets_the_helplines_and_the_public_reads_them_on_each_page(northvale, as_person, client):
    lines = "Local line: 01632 960 333 (any time)\nNight line: 01632 960 444"
    assert settled(as_person(northvale.administrator), helplines=lines).status_code == 302
    writer = Writer(client).start("/refer/in/northvale/")
    writer.post("before-you-start", {"immediate_danger": "yes", "has_social_worker": "no"})
    for page in ["/refer/in/northvale/", writer.url("call-999")]:
        shown = client.get(page).text
        assert 'href="tel:01632960333"' in shown, page
        assert 'href="tel:01632960444"' in shown, page
        assert "Childline" not in shown, page


def test_a_helpline_without_a_number_is_refused_beside_its_question(northvale, as_person):
    page = settled(as_person(northvale.administrator), helplines="Local line, any time")
    assert page.status_code == 200
    assert "must be a name, a colon and a telephone number" in page.text


def test_a_period_without_its_time_is_refused_beside_its_question(northvale, as_person):
    page = settled(as_person(northvale.administrator), retention="Thirty-five years")
    assert page.status_code == 200
    assert "must say what, then a colon, then how long" in page.text


def test_the_privacy_page_promises_no_secrecy_and_says_how_to_complain(northvale, client):
    shown = words(client.get("/privacy/"))
    for part in ["A court can order us", "Article 6(1)(e)", "Article 9(2)(g)", "Article 10", "retention schedule"]:
        assert part in shown, part
    assert "within 30 days" in shown
    assert "Information Commissioner" in shown
    assert not re.search(r"(never|not) (be )?(told|passed|shared) (to|with)", shown)


def test_the_privacy_page_says_how_long_things_are_kept_and_whence_it_comes(northvale, southmere, client):
    with as_role("mash_owner"):
        own = ["Keeping a child safe: 40 years after we close it", "no time"]
        Hub.objects.filter(pk=northvale.hub.pk).update(retention=own)
    shown = words(client.get("/privacy/"))
    assert "Keeping a child safe 40 years after we close it" in shown
    assert "no time" not in shown
    # Of the other hub only what is usual is known, and it is said to be no more than that
    assert "This is what is usual. It may differ in Southmere" in shown
    assert "35 years after we close it" in shown
    assert "lists that English councils publish, read in November 2026" in shown
    with as_role("mash_owner"):
        Hub.objects.update(retention=own)
    assert "what is usual" not in words(client.get("/privacy/"))


def test_the_accessibility_statement_has_its_status_date_method_and_contact(northvale, client):
    shown = words(client.get("/accessibility/"))
    assert "Status: partially compliant" in shown
    assert "We know of nothing that breaks a rule of level AA. We looked on 30 November 2026." in shown
    assert "checks each page in a real browser" in shown
    assert northvale.hub.phone in shown
    assert re.search(r"written on \d+ \w+ 20\d\d", shown)
