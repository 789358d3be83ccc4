"""How many of some cases tell of one incident, by the links between two of them. Pure."""

from collections.abc import Iterable, Mapping
from uuid import UUID


def tellings(cases: Iterable[UUID], told_with: Mapping[UUID, Iterable[UUID]]) -> tuple[int, ...]:
    """Return how many of these cases tell of each incident that was told more than once, the most first.

    `told_with` are the links between two cases that tell of one incident. A link with a case that is not among `cases`
    joins nothing, so that nothing is counted which is not shown.
    """
    waiting, sizes = set(cases), []
    neighbours: dict[UUID, set[UUID]] = {case: set() for case in waiting}
    for case, others in told_with.items():
        for other in others:
            if case in neighbours and other in neighbours:
                neighbours[case].add(other)
                neighbours[other].add(case)
    while waiting:
        group, reached = set(), {waiting.pop()}
        while reached:
            group |= reached
            reached = {other for case in reached for other in neighbours[case]} - group
        waiting -= group
        sizes.append(len(group))
    return tuple(sorted((size for size in sizes if size > 1), reverse=True))
