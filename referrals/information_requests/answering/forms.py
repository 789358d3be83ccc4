"""What an agency is asked for when it answers. Every mark on an item is chosen by its owner, never assumed."""

from collections.abc import Sequence

from django import forms

from mash.govuk.fields import ChoiceField, DateField, DateTimeField, LongTextField, MultiChoiceField, TextField
from mash.govuk.forms import Form
from mash.govuk.moments import words
from referrals import codes
from referrals.information_requests.answering.actions import NewItem
from referrals.information_requests.parts import Part
from referrals.models import Item, RequestQuestion

EXISTENCE_ONLY = codes.ItemHandling.EXISTENCE_ONLY
RELEASES = [choice for choice in codes.ReleaseMark.choices if choice[0] != codes.ReleaseMark.NONE]
HANDLINGS = [
    (codes.ItemHandling.HUB_TEAM.value, codes.ItemHandling.HUB_TEAM.label),
    (codes.ItemHandling.DECISION_MAKER.value, codes.ItemHandling.DECISION_MAKER.label, "Managers who decide the case"),
    (EXISTENCE_ONLY.value, EXISTENCE_ONLY.label, "No words are stored, or they are removed for good"),
]


def search_made_field() -> LongTextField:
    return LongTextField(
        label="What did you search? (optional)",
        noun="What you searched",
        hint="The systems, names, addresses and dates you searched.",
        required=False,
        max_length=2000,
        rows=3,
    )


class OutcomeForm(Part):
    """`seen` is how many answers had been given when the page was opened."""

    seen = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, error_messages={"required": "Open this page again"}
    )
    outcome = ChoiceField(
        label="What is your answer?", required_message="Select your answer", choices=codes.ResponseOutcome.choices
    )
    reason = LongTextField(
        label="Reason",
        hint="Needed if you hold something you do not share, could not search, or decline.",
        required=False,
        max_length=2000,
        rows=3,
    )
    search_made = search_made_field()
    withdraw = MultiChoiceField(
        label="Does anything you gave before no longer stand?",
        hint="What you select is withdrawn. It stays on the record as withdrawn.",
        required=False,
    )

    def __init__(self, *args, given: int, standing: Sequence[Item], is_closed: bool, outcome: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.initial = {"seen": given, "outcome": outcome}
        if is_closed:
            partial = codes.ResponseOutcome.PARTIAL
            self.fields["outcome"].choices = [c for c in codes.ResponseOutcome.choices if c[0] != partial]
        self.fields["withdraw"].choices = [
            (str(item.position), item_words(item), _beginning(item)) for item in standing
        ]
        if not standing:
            del self.fields["withdraw"]

    def clean(self):
        given = super().clean()
        if given.get("outcome") in codes.OUTCOMES_NEEDING_REASON and not given.get("reason"):
            self.add_error("reason", "Enter the reason")
        return given


class ViewForm(Part):
    rating = ChoiceField(
        label="How urgent is this, in your agency’s view? (optional)",
        hint="From what you know. The hub rates the case itself and sees your view beside its own.",
        required=False,
        choices=codes.Rating.choices,
        inline=True,
    )
    rating_reason = LongTextField(
        label="Why is that your view?",
        noun="Why that is your view",
        hint="Needed if you give a view.",
        required=False,
        max_length=2000,
        rows=3,
    )

    def clean(self):
        given = super().clean()
        if given.get("rating") and not given.get("rating_reason"):
            self.add_error("rating_reason", "Enter why that is your view")
        return given


class MarkedForm(Form):
    """The owner's two marks: who may read it, and how far it may go."""

    handling = ChoiceField(label="Who may read this?", required_message="Select who may read this", choices=HANDLINGS)
    ask_whom = TextField(
        label="Who should the hub ask?",
        noun="Who the hub should ask",
        hint="A name or role, and a phone number.",
        required_message="Enter who the hub should ask",
        max_length=160,
    )
    release = MultiChoiceField(
        label="How far may it go, beyond the hub’s decision?",
        hint="Leave all of these empty and it does not leave the hub.",
        required=False,
        choices=RELEASES,
        small=True,
    )
    reveals = {"handling": {EXISTENCE_ONLY.value: ["ask_whom"]}}

    def clean(self):
        given = super().clean()
        if given.get("handling") == EXISTENCE_ONLY and given.get("release"):
            self.add_error("release", "Leave these empty: information nobody may read goes nowhere")
        return given


class ItemForm(MarkedForm, Part):
    text = LongTextField(
        label="What do you know?",
        noun="What you know",
        hint="Keep fact and opinion in items of their own.",
        required=False,
    )
    kind = ChoiceField(
        label="What kind of information is it?",
        required_message="Select what kind of information it is",
        choices=codes.ItemKind.choices,
        inline=True,
    )
    basis = ChoiceField(
        label="How do you know it?",
        required_message="Select how you know it",
        choices=codes.ItemBasis.choices,
        inline=True,
    )
    occurred_on = DateField(
        label="Date (optional)",
        hint="When it happened or began. For example, 27 3 2024.",
        noun="Date",
        required=False,
        past=True,
    )
    ended_on = DateField(
        label="Until (optional)", hint="For an order, or something that lasted.", noun="Until", required=False
    )
    question = ChoiceField(
        label="Which question does it answer? (optional)", required=False, select=True, empty="No one question"
    )
    layout = ["handling", "text", "kind", "basis", "occurred_on", "ended_on", "question", "release"]

    def __init__(self, *args, key: int, questions: Sequence[RequestQuestion], **kwargs):
        super().__init__(*args, prefix=f"item{key}", empty_permitted=True, **kwargs)
        self.key, self.questions = key, {str(question.position): question for question in questions}
        self.fields["question"].choices = [(n, f"{n}. {_short(one.text, 90)}") for n, one in self.questions.items()]

    def clean(self):
        given = super().clean()
        existence_only = given.get("handling") == EXISTENCE_ONLY
        if existence_only and given.get("text"):
            self.add_error("text", "Delete what you typed here: only that you hold it may be stored")
        if given.get("handling") and not existence_only and not given.get("text") and "text" not in self.errors:
            self.add_error("text", "Enter what you know")
        began, ended = given.get("occurred_on"), given.get("ended_on")
        if began and ended and ended < began:
            self.add_error("ended_on", "Until must be on or after the date it began")
        return given

    def item(self) -> NewItem | None:
        """None for a row left empty."""
        given = dict(self.cleaned_data)
        if not given:
            return None
        return NewItem(**{**given, "question": self.questions.get(given["question"])})


class NotSharedForm(Form):
    reason = LongTextField(
        label="Why are you not sharing it?",
        noun="Why you are not sharing it",
        required_message="Enter why you are not sharing it",
        max_length=2000,
        rows=4,
    )
    ask_whom = TextField(
        label="Who can the hub ask? (optional)",
        noun="Who the hub can ask",
        hint="A name or role, and a phone number.",
        required=False,
        max_length=160,
    )
    search_made = search_made_field()
    submit_label = "Send this answer"


class MoreTimeForm(Form):
    until = DateTimeField(
        label="When can you answer by?",
        hint="For example, 27 3 2027 at 2:30pm",
        noun="When you can answer by",
        required_message="Enter when you can answer by",
        future=True,
    )
    reason = LongTextField(
        label="Why do you need more time?",
        noun="Why you need more time",
        hint="The hub sees this. It does not move the target.",
        required_message="Enter why you need more time",
        max_length=1000,
        rows=4,
    )
    submit_label = "Ask for more time"


class HandlingForm(MarkedForm):
    submit_label = "Change the marks"

    def __init__(self, *args, item: Item, **kwargs):
        start = {"handling": item.handling, "release": item.release, "ask_whom": item.ask_whom}
        super().__init__(*args, initial=start, **kwargs)
        if item.handling == EXISTENCE_ONLY:  # there are no words to open to anybody
            self.fields["handling"].choices = HANDLINGS[-1:]


def item_words(item: Item) -> str:
    when = f", {words(item.occurred_on)}" if item.occurred_on else ""
    return f"Item {item.position}: {item.get_kind_display().lower()}{when}"


def _beginning(item: Item) -> str:
    return f"Held, not shared: ask {item.ask_whom}" if item.handling == EXISTENCE_ONLY else _short(item.body.text, 160)


def _short(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
