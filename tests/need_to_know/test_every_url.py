"""Every address × every kind of person × every method, checked against the oracle.

WALK=all leaves nothing out (an hour and more of one core, in parts that run side by side); WALK=table writes
docs/need-to-know.md.
"""

import os

import pytest

from tests.need_to_know.walk import table
from tests.need_to_know.walk.access import viewer_of
from tests.need_to_know.walk.addresses import addresses, patterns
from tests.need_to_know.walk.visiting import Browser
from tests.need_to_know.walk.walking import (
    ALL,
    Walk,
    Walked,
    pairs,
    read_everything,
    send_everything,
    try_other_methods,
)
from tests.need_to_know.walk.world import WalkWorld, suspend_whoever_is
from tests.need_to_know.walls import without_wall_one, without_wall_two

PARTS = 4 if ALL else 1
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quietly")]
# Who must be shown what, so that refusing everything does not pass: (record, people, pages)
OPENED = [
    ("decided", ["screener", "manager"], ["case", "case_print", "who_can_see", "referral_as_received"]),
    ("decided", ["screener", "manager"], ["sent_request"]),
    ("decided", ["social_worker", "manager"], ["collation", "decision"]),
    ("restricted", ["manager", "named", "visitor", "glass"], ["case", "case_print", "who_can_see", "collation"]),
    ("gathering", ["manager"], ["public_referrer", "case", "collation"]),
    ("south", ["south screener", "south social_worker", "south manager"], ["case", "referral_as_received"]),
    ("handed", ["screener", "manager", "south manager"], ["case"]),
    ("decided, police", ["police"], ["request", "answer", "message_hub"]),
    ("decided, health", ["health"], ["request", "answer"]),
    ("restricted, police", ["police"], ["request"]),
    ("decided", ["health", "housing"], ["product"]),
]  # fmt: skip


@pytest.fixture(autouse=True)
def stay_confirmed(settings):
    """The whole walk takes longer than a sign-in lets somebody remove a second factor."""
    settings.CONFIRM_MINUTES = 24 * 60


@pytest.fixture(scope="module")
def start(world):
    """Return a function that starts a new walk, with everybody signed in."""
    browsers = {key: Browser(walker) for key, walker in world.walkers.items()}
    suspend_whoever_is(world)
    everywhere = addresses(world)

    def begin(*, compares: bool = True, part: int | None = None) -> Walk:
        walk = Walk(world, browsers, everywhere if part is None else everywhere[part::PARTS])
        walk.compares = compares
        return walk

    return begin


@pytest.mark.parametrize("part", range(PARTS))
def test_nobody_is_shown_or_notified_of_what_they_may_not_know(start, part):
    walk = start(part=part)
    read_everything(walk)
    send_everything(walk)
    try_other_methods(walk)
    walked = walk.walked
    print(f"{walked.triples.total()} of person, address and method: {dict(walked.triples)}")  # noqa: T201
    assert not walked.leaks
    assert not walked.told_apart
    assert not walked.changed
    assert not walked.broken
    assert not walked.unnoted
    assert not refused(walked)
    assert walked.triples.total() > (60_000 if ALL else 3_000) / PARTS, "the walk has become shorter"
    assert len(walked.shown) > 250 / PARTS, "the walk saw fewer planted words than expected"
    assert not table.differences(walked), "WALK=table writes docs/need-to-know.md anew: look at what changed"


def refused(walked: Walked) -> list[tuple]:
    return [
        (page, about, key)
        for about, people, pages in OPENED
        for key in people
        for page in pages
        # A part of the whole walk has some of the pages, any other all.
        if walked.outcomes.get((f"referrals:{page}", about, key), "opens" if ALL else "not asked") != "opens"
    ]


def test_without_wall_one_nothing_comes_through_wall_two(start):
    walk = start(compares=False)
    with without_wall_one():
        read_everything(walk, every=97)
    assert not walk.walked.leaks
    assert walk.walked.shown


def test_without_wall_two_nothing_comes_through_wall_one(start):
    walk = start(compares=False)
    with without_wall_two():
        read_everything(walk, every=97)
    assert not walk.walked.leaks
    assert walk.walked.shown


def test_without_either_the_words_come_out_so_that_the_walk_can_fail(start):
    walk = start(compares=False)
    with without_wall_one(), without_wall_two():
        for walker, address in pairs(walk, every=499):
            walk.go(walker, "GET", address)
            if walk.walked.leaks:
                break
    assert walk.walked.leaks


def test_every_page_is_in_the_document(start):
    if os.environ.get("WALK") == "table":
        table.make(start())
    documented = {page for page, _, _ in table.read()}
    assert {page.split(":")[-1] for page, _ in patterns()} <= documented


def test_people_of_every_kind_walk(world: WalkWorld):
    seen = {role for walker in world.walkers.values() if walker.facts for role in walker.facts.roles}
    from agencies.roles import ROLES

    assert seen == set(ROLES)
    assert any(viewer_of(walker).person is None for walker in world.walkers.values())
