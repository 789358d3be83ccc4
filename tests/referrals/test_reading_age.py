"""What families, children and survivors may read is written for a reading age of 9 to 11 (docs/words.md).

The measure counts syllables and the length of sentences and knows nothing of meaning: it reports the hardest sentences
as a warning, and fails only where something is far beyond. Whoever writes is the judge.
"""

import re
import warnings
from html.parser import HTMLParser

import pytest
from pyphen import Pyphen

from agencies.models import Hub
from referrals import codes
from referrals.codes import lists
from referrals.codes.lists import LISTS
from referrals.messages.compose import compose
from referrals.models import OutboxMessage
from tests.writing import ADULT, CHILD, PUBLIC, Writer

SYLLABLES = Pyphen(lang="en_GB", left=1, right=2)
FROM_GRADE_TO_AGE = 5  # a school grade of the United States and the age of a child in it
MEANT, BOUND, MEAN = 11, 20, 11.5  # ages: above the first is reported, above the second is refused
FEWEST_WORDS = 8  # below, one long word decides all
WORST = 25
# Sentences of law, for whoever wants to look it up, stand apart in the privacy notice.
OF_LAW = re.compile(
    r"\b(Article|Act|Regulation|Schedule|Equality and Human Rights|Equality Advisory|Accessibility Guide)"
)
BLOCKS = {"p", "li", "label", "legend", "h1", "h2", "h3", "dt", "dd", "div", "button", "option", "summary", "th", "td"}


class Blocks(HTMLParser):
    """Collect the text of a page's main part, a line for each block."""

    def __init__(self):
        super().__init__()
        self.lines, self.within = [""], False

    def handle_starttag(self, tag, attrs):
        self.within = self.within or tag == "main"
        if tag in BLOCKS or tag == "br":
            self.lines.append("")

    def handle_endtag(self, tag):
        self.within = self.within and tag != "main"
        if tag in BLOCKS:
            self.lines.append("")

    def handle_data(self, data):
        if self.within and data.strip() != "Warning":  # for screen readers, before the words of a warning
            self.lines[-1] += data


def sentences_in(text: str) -> set[str]:
    lines = [" ".join(line.split()) for line in text.splitlines()]
    sentences = {sentence.strip() for line in lines for sentence in re.split(r"(?<=[.?!])\s+|: ", line)}
    return {sentence for sentence in sentences if len(sentence.split()) >= FEWEST_WORDS and not OF_LAW.search(sentence)}


def sentences_of(page) -> set[str]:
    blocks = Blocks()
    blocks.feed(page.text)
    return sentences_in("\n".join(" ".join(line.split()) for line in blocks.lines))


def age_of(sentence: str) -> float:
    """Return the age by the grade of Flesch and Kincaid for one sentence."""
    words = re.findall(r"[\w’'-]+", sentence)
    syllables = sum(len(SYLLABLES.positions(word.lower())) + 1 for word in words)
    return 0.39 * len(words) + 11.8 * syllables / len(words) - 15.59 + FROM_GRADE_TO_AGE


def judge(sentences: set[str]) -> None:
    ages = sorted(((age_of(sentence), sentence) for sentence in sentences), reverse=True)
    hard = [f"{age:4.1f}  {sentence}" for age, sentence in ages if age > MEANT]
    if hard:
        report = "\n".join(hard[:WORST])
        warnings.warn(f"{len(hard)} of {len(ages)} sentences may be hard to read:\n{report}", stacklevel=2)
    assert not [line for line in hard if float(line[:4]) > BOUND]
    assert sum(age for age, _ in ages) / len(ages) <= MEAN


pytestmark = pytest.mark.filterwarnings("default:.*may be hard to read")


def test_feedback_to_families_and_the_public_is_easy_to_read():
    wordings = [w for w in codes.FEEDBACK_WORDINGS if not w.ended and w.audience != codes.Audience.PROFESSIONAL]
    spoken = [codes.words_to_parent(c, unborn=unborn) for c in codes.FeedbackCategory for unborn in (True, False)]
    spoken += [codes.words_to_person(category) for category in codes.FeedbackCategory]
    needs = [lists.RETURN_REASON.family_words(code) for code in codes.ReturnReason]
    judge(set().union(*(sentences_in(text) for text in [*(w.text for w in wordings), *spoken, *needs])))


def test_what_a_code_says_to_a_family_is_easy_to_read():
    """Words shorter than a sentence that can be measured are read by a person."""
    held = [facts.family for code_list in LISTS.values() for facts in code_list.facts.values() if facts.family]
    judge(set().union(*(sentences_in(f"{words}.") for words in held)))


def test_emails_to_the_public_are_easy_to_read(db):
    context = {"reference": "MASH-7F3K-92QD", "wording": "considered_for_public", "to_public": "yes"}
    hub = Hub(name="Northvale", phone="01632 960 001", out_of_hours_phone="01632 960 002")
    messages = [
        OutboxMessage(hub=hub, template=template, to="jo@home.example", context=context)
        for template in ("acknowledgement", "returned", "return_chaser", "feedback")
    ]
    judge(set().union(*(sentences_in(compose(message).body) for message in messages)))


def test_pages_for_everybody_are_easy_to_read(northvale, client):
    urls = ["/refer/", "/refer/in/northvale/", "/privacy/", "/accessibility/"]
    judge(set().union(*(sentences_of(client.get(url, follow=True)) for url in urls)))


@pytest.mark.parametrize(
    ("who", "kind", "person"), [("self", "adult", ADULT), ("self", "child", CHILD), ("public", "child", CHILD)]
)
def test_the_form_is_easy_to_read(northvale, client, who, kind, person):
    writer = Writer(client).start("/refer/in/northvale/")
    answers = {**PUBLIC, "who": {"capacity": who}, "people": [], "you": {"source_code": "1B"}}
    shown = [client.get(writer.url(f"people/add/{kind}"))]
    writer.post(f"people/add/{kind}", person)
    writer.post("before-you-start", {"immediate_danger": "yes", "has_social_worker": "no"})
    writer.post("who", answers["who"])
    writer.post("you", answers["you"])
    writer.post("family-told", {"family_informed": "no"})
    shown.append(client.get(writer.url(f"people/add/{kind}")))
    pages = [page.slug for page in client.get(writer.url("check")).context["journey"].pages]
    extra = ["household/add/person", "agencies/add/service", "check"]
    shown += [client.get(writer.url(slug)) for slug in [*pages, *extra]]
    judge(set().union(*(sentences_of(page) for page in shown)))
