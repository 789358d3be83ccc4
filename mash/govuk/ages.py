"""Ages as people say them, "3 weeks" or "about 7", and the field that takes one.

Paediatric practice counts a baby in days for two weeks, in weeks for three months, in months for two
years, and everybody else in years.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError

from mash.govuk.fields import TextField

DAYS, WEEKS, MONTHS, YEARS = "day", "week", "month", "year"
COUNTED_IN_DAYS, COUNTED_IN_WEEKS = timedelta(weeks=2), timedelta(weeks=13)
COUNTED_IN_MONTHS = 24
OLDEST = 130
ABOUT = re.compile(r"^(about|around|approximately|approx\.?|roughly|maybe|circa|c\.?|~)\s*(?=\S)", re.IGNORECASE)
AFTER = re.compile(r"\s*\b(old|of age)$")
UNTIL = re.compile(r"^(baby\s+)?(is\s+)?(due\s+)?in\s+|^due\b", re.IGNORECASE)
PART = re.compile(r"([0-9]{1,3})\s*([a-z]*)\.?", re.ASCII)
AND = re.compile(r"[\s,]*(and\s+)?")
UNITS = {
    DAYS: ("d", "day", "days"),
    WEEKS: ("w", "wk", "wks", "week", "weeks"),
    MONTHS: ("m", "mo", "mth", "mths", "month", "months"),
    YEARS: ("", "y", "yr", "yrs", "year", "years"),
}
UNIT_OF = {word: unit for unit, words in UNITS.items() for word in words}
NUMBERS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
NUMBER = re.compile(rf"\b({'|'.join(NUMBERS)})\b")


@dataclass(frozen=True)
class Age:
    number: int
    unit: str = YEARS

    def __str__(self) -> str:
        return str(self.number) if self.unit == YEARS else f"{self.number} {self.unit}{'' if self.number == 1 else 's'}"

    @property
    def in_years(self) -> int:
        """The whole years in it."""
        return self.number // {DAYS: 366, WEEKS: 53, MONTHS: 12, YEARS: 1}[self.unit]

    def before(self, day: date) -> date:
        """Return the latest day of birth of somebody of this age on a day."""
        if self.unit in (DAYS, WEEKS):
            return day - timedelta(days=self.number * (7 if self.unit == WEEKS else 1))
        return months_before(day, self.number * (12 if self.unit == YEARS else 1))

    def after(self, day: date) -> date:
        """Return the day so long after."""
        if self.unit in (DAYS, WEEKS):
            return day + timedelta(days=self.number * (7 if self.unit == WEEKS else 1))
        return months_before(day, -self.number * (12 if self.unit == YEARS else 1))


def months_before(day: date, months: int) -> date:
    """Return the day so many months earlier, or the last of that month if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise ValueError(f"No day {months} months before {day}")


def months_between(born: date, on: date) -> int:
    """Return the whole months lived on a day."""
    return (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)


def age_on(born: date, on: date, unit: str = "") -> Age:
    """Return the age on a day, in `unit` or as paediatricians count it."""
    lived, months = on - born, months_between(born, on)
    if not unit:
        unit = DAYS if lived < COUNTED_IN_DAYS else WEEKS if lived < COUNTED_IN_WEEKS else MONTHS
        unit = YEARS if months >= COUNTED_IN_MONTHS else unit
    numbers = {DAYS: lived.days, WEEKS: lived.days // 7, MONTHS: months, YEARS: months // 12}
    return Age(max(numbers[unit], 0), unit)


def parse(typed: str) -> Age | None:
    """Return the age that was typed, or None if it is not one."""
    text = AFTER.sub("", ABOUT.sub("", typed.strip().lower()))
    text = NUMBER.sub(lambda word: str(NUMBERS.index(word[1])), text)
    ages, place = [], 0
    while place < len(text):
        part = PART.match(text, place)
        if part is None or part[2] not in UNIT_OF:
            return None
        ages.append(Age(int(part[1]), UNIT_OF[part[2]]))
        place = AND.match(text, part.end()).end()
    return _together(ages)


def _together(ages: list[Age]) -> Age | None:
    """Return one age for "1 year 6 months": in the smaller unit, or in years from the third on."""
    if len(ages) < 2:
        return ages[0] if ages else None
    if len(ages) > 2 or (ages[0].unit, ages[1].unit) not in ((YEARS, MONTHS), (WEEKS, DAYS)):
        return None
    size = 12 if ages[0].unit == YEARS else 7
    total = ages[0].number * size + ages[1].number
    return Age(ages[0].number) if size == 12 and total >= COUNTED_IN_MONTHS else Age(total, ages[1].unit)


class AgeField(TextField):
    """An age in years, or with its unit. A number alone is years."""

    def __init__(self, **kwargs):
        super().__init__(max_length=40, width=10, **kwargs)

    def clean(self, value):
        typed = super().clean(value)
        if not typed:
            return None
        if UNTIL.match(typed):
            raise ValidationError("A baby who is not born yet has no age. Add them as an unborn child", code="unborn")
        age = parse(typed)
        if age is None:
            raise ValidationError(f"{self.noun} must be a number, like 7, or like 3 weeks or 8 months", code="invalid")
        if age.in_years > OLDEST:
            raise ValidationError(f"{self.noun} must be {OLDEST} or less", code="max_value")
        return age


class TimeUntilField(TextField):
    """A time from today on, "6 weeks" or "due in 2 months", as an Age."""

    def __init__(self, **kwargs):
        super().__init__(max_length=40, width=10, **kwargs)

    def clean(self, value):
        typed = super().clean(value)
        if not typed:
            return None
        left = parse(UNTIL.sub("", ABOUT.sub("", typed)))
        if left is None or left.unit == YEARS:
            raise ValidationError(f"{self.noun} must be a number of weeks or months, like 6 weeks", code="invalid")
        return left
