"""The history of a case: moves, ratings, notes, flags, feedback, products and changed items, in one query."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from django.db import connection

from mash.govuk.wording import in_sentence
from referrals import codes
from referrals.models import CaseLink, Clock, Flag, PersonPair, Referral
from referrals.overview import notifications
from referrals.people.case_links import SAYS

HISTORY = Path(__file__).with_suffix(".sql").read_text()


class EntryKind(StrEnum):
    MOVE = "move"
    RATING = "rating"
    NOTE = "note"
    FLAG = "flag"
    FLAG_CLEARED = "flag cleared"
    NOTIFICATION = "notification"
    DISCUSSION = "discussion"
    ACTION = "action"
    ACTION_CLOSED = "action closed"
    SAME_PEOPLE = "same people"
    FACT = "fact"
    LINKED = "linked"
    UNLINKED = "unlinked"
    FEEDBACK = "feedback"
    PRODUCT = "product"
    ITEM_GONE = "item gone"  # withdrawn or corrected by its agency
    ITEM_MARKED = "item marked"


MOVE_WORDS = {
    "receive": "Referral received",
    "triage": "Triaged",
    "request information": "Information asked for",
    "start deciding": "Deciding began",
    "decide": "Decided",
    "close": "Closed",
    "return to referrer": "Returned to the referrer",
    "receive again": "Received again",
    "transfer": "Transferred to another area",
    "reopen": "Reopened",
    "end as a duplicate": "Ended as a duplicate",
    "reopen to triage": "Reopened, to be triaged",
}

# Moves that stop a clock although the work it measures is not done.
ENDINGS = {
    "return to referrer": "returned to the referrer",
    "transfer": "transferred to another area",
    "close": "closed again, with nothing changed",
    "end as a duplicate": "goes on in the other case",
}
RECORDED = {True: "recorded", False: "recorded beside what is shown"}
NOT_TOLD = "not told, with a reason"
VERDICTS = {
    PersonPair.Verdict.SAME: "Somebody is the same person as in {}",
    PersonPair.Verdict.DIFFERENT: "Somebody is not the same person as in {}",
    PersonPair.Verdict.ONE_NUMBER: "Somebody and a person in {} were given one number, and are two people",
    PersonPair.Verdict.UNSURE: "Not sure whether somebody is the same person as in {}",
}


@dataclass(frozen=True)
class Entry:
    """One row of the union.

    The meaning of `code`, `other` and `flag` depends on `kind`; see history.sql.
    """

    kind: str
    at: datetime
    by: str | None
    code: str
    other: str
    text: str
    flag: bool

    @property
    def title(self) -> str:
        return {
            EntryKind.MOVE: lambda: MOVE_WORDS.get(self.code, self.code.capitalize()),
            EntryKind.RATING: lambda: f"Rating {'recommended' if self.flag else 'given'} {self.stage_words}",
            EntryKind.NOTE: lambda: "Note",
            EntryKind.FLAG: lambda: f"Flagged: {in_sentence(self.flag_words)}",
            EntryKind.FLAG_CLEARED: lambda: "Flag cleared by what was done",
            EntryKind.NOTIFICATION: lambda: f"Notification made: {in_sentence(notifications.WORDS[self.code])}",
            EntryKind.DISCUSSION: lambda: f"Strategy discussion{': replaced by a later record' if self.flag else ''}",
            EntryKind.ACTION: lambda: f"{self.code} is to do something",
            EntryKind.ACTION_CLOSED: lambda: f"{self.code}: {'done' if self.flag else 'not done'}",
            EntryKind.SAME_PEOPLE: lambda: VERDICTS[PersonPair.Verdict(self.code)].format(self.other),
            EntryKind.FACT: lambda: f"{codes.FactKind(self.code).label} of {self.other} {RECORDED[self.flag]}",
            EntryKind.LINKED: lambda: f"Linked with {self.other}: {self.link_words}",
            EntryKind.UNLINKED: lambda: f"Link with {self.other} undone: {self.link_words}",
            EntryKind.FEEDBACK: lambda: "Referrer not told" if self.flag else "Feedback to the referrer",
            EntryKind.PRODUCT: lambda: f"Product {self.code} released",
            EntryKind.ITEM_GONE: lambda: f"{self.code} {'corrected' if self.flag else 'withdrew'} item {self.other}",
            EntryKind.ITEM_MARKED: lambda: f"{self.code} changed the marks on item {self.other}",
        }[self.kind]()

    @property
    def rating(self) -> str:
        return self.code if self.kind == EntryKind.RATING else ""

    @property
    def flag_words(self) -> str:
        return Flag.Kind(self.code).label

    @property
    def link_words(self) -> str:
        return in_sentence(SAYS[CaseLink.Kind(self.code), self.flag])

    @property
    def stage_words(self) -> str:
        return in_sentence(codes.RatingStage(self.other).label)

    @property
    def answers(self) -> tuple[str, date]:
        """Return what an entry of a notification answers: its key and the day it was due."""
        position, due_on = self.other.split("|")
        return f"{self.code}-{position}", date.fromisoformat(due_on)

    @property
    def action_reference(self) -> str:
        return self.other.partition("|")[0]

    @property
    def due_at(self) -> datetime:
        """Return by when an action is to be done."""
        return datetime.fromisoformat(self.other.partition("|")[2])

    @property
    def outcome_words(self) -> str:
        """Return what a strategy discussion decided."""
        return codes.DiscussionOutcome(self.code).label

    @property
    def audience(self) -> str:
        return codes.ReleaseMark(self.other).label


def entries(referral: Referral) -> list[Entry]:
    """Return the history, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(HISTORY, {"case": referral.pk})
        return [Entry(*row) for row in cursor.fetchall()]


def ended_by(clock: Clock, entries: list[Entry]) -> str:
    """Return what stopped this clock, if it was not the work it measures."""
    # An action uses one `now` for all its rows, so equal times belong together.
    then = [entry for entry in entries if entry.at == clock.stopped_at]
    if clock.measure == codes.ClockMeasure.FEEDBACK:
        return NOT_TOLD if any(entry.kind == EntryKind.FEEDBACK and entry.flag for entry in then) else ""
    return next((ENDINGS[entry.code] for entry in then if entry.kind == EntryKind.MOVE and entry.code in ENDINGS), "")
