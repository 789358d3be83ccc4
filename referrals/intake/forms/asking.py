"""The base of every form in a referral being written: it knows the earlier answers and returns what
was typed.
"""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from django import forms
from django.utils.datastructures import MultiValueDict

from mash.govuk.choices import YesNoNotKnownField
from mash.govuk.dates import right_name
from mash.govuk.forms import Form
from mash.govuk.moments import words
from mash.govuk.plain_text import without_control_characters
from referrals.codes.facts import CodeList
from referrals.codes.offering import limits_at_intake, offered

NOT_KNOWN = "not_known"
MORE = "More, if you know it"


class IntakeForm(Form):
    """A form of one page. `answers` are those so far (referrals.intake.answers.Answers)."""

    submit_label = "Save and continue"
    entry_name = "entry"  # what one entry of a list is called
    lists: ClassVar[Mapping[str, CodeList]] = {}  # the fields that offer codes of a list with facts

    @property
    def about(self) -> str:
        """Return a word or two to show beside an entry's name in its list."""
        return ""

    def __init__(self, data=None, *, answers, **kwargs):
        self.answers = answers
        # Professionals and staff see folded sections open: they usually have those details.
        self.unfolded = answers.is_professional or answers.keyed_in
        super().__init__(MultiValueDict(data) if isinstance(data, dict) else data, **kwargs)
        for name in self.lists.keys() & self.fields.keys():
            self._offer(self.fields[name], self.lists[name])
        self.order_fields(_in_order(self.layout or []))  # errors and answers are listed in page order
        for field in self.fields.values():
            field.label, field.help_text = answers.in_words(field.label), answers.in_words(field.help_text)
            field.error_messages = {code: answers.in_words(str(words)) for code, words in field.error_messages.items()}

    def speak(self, words: Mapping[str, tuple[str, str]]) -> None:
        """Ask some questions in other words: field name to (question, hint)."""
        for name, (label, hint) in words.items():
            if name in self.fields:
                self.fields[name].label, self.fields[name].help_text = label, hint

    def says(self, text: str) -> str:
        return self.answers.in_words(text)

    def _offer(self, field, code_list: CodeList) -> None:
        """Leave out the codes that the hub does not offer today for the people of this referral."""
        known, offers = set(code_list.codes.values), self._offered(code_list)
        field.choices = [choice for choice in field.choices if choice[0] not in known or choice[0] in offers]

    def _offered(self, code_list: CodeList) -> dict[str, str]:
        return dict(offered(code_list, self.answers.draft.hub, **limits_at_intake(code_list, self.answers.kinds)))

    def _clean_opened(self, name: str, *, is_open: bool) -> None:
        """Keep answers under an option that is not selected: without JavaScript all fields are
        visible.
        """
        if is_open:
            super()._clean_opened(name, is_open=is_open)

    def typed(self) -> dict[str, list[str]]:
        """Return everything typed in this form, valid or not, as JSON-ready lists."""
        names = [name for field in self.fields for name in self._boxes(field)]
        return {
            name: [without_control_characters(value) for value in self.data.getlist(name)]
            for name in names
            if name in self.data
        }

    def _boxes(self, name: str) -> list[str]:
        widget = self.fields[name].widget
        if not isinstance(widget, forms.MultiWidget):
            return [name]
        return [*(name + part for part in widget.widgets_names), right_name(name)]

    def is_blank(self, name: str) -> bool:
        """Whether nothing is typed in a field."""
        return not any(value.strip() for box in self._boxes(name) for value in self.data.getlist(box))

    def as_typed(self, name: str, value) -> dict[str, list[str]]:
        """Return an answer to one field as if it had been typed."""
        widget = self.fields[name].widget
        if not isinstance(widget, forms.MultiWidget):
            return {name: [str(value)]}
        parts = zip(widget.widgets_names, widget.decompress(value), strict=True)
        return {name + box: [str(part)] for box, part in parts}

    def answered(self) -> dict:
        """Return the valid answers, even if others are missing."""
        self.is_valid()
        return self.cleaned_data

    def action_kwargs(self) -> dict:
        """Return the answers by model field name; "not known" becomes empty where a code list lacks
        it.
        """
        return {name: self._fact(name, value) for name, value in self.cleaned_data.items()}

    def _fact(self, name: str, value):
        if isinstance(value, list):
            return [choice for choice in value if choice != NOT_KNOWN]
        coded = not isinstance(self.fields[name], YesNoNotKnownField)
        return "" if coded and value == NOT_KNOWN else value

    def summary(self) -> list[dict]:
        """Return question and answer rows for "check your answers"."""
        answers = self.answered()
        rows = [(field, shown(field, answers.get(name))) for name, field in self.fields.items()]
        return [{"key": question(field), "value": value} for field, value in rows if value]


def _in_order(pieces: list) -> list[str]:
    """Return the field names of a layout in page order."""
    inside = [[piece] if isinstance(piece, str) else _in_order(getattr(piece, "fields", [])) for piece in pieces]
    return [name for names in inside for name in names]


def question(field: forms.Field) -> str:
    return getattr(field, "summary_label", "") or field.label


def shown(field: forms.Field, value) -> str:
    """Return an answer in words."""
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
    """Return the choices with "not known" added at the end."""
    return [*getattr(choices, "choices", choices), (NOT_KNOWN, words)]
