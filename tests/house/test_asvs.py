"""docs/asvs.md answers every requirement of ASVS 5.0.0 and points only at what exists."""

import re

from tests.house.source import ROOT

PAGE = (ROOT / "docs" / "asvs.md").read_text()
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)
STATES = {"met", "partly", "not met", "no such part", "operator"}
# How many requirements of levels 1 and 2 each chapter of the standard has.
CHAPTERS = {
    1: 27,
    2: 11,
    3: 19,
    4: 10,
    5: 9,
    6: 35,
    7: 18,
    8: 7,
    9: 7,
    10: 29,
    11: 14,
    12: 9,
    13: 13,
    14: 9,
    15: 13,
    16: 16,
    17: 7,
}


def test_every_requirement_is_answered_once():
    numbers = [number for number, _state, _where in ROWS]
    assert len(set(numbers)) == len(numbers) == 253
    assert {chapter: sum(number.startswith(f"{chapter}.") for number in numbers) for chapter in CHAPTERS} == CHAPTERS


def test_each_answer_is_a_state_with_a_reason():
    assert [(number, state) for number, state, where in ROWS if state not in STATES or len(where) < 4] == []


def test_what_it_points_at_is_there():
    named = {path for path in re.findall(r"`([\w./-]+/[\w./-]*)`", PAGE) if not path.startswith("/")}
    named -= {"<stage>/forms.py"}
    assert len(named) > 30
    assert sorted(path for path in named if not (ROOT / path).exists()) == []
