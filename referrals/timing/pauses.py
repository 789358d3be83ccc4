"""Which clocks of a case can be paused, which are paused now, and ending a pause.

No clock of a red case can be paused, and a red rating ends every open pause
(docs/decisions/0027-clocks-can-be-paused.md). Nor can a clock of a case in which the referrer
reports danger, until it is triaged.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from audit.recording import record
from referrals import events
from referrals.codes import Rating, Status
from referrals.models import Clock, ClockPause, InformationRequest, Referral
from referrals.timing.targets import end_pause, note_next_due, review_at


@dataclass(frozen=True)
class Pausable:
    """A clock that runs towards a target, of the case or of a request. `key` is its form value."""

    thing: Clock | InformationRequest

    @property
    def key(self) -> str:
        return self.thing.measure if isinstance(self.thing, Clock) else self.thing.reference

    @property
    def label(self) -> str:
        if isinstance(self.thing, Clock):
            return self.thing.get_measure_display()
        return f"Request to {self.thing.agency.name} ({self.thing.reference})"


@dataclass(frozen=True)
class StandingPause:
    """A pause as the hub's pages show it."""

    pause: ClockPause
    label: str
    review_at: datetime

    def is_due(self, now: datetime) -> bool:
        return now >= self.review_at


def why_not_pausable(referral: Referral) -> str:
    """Return the reason why no clock of this case may be paused, or "" if they may be."""
    if referral.rating == Rating.RED:
        return "This case is rated red, and a red case waits for nobody. Its clocks cannot be paused."
    if referral.danger_reported:
        return "The referrer reports immediate danger. Triage this case before you pause a clock."
    if referral.status == Status.RETURNED:
        return "This referral is returned. Its clocks go on when it is received again."
    if referral.is_ended:
        return f"This case is “{referral.get_status_display()}”, so no clock of it runs."
    return ""


def pausable(referral: Referral) -> list[Pausable]:
    """Return the clocks that can be paused, oldest first, in at most three queries.

    A clock without a target is left out: a pause would change nothing about it.
    """
    if why_not_pausable(referral):
        return []
    running = referral.clocks.filter(stopped_at=None, due_at__isnull=False, pause_review_on=None)
    # A request keeps the rating it was sent with: it may be red though the case no longer is.
    requests = referral.requests.open().exclude(rating=Rating.RED)
    requests = requests.filter(due_at__isnull=False, pause_review_on=None).select_related("agency")
    return [Pausable(thing) for thing in [*running, *requests]]


def pauses_in(referral: Referral) -> list[ClockPause]:
    """Return every pause of a case, oldest first, in one query."""
    return list(referral.pauses.select_related("clock", "request__agency", "by", "ended_by"))


def standing_in(referral: Referral, pauses: Iterable[ClockPause]) -> list[StandingPause]:
    """Return the open pauses, each with the label of its clock and the moment its review is due."""
    return [
        StandingPause(pause, label_of(pause), review_at(referral.hub, _thing(pause).pause_review_on or pause.review_on))
        for pause in pauses
        if pause.ended_at is None
    ]


def label_of(pause: ClockPause) -> str:
    return Pausable(_thing(pause)).label


def _thing(pause: ClockPause) -> Clock | InformationRequest:
    thing = pause.clock or pause.request
    if thing is None:
        raise ValueError(f"Pause {pause.pk} is of no clock, which pause_is_of_one_clock refuses")
    return thing


def end_pauses(
    referral: Referral, pauses: Sequence[ClockPause], *, by, now: datetime, because: str = "by hand"
) -> None:
    """Let these clocks run again. The caller has locked the case, and saves its DUE_FIELDS."""
    # A red rating calls this for cases without pauses too, and then there is nothing to record.
    if not pauses:
        return
    for pause in pauses:
        end_pause(_locked(pause), referral.hub, now=now)
    note_next_due(referral)
    keys = [Pausable(_thing(pause)).key for pause in pauses]
    record(events.CLOCK_RESUMED, about=referral, by=by, now=now, what=keys, because=because)


def end_every_pause(referral: Referral, *, by, now: datetime) -> None:
    """End every open pause, because the case was rated red or recommended for a red rating."""
    standing = [pause for pause in pauses_in(referral) if pause.ended_at is None]
    end_pauses(referral, standing, by=by, now=now, because="red")


def _locked(pause: ClockPause) -> Clock | InformationRequest:
    """Return the newest version of the row, locked: an agency may be answering the request now."""
    thing = _thing(pause)
    return type(thing)._default_manager.select_for_update(of=("self",)).get(pk=thing.pk)
