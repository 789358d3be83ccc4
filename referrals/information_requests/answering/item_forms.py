"""The form of one item of information. Its owner chooses every mark; none has a default."""

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms

from mash.govuk.dates import ask_whether_right
from mash.govuk.fields import ChoiceField, DateField, LongTextField, MultiChoiceField, TextField
from mash.govuk.forms import Form
from mash.govuk.moments import words
from referrals import codes
from referrals.information_requests.answering.items import NewItem, marks_shown
from referrals.information_requests.parts import Part
from referrals.models import Item, RequestQuestion

EXISTENCE_ONLY = codes.ItemHandling.EXISTENCE_ONLY
RELEASES = [choice for choice in codes.ReleaseMark.choices if choice[0] != codes.ReleaseMark.NONE]
HANDLINGS = [
    (
        codes.ItemHandling.HUB_TEAM.value,
        codes.ItemHandling.HUB_TEAM.label,
        "Everybody at the hub who may open the case",
    ),
    (
        codes.ItemHandling.DECISION_MAKER.value,
        codes.ItemHandling.DECISION_MAKER.label,
        "Managers who decide the case. Others at the hub see only that your agency holds an item kept for them",
    ),
    (
        EXISTENCE_ONLY.value,
        EXISTENCE_ONLY.label,
        "The hub sees that your agency holds information, and whom to ask. Nothing else about it is stored",
    ),
]
NEEDED = ("text", "kind", "basis", "handling")
NOT_ASKED = ("kind", "basis", "occurred_on", "ended_on", "about", "question")  # when only existence is disclosed


class MarkedForm(Form):
    """The owner's two marks: who may read the item, and how far it may be released."""

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
        answers = super().clean()
        if answers.get("handling") == EXISTENCE_ONLY and answers.get("release"):
            self.add_error("release", "Leave these empty: information nobody may read goes nowhere")
        return answers


class ItemForm(MarkedForm, Part):
    text = LongTextField(
        label="What do you know?",
        noun="What you know",
        hint="Keep fact and opinion in items of their own. If nobody may read it, leave all that follows empty.",
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
        oldest=130,
        usual=(60, 0),
    )
    ended_on = DateField(
        label="Until (optional)", hint="For an order, or something that lasted.", noun="Until", required=False
    )
    about = MultiChoiceField(
        label="Who is it about? (optional)",
        hint="Select all it is about. Leave all empty if it is about nobody in particular.",
        required=False,
        small=True,
    )
    question = ChoiceField(label="Which question does it answer? (optional)", required=False, small=True)
    replaces = ChoiceField(
        label="Does it correct something you gave before? (optional)",
        hint="The hub then sees this in its place, with what it was and when it was corrected.",
        required=False,
        select=True,
        empty="No, it is new",
    )
    layout = [
        "handling",
        "text",
        "kind",
        "basis",
        "occurred_on",
        "ended_on",
        "about",
        "question",
        "replaces",
        "release",
    ]

    def __init__(
        self,
        *args,
        key: int,
        questions: Sequence[RequestQuestion],
        people: Sequence[tuple[int, str]],
        standing: Sequence[Item],
        births: Mapping[str, date],
        **kwargs,
    ):
        """`people` are (place in the request, name), `births` the known dates of birth by place;
        `standing` are earlier items this one may correct.
        """
        super().__init__(*args, prefix=f"item{key}", empty_permitted=True, **kwargs)
        self.births = births
        self.key, self.questions = key, {str(question.position): question for question in questions}
        choices = [(number, f"{number}. {question.text}") for number, question in self.questions.items()]
        self.fields["question"].choices = [*choices, ("", "None: we offer it unasked")]
        self.fields["about"].choices = [(str(place), name) for place, name in people]
        self.fields["replaces"].choices = [
            (str(item.position), f"{item_words(item)}: {short(beginning(item), 60)}") for item in standing
        ]
        if not standing:
            del self.fields["replaces"]
            self.layout = [name for name in self.layout if name != "replaces"]

    def clean(self):
        answers = super().clean()
        existence_only = answers.get("handling") == EXISTENCE_ONLY
        if existence_only:
            for name in NOT_ASKED:
                # These questions are hidden then; an answer left in one must neither fail nor be
                # saved.
                self._errors.pop(name, None)
                answers.pop(name, None)
            if answers.get("text"):
                # Refused rather than dropped: the writer must not believe that the words were sent.
                self.add_error("text", "Delete what you typed here: only that you hold it may be stored")
        if answers.get("handling") and not existence_only and not answers.get("text") and "text" not in self.errors:
            self.add_error("text", "Enter what you know")
        began, ended = answers.get("occurred_on"), answers.get("ended_on")
        if began and ended and ended < began:
            self.add_error("ended_on", "Until must be on or after the date it began")
        births = [self.births[place] for place in answers.get("about", []) if place in self.births]
        if began and births and began < max(births):
            ask_whether_right(self, "occurred_on", began, "They were not born then.")
        return answers

    @property
    def is_folded(self) -> bool:
        """Whether only a line of the item is shown: all it needs is there, and nothing is wrong."""
        return self.is_bound and not self._errors and all(self[name].value() for name in NEEDED)

    @property
    def in_short(self) -> str:
        """The date and first words of the item, as typed."""
        day = "/".join(part for part in self["occurred_on"].value() or [] if part)
        return short(f"{day} {self['text'].value()}".strip(), 120)

    @property
    def reader_words(self) -> str:
        return dict(codes.ItemHandling.choices).get(self["handling"].value(), "")

    def item(self) -> NewItem | None:
        """Return the item, or None if the row was left empty."""
        answers = dict(self.cleaned_data)
        if not answers:
            return None
        answers["about"] = [int(place) for place in answers.get("about", [])]
        answers["replaces"] = int(answers["replaces"]) if answers.get("replaces") else None
        return NewItem(**{**answers, "question": self.questions.get(answers.get("question", ""))})


class HandlingForm(MarkedForm):
    """Change the marks of an item. `marked` identifies the marks that were on the screen."""

    submit_label = "Change the marks"
    marked = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def __init__(self, *args, item: Item, **kwargs):
        start = {"handling": item.handling, "release": item.release, "ask_whom": item.ask_whom}
        start["marked"] = marks_shown(item)
        super().__init__(*args, initial=start, **kwargs)
        if item.handling == EXISTENCE_ONLY:  # no words are stored, so there is nothing to open
            self.fields["handling"].choices = HANDLINGS[-1:]

    def refuse(self, refusal) -> None:
        """After a refusal show the current marks, so that the next attempt applies to those."""
        super().refuse(refusal)
        self.data = self.data.copy()
        self.data["marked"] = self.initial["marked"]


def item_words(item: Item) -> str:
    if item.handling == EXISTENCE_ONLY:
        return f"Item {item.position}: held, not shared"
    when = f", {words(item.occurred_on)}" if item.occurred_on else ""
    return f"Item {item.position}: {item.get_kind_display().lower()}{when}"


def beginning(item: Item) -> str:
    return f"Ask {item.ask_whom}" if item.handling == EXISTENCE_ONLY else short(item.body.text, 160)


def short(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
