"""What every form of a referral being written shares: it knows what was told before, and gives back what was typed."""

from collections.abc import Mapping
from datetime import date

from django import forms
from django.utils.datastructures import MultiValueDict

from mash.govuk.choices import YesNoNotKnownField
from mash.govuk.forms import Form
from mash.govuk.moments import words
from mash.govuk.wording import without_control_characters

NOT_KNOWN = "not_known"
MORE = "More, if you know it"


class IntakeForm(Form):
    """`told`: the answers so far (referrals.intake.answers.Answers)."""

    submit_label = "Save and continue"
    one = "entry"  # what one entry of a list is called

    @property
    def about(self) -> str:
        """A word or two beside an entry's name in its list."""
        return ""

    def __init__(self, data=None, *, told, **kwargs):
        self.told = told
        self.unfolded = told.is_professional or told.keyed_in
        super().__init__(MultiValueDict(data) if isinstance(data, dict) else data, **kwargs)
        self.order_fields(_in_order(self.layout or []))  # faults and answers are listed as the page asks
        for field in self.fields.values():
            field.label, field.help_text = told.in_words(field.label), told.in_words(field.help_text)
            field.error_messages = {code: told.in_words(str(words)) for code, words in field.error_messages.items()}

    def says(self, text: str) -> str:
        return self.told.in_words(text)

    def _clean_opened(self, name: str, *, is_open: bool) -> None:
        """What was typed beneath another answer is kept and shown before it is sent: without JavaScript all is seen."""
        if is_open:
            super()._clean_opened(name, is_open=is_open)

    def typed(self) -> dict[str, list[str]]:
        """Everything typed into this form's boxes, right or wrong, in a shape a database can keep."""
        names = [name for field in self.fields for name in self._boxes(field)]
        return {
            name: [without_control_characters(value) for value in self.data.getlist(name)]
            for name in names
            if name in self.data
        }

    def _boxes(self, name: str) -> list[str]:
        widget = self.fields[name].widget
        return [name + part for part in widget.widgets_names] if isinstance(widget, forms.MultiWidget) else [name]

    def answered(self) -> dict:
        """Whatever was answered well, though more may be wanted."""
        self.is_valid()
        return self.cleaned_data

    def action_kwargs(self) -> dict:
        """The answers under the names of the model's fields; where a coded list has no "not known", no answer."""
        return {name: self._fact(name, value) for name, value in self.cleaned_data.items()}

    def _fact(self, name: str, value):
        if isinstance(value, list):
            return [choice for choice in value if choice != NOT_KNOWN]
        coded = not isinstance(self.fields[name], YesNoNotKnownField)
        return "" if coded and value == NOT_KNOWN else value

    def summary(self) -> list[dict]:
        """What was answered, question by question, for "check your answers"."""
        answers = self.answered()
        rows = [(field, shown(field, answers.get(name))) for name, field in self.fields.items()]
        return [{"key": question(field), "value": value} for field, value in rows if value]


def _in_order(pieces: list) -> list[str]:
    """The names a layout holds, as they stand on the page."""
    inside = [[piece] if isinstance(piece, str) else _in_order(getattr(piece, "fields", [])) for piece in pieces]
    return [name for names in inside for name in names]


def question(field: forms.Field) -> str:
    return getattr(field, "summary_label", "") or field.label


def shown(field: forms.Field, value) -> str:
    """An answer as people read it."""
    if value is None or value == "" or value == [] or value is False:
        return "No" if value is False and not isinstance(field, forms.BooleanField) else ""
    if value is True:
        return "Yes"
    if isinstance(field, forms.MultipleChoiceField):
        return ", ".join(label for label in (_labels(field).get(str(choice), "") for choice in value) if label)
    if isinstance(field, forms.ChoiceField):
        return _labels(field).get(str(value), str(value))
    return words(value) if isinstance(value, date) else str(value)


def _labels(field: forms.ChoiceField) -> Mapping[str, str]:
    return {str(choice[0]): str(choice[1]) for choice in field.choices}


def with_not_known(choices, words: str = "Not known") -> list[tuple[str, str]]:
    """The coded list, and an answer for whoever cannot know."""
    return [*getattr(choices, "choices", choices), (NOT_KNOWN, words)]
