"""One table defines the next steps; no page has words or conditions of its own for a step."""

import re
from collections import Counter

import pytest
from django.urls import reverse

from referrals.overview.next_steps import STEPS
from tests.house.source import ROOT, modules

LINK = re.compile(r"<a[^>]*\{% url '(?:referrals:)(\w+)' [^%]*%\}[^>]*>([^<{]*)</a>")
# Links to a page of the table for another purpose than the step itself.
OTHER_LINKS = {
    ("authorise", "Authorise it"),  # after a sentence that says what
    ("lawful_basis", "See the lawful basis"),
    ("return_referral", "Return it to the referrer"),  # in a sentence
    ("forward", "Forward it to another area"),
    ("told", "record that they were told"),  # in a sentence
    ("feedback", "Back to telling people"),
    ("release", "Release what was decided"),  # beside what a discussion decided
    ("end_as_duplicate", "end this one as a duplicate"),  # in a sentence
}
READ = {"collation", "decision", "who_can_see"}  # also linked as pages to read


def test_each_step_is_a_page_and_no_two_share_words():
    for step in STEPS.values():
        assert reverse(step.page, args=["AAAA-0000-0000-00"])
    words = Counter(step.words for step in STEPS.values())
    assert set(words.values()) == {1}


def test_every_link_to_a_step_in_a_template_has_its_words():
    links = {
        link for path in (ROOT / "templates").rglob("*.html") for link in LINK.findall(path.read_text())
        if link[0] in STEPS.keys() - READ
    }  # fmt: skip
    assert links, "No link was found: the pattern no longer reads the templates"
    labels = {(name, " ".join(words.split())) for name, words in links}
    assert {(name, words) for name, words in labels if words != STEPS[name].words} == OTHER_LINKS


@pytest.mark.parametrize("name", [n for n in modules() if n.startswith("referrals.") and n.endswith("views")])
def test_no_view_writes_the_words_of_a_step_again(name):
    source = modules()[name].read_text()
    titles = {step.words for step in STEPS.values() if len(step.words.split()) > 1}
    assert not {words for words in titles if f'"{words}"' in source}


def test_buttons_of_pages_with_one_purpose_say_what_led_there():
    from referrals.casefile import forms as casefile
    from referrals.decisions import forms as decisions
    from referrals.triage import forms as triage
    from referrals.triage import returning_forms as returning

    pairs = {
        "allocate": triage.AllocateForm,
        "authorise": triage.AuthoriseForm,
        "hand_back": triage.HandBackForm,
        "lawful_basis": triage.LawfulBasisForm,
        "rate": triage.RateForm,
        "receive_again": returning.ReceiveAgainForm,
        "return_referral": returning.ReturnForm,
        "forward": returning.ForwardForm,
        "second_sign": decisions.SecondSignForm,
        "close": decisions.CloseForm,
        "reopen": decisions.ReopenForm,
        "restrict": casefile.RestrictForm,
        "unrestrict": casefile.UnrestrictForm,
    }
    assert {name: form.submit_label for name, form in pairs.items()} == {n: STEPS[n].words for n in pairs}
