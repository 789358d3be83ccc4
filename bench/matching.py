"""How well people are recognised: `python bench/matching.py febrl households strangers`, or some of them.

With `release` it looks at FEBRL 1 and 2.

The FEBRL sets show how we compare with Splink in one run; households of our own show what FEBRL lacks: families, twins,
namesakes, aliases, changed names, unborn children, and names of many origins. No database and no Django is started. It
wants the dependency group `matching`, which `make bench` brings.
"""

import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain, cycle
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import febrl  # noqa: E402
from database import say  # noqa: E402
from households import SPOILT, Somebody, Town, told  # noqa: E402

from referrals.people.matching import Band, Key, Mention, compare, keys_of  # noqa: E402

SEED = 20261201
FAMILIES, OF_EACH_KIND, OF_EACH_RELATION = 12_000, 300, 2_000
SPOILT_OF_UNKNOWN = ["nothing", "an age instead of a birth date", "no birth date", "slip in a name", "initial"]
# As the look-up has it: whoever shares most keys, and whoever shares a number besides.
MOST_COMPARED, NUMBERS = 60, {"nhs_number", "upn", "phone"}
ASKED_OF_EACH, STRANGERS = 50, 100_000


def show_febrl(*, of_a_release: bool = False) -> None:
    three, four = febrl.sets()
    say("                                                  block   F1 at          preci-            pairs")
    say("set     number  method                            recall  p ≥ .5   best  sion    recall   scored  seconds")
    of_release = [(own, four) for own in febrl.sets_of_a_release()] if of_a_release else []
    for own, other in of_release or ((three, four), (four, three)):
        learned = febrl.learn(other)
        for with_id in (True, False):
            for q in febrl.qualities(own, learned, with_id=with_id):
                f1, precision, recall = q.at_half
                head = f"{own.name:8}{'with' if with_id else 'none':8}{q.method:34}"
                shares = "  ".join(f"{share:.4f}" for share in (q.block_recall, f1, q.best, precision, recall))
                say(f"{head}{shares}  {q.pairs:>7,}  {q.seconds:>5.1f}")


# Households -----------------------------------------------------------------------------------------------------------


class KnownPeople:
    """What a hub was told before, by key."""

    def __init__(self, mentions: Iterable[tuple[int, Mention]]) -> None:
        self.mentions: dict[int, Mention] = {}
        self.by_key: dict[Key, list[int]] = defaultdict(list)
        self.add(mentions)

    def add(self, mentions: Iterable[tuple[int, Mention]]) -> None:
        for number, mention in mentions:
            self.mentions[number] = mention
            for key in keys_of(mention):
                self.by_key[key].append(number)

    def candidates(self, mention: Mention) -> list[int]:
        keys = keys_of(mention)
        shared = Counter(chain.from_iterable(self.by_key.get(key, ()) for key in keys))
        numbered = chain.from_iterable(self.by_key.get(key, ()) for key in keys if key.kind in NUMBERS)
        most = [number for number, _ in shared.most_common(MOST_COMPARED)]
        return list(dict.fromkeys([*numbered, *most]))


@dataclass
class Answer:
    """What a page would list for one mention of a person."""

    known: bool  # a key leads to the person
    place: int | None  # in the list, from 1
    certain: bool
    wrongly_certain: int
    others_shown: int
    milliseconds: float


def answer(known: KnownPeople, mention: Mention, number: int | None) -> Answer:
    began = time.perf_counter()
    compared = [(candidate, compare(mention, known.mentions[candidate])) for candidate in known.candidates(mention)]
    took = (time.perf_counter() - began) * 1000
    shown = sorted(
        ((c.band != Band.ALMOST_CERTAINLY, -c.bits, candidate) for candidate, c in compared if c.band != Band.BELOW)
    )
    places = {candidate: place for place, (_, _, candidate) in enumerate(shown, start=1)}
    certain = {candidate for not_certain, _, candidate in shown if not not_certain}
    return Answer(
        any(candidate == number for candidate, _ in compared),
        places.get(number),
        number in certain,
        len(certain - {number}),
        len(places.keys() - {number}),
        took,
    )


def show_households(seed: int) -> None:
    town, random = Town(seed), Random(seed + 1)  # noqa: S311 (no secret)
    people = list(chain.from_iterable(town.family() for _ in range(FAMILIES)))
    unseen = {relation: [make(town) for _ in range(OF_EACH_RELATION)] for relation, make in RELATIONS.items()}
    relatives = [relative for pairs in unseen.values() for _, others in pairs for relative in others]
    known = KnownPeople((somebody.number, told(somebody, random)) for somebody in [*people, *relatives])
    say(f"{len(known.mentions):,} people of {FAMILIES + len(RELATIONS) * OF_EACH_RELATION:,} families, seed {seed}")
    _show_known(known, people, random)
    say()
    say("not known before, but related to somebody who is                  people  wrongly certain  shown as possible")
    for relation, pairs in unseen.items():
        by_spoil: dict[str, list[Answer]] = defaultdict(list)
        for (somebody, _), how in zip(pairs, cycle(SPOILT_OF_UNKNOWN), strict=False):
            by_spoil[how].append(answer(known, _spoilt(how, somebody, random), None))
        for how, answers in {**by_spoil, "all of them": [*chain.from_iterable(by_spoil.values())]}.items():
            shown = sum(a.others_shown > a.wrongly_certain for a in answers) / len(answers)
            say(f"{f'{relation}: {how}':66}{len(answers):>6}{_wrongly(answers)}  {shown:>12.1%}")


def _show_known(known: KnownPeople, people: list[Somebody], random: Random) -> None:
    by_kind: dict[str, list[Answer]] = {}
    by_origin: dict[str, list[Answer]] = defaultdict(list)
    for how in SPOILT:
        by_kind[how] = []
        for somebody in random.sample([p for p in people if _can_be_spoilt(how, p)], OF_EACH_KIND):
            by_kind[how].append(answer(known, _spoilt(how, somebody, random), somebody.number))
            by_origin[somebody.origin].append(by_kind[how][-1])
    answers = list(chain.from_iterable(by_kind.values()))
    for title, groups in (("what is wrong", by_kind), ("origin", by_origin), ("", {"all": answers})):
        say()
        say(f"{title:38} people   key  top 1  top 5  shown  certain  wrongly certain  others shown")
        for name, group in groups.items():
            say(_row(name, group))
    times = sorted(a.milliseconds for a in answers)
    most = times[len(times) * 95 // 100]
    say(f"finding and comparing all candidates: {statistics.median(times):.1f} ms, 95 in 100 under {most:.1f} ms")


def show_strangers(seed: int) -> None:
    """Who comes first on the list does not depend on how many strangers a hub knows as well."""
    town, random = Town(seed), Random(seed + 1)  # noqa: S311 (no secret)
    people = list(chain.from_iterable(town.family() for _ in range(FAMILIES // 4)))
    known = KnownPeople((somebody.number, told(somebody, random)) for somebody in people)
    asked = [
        (how, somebody.number, _spoilt(how, somebody, random))
        for how in SPOILT
        for somebody in random.sample([p for p in people if _can_be_spoilt(how, p)], ASKED_OF_EACH)
    ]
    before = [answer(known, mention, number).place for _, number, mention in asked]
    strangers: list[Somebody] = []
    while len(strangers) < STRANGERS:
        strangers += town.family()
    known.add((somebody.number, told(somebody, random)) for somebody in strangers)
    after = [answer(known, mention, number).place for _, number, mention in asked]
    lost = [how for (how, _, _), was, now in zip(asked, before, after, strict=True) if was == 1 and now != 1]
    say(f"{len(people):,} people, then {len(strangers):,} strangers of the same names and streets, seed {seed}")
    say(f"first on the list before: {before.count(1)} of {len(asked)}; of these no longer first: {len(lost)}")
    for how, number in Counter(lost).most_common():
        say(f"  {how}: {number}")


def _row(name: str, answers: list[Answer]) -> str:
    def share(holds: Callable[[Answer], bool]) -> str:
        return f"{sum(map(holds, answers)) / len(answers):>7.1%}"

    places: list[Callable[[Answer], bool]] = [
        lambda a: a.known,
        lambda a: a.place == 1,
        lambda a: a.place is not None and a.place <= 5,
        lambda a: a.place is not None,
        lambda a: a.certain,
    ]
    others = statistics.mean(a.others_shown for a in answers)
    return f"{name:38} {len(answers):>6}{''.join(map(share, places))}{_wrongly(answers)} {others:>12.2f}"


def _wrongly(answers: list[Answer]) -> str:
    wrong = sum(a.wrongly_certain > 0 for a in answers)
    return f"  {wrong:>8} {wrong / len(answers):>7.2%}"


def _can_be_spoilt(how: str, somebody: Somebody) -> bool:
    """Whether there is such a form of this name, or a mother for this baby."""
    if how == "unborn, born since":
        return somebody.is_child and bool(somebody.parents) and somebody.born.year >= 2022
    if how in ("another form of the first name", "another form of the last name", "another script"):
        mention = told(somebody, Random(0))  # noqa: S311 (no secret)
        return SPOILT[how](somebody, mention, Random(0)).names != mention.names  # noqa: S311 (no secret)
    return how != "birth date turned round" or (somebody.born.day <= 12 and somebody.born.day != somebody.born.month)


def _spoilt(how: str, somebody: Somebody, random: Random) -> Mention:
    return SPOILT[how](somebody, told(somebody, random), random)


def _sibling(town: Town) -> tuple[Somebody, list[Somebody]]:
    *others, last = town.family(children=2)
    return last, others


def _twin(town: Town) -> tuple[Somebody, list[Somebody]]:
    *others, last = town.family(children=2, twins=True)
    return last, others


def _namesake(town: Town) -> tuple[Somebody, list[Somebody]]:
    mother, father, child = town.family(children=1, namesake=True)
    return (child, [mother, father]) if town.random.random() < 0.5 else (father, [mother, child])


def _stranger(town: Town) -> tuple[Somebody, list[Somebody]]:
    return town.family()[-1], []


RELATIONS: dict[str, Callable[[Town], tuple[Somebody, list[Somebody]]]] = {
    "brother or sister": _sibling,
    "twin": _twin,
    "parent or child of the same name": _namesake,
    "stranger": _stranger,
}


if __name__ == "__main__":
    parts = {"febrl", "households", "strangers"}
    chosen = set(sys.argv[1:]) & parts or (set() if "release" in sys.argv[1:] else parts)
    seeds = [int(argument) for argument in sys.argv[1:] if argument.isdigit()] or [SEED]
    if "febrl" in chosen:
        show_febrl()
    if "release" in sys.argv[1:]:
        show_febrl(of_a_release=True)
    if "households" in chosen:
        for chosen_seed in seeds:
            show_households(chosen_seed)
    if "strangers" in chosen:
        for chosen_seed in seeds:
            show_strangers(chosen_seed)
