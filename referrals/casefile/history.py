"""The history of a case: moves, ratings, notes, feedback, products and changed items, in one query."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    StringAgg,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, NullIf, Trim

from mash.govuk.wording import in_sentence
from referrals import codes
from referrals.models import Clock, Feedback, Item, Move, Note, NotificationMade, Product, RatingGiven, Referral
from referrals.overview import notifications


class EntryKind(StrEnum):
    MOVE = "move"
    RATING = "rating"
    NOTE = "note"
    NOTIFICATION = "notification"
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
}

# Moves that stop a clock although the work it measures is not done.
ENDINGS = {
    "return to referrer": "returned to the referrer",
    "transfer": "transferred to another area",
    "close": "closed again, with nothing changed",
}
NOT_TOLD = "not told, with a reason"


@dataclass(frozen=True)
class Entry:
    """One row of the union.

    The meaning of `code`, `other` and `flag` depends on `kind`; see `entries`.
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
            EntryKind.NOTIFICATION: lambda: f"Notification made: {in_sentence(notifications.WORDS[self.code])}",
            EntryKind.FEEDBACK: lambda: "Referrer not told" if self.flag else "Feedback to the referrer",
            EntryKind.PRODUCT: lambda: f"Product {self.code} released",
            EntryKind.ITEM_GONE: lambda: f"{self.code} {'corrected' if self.flag else 'withdrew'} item {self.other}",
            EntryKind.ITEM_MARKED: lambda: f"{self.code} changed the marks on item {self.other}",
        }[self.kind]()

    @property
    def rating(self) -> str:
        return self.code if self.kind == EntryKind.RATING else ""

    @property
    def stage_words(self) -> str:
        return in_sentence(codes.RatingStage(self.other).label)

    @property
    def answers(self) -> tuple[str, date]:
        """Return what an entry of a notification answers: its key and the day it was due."""
        position, due_on = self.other.split("|")
        return f"{self.code}-{position}", date.fromisoformat(due_on)

    @property
    def audience(self) -> str:
        return codes.ReleaseMark(self.other).label


def entries(referral: Referral) -> list[Entry]:
    """Return the history, oldest first. Columns: kind, at, by, code, other, text, flag."""
    # A union needs the same columns in the same order from every part.
    moves = _rows(Move, referral, EntryKind.MOVE, "name", "to_status", F("reason"))
    whom = NullIf(Trim(Concat("subject__first_name", Value(" "), "subject__last_name")), Value(""))
    nameless = Case(When(subject__kind="unborn", then=Value("Unborn child")), default=Value("Name not known"))
    of_whom = Concat(Coalesce(whom, nameless), Value(": "), "reason", output_field=TextField())
    reason = Case(When(subject=None, then=F("reason")), default=of_whom, output_field=TextField())
    ratings = _rows(RatingGiven, referral, EntryKind.RATING, "level", "stage", reason, flag=Q(is_recommendation=True))
    notes = _rows(Note, referral, EntryKind.NOTE, None, None, F("text"))
    whose_answer = Concat(
        Cast("subject__position", TextField()), Value("|"), Cast("due_on", TextField()), output_field=TextField()
    )
    done = Func(F("made_on"), Value("FMDD FMMonth YYYY"), function="to_char", output_field=TextField())
    notification_text = Concat(
        Value("Person "),
        Cast("subject__position", TextField()),
        Value(", done on "),
        done,
        Value("\n"),
        "detail",
        output_field=TextField(),
    )
    made = _rows(NotificationMade, referral, EntryKind.NOTIFICATION, "code", whose_answer, notification_text)
    feedback_text = Case(
        When(not_sent_reason="", then=F("text")), default=F("not_sent_reason"), output_field=TextField()
    )
    feedback = _rows(
        Feedback, referral, EntryKind.FEEDBACK, "wording", "pk", feedback_text, flag=~Q(not_sent_reason="")
    )
    to = Product.objects.filter(pk=OuterRef("pk")).values(
        all=StringAgg("agencies__name", Value(", "), order_by="agencies__name", output_field=TextField())
    )
    products = _rows(Product, referral, EntryKind.PRODUCT, "reference", "audience", Subquery(to))
    gone = _changes(
        referral, EntryKind.ITEM_GONE, "withdrawn_at", flag=Exists(Item.objects.filter(replaces=OuterRef("pk")))
    )
    marked = _changes(referral, EntryKind.ITEM_MARKED, "marked_at")
    rows = moves.union(ratings, notes, made, feedback, products, gone, marked, all=True).order_by("at_")
    return [Entry(*row) for row in rows]


def ended_by(clock: Clock, entries: list[Entry]) -> str:
    """Return what stopped this clock, if it was not the work it measures."""
    # An action uses one `now` for all its rows, so equal times belong together.
    then = [entry for entry in entries if entry.at == clock.stopped_at]
    if clock.measure == codes.ClockMeasure.FEEDBACK:
        return NOT_TOLD if any(entry.kind == EntryKind.FEEDBACK and entry.flag for entry in then) else ""
    return next((ENDINGS[entry.code] for entry in then if entry.kind == EntryKind.MOVE and entry.code in ENDINGS), "")


def _changes(referral: Referral, kind: str, when: str, *, flag=None):
    """Return what an agency later did with its items: the newest change of marks on each."""
    items = Item.objects.filter(request__referral=referral, **{f"{when}__isnull": False})
    request = F("request__reference")
    return _columns(items, kind, "request__agency__name", "position", request, at=when, by=None, flag=flag)


def _rows(model, referral: Referral, kind: str, code, other, text, *, flag=None):
    return _columns(model.objects.filter(referral=referral), kind, code, other, text, flag=flag)


def _columns(rows, kind: str, code, other, text, *, at="at", by: str | None = "by__name", flag=None):
    """Return rows with the columns of the union."""
    empty = Value("", output_field=TextField())
    return (
        rows.order_by()
        .annotate(
            at_=F(at),
            by_=F(by) if by else Value(None, output_field=TextField()),
            kind_=Value(kind, output_field=TextField()),
            code_=Cast(code, TextField()) if code else empty,
            other_=Cast(other, TextField()) if other else empty,
            text_=text,
            flag_=Case(When(flag, then=True), default=False) if flag is not None else Value(False, BooleanField()),
        )
        .values_list("kind_", "at_", "by_", "code_", "other_", "text_", "flag_")
    )
