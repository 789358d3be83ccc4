"""Reads a chronology as other systems print it: lines that begin with a date, without Django.

Nothing pasted is lost: each line ends in a dated entry or among the lines that could not be read, with the reason.
Days come before months, as in the United Kingdom. A line without a date goes on with the entry right above it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NAMES_OF_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LONGEST_ENTRY = 5000  # characters, as an item can have
OLDEST = 130  # years ago

NO_DATE = "no date at its start"
NO_YEAR = "no year"
NO_DAY = "no day of the month"
NO_WORDS = "a date, but no words"
NOT_REAL = "not a real date"
IN_THE_FUTURE = "a date in the future"
TOO_OLD = f"a date more than {OLDEST} years ago"
ENDS_BEFORE = "it ends before it begins"
TOO_LONG = f"more than {LONGEST_ENTRY:,} characters"

_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
_MONTH += r"|nov(?:ember)?|dec(?:ember)?)"
_WEEKDAY = r"(?:(?P<weekday>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?[.,]*\s+)?"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR = r"['’]?(?P<year>[0-9]{4}|[0-9]{2})"
_END = r"(?![\w/])"
_LAST = r"(?:\s*(?:-|–|—|to)\s*(?P<last>[0-9]{1,2})(?:st|nd|rd|th)?)?"
_FORMS = (
    rf"(?P<year>[0-9]{{4}})(?P<mark>[-/.])(?P<month>[0-9]{{1,2}})(?P=mark)(?P<day>[0-9]{{1,2}})(?:(?=T[0-9])|{_END})",
    rf"{_WEEKDAY}{_DAY}\s?(?P<mark>[-/.])\s?(?P<month>[0-9]{{1,2}})\s?(?P=mark)\s?{_YEAR}{_END}",
    rf"{_WEEKDAY}{_DAY}{_LAST}[\s/.-]*(?:of\s+)?(?P<month>{_MONTH})[\s/.,-]*{_YEAR}{_END}",
    rf"{_WEEKDAY}(?P<month>{_MONTH})\.?\s+{_DAY}(?:,\s*|\s+){_YEAR}{_END}",
)
_DATES = [re.compile(form, re.IGNORECASE) for form in _FORMS]
_WITHOUT_YEAR = re.compile(
    rf"{_WEEKDAY}(?:[0-9]{{1,2}}(?:st|nd|rd|th)?[\s-]*(?:of\s+)?{_MONTH}\b|[0-9]{{1,2}}/[0-9]{{1,2}}{_END})",
    re.IGNORECASE,
)
_WITHOUT_DAY = re.compile(
    rf"(?:{_MONTH}[\s.,/-]*(?:[0-9]{{4}}|['’][0-9]{{2}})|[0-9]{{1,2}}/[0-9]{{4}}|(?:19|20)[0-9]{{2}}(?=\s*(?:[-–—:,;|\t]|$))){_END}",
    re.IGNORECASE,
)
# What stands before a date in a list: bullets, brackets, a number, or a word that says that a date follows.
_BEFORE = re.compile(r"[\s\"“'(\[|*•▪·>–—-]*(?:(?:on|from|between|dated?)\b[\s:]*)?", re.IGNORECASE)
_NUMBERED = re.compile(r"\s*[(#]?[0-9]{1,4}[.)]\s+")
_BETWEEN = re.compile(r"\s*(?:-|–|—|to|until|till|and)\s*", re.IGNORECASE)
_AFTER = re.compile(r"[\s,;:|\])\"”.–—-]*")
_CLOCK = re.compile(r"(?:at\s+)?(?:[0-9]{1,2}[:.][0-9]{2}|[0-9]{4}\s?h(?:ou)?rs?|[0-9]{1,2}\s?[ap]m)\b", re.IGNORECASE)
_CELLS = re.compile(r"\t|\|")


@dataclass
class ChronologyEntry:
    """One dated entry. `lines` are the numbers of its lines; `date_words` what was read as its date."""

    on: date
    until: date | None
    text: str
    lines: list[int]
    date_words: str = ""


@dataclass(frozen=True)
class UnreadLine:
    number: int
    text: str
    why: str


@dataclass
class ReadChronology:
    entries: list[ChronologyEntry] = field(default_factory=list)
    unread: list[UnreadLine] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.entries and not self.unread


@dataclass(frozen=True)
class _Start:
    """How a line begins: with a date, or with something that was meant as one (`why`)."""

    on: date | None = None
    until: date | None = None
    date_words: str = ""
    text: str = ""
    why: str = ""


def read_lines(pasted: str, *, today: date) -> ReadChronology:
    """Return the dated entries of a text and the lines that could not be read, both in its order."""
    reading, reader = ReadChronology(), _Reader(today)
    for number, line in enumerate(pasted.splitlines(), start=1):
        reader.read(number, line)
    for entry, source in reader.entries:
        if why := _why_unfit(entry):
            reading.unread += [UnreadLine(number, text, why) for number, text in source]
        else:
            reading.entries.append(entry)
    reading.unread = sorted([*reading.unread, *reader.unread], key=lambda line: line.number)
    return reading


class _Reader:
    def __init__(self, today: date):
        self.today = today
        self.entries: list[tuple[ChronologyEntry, list[tuple[int, str]]]] = []
        self.unread: list[UnreadLine] = []
        self.heading: tuple[date, date | None] | None = None  # a date that stood alone, for the times below it
        self.goes_on = False  # whether the line above belongs to the newest entry

    def read(self, number: int, line: str) -> None:
        if not line.strip():
            self.goes_on = bool(self.goes_on and not self.entries[-1][0].text)
            return
        start = _start_of(line, self.today)
        if start is None and self.heading and self.goes_on and self.entries[-1][0].text and _CLOCK.match(line.strip()):
            self._add(number, line, _Start(*self.heading, text=_plain(line)))
        elif start is None and self.goes_on:
            entry, source = self.entries[-1]
            entry.text = f"{entry.text}\n{_plain(line)}".strip()
            entry.lines.append(number)
            source.append((number, line))
        elif start is None or start.why:
            self.unread.append(UnreadLine(number, line.strip(), start.why if start else NO_DATE))
            self.goes_on, self.heading = False, None
        else:
            self.heading = None if start.text else (start.on, start.until)
            self._add(number, line, start)

    def _add(self, number: int, line: str, start: _Start) -> None:
        entry = ChronologyEntry(start.on, start.until, start.text, [number], start.date_words)
        self.entries.append((entry, [(number, line.strip())]))
        self.goes_on = True


def _why_unfit(entry: ChronologyEntry) -> str:
    if not any(map(str.isalnum, entry.text)):
        return NO_WORDS
    return TOO_LONG if len(entry.text) > LONGEST_ENTRY else ""


def _start_of(line: str, today: date) -> _Start | None:
    """Return the date a line begins with, or that stands alone in a cell of its row; None if there is none."""
    cells = _CELLS.split(line)
    for place, cell in enumerate(cells):
        start = _start_of_text(cell, today)
        # Beyond the first cell only a date that stands alone is that of the row, and not part of its words.
        if start and (not _written(cells[:place]) or not start.text or _CLOCK.fullmatch(start.text)):
            words = [*cells[:place], start.text, *cells[place + 1 :]]
            return _Start(start.on, start.until, start.date_words, "; ".join(_written(words)), start.why)
    return None


def _start_of_text(text: str, today: date) -> _Start | None:
    numbered = _NUMBERED.match(text)
    for begins in [0, numbered.end() if numbered else 0]:
        before = _BEFORE.match(text, begins)
        if dated := _date_at(text, before.end()):
            return _dated(text, dated, today)
        if _WITHOUT_YEAR.match(text, before.end()):
            return _Start(why=NO_YEAR)
        if _WITHOUT_DAY.match(text, before.end()):
            return _Start(why=NO_DAY)
    return None


def _date_at(text: str, place: int) -> re.Match[str] | None:
    return next((match for form in _DATES if (match := form.match(text, place))), None)


def _dated(text: str, first: re.Match[str], today: date) -> _Start:
    ends, until = first.end(), None
    on = _day(first, "day", today)
    if first.groupdict().get("last"):
        until = _day(first, "last", today)
    elif (between := _BETWEEN.match(text, ends)) and (second := _date_at(text, between.end())):
        ends, until = second.end(), _day(second, "day", today) or _NEVER
    is_real = on is not None and until != _NEVER and not (first.groupdict().get("last") and until is None)
    why = _why_not(first, on, until, today) if is_real else NOT_REAL
    if why:
        return _Start(why=why)
    rest = text[_AFTER.match(text, ends).end() :]
    # The T between the day and the time of a machine.
    rest = text[ends + 1 :] if text[ends : ends + 1] == "T" else rest
    return _Start(on, until, text[: len(text) - len(rest)].strip(), _plain(rest))


_NEVER = date.min


def _why_not(match: re.Match[str], on: date, until: date | None, today: date) -> str:
    if on > today:
        return IN_THE_FUTURE
    if (on.year + OLDEST, on.month, on.day) < (today.year, today.month, today.day):
        return TOO_OLD
    if until and until < on:
        return ENDS_BEFORE
    weekday = (match.groupdict().get("weekday") or "").lower()
    if weekday and WEEKDAYS.index(weekday) != on.weekday():
        return f"that date was a {NAMES_OF_DAYS[on.weekday()]}"
    return ""


def _day(match: re.Match[str], name: str, today: date) -> date | None:
    month, year = match["month"].lower(), int(match["year"])
    number = int(month) if month.isdigit() else MONTHS.index(month[:3]) + 1
    if len(match["year"]) == 2:
        # The year it was, not the year it will be: 85 is 1985.
        year += 2000 if year <= today.year % 100 else 1900
    try:
        return date(year, number, int(match[name]))
    except ValueError:
        return None


def _written(cells: Iterable[str]) -> list[str]:
    return [plain for cell in cells if any(map(str.isalnum, plain := _plain(cell)))]


def _plain(text: str) -> str:
    return " ".join(text.split())
