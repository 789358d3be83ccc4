"""A call takes memory for its frames once, at whatever depth it is made."""

from resource import RUSAGE_THREAD, getrusage

import pytest

from mash.frames import roomy

TIMES = 100


def leaf():
    return None


leaf.__code__ = leaf.__code__.replace(co_stacksize=100)  # no depth goes by at which it does not fit any more


def faults_at(depth: int) -> int:
    """How often the system was asked for memory while a function was called over and over at this depth."""
    if depth:
        return faults_at(depth - 1)
    before = getrusage(RUSAGE_THREAD).ru_minflt
    for _ in range(TIMES):
        leaf()
    return getrusage(RUSAGE_THREAD).ru_minflt - before


def depths_that_ask() -> list[int]:
    return [depth for depth in range(300) if faults_at(depth) >= TIMES]


def test_no_depth_asks_for_memory_over_and_over():
    assert roomy(depths_that_ask)() == []


def test_what_a_function_takes_gives_and_raises_is_as_before():
    @roomy
    def half(number, *, of=2):
        return number / of

    assert half(6) == 3
    assert half(6, of=3) == 2
    assert half.__name__ == "half"
    with pytest.raises(ZeroDivisionError):
        half(1, of=0)
