"""Arithmetic of clocks: when something is due and how much time is left. No database access.

Every datetime passed in must be aware. Every datetime returned is in UTC, where sums and
comparisons stay right when the clocks change in spring and autumn.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from mash.govuk import moments
from referrals.codes import ClockMeasure, ClockMode, Rating
from referrals.timing.working_week import ONE_DAY, Span, WorkingWeek

__all__ = [
    "DEFAULT_RULES",
    "ClockReading",
    "ClockRule",
    "ClockView",
    "WorkingWeek",
    "due_at",
    "moved_on",
    "remaining",
    "rule_for",
    "worked",
]

# The end of an open pause and of a clock that counts day and night.
FOREVER = datetime.max.replace(tzinfo=UTC)
LONGEST_TARGET = Decimal(24 * 366)  # a leap year
DONE_WORDS = dict(zip(ClockMeasure.values, ("decided", "answered", "decided", "told"), strict=True))

Pause = tuple[datetime, datetime | None]


@dataclass(frozen=True, slots=True)
class ClockRule:
    """How long something may take. `hours` None means no target; `rating` "" means any rating."""

    measure: str
    rating: str
    hours: Decimal | None
    mode: str = ClockMode.CONTINUOUS

    def __post_init__(self) -> None:
        if self.mode not in ClockMode.values:
            raise ValueError(f"A clock counts {' or '.join(ClockMode.values)} hours; got {self.mode!r}.")
        if self.hours is not None and not 0 < self.hours <= LONGEST_TARGET:
            raise ValueError(f"A target is more than 0 and at most {LONGEST_TARGET} hours; got {self.hours}.")

    @property
    def allowance(self) -> timedelta | None:
        return None if self.hours is None else timedelta(seconds=round(self.hours * 3600))


# One working day of a hub open 9 to 5. A hub with longer days sets its own target.
WORKING_DAY = Decimal(8)

# Day and night, for every rating: in working hours, amber would be due after green (docs/decisions/0033). Agencies get
# only a part of the hub's time, counted from asking them, so that time is left to read their answers and decide.
_BY_RATING = [  # rating, hours for the agencies, hours for the hub from the arrival of the referral
    (Rating.RED, Decimal(2), Decimal(4)),
    (Rating.AMBER, Decimal(6), Decimal(24)),
    (Rating.GREEN, Decimal(24), Decimal(72)),
    (Rating.BLUE, None, None),
]

DEFAULT_RULES: tuple[ClockRule, ...] = (
    ClockRule(ClockMeasure.FIRST_DECISION, "", WORKING_DAY, ClockMode.WORKING),
    *(ClockRule(ClockMeasure.AGENCY_RESPONSE, rating, share) for rating, share, _ in _BY_RATING),
    *(ClockRule(ClockMeasure.FINAL_DECISION, rating, hours) for rating, _, hours in _BY_RATING),
    ClockRule(ClockMeasure.FEEDBACK, "", WORKING_DAY, ClockMode.WORKING),
)


def rule_for(measure: str, rating: str = "", rules: Iterable[ClockRule] = DEFAULT_RULES) -> ClockRule:
    """Return the rule for that rating, or else for any rating, or else a rule without a target."""
    fitting = {rule.rating: rule for rule in rules if rule.measure == measure}
    return fitting.get(rating) or fitting.get("") or ClockRule(measure, rating, None, ClockMode.WORKING)


def due_at(started_at: datetime, rule: ClockRule, week: WorkingWeek, pauses: Iterable[Pause] = ()) -> datetime | None:
    """Return when the allowance is used up; None without a target or if an open pause is first."""
    left = rule.allowance
    start = _utc("started_at", started_at)
    # Merged before the early return: a bad pause raises ValueError even without a target.
    closed, stands_still_from = _merged(pauses)
    if left is None:
        return None
    for opens, closes in _running(_spans(start, rule.mode, week), closed):
        closes = min(closes, stands_still_from)
        if opens > closes:
            return None
        if left <= closes - opens:
            return opens + left
        if closes == stands_still_from:
            return None
        left -= closes - opens
    return None


def moved_on(due: datetime, pause: tuple[datetime, datetime], mode: str, week: WorkingWeek | None) -> datetime:
    """Return a target moved on by a pause: by as much of the pause as its clock would have counted.

    The sum starts from the old target and not from the rule, because the hub may have changed its
    targets and hours since. A target never moves to an earlier time.
    """
    begins, ends = _utc("the pause's start", pause[0]), _utc("the pause's end", pause[1])
    left = _counted(begins, ends, mode, week, ())  # nothing, for a pause outside opening hours
    due = _utc("due", due)
    if left <= timedelta(0):
        return due
    for opens, closes in _spans(due, mode, week):
        if left <= closes - opens:
            return opens + left
        left -= closes - opens
    return due


def worked(started_at: datetime, until: datetime, week: WorkingWeek) -> timedelta:
    """Return the opening time between two moments; negative if `until` comes first."""
    return _counted(_utc("started_at", started_at), _utc("until", until), ClockMode.WORKING, week, ())


def remaining(due: datetime, now: datetime, mode: str, week: WorkingWeek | None) -> timedelta:
    """Return the time left by the clock's own hours; negative once it is overdue."""
    return _counted(_utc("now", now), _utc("due", due), mode, week, ())


def _utc(name: str, moment: datetime) -> datetime:
    """Convert to UTC. Raise ValueError, which names the value, for a naive datetime."""
    if not isinstance(moment, datetime) or moment.utcoffset() is None:
        raise ValueError(f"{name} must be a datetime with a time zone; got {moment!r}.")
    return moment.astimezone(UTC)


def _spans(start: datetime, mode: str, week: WorkingWeek | None) -> Iterator[Span]:
    """Return the spans of time that count from `start` on: the opening hours, or all of it."""
    if mode == ClockMode.CONTINUOUS:
        return iter([(start, FOREVER)])
    if week is None:
        raise ValueError("A clock that counts opening hours needs the hub's working week; got None.")
    return week.spans(start)


def _merged(pauses: Iterable[Pause]) -> tuple[list[Span], datetime]:
    """Return the ended pauses, overlaps joined, and the start of an open one (or FOREVER)."""
    merged: list[Span] = []
    in_utc = [
        (
            _utc("a pause's start", begins),
            FOREVER if ends is None else _utc("a pause's end", ends),
        )
        for begins, ends in pauses
    ]
    for begins, ends in sorted(in_utc):
        if ends < begins:
            raise ValueError(f"A pause must end after it begins; got {begins} to {ends}.")
        if merged and begins <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(ends, merged[-1][1])
        else:
            merged.append((begins, ends))
    # Only the last can be open: an open pause swallows every later one.
    if merged and merged[-1][1] == FOREVER:
        return merged[:-1], merged[-1][0]
    return merged, FOREVER


def _running(spans: Iterable[Span], pauses: list[Span]) -> Iterator[Span]:
    """Yield the spans with the pauses cut out. `pauses` must be sorted and must not overlap."""
    for opens, closes in spans:
        for begins, ends in pauses:
            if ends <= opens or begins >= closes:
                continue
            if begins > opens:
                yield opens, begins
            opens = min(ends, closes)
        if opens < closes:
            yield opens, closes


def _counted(start: datetime, end: datetime, mode: str, week: WorkingWeek | None, pauses: Iterable[Pause]) -> timedelta:
    """Return the time a clock counts from `start` to `end`, negative if `end` comes first."""
    if end < start:
        return -_counted(end, start, mode, week, pauses)
    closed, stands_still_from = _merged(pauses)
    end = min(end, stands_still_from)
    total = timedelta(0)
    for opens, closes in _running(_spans(start, mode, week), closed):
        if opens >= end:
            break
        total += min(closes, end) - opens
        if closes >= end:
            break
    return total


class ClockState(StrEnum):
    OK = "ok"
    SOON = "soon"  # less than a quarter of its time is left
    OVERDUE = "overdue"
    PAUSED = "paused"
    DONE = "done"
    LATE = "late"  # the work was done, after its target
    NONE = "none"  # no target, or stopped without the work being done


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock as a page shows it. The colour and the icon follow from `state`."""

    words: str
    state: ClockState
    due_at: datetime | None
    note: str = ""  # which hours it counts, and when it is due or reviewed
    mode: str = ""


@dataclass(frozen=True, slots=True)
class ClockReading:
    """One running or stopped clock, and what can be worked out from it."""

    started_at: datetime
    due_at: datetime | None = None
    stopped_at: datetime | None = None
    mode: str = ClockMode.CONTINUOUS
    week: WorkingWeek | None = None
    measure: str = ClockMeasure.AGENCY_RESPONSE
    pauses: tuple[Pause, ...] = ()  # the last has no end while the clock is paused
    review_on: date | None = None  # of the open pause
    ended: str = ""  # in words, what stopped it if its work was not done

    def __post_init__(self) -> None:
        for name in ("started_at", "due_at", "stopped_at"):
            moment = getattr(self, name)
            if moment is not None:
                object.__setattr__(self, name, _utc(name, moment))
        if self.mode == ClockMode.WORKING and self.week is None:
            raise ValueError("A clock that counts opening hours needs the hub's working week; got None.")

    @classmethod
    def start(
        cls,
        rule: ClockRule,
        started_at: datetime,
        week: WorkingWeek,
        *,
        pauses: Iterable[Pause] = (),
        stopped_at: datetime | None = None,
    ) -> "ClockReading":
        pauses = tuple(pauses)
        return cls(
            started_at=started_at,
            due_at=due_at(started_at, rule, week, pauses),
            stopped_at=stopped_at,
            mode=rule.mode,
            week=week,
            measure=rule.measure,
            pauses=pauses,
        )

    @property
    def paused_since(self) -> datetime | None:
        return next((begins for begins, ends in self.pauses if ends is None), None)

    def elapsed(self, now: datetime) -> timedelta:
        """Return the time run so far, or until it stopped, in its own hours without pauses."""
        end = self.stopped_at or max(_utc("now", now), self.started_at)
        return _counted(self.started_at, end, self.mode, self.week, self.pauses)

    def left(self, now: datetime) -> timedelta | None:
        """Return the time left, negative once overdue; None without a target."""
        if self.due_at is None:
            return None
        # Before the clock has started, all of its time is left.
        now = max(_utc("now", now), self.started_at)
        start, end, sign = (now, self.due_at, 1) if now <= self.due_at else (self.due_at, now, -1)
        return sign * _counted(start, end, self.mode, self.week, self.pauses)

    @property
    def was_met(self) -> bool | None:
        """Whether it stopped in time; None while it runs and if it had no target."""
        if self.stopped_at is None or self.due_at is None:
            return None
        return self.stopped_at <= self.due_at

    def state(self, now: datetime) -> ClockState:
        now = _utc("now", now)
        if self.stopped_at is not None:
            if self.ended:
                return ClockState.NONE
            return ClockState.LATE if self.was_met is False else ClockState.DONE
        if self.paused_since:
            return ClockState.PAUSED
        left = self.left(now)
        if left is None or self.due_at is None:
            return ClockState.NONE
        if now > self.due_at:
            return ClockState.OVERDUE
        allowance = _counted(self.started_at, self.due_at, self.mode, self.week, self.pauses)
        # A share of the allowance, so that "soon" fits a target of 2 hours and one of 3 days.
        return ClockState.SOON if left * 4 < allowance else ClockState.OK

    def words(self, now: datetime) -> str:
        state = self.state(now)
        left = self.left(now)
        if self.stopped_at is not None and self.ended:
            return self.ended
        done = DONE_WORDS.get(self.measure, "done")
        if state == ClockState.DONE:
            return f"{done} in {self.elapsed_words(now)}"
        if state == ClockState.LATE:
            return f"{done} {self._late_words(self.left(self.stopped_at or now))}"
        if state == ClockState.PAUSED:
            if left is not None and left < timedelta(0):
                return f"paused, {self._overdue(left)}"
            return "paused"
        if left is None:
            return "no target"
        return self._overdue(left) if state == ClockState.OVERDUE else f"{self._spell(left)} left"

    def _overdue(self, left: timedelta) -> str:
        return f"overdue by {self._spell(-left)}" if -left >= timedelta(minutes=1) else "just overdue"

    def _late_words(self, left: timedelta | None) -> str:
        """Return by how much the target was missed, in the hours and without the pauses of the clock."""
        # Nothing, for a target missed at closing time by work done the same evening.
        return f"{self._spell(-left)} late" if left and -left >= timedelta(minutes=1) else "just late"

    def elapsed_words(self, now: datetime) -> str:
        return self._spell(self.elapsed(now))

    def view(self, now: datetime) -> ClockView:
        return ClockView(self.words(now), self.state(now), self.due_at, self.note(now), self.mode)

    def note(self, now: datetime) -> str:
        """Return the small print: which hours the clock counts and when it is due.

        For a paused clock it is since when, and when the pause is reviewed.
        """
        if self.paused_since and not self.stopped_at:
            review = f", review on {moments.words(self.review_on)}" if self.review_on else ""
            return f"since {moments.near(self.paused_since, now)}{review}"
        if self.due_at is None:
            return ""
        counted = "working hours" if self.mode == ClockMode.WORKING else "day and night"
        if self.stopped_at and self.state(now) == ClockState.LATE:
            return f"in {self.elapsed_words(now)}, {counted}"
        return counted if self.stopped_at else f"{counted}, due {moments.near(self.due_at, now)}"

    def _spell(self, spell: timedelta) -> str:
        if self.mode == ClockMode.WORKING and self.week is not None:
            return spell_out(spell, self.week.day_length, "working day")
        return spell_out(spell)


def spell_out(spell: timedelta, day: timedelta = ONE_DAY, day_word: str = "day") -> str:
    """Return the two largest units, rounded down: "2 days 3 h", "1 h 20 min", "35 min"."""
    if spell < timedelta(minutes=1):
        return "less than 1 min"
    days, rest = divmod(spell, day)
    hours, rest = divmod(rest, timedelta(hours=1))
    minutes = rest // timedelta(minutes=1)
    if days:
        first, second = f"{days} {day_word}{'' if days == 1 else 's'}", f"{hours} h" if hours else ""
    else:
        first, second = f"{hours} h" if hours else "", f"{minutes} min" if minutes else ""
    return " ".join(part for part in (first, second) if part)
