"""A set of questions as rows: their order is the number typed, and a row without words is left out."""

from crispy_forms_gds.layout import Div

from agencies.models import Question
from agencies.questions.actions import Asked
from mash.govuk import fields
from mash.govuk.forms import Form
from mash.govuk.layout import Section

NEW_ROWS, AT_MOST = 3, 40


class QuestionsForm(Form):
    submit_label = "Save questions"

    def __init__(self, *args, asked: list[Asked], is_active: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = min(len(asked) + NEW_ROWS, AT_MOST)
        for number in range(1, self.rows + 1):
            self._add(number, asked[number - 1] if number <= len(asked) else None)
        self.fields["is_active"] = fields.YesNoField(
            label="Are these questions asked?",
            required_message="Select yes if these questions are asked",
            initial=is_active,
        )
        rows = [Section(f"Question {n}", *self._pieces_of(n)) for n in range(1, self.rows + 1)]
        self.layout = [*rows, "is_active"]

    def _add(self, number: int, question: Asked | None) -> None:
        called = f"Question {number}"
        self.fields[f"text_{number}"] = fields.LongTextField(
            label="Question", noun=called, rows=2, max_length=500, required=False, initial=question and question.text
        )
        self.fields[f"order_{number}"] = fields.IntegerField(
            label="Order", noun=f"{called}: order", min_value=1, max_value=99, width=2, required=False, initial=number
        )
        self.fields[f"look_back_{number}"] = fields.IntegerField(
            label="Months to look back",
            noun=f"{called}: months to look back",
            min_value=1,
            max_value=1200,
            width=4,
            required=False,
            initial=question and question.look_back_months,
        )
        self.fields[f"about_{number}"] = fields.ChoiceField(
            label="About",
            noun=f"{called}: about",
            choices=Question.ABOUT,
            select=True,
            required=False,
            initial=question.about if question else "both",
        )

    def _pieces_of(self, number: int) -> list:
        small = [f"{name}_{number}" for name in ("order", "look_back", "about")]
        columns = [Div(name, css_class="govuk-grid-column-one-third") for name in small]
        return [f"text_{number}", Div(*columns, css_class="govuk-grid-row")]

    def questions(self) -> list[Asked]:
        typed = self.cleaned_data
        used = [n for n in range(1, self.rows + 1) if typed[f"text_{n}"]]
        in_order = sorted(used, key=lambda n: (typed[f"order_{n}"] or 100, n))
        return [Asked(typed[f"text_{n}"], typed[f"look_back_{n}"], typed[f"about_{n}"] or "both") for n in in_order]

    def clean(self):
        texts = [self.cleaned_data.get(f"text_{n}", "") for n in range(1, self.rows + 1)]
        for number, text in enumerate(texts, start=1):
            if text and text in texts[: number - 1]:
                self.add_error(f"text_{number}", f"Question {number} is the same as question {texts.index(text) + 1}")
        return self.cleaned_data
