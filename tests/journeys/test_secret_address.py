"""Every way out of the hub, for a case in which one person asked for a secret address and others live there.

Or somebody else asked for it, in another case of the hub.
"""

import re

import pytest

from mash.identity import acting_as
from mash.refusals import RuleViolation
from referrals.casefile.actions import add_note
from referrals.models import Person
from tests.builders import adult, build_referral, child
from tests.builders_requests import build_ready, send
from tests.database import as_role
from tests.referrals.people.test_addresses import HOMES

FIRST, *OTHER_SPELLINGS = HOMES[0]
NOT_ON_PAPER = re.compile(r'<(details|span)\s+class="[^"]*app-no-print[^"]*".*?</\1>', re.DOTALL)
GIVING_AWAY = re.compile(
    r"\b(?:elm|old shop|ZZ1)", re.IGNORECASE
)  # whole words: tokens of a page are letters at random
TEXTS = {
    "what_happened": "He found them. She now lives at 12 Elm St with Jo. He shouted.",
    "keep_confidential": "Not a word of ZZ1 1ZA",
}


def everybody() -> list[dict]:
    secret = child(**FIRST, address_withheld=True, more={"next_of_kin": "Her aunt, 12 ELM STREET"})
    same_home = adult(
        is_subject=False, in_household="yes", address="Wherever it is, 99 Elmwood", safe_to_contact="zz11za"
    )
    others = [adult(is_subject=False, **spelling) for spelling in OTHER_SPELLINGS]
    return [secret, same_home, *others, adult(is_subject=False, address="5 Oak Road", postcode="ZZ9 9ZZ")]


def as_before_the_rule(referral) -> None:
    """Put the people back as they were told, as those received by an earlier version stand."""
    with as_role("mash_owner"):
        Person.objects.filter(referral=referral).exclude(position=1).update(address_withheld=False)


def shown(response) -> str:
    return response.content.decode().partition("</h1>")[2]


@pytest.fixture(params=["received now", "received before the rule", "kept secret in another case"])
def secretive(request, northvale):
    """Build a case with the people of this file, received now or by an earlier version."""

    def build(make):
        people = everybody()
        if request.param == "kept secret in another case":
            build_referral(
                northvale, people=[adult(**FIRST, address_withheld=True, first_name="Her", last_name="Aunt")]
            )
            people[0]["address_withheld"] = False
        referral = make(northvale, people=people, **TEXTS)
        if request.param == "received before the rule":
            as_before_the_rule(referral)
        return referral

    return build


def test_what_is_written_on_the_case_later_is_printed_without_it(northvale, secretive, as_person):
    referral = secretive(build_referral)
    with acting_as(northvale.manager):
        add_note(referral, text="Phoned. She is at 12 Elm St. All well.", by=northvale.manager)
    paper = shown(as_person(northvale.manager).get(f"/cases/{referral.reference}/print/"))
    assert not GIVING_AWAY.search(paper)
    assert paper.count("All well.") == paper.count("Phoned.") >= 1


@pytest.mark.parametrize("page", ["", "as-received/", "print/"])
def test_nothing_on_paper_gives_it_away(northvale, secretive, as_person, page):
    referral = secretive(build_referral)
    paper = NOT_ON_PAPER.sub("", shown(as_person(northvale.manager).get(f"/cases/{referral.reference}/{page}")))
    assert not GIVING_AWAY.search(paper), GIVING_AWAY.search(paper)
    assert "5 Oak Road" in paper
    assert "He shouted." in paper


def test_on_the_screen_the_hub_can_open_it(northvale, secretive, as_person):
    referral = secretive(build_referral)
    screen = shown(as_person(northvale.manager).get(f"/cases/{referral.reference}/"))
    assert "12 Elm Street" in screen
    assert "She now lives at 12 Elm St with Jo." in screen


def test_no_agency_is_sent_it(northvale, secretive):
    subjects = send(northvale, secretive(build_ready))[0].subjects
    assert [subject["address"] for subject in subjects if subject["address"]] == ["5 Oak Road\nZZ9 9ZZ"]


def test_the_page_that_asks_says_for_whom_it_is_not_sent(northvale, secretive, as_person):
    referral = secretive(build_ready)
    client = as_person(northvale.manager)
    address = f"/cases/{referral.reference}/ask/"
    client.post(address, {"core": [str(northvale.agencies["police"].pk)]})
    screen = shown(client.get(f"/cases/{referral.reference}/ask/questions/"))
    assert screen.count("address withheld: it is never sent") == len(everybody()) - 1
    assert not GIVING_AWAY.search(screen)


@pytest.mark.parametrize(
    "words", [{"reason": "Who else is at 12 elm street?"}, {"questions": ["Known?", "Any calls to ZZ11ZA?"]}]
)
def test_a_request_whose_words_give_it_away_is_refused(northvale, secretive, words):
    referral = secretive(build_ready)
    with pytest.raises(RuleViolation, match="must be kept secret"):
        send(northvale, referral, **words)
