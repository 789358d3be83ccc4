"""Run by bench/answering.py alone: prints what it costs an agency to answer. The bounds are in test_keyboard.py."""

import sys
import time

import pytest
from django.db import transaction

from mash.identity import acting_as
from referrals.information_requests.answering.actions import answer_nothing_known
from referrals.information_requests.answering.searching import Search
from tests.browser.keys import Keyboard, give_two_items, open_most_urgent, say_nothing_known
from tests.builders import build_hub
from tests.builders_requests import build_ready, send

KEY, LOOK = 0.28, 1.35  # seconds
BEFORE = {"nothing known": 36, "two items": 330}
WAYS = {"nothing known": say_nothing_known, "two items": give_two_items}
AN_HOUR = 3600
HEADINGS = f"\n{'':32}{'keys':>6}{'before':>8}{'clicks':>8}{'pages':>7}{'text':>6}{'seconds':>9}{'in an hour':>12}\n"


@pytest.mark.django_db(transaction=True)
def test_what_it_costs_to_answer(visit, capsys):
    northvale = build_hub("northvale")
    build_requests(northvale, number=2 * len(WAYS))
    officer = visit(northvale.police)
    with capsys.disabled():
        sys.stdout.write(HEADINGS)
        for name, way in WAYS.items():
            officer.page.goto(f"{officer.site}/requests/")
            for place, steps in (("from the inbox", [open_most_urgent, way]), ("the next", [way])):
                keys, start = Keyboard(officer.page), time.perf_counter()
                for step in steps:
                    step(keys)
                sys.stdout.write(line(f"{name}, {place}", keys, time.perf_counter() - start, BEFORE[name]))


def build_requests(northvale, *, number: int) -> None:
    """Put this many requests to the police, who have answered another one and so have a search to confirm."""
    case = build_ready(northvale)
    first, *_ = [send(northvale, case, "police")[0] for _ in range(number + 1)]
    with transaction.atomic(), acting_as(northvale.police):
        search = Search(["Call and incident logs"], ["Name", "Date of birth or age"])
        answer_nothing_known(first, search=search, by=northvale.police)


def line(name: str, keys: Keyboard, waited: float, before: int) -> str:
    seconds = (keys.keys + keys.text_keys) * KEY + keys.pages * LOOK + waited
    counts = f"{keys.keys:6}{before:8}{0:8}{keys.pages:7}{keys.text_keys:6}"
    return f"{name:32}{counts}{seconds:9.0f}{AN_HOUR / seconds:12.0f}\n"
