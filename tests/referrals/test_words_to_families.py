"""What families, children, survivors and the public read promises nothing that the hub cannot hold (docs/words.md).

Nor does it assume what no record holds, blame, or tell who told. The phrases are those that stood there once.
"""

import re

import pytest

from agencies.models import Hub
from referrals import codes
from referrals.codes.lists import LISTS
from referrals.messages.compose import compose
from referrals.models import OutboxMessage
from tests.house.source import ROOT

MAY_NOT_STAND = {
    "a promise of safety": r"make sure that (you|they) are safe|safe place|will (keep|make) (you|them) safe"
    r"|help you to stay safe|\b(you|they) will be safe",
    "a promise of secrecy": r"(?<!promise that )nobody (else )?(will|can|ever)( ever)? (know|see|find out|read)"
    r"|only (with )?those who|they do not see|not tell any(one|body)|told us is kept|in confidence|confidential",
    "a promise for somebody else": r"will be in touch|will (phone|call|email|write to|contact) you"
    r"|will (deal with|see that)|have passed it to them safely",
    "what no record holds": r"because (you|your family|those)|(you|your family)( have)? agreed"
    r"|what (an adult|someone) did|(is|are) already helping you|the plan that you had|so we will help",
    "who told": r"asked us (not )?to|(your|a|the) child (told|said|asked)|who told us about|others (have )?told us"
    r"|have this already|person who told",
    "blame or doubt": r"nothing to worry|did not want|refus|\bfail|held against|again and again",
}
# A time is the hub's to keep in law and on its pages; of what others do, it can name none.
A_TIME = r"\b(within|straight away|very soon|today|tomorrow|as soon as possible|immediately)\b"
EVERY = re.compile("|".join(MAY_NOT_STAND.values()), re.IGNORECASE)
READ_BY_FAMILIES = {"concern", "return_reason", "outcome", "onward_route", "outcome_reason"}
COMES = re.compile(r"will talk with you|will visit|again with you|decide what happens next")
PAGES = [
    *sorted((ROOT / "templates/referrals/intake").glob("*.html")),
    ROOT / "templates/mash/privacy.html",
]


def texts():
    """Return each text by a name: of feedback, spoken or as a letter, and the words of codes."""
    offered = [w for w in codes.FEEDBACK_WORDINGS if not w.ended and w.audience != codes.Audience.PROFESSIONAL]
    by_name = {w.key: f"{w.label}. {w.text}" for w in offered}
    for category in codes.FeedbackCategory:
        by_name[f"spoken to the person: {category}"] = codes.words_to_person(category)
        for unborn in (False, True):
            by_name[f"spoken to a parent: {category}, {unborn}"] = codes.words_to_parent(category, unborn=unborn)
    for key, code_list in LISTS.items():
        by_name |= {f"{key}: {code}": facts.family for code, facts in code_list.facts.items() if facts.family}
    return by_name


TEXTS = texts()


@pytest.mark.parametrize("name", TEXTS)
def test_no_text_promises_assumes_blames_or_tells_who_told(name):
    assert not EVERY.search(TEXTS[name]), EVERY.search(TEXTS[name])
    assert not re.search(A_TIME, TEXTS[name], re.IGNORECASE)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_nor_does_a_page(page):
    words = " ".join(page.read_text().split())
    assert not EVERY.search(words), EVERY.search(words)


@pytest.mark.parametrize("template", ["acknowledgement", "returned", "return_chaser", "feedback"])
@pytest.mark.parametrize("needed", codes.ReturnReason)
def test_nor_does_an_email_to_the_public(template, needed):
    context = {"reference": "MASH-7F3K-92QD", "wording": "considered_for_public", "to_public": "yes", "needed": needed}
    hub = Hub(name="Northvale", phone="01632 960 001", out_of_hours_phone="01632 960 002")
    mail = compose(OutboxMessage(hub=hub, template=template, to="jo@home.example", context=context))
    assert not EVERY.search(mail.body), EVERY.search(mail.body)
    assert not re.search(A_TIME, mail.body, re.IGNORECASE)


def test_where_somebody_is_to_come_it_says_what_to_do_if_nobody_does():
    ends = [w for w in codes.FEEDBACK_WORDINGS if not w.ended and w.audience in {"person", "parent"}]
    every = {w.key: w.text for w in ends} | {name: text for name, text in TEXTS.items() if name.startswith("spoken")}
    coming = {name: text for name, text in every.items() if COMES.search(text)}
    assert len(coming) > 20
    assert [
        name for name, text in coming.items() if "If nobody has been in touch with you, phone us." not in text
    ] == []


@pytest.mark.parametrize("category", codes.FeedbackCategory)
def test_who_was_referred_by_others_is_not_spoken_to_as_if_they_had_told(category):
    words = codes.words_to_person(category)
    assert "Thank you for telling us" not in words
    assert "you told us" not in words
    assert "believe" not in words
    assert "your worry" not in words.lower()


def test_living_elsewhere_by_agreement_holds_at_any_age_and_whoever_agrees():
    accommodation = codes.FeedbackCategory.ACCOMMODATION
    for words in (codes.words_to_person(accommodation), codes.words_to_parent(accommodation)):
        assert "The plan is that" in words
        assert "16 or 17" in words  # Children Act 1989, section 20(11)


def test_only_lists_that_a_family_reads_have_words_for_them():
    """Words that reach no screen are read by nobody, so nobody sees that they betray who told."""
    held = {key for key, code_list in LISTS.items() if any(facts.family for facts in code_list.facts.values())}
    assert held == READ_BY_FAMILIES


# Where nobody may be told ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wording", [w for w in codes.FEEDBACK_WORDINGS if w.quiet], ids=lambda w: w.key)
def test_a_text_that_tells_nobody_does_not_speak_of_an_offer_or_of_talks_with_them(wording):
    before, silence, _ = wording.text.partition("Please do not tell the family")
    assert silence
    offers = r"is offered|will be offered|was offered|may say no|often accept|in touch with (them|the people)|can end"
    assert not re.search(offers, before), before
    assert "the family’s agreement" in wording.text
    assert "their agreement" not in wording.text


def test_the_warning_of_the_hub_is_of_the_familys_agreement_and_not_of_the_adults():
    warning = (ROOT / "templates/referrals/_do_not_tell.html").read_text()
    assert "their agreement" not in warning
    assert warning.count("do not ask for the family’s agreement") == 2
