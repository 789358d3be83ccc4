"""No form, question, page or story has words that blame a child or make abuse mutual."""

import re

import pytest

from agencies.question_defaults import DEFAULT_SETS
from referrals.codes.lists import LISTS
from tests.house.source import ROOT

HURTS = re.compile(
    r"\bdirty\b|\bfilthy\b|\bdealing (by|or)\b|or dealing\b"
    r"|(violence|abuse|control) between (the )?(adults|parents|partners)"
    r"|child prostitut|promiscu|\babscond|lifestyle choice|attention.seeking|illegal immigrant|historic(al)? abuse"
    r"|mutual abuse",
    re.IGNORECASE,
)
READ = [
    path
    for folder, ending in [("agencies", "py"), ("referrals", "py"), ("mash/demo", "py"), ("templates", "html")]
    for path in sorted((ROOT / folder).rglob(f"*.{ending}"))
    if "migrations" not in path.parts and path.relative_to(ROOT).as_posix() != "referrals/codes/concerns.py"
]


@pytest.mark.parametrize("folder", sorted({path.parent.relative_to(ROOT).as_posix() for path in READ}))
def test_no_file_has_such_words(folder):
    hurtful = [
        (path.name, match.group())
        for path in READ
        if path.parent.relative_to(ROOT).as_posix() == folder and (match := HURTS.search(path.read_text()))
    ]
    assert hurtful == []


def test_no_code_that_is_offered_has_such_words():
    words = [
        text
        for code_list in LISTS.values()
        for code in code_list.codes
        if code_list.facts[code].ends is None
        for text in (code.label, code_list.family_words(code))
    ]
    assert [text for text in words if HURTS.search(text)] == []


def test_county_lines_is_exploitation_wherever_it_is_offered():
    concerns = LISTS["concern"]
    labels = [c.label for c in concerns.codes if concerns.facts[c].ends is None and "county lines" in c.label.lower()]
    assert labels
    assert [label for label in labels if "exploit" not in label] == []


def test_no_default_question_has_such_words():
    texts = [q.text for s in DEFAULT_SETS.values() for q in (*s.base, *(q for qs in s.extras.values() for q in qs))]
    assert [text for text in texts if HURTS.search(text)] == []
