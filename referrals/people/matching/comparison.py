"""Two mentions of people compared: how sure it is that they are of one person, and why."""

from dataclasses import dataclass

from referrals.people.matching import levels, reasons
from referrals.people.matching.bands import Band, band_of
from referrals.people.matching.facts import facts_of
from referrals.people.matching.levels import Level
from referrals.people.matching.mention import Mention
from referrals.people.matching.weights import VERSION

__all__ = ["VERSION", "Comparison", "compare"]


@dataclass(frozen=True)
class Comparison:
    """`bits` is above 0 where the same person is likelier than not, in a population of a million (`weights.toml`)."""

    band: Band
    bits: float
    levels: tuple[Level, ...]
    vetoes: tuple[str, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, in words without names, numbers or addresses, what counts most first."""
        return reasons.in_words(self.levels, self.vetoes)


def compare(a: Mention, b: Mention) -> Comparison:
    """Return how sure it is that two mentions are of one person; the same whichever comes first."""
    compared = levels.compared(facts_of(a), facts_of(b))
    bits = levels.score(compared)
    band, vetoes = band_of(bits, {level.fact: level.level for level in compared})
    return Comparison(band, round(bits, 2), compared, vetoes)
