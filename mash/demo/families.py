"""Fictional families: invented names, NHS numbers from the test range, and postcodes that do not exist."""

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
        "ethnicity": rng.choice(ETHNICITIES),
        "first_language": "English",
        "school": school(rng, age),
        "nhs_number": nhs_number(rng),
        **home,
        **changes,
    }


def unborn(rng: random.Random, last_name: str, home: dict, today: date) -> dict:
    due = today + timedelta(days=rng.randint(30, 160))
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


def family(
    rng: random.Random, today: date, children: int, ages: tuple[int, int], *, with_unborn: bool = False
) -> list[dict]:
    """Return the children first, of these ages, then the adults of the household."""
    last_name, home = rng.choice(LAST), address(rng)
    years = sorted((rng.randint(*ages) for _ in range(children)), reverse=True)
    people = [child(rng, last_name, home, today, age) for age in years]
    if with_unborn:
        people.append(unborn(rng, last_name, home, today))
    mother = adult(
        rng, last_name, home, today, years[0] + rng.randint(19, 28),
        relationship="parent", parental_responsibility="yes", in_household="yes",
    )  # fmt: skip
    partner = adult(
        rng, last_name, home, today, years[0] + rng.randint(19, 34),
        relationship="step_parent", in_household="not_known", alleged_source=rng.random() < 0.4,
    )  # fmt: skip
    return [*people, mother, partner]


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
