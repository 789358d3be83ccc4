"""Which numbers of a breakdown are withheld, so that no small number can be read or worked out.

The rule (docs/decisions/0030-figures-are-counted-whole.md): every number from 1 to 4 is withheld. Where
the withheld numbers could be worked out from the total, the next larger ones are withheld too. If even
that is not enough, nothing of the breakdown is shown. Totals of the hub are exact.
"""

from collections.abc import Sequence

LEAST = 5  # the smallest number that is shown, as in public papers on safeguarding


def to_hide(numbers: Sequence[int]) -> set[int]:
    """Return the places of the numbers to withhold. The reader is taken to know what all add up to.

    Zeros stay unless everything is withheld.
    """
    present = sorted(set(numbers) - {0})
    if not present or present[0] >= LEAST:
        return set()
    for limit in [LEAST - 1, *(number for number in present if number >= LEAST)]:
        hidden = [number for number in numbers if 0 < number <= limit]
        if _cannot_be_worked_out(hidden):
            return {place for place, number in enumerate(numbers) if 0 < number <= limit}
    return set(range(len(numbers)))


def _cannot_be_worked_out(hidden: list[int]) -> bool:
    """Whether each of these could be another number with the same sum, even for a reader who knows the rule."""
    # One alone follows from the total. Nearly all of them 1 would leave too few other readings.
    if len(hidden) < 2 or sum(hidden) < len(hidden) + 2:
        return False
    # Small ones only: every one of them 4 could be worked out. With a larger one among them, the reader
    # cannot tell which is which.
    return max(hidden) >= LEAST or sum(hidden) < len(hidden) * (LEAST - 1)
