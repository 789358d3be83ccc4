"""Each case is of one incident at most, and only what is shown counts."""

from collections import defaultdict
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from referrals.people.incidents import tellings

CASES = st.integers(min_value=0, max_value=12)


@given(shown=st.sets(CASES), links=st.lists(st.tuples(CASES, CASES)))
def test_each_case_that_is_shown_is_counted_in_one_incident_at_most(shown, links):
    told_with = defaultdict(list)
    for first, second in links:
        told_with[first].append(second)
    sizes = tellings(shown, told_with)
    assert all(size > 1 for size in sizes)
    assert sum(sizes) == len({case for link in links for case in link if set(link) <= shown and len(set(link)) > 1})
    assert list(sizes) == sorted(sizes, reverse=True)


@given(cases=st.integers(min_value=2, max_value=12).flatmap(lambda number: st.permutations(range(number))))
def test_a_chain_of_links_is_one_incident_in_whatever_order(cases):
    assert tellings(cases, {case: [other] for case, other in pairwise(cases)}) == (len(cases),)


def test_two_incidents_are_two_and_the_one_that_more_tell_of_comes_first():
    assert tellings([1, 2, 3, 4, 5, 6], {1: [2], 5: [3, 4]}) == (3, 2)


def test_a_link_with_a_case_that_is_not_shown_joins_nothing():
    assert tellings([1, 2], {1: [9], 9: [2]}) == ()
