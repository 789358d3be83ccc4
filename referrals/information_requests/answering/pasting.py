"""The box for a chronology: its lines become items of the page, each with the marks chosen for all."""

from collections.abc import Sequence
from functools import cached_property

from django.http import QueryDict
from django.utils import timezone

from mash.govuk.fields import ChoiceField, LongTextField, MultiChoiceField
from mash.govuk.layout import Folded
from mash.govuk.plain_text import without_control_characters
from referrals import codes
from referrals.information_requests.answering.chronology_lines import (
    ChronologyEntry,
    ReadChronology,
    UnreadLine,
    read_lines,
)
from referrals.information_requests.answering.item_forms import HANDLINGS, RELEASES
from referrals.information_requests.parts import Part
from referrals.models import RequestQuestion

ALL = "all"
READ, APPLY = "read", "apply"  # the buttons: make items of the lines, set the marks on every item
MOST_UNREAD_SHOWN = 20
LONGEST_PASTE = 200_000  # characters: what several systems print of a family


class PasteForm(Part):
    """`button` is the one that was pressed: only what that needs is asked for."""

    lines = LongTextField(
        label="Paste or type a chronology (optional)",
        noun="What you paste",
        hint="Begin each line with its date, such as 27/3/2024 or 27 March 2024. A line without a date goes on with the"
        " line above it. Lines that cannot be read stay in this box.",
        required=False,
        max_length=LONGEST_PASTE,
        rows=6,
    )
    handling = ChoiceField(
        label="Who may read these items?",
        required_message="Select who may read these items",
        required=False,
        choices=HANDLINGS[:2],
        small=True,
    )
    kind = ChoiceField(
        label="What kind of information are they?",
        required_message="Select what kind of information they are",
        required=False,
        choices=codes.ItemKind.choices,
        inline=True,
        small=True,
    )
    basis = ChoiceField(
        label="How do you know them?",
        required_message="Select how you know them",
        required=False,
        choices=codes.ItemBasis.choices,
        inline=True,
        small=True,
    )
    question = ChoiceField(
        label="Which question do they answer? (optional)", required=False, select=True, empty="None, or several"
    )
    about = MultiChoiceField(label="Who are they about? (optional)", required=False, small=True)
    release = MultiChoiceField(
        label="How far may they go, beyond the hub’s decision?",
        required=False,
        choices=RELEASES,
        small=True,
    )

    layout: list | None = [
        *("lines", "handling", "kind", "basis", "question"),
        Folded(
            "Who they are about, and how far they may go",
            "about",
            "release",
            hint="Left empty: about nobody in particular, and they do not leave the hub.",
        ),
    ]

    def __init__(
        self,
        data: QueryDict | None,
        *,
        questions: Sequence[RequestQuestion],
        people: Sequence[tuple[int, str]],
        button: str = "",
        room: int = 0,
    ):
        super().__init__(data, prefix=ALL)
        self.button, self.room = button, room
        numbered = [(str(question.position), f"{question.position}. {question.text}") for question in questions]
        self.fields["question"].choices = numbered
        self.fields["about"].choices = [(str(place), name) for place, name in people]

    def clean(self):
        answers = super().clean()
        if not self.button:
            if answers.get("lines"):
                self.add_error("lines", "Make items of these lines, or empty the box: what is in it is not sent")
            return answers
        for name in ("handling", "kind", "basis"):
            if not answers.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].required_message)
        if self.button == READ and "lines" not in self.errors:
            self._check_lines(len(self.reading.entries))
        return answers

    def _check_lines(self, number: int) -> None:
        if self.reading.is_empty:
            self.add_error("lines", "Enter lines that begin with a date")
        elif not number:
            self.add_error("lines", "Begin at least one line with a date, such as 27/3/2024")
        elif number > self.room:
            self.add_error(
                "lines",
                f"These lines make {number:,} items, and there is room for {self.room}. Leave the first {self.room} in"
                " the box, send them, and paste the others in a further answer",
            )

    @cached_property
    def reading(self) -> ReadChronology:
        typed = without_control_characters(self["lines"].value() or "")
        return read_lines(typed, today=timezone.localdate())

    @property
    def unread(self) -> list[UnreadLine]:
        """The first lines in the box that cannot be read, each with its reason."""
        return self.reading.unread[:MOST_UNREAD_SHOWN]

    @property
    def more_unread(self) -> int:
        return max(len(self.reading.unread) - MOST_UNREAD_SHOWN, 0)


def with_entries(data: QueryDict, form: PasteForm, *, rows: Sequence[int], row_name: str) -> QueryDict:
    """Return the page's data with an item for each entry; what could not be read stays in the box."""
    changed, entries = data.copy(), form.reading.entries
    keys = range(max(rows, default=0) + 1, max(rows, default=0) + 1 + len(entries))
    for key, entry in zip(keys, entries, strict=True):
        _fill_row(changed, key, entry)
    changed.setlist(row_name, [str(key) for key in [*rows, *keys]])
    changed[f"{ALL}-lines"] = "\n".join(line.text for line in form.reading.unread)
    return with_marks(changed, keys)


def with_marks(data: QueryDict, rows: Sequence[int]) -> QueryDict:
    """Return the page's data with the marks chosen for all set on these items."""
    changed = data.copy()
    for key in rows:
        for name in ("handling", "kind", "basis", "question", "about", "release"):
            changed.setlist(f"item{key}-{name}", data.getlist(f"{ALL}-{name}"))
    return changed


def _fill_row(data: QueryDict, key: int, entry: ChronologyEntry) -> None:
    data[f"item{key}-text"] = entry.text
    for name, day in (("occurred_on", entry.on), ("ended_on", entry.until)):
        parts = (day.day, day.month, day.year) if day else ("", "", "")
        for part, number in zip(("day", "month", "year"), parts, strict=True):
            data[f"item{key}-{name}_{part}"] = str(number)
