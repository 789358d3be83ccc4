"""What each level is worth, from the versioned files beside this one."""

import tomllib
from pathlib import Path

from referrals.people.matching import nicknames

HERE = Path(__file__).parent
TABLE = tomllib.loads((HERE / "weights.toml").read_text(encoding="utf-8"))
NAMES = tomllib.loads((HERE / "names.toml").read_text(encoding="utf-8"))
# It stands beside a decision that followed a comparison, so it changes when any of the three files does.
VERSION = f"{TABLE['version']}.{nicknames.VERSION}.{NAMES['version']}"

PRIOR: float = TABLE["prior"]
ALMOST_CERTAINLY: float = TABLE["almost_certainly"]
POSSIBLY: float = TABLE["possibly"]
MOST_OF_HOUSEHOLD: float = TABLE["most"]["household"]
MOST_OF_PLACE: float = TABLE["most"]["place"]


def _rarities(which: str) -> dict[str, float]:
    """Return the bits of each listed name in all its spellings; of two groups, those of the commoner."""
    listed = {name: float(bits) for bits, names in NAMES[which].items() for name in names.split()}
    roots: dict[str, float] = {}
    for name, bits in listed.items():
        for root in nicknames.spelled_alike(name):
            roots[root] = min(bits, roots.get(root, bits))
    spelled = {form for form, named in nicknames.SPELLED.items() if named & roots.keys()}
    names = listed.keys() | roots.keys() | spelled
    return {name: min(roots[root] for root in nicknames.spelled_alike(name) & roots.keys()) for name in names}


FIRST, LAST = _rarities("first"), _rarities("last")


def is_usual_first(name: str) -> bool:
    """Whether this is a first name that many have."""
    return name in FIRST


def bits(fact: str, level: str) -> float:
    return TABLE[fact][level]


def first_bits(level: str, ours: str, theirs: str) -> float:
    return _name_bits("first", FIRST, level, ours, theirs)


def last_bits(level: str, ours: str, theirs: str) -> float:
    return _name_bits("last", LAST, level, ours, theirs)


def swapped_bits(first: str, last: str) -> float:
    """Return the bits of a first name that is told as the last one elsewhere."""
    rarest = min(TABLE["rare"].values())
    return min(table.get(name, rarest) for table in (FIRST, LAST) for name in (first, last)) + TABLE["swapped"]["each"]


def _name_bits(half: str, rarities: dict[str, float], level: str, ours: str, theirs: str) -> float:
    table = TABLE[half]
    if level in table["fixed"]:
        return table["fixed"][level]
    rare = TABLE["rare"][half]
    return min(rarities.get(ours, rare), rarities.get(theirs, rare)) + table["of_rarity"][level]
