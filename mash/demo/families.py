"""Fictional families: invented names, NHS numbers from the test range, and postcodes that do not exist.

Some families of each hub come back over the year, told of a little differently each time: the same people, home,
parents and language. In some a child is born meanwhile, a mother takes another name, or one man is thought to do
harm in two of them.
"""

import random
from datetime import date, timedelta

from mash.govuk.identifiers import nhs_check_digit

FIRST = [
    "Ava",
    "Leo",
    "Isla",
    "Noah",
    "Maya",
    "Theo",
    "Zara",
    "Finn",
    "Nia",
    "Owen",
    "Ruby",
    "Kai",
    "Esme",
    "Jude",
    "Lena",
    "Ravi",
    "Tara",
    "Milo",
    "Orla",
    "Amir",
    "Cleo",
    "Hugo",
    "Ines",
    "Jonah",
    "Kezia",
    "Luca",
    "Mina",
    "Nico",
    "Otis",
    "Pia",
    "Quinn",
    "Rosa",
    "Seth",
    "Tilly",
    "Uma",
    "Vera",
    "Will",
    "Yara",
    "Zain",
    "Bea",
]
LAST = [
    "Appleyard",
    "Brackley",
    "Cawthorn",
    "Dunmore",
    "Elswick",
    "Farnaby",
    "Gatley",
    "Holbeck",
    "Ingleby",
    "Jessop",
    "Kirkham",
    "Lowther",
    "Marsden",
    "Netherby",
    "Oakden",
    "Pickard",
    "Quarmby",
    "Ramsden",
    "Selwood",
    "Thackray",
    "Underhill",
    "Varley",
    "Wadham",
    "Yardley",
    "Zeller",
    "Ashby",
    "Birtwell",
    "Copley",
    "Dacre",
]
STREETS = [
    "Larch Lane",
    "Mill Rise",
    "Canal Street",
    "Beacon Road",
    "Fern Close",
    "Priory Walk",
    "Station Row",
    "Hawthorn Way",
]
NURSERIES, PRIMARIES = ["Canalside Nursery"], ["Larchfield Primary School", "St Wilfrid's Primary School"]
ACADEMIES = ["Beacon Hill Academy"]
SCHOOLS = [*PRIMARIES, *ACADEMIES, *NURSERIES]
COMING_BACK, ADULTS_COMING_BACK = 20, 6  # of each hub
BORN_AGO, RENAMED_AGO = timedelta(days=110), timedelta(days=150)
CARRIED = timedelta(weeks=38)
ETHNICITIES = ["WBRI", "WBRI", "WOTH", "APKN", "BAFR", "MWBC", "AIND", "NOBT"]


def nhs_number(rng: random.Random) -> str:
    """Return a valid NHS number from the range reserved for tests, which begins with 999."""
    while True:
        first_nine = f"999{rng.randrange(10**6):06d}"
        check = nhs_check_digit(first_nine)
        if check.isdigit():
            return first_nine + check


def address(rng: random.Random) -> dict:
    return {
        "address": f"{rng.randint(1, 90)} {rng.choice(STREETS)}",
        "postcode": f"ZZ99 {rng.randint(1, 9)}ZZ",
    }


def school(rng: random.Random, age: int) -> str:
    if age < 2:
        return ""
    return rng.choice(NURSERIES if age < 5 else PRIMARIES if age < 12 else ACADEMIES)


def birthday(rng: random.Random, today: date, age: int) -> date:
    """Return a date of birth for this age today."""
    return today - timedelta(days=int(365.25 * age) + rng.randint(1, 360))


def child(rng: random.Random, last_name: str, home: dict, today: date, age: int, **changes) -> dict:
    return {
        "kind": "child",
        "is_subject": True,
        "first_name": rng.choice(FIRST),
        "last_name": last_name,
        "date_of_birth": birthday(rng, today, age),
        "sex": rng.choice("MF"),
        "first_language": "English",
        "school": school(rng, age),
        "nhs_number": nhs_number(rng),
        **home,
        **changes,
    }


def unborn(last_name: str, home: dict, due: date) -> dict:
    return {"kind": "unborn", "is_subject": True, "last_name": last_name, "expected_on": due, "sex": "U", **home}


def adult(rng: random.Random, last_name: str, home: dict, today: date, age: int, **changes) -> dict:
    return {
        "kind": "adult",
        "first_name": rng.choice(FIRST),
        "last_name": last_name,
        "date_of_birth": birthday(rng, today, age),
        "sex": rng.choice("MF"),
        **home,
        **changes,
    }


def siblings(rng: random.Random, last_name: str, home: dict, today: date, years: list[int]) -> list[dict]:
    """Return children of these ages with one home and one background, each with a name of their own."""
    shared, names = {"ethnicity": rng.choice(ETHNICITIES)}, rng.sample(FIRST, len(years))
    return [
        child(rng, last_name, home, today, age, first_name=name, **shared)
        for name, age in zip(names, years, strict=True)
    ]


def mother(rng: random.Random, last_name: str, home: dict, today: date, eldest: int) -> dict:
    return adult(
        rng, last_name, home, today, eldest + rng.randint(19, 28),
        relationship="parent", parental_responsibility="yes", in_household="yes", sex="F",
    )  # fmt: skip


def partner(rng: random.Random, last_name: str, home: dict, today: date, eldest: int, *, is_source: bool) -> dict:
    return adult(
        rng, last_name, home, today, eldest + rng.randint(19, 34),
        relationship="step_parent", in_household="not_known", alleged_source=is_source,
    )  # fmt: skip


def family(
    rng: random.Random, today: date, children: int, ages: tuple[int, int], *, with_unborn: bool = False
) -> list[dict]:
    """Return the children first, of these ages, then the adults of the household."""
    last_name, home = rng.choice(LAST), address(rng)
    years = sorted((rng.randint(*ages) for _ in range(children)), reverse=True)
    people = siblings(rng, last_name, home, today, years)
    if with_unborn:
        people.append(unborn(last_name, home, today + timedelta(days=rng.randint(30, 160))))
    parent = mother(rng, last_name, home, today, years[0])
    return [*people, parent, partner(rng, last_name, home, today, years[0], is_source=rng.random() < 0.4)]


def family_that_comes_back(hub: str, number: int, began: date, on: date) -> list[dict]:
    """Return one of the families of a hub as it was on a day of the year before `began`, children first."""
    rng = _random(f"family {hub} {number}")
    last_name, home, ages = rng.choice(LAST), address(rng), rng.choice([(2, 4), (6, 11), (6, 11), (13, 16)])
    years = sorted((rng.randint(*ages) for _ in range(rng.choice([1, 2, 2, 3]))), reverse=True)
    children = siblings(rng, last_name, home, began, years)
    parent, source = mother(rng, last_name, home, began, years[0]), _partner_of(hub, number, began, home)
    kind = number % 5
    if kind == 0:
        children += _youngest(rng, children[0], began - BORN_AGO, on)
    if kind == 1 and on < began - RENAMED_AGO:
        parent |= {"last_name": rng.choice(LAST)}
    elif kind == 1:
        parent |= {"other_names": f"formerly {parent['first_name']} {rng.choice(LAST)}"}
    return [*children, parent, source]


def adult_that_comes_back(hub: str, number: int, began: date) -> list[dict]:
    return adult_at_risk(_random(f"adult {hub} {number}"), began)


def as_told(rng: random.Random, people: list[dict]) -> list[dict]:
    """Return people as one referrer knows them: not every number, postcode or parent's birth date."""
    return [_as_told(rng, person) for person in people]


def _as_told(rng: random.Random, person: dict) -> dict:
    forgotten = {
        "nhs_number": rng.random() < 0.4,
        "postcode": rng.random() < 0.2,
        "date_of_birth": person["kind"] == "adult" and not person.get("is_subject") and rng.random() < 0.5,
    }
    return {name: value for name, value in person.items() if not forgotten.get(name)}


def _youngest(rng: random.Random, sibling: dict, born: date, on: date) -> list[dict]:
    """Return the baby of a family on a day: not yet told of, unborn, or born."""
    shared = {name: sibling[name] for name in ("address", "postcode")}
    baby = child(rng, sibling["last_name"], shared, born, 0, date_of_birth=born, ethnicity=sibling["ethnicity"])
    if on >= born:
        return [baby]
    due = born + timedelta(days=rng.randint(-6, 6))
    return [unborn(sibling["last_name"], shared, due)] if on > born - CARRIED else []


def _partner_of(hub: str, number: int, began: date, home: dict) -> dict:
    """Return the partner of a family; the third and the fourth of every five have the same one."""
    whose = number - 1 if number % 5 == 3 else number
    rng = _random(f"partner {hub} {whose}")
    age = rng.randint(28, 45)
    is_source = whose % 5 == 2 or rng.random() < 0.4
    return partner(rng, rng.choice(LAST), home if whose == number else {}, began, age - 26, is_source=is_source)


def _random(seed: str) -> random.Random:
    return random.Random(f"2026 {seed}")  # noqa: S311 (the same fictional people each time, not a secret)


def adult_at_risk(rng: random.Random, today: date) -> list[dict]:
    last_name, home = rng.choice(LAST), address(rng)
    age = rng.randint(62, 91)
    subject = adult(
        rng, last_name, home, today, age, is_subject=True, nhs_number=nhs_number(rng), first_language="English",
        needs="Needs help with washing, dressing and managing money.", primary_support_reason="memory",
    )  # fmt: skip
    relative = adult(
        rng, last_name, home, today, age - rng.randint(22, 36),
        relationship="child", in_household="yes", alleged_source=True,
    )  # fmt: skip
    return [subject, relative]
