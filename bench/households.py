"""Families that are made up, and what several referrals would tell of each person in them.

FEBRL's people live alone under names of one country. Here are brothers and sisters, twins, sons named after their
fathers, mothers under several names, babies known before their birth, and names of nine origins. `told` spoils what is
told of a person in one of many ways, so that figures can be read for each.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from mash.govuk.identifiers import UPN_LETTERS, nhs_check_digit, upn_check_letter
from referrals.people.matching import HomeMention, Mention, MentionKind, NameKind, NameMention

TODAY = date(2026, 12, 1)
ORIGINS = {
    name: {key: value.split() if isinstance(value, str) else value for key, value in lists.items()}
    for name, lists in tomllib.loads((Path(__file__).parent / "households.toml").read_text(encoding="utf-8")).items()
}
STREETS = [
    *("Acorn", "Beck", "Bridge", "Canal", "Chapel", "Cliffe", "Cross", "Dale", "Elm", "Farrier"),
    *("Fern", "Gate", "Hazel", "Heron", "Holme", "Ivy", "Kiln", "Lark", "Laurel", "Limekiln"),
    *("Mill", "Moor", "Nettle", "Orchard", "Otter", "Park", "Pear", "Quarry", "Raven", "River"),
    *("Rowan", "Sedge", "Spinner", "Spring", "Thorn", "Valley", "Weaver", "Well", "Willow", "Wren"),
]
KINDS = {"Street": "St", "Road": "Rd", "Lane": "Ln", "Avenue": "Ave", "Close": "Cl", "Terrace": "Terr", "Row": "Row"}
SCHOOLS = [f"{name} {kind}" for name in STREETS for kind in ("Primary School", "Academy", "High School")]


@dataclass
class Somebody:
    """One person as they are, whatever is told of them."""

    number: int
    origin: str
    first: str
    last: str
    born: date
    sex: str
    home: tuple[str, str, str, str]  # flat, number, street, postcode
    nhs_number: str
    upn: str
    phone: str
    school: str
    parents: list["Somebody"] = field(default_factory=list)

    @property
    def is_child(self) -> bool:
        return (TODAY - self.born).days < 18 * 365


class Town:
    """Makes families, one after another, from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 (no secret)
        self.people = 0
        self.streets = [
            (f"{part}{other} {kind}", f"ZZ{area} {sector}")
            for part in STREETS
            for other in ("", "field", "side", "wood")
            for kind in KINDS
            for area, sector in [(self.random.randint(1, 30), self.random.randint(1, 9))]
        ]

    def family(self, *, children: int = 0, twins: bool = False, namesake: bool = False) -> list[Somebody]:
        """Return the mother, the father, and the children, of whom the last two may be twins or the last a namesake."""
        random = self.random
        origin = random.choices(list(ORIGINS), [lists["share"] for lists in ORIGINS.values()])[0]
        home, phone = self.home(), self.phone()
        fathers, mothers = random.choice(ORIGINS[origin]["last"]), random.choice(ORIGINS[origin]["last"])
        mother = self.somebody(
            origin, "F", mothers if random.random() < 0.4 else fathers, self.day(22, 45), home, phone
        )
        father = self.somebody(origin, "M", fathers, self.day(24, 50), home, self.phone())
        last = mother.last if random.random() < 0.3 and not namesake else father.last
        born = [self.day(0, 17) for _ in range(children or random.choice([1, 1, 2, 2, 3, 4]))]
        if twins:
            born[-2:] = [born[-1]] * 2
        family = [mother, father]
        for day in born:
            child = self.somebody(origin, random.choice("MF"), last, day, home, phone)
            child.parents = [mother, father] if random.random() < 0.7 else [mother]
            # No two children of a family have one name.
            while child.first in {other.first for other in family}:
                child.first = random.choice(ORIGINS[origin]["boys" if child.sex == "M" else "girls"])
            family.append(child)
        if namesake:
            family[-1].first, family[-1].sex = father.first, "M"
        return family

    def somebody(self, origin: str, sex: str, last: str, born: date, home: tuple, phone: str) -> Somebody:
        self.people += 1
        first = self.random.choice(ORIGINS[origin]["boys" if sex == "M" else "girls"])
        school = self.random.choice(SCHOOLS)
        return Somebody(self.people, origin, first, last, born, sex, home, self.nhs_number(), self.upn(), phone, school)

    def home(self) -> tuple[str, str, str, str]:
        street, sector = self.random.choice(self.streets)
        number = self.random.randint(1, 120)
        letters = "ABDEFGHJLN"
        postcode = f"{sector}{letters[len(street) % 10]}{letters[number // 15]}"
        return (str(self.random.randint(1, 9)) if self.random.random() < 0.2 else "", str(number), street, postcode)

    def day(self, youngest: int, oldest: int) -> date:
        return TODAY - timedelta(days=self.random.randint(youngest * 365 + 1, oldest * 365 + 300))

    def phone(self) -> str:
        return f"07700 {self.random.randint(100000, 999999)}"

    def nhs_number(self) -> str:
        while True:
            nine = f"{self.random.randint(400_000_000, 799_999_999)}"
            if check := nhs_check_digit(nine):
                return nine + check

    def upn(self) -> str:
        rest = f"{self.random.randint(10**10, 10**11 - 1)}{self.random.choice(UPN_LETTERS)}"
        return upn_check_letter(rest) + rest


# What is told of somebody ---------------------------------------------------------------------------------------------


def told(somebody: Somebody, random: Random) -> Mention:
    """Return what a careful referrer tells: each fact is sometimes left out, and an address is written in some way."""

    def often(share: float) -> bool:
        return random.random() < share

    parents = [NameMention(parent.first, parent.last) for parent in somebody.parents]
    return Mention(
        MentionKind.CHILD if somebody.is_child else MentionKind.ADULT,
        (NameMention(somebody.first, somebody.last),),
        somebody.born,
        told_on=TODAY,
        sex=somebody.sex if often(0.9) else "",
        nhs_number=somebody.nhs_number if often(0.4) else "",
        upn=somebody.upn if somebody.is_child and often(0.25) else "",
        phones=(somebody.phone,) if often(0.4) else (),
        homes=(_written(somebody.home, random),) if often(0.92) else (),
        schools=(somebody.school,) if somebody.is_child and often(0.5) else (),
        parents=tuple(parents) if often(0.6) else (),
    )


def _written(home: tuple[str, str, str, str], random: Random) -> HomeMention:
    flat, number, street, postcode = home
    name, _, kind = street.rpartition(" ")
    street = random.choice([street, f"{name} {KINDS[kind]}", street.upper(), f"{name} {kind.lower()}"])
    written = f"{number} {street}" if random.random() < 0.95 else f"{street} {number}"
    if flat and random.random() < 0.8:
        written = random.choice([f"Flat {flat}, {written}", f"{flat}/{written}", f"{written}, flat {flat}"])
    return HomeMention(written, postcode if random.random() < 0.8 else "")


def _first(mention: Mention, first: str) -> Mention:
    return replace(mention, names=(mention.names[0]._replace(first=first), *mention.names[1:]))


def _last(mention: Mention, last: str) -> Mention:
    return replace(mention, names=(mention.names[0]._replace(last=last), *mention.names[1:]))


def slip(word: str, random: Random) -> str:
    """Return a word with one letter left out, doubled, changed for another or for its neighbour."""
    if len(word) < 3:
        return word
    place = random.randrange(1, len(word) - 1)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    changed = [before + after, before + letter * 2 + after, before + random.choice("aeioulnrst") + after]
    return random.choice([*changed, before + after[:1] + letter + after[1:]])


def _another_form(word: str, forms: list[str]) -> str:
    pairs = [pair.split("/") for pair in forms]
    others = [b if word == a else a for a, b in pairs if word in (a, b)]
    return others[0].replace("_", " ") if others else word


def _form_of_first(somebody: Somebody, mention: Mention, random: Random) -> Mention:
    return _first(mention, _another_form(somebody.first, ORIGINS[somebody.origin]["first_forms"]))


def _form_of_last(somebody: Somebody, mention: Mention, random: Random) -> Mention:
    return _last(mention, _another_form(somebody.last, ORIGINS[somebody.origin]["last_forms"]))


def _another_script(somebody: Somebody, mention: Mention, random: Random) -> Mention:
    script = ORIGINS[somebody.origin].get("script", [])
    return _last(_first(mention, _another_form(somebody.first, script)), _another_form(somebody.last, script))


def _another_last(somebody: Somebody, mention: Mention, random: Random) -> Mention:
    others = [last for last in ORIGINS[somebody.origin]["last"] if last != somebody.last]
    return _last(mention, random.choice(others))


def _alias(somebody: Somebody, mention: Mention, random: Random) -> Mention:
    changed = _another_last(somebody, mention, random)
    former = NameMention(somebody.first, somebody.last, random.choice([NameKind.ALIAS, NameKind.PREVIOUS]))
    return replace(changed, names=(*changed.names, former))


def _double_name(somebody: Somebody, mention: Mention, random: Random) -> Mention:
    other = random.choice(ORIGINS[somebody.origin]["last"])
    return _last(mention, random.choice([f"{somebody.last}-{other}", f"{other} {somebody.last}"]))


def _moved(somebody: Somebody, mention: Mention, random: Random) -> Mention:
    home = Town(random.randrange(10**9)).home()
    return replace(mention, homes=(_written(home, random),), phones=(), schools=())


def _slip_in_name(somebody: Somebody, mention: Mention, random: Random) -> Mention:
    if random.random() < 0.5:
        return _first(mention, slip(somebody.first, random))
    return _last(mention, slip(somebody.last, random))


def _wrong_figure(somebody: Somebody, mention: Mention, random: Random) -> Mention:
    born = somebody.born
    days = [born + timedelta(days=random.choice([-10, -1, 1, 10])), _in_year(born, born.year + random.choice([-1, 1]))]
    return replace(mention, date_of_birth=random.choice(days))


def _in_year(day: date, year: int) -> date:
    return day.replace(year=year, day=min(day.day, 28))


def _turned(somebody: Somebody, mention: Mention, random: Random) -> Mention:
    born = somebody.born
    return replace(mention, date_of_birth=date(born.year, born.day, born.month) if born.day <= 12 else born)


def _age_alone(somebody: Somebody, mention: Mention, random: Random) -> Mention:
    age = (TODAY - somebody.born).days * 4 // 1461
    around = age + random.choice([0, 0, 0, 1, -1]) * max(1, age // 15)
    return replace(mention, date_of_birth=None, age=max(around, 0))


def _unborn(somebody: Somebody, mention: Mention, random: Random) -> Mention:
    """Return what a midwife told before the birth, when the mother's name was all there was."""
    due = somebody.born + timedelta(days=random.randint(-12, 30))
    last = somebody.parents[0].last if somebody.parents else somebody.last
    parents = tuple(NameMention(parent.first, parent.last) for parent in somebody.parents[:1])
    return Mention(
        MentionKind.UNBORN,
        (NameMention(random.choice(["", "Unborn", "Baby"]), last),),
        told_on=due - timedelta(days=random.randint(20, 150)),
        expected_on=due,
        homes=(_written(somebody.home, random),),
        phones=mention.phones,
        parents=parents,
    )


Spoil = Callable[[Somebody, Mention, Random], Mention]


def _both(first: Spoil, then: Spoil) -> Spoil:
    return lambda somebody, mention, random: _together(somebody, first(somebody, mention, random), then, random)


def _together(somebody: Somebody, mention: Mention, then: Spoil, random: Random) -> Mention:
    changed = then(somebody, replace(mention, names=mention.names[:1]), random)
    return replace(changed, names=(*changed.names, *mention.names[1:]))


SPOILT: dict[str, Spoil] = {
    "nothing": lambda somebody, mention, random: mention,
    "slip in a name": _slip_in_name,
    "two slips": _both(lambda s, m, r: _first(m, slip(s.first, r)), lambda s, m, r: _last(m, slip(s.last, r))),
    "another form of the first name": _form_of_first,
    "another form of the last name": _form_of_last,
    "another script": _another_script,
    "first and last name changed over": lambda s, m, r: replace(m, names=(NameMention(s.last, s.first),)),
    "no first name": lambda s, m, r: _first(m, r.choice(["", "Baby", "Unknown"])),
    "initial": lambda s, m, r: _first(m, s.first[0]),
    "double last name": _double_name,
    "another last name, the former told": _alias,
    "another last name": _another_last,
    "another last name, and moved": _both(_another_last, _moved),
    "moved": _moved,
    "moved, slip in a name": _both(_slip_in_name, _moved),
    "moved, another form": _both(_form_of_first, _moved),
    "birth date with a wrong figure": _wrong_figure,
    "birth date turned round": _turned,
    "birth date as 1 January": lambda s, m, r: replace(m, date_of_birth=date(s.born.year, 1, 1)),
    "an age instead of a birth date": _age_alone,
    "no birth date": lambda s, m, r: replace(m, date_of_birth=None),
    "no birth date, and moved": _both(lambda s, m, r: replace(m, date_of_birth=None), _moved),
    "unborn, born since": _unborn,
}
