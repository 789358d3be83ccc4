"""What the law asks to be told to somebody by a day: serious incidents, and female genital mutilation."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time

from referrals import codes
from referrals.models import Decision, NotificationMade
from referrals.timing.working_week import WorkingWeek

# Five working days are those of the statutory guidance and not of the hub, which may be open at weekends.
WORKING_DAYS = WorkingWeek({weekday: (time(9), time(17)) for weekday in range(5)})
WORDS = dict(NotificationMade.CODES)


@dataclass(frozen=True)
class Notification:
    """Something to be told by the end of `due_on`."""

    code: str
    position: int  # the number of the subject in the referral
    due_on: date

    @property
    def words(self) -> str:
        return WORDS[self.code]

    @property
    def key(self) -> str:
        return f"{self.code}-{self.position}"


@dataclass(frozen=True)
class Wanted(Notification):
    """A notification with the decision that calls for it."""

    decision: Decision = field(compare=False)


def notifications_of(decision: Decision) -> list[Wanted]:
    """Return what one decision asks to be told, whether it has been or not."""
    position = decision.subject.position
    asked = [
        Wanted(route, position, due, decision)
        for route in decision.also
        if (due := route_due_on(route, decision.route_details.get(route, {})))
    ]
    if due := fgm_due_on(decision):
        asked.append(Wanted(codes.FGM_TO_POLICE, position, due, decision))
    return asked


def still_to_make(decisions: Iterable[Decision], made: Iterable[tuple[str, date]]) -> list[Wanted]:
    """Return what these decisions ask to be told and was not, the earliest first.

    `made` has the key and the day due of each that was. After a correction that moves the day, it is to be made again.
    """
    answered = set(made)
    wanted = [wish for decision in decisions for wish in notifications_of(decision)]
    return sorted(
        (wish for wish in wanted if (wish.key, wish.due_on) not in answered),
        key=lambda wish: (wish.due_on, wish.position),
    )


def route_due_on(route: str, details: dict[str, str]) -> date | None:
    """Return the last working day for a route whose time runs from the day on which the council was aware."""
    facts = codes.ROUTE_FACTS[codes.OnwardRoute(route)]
    if not facts.working_days or not details.get("aware_on"):
        return None
    return WORKING_DAYS.open_days_after(date.fromisoformat(details["aware_on"]), facts.working_days)


def fgm_due_on(decision: Decision) -> date | None:
    """Return the last day of the month from the discovery: Female Genital Mutilation Act 2003, section 5B(5)(c)."""
    if decision.fgm_duty != codes.FgmDuty.TO_REPORT or decision.fgm_discovered_on is None:
        return None
    return month_after(decision.fgm_discovered_on)


def month_after(day: date) -> date:
    """Return the same day of the next month, or its last one where it has no such day."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
