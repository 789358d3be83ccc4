"""The form for a set of questions, with one row of fields for each question."""

from collections.abc import Callable

from crispy_forms_gds.layout import Div

from agencies.models import Question
from agencies.questions.actions import QuestionInput
from mash.govuk import fields
from mash.govuk.forms import SettingsForm
from mash.govuk.layout import Section
from mash.govuk.stale_answers import StaleAnswer, answer_text

NEW_ROWS, MAX_ROWS = 3, 40


class QuestionsForm(SettingsForm):
    """Edits a set of questions, ordered by the numbers typed. Rows without text are dropped.

    `standing_set` returns the current questions and whether they are asked.
    """

    submit_label = "Save questions"

    def __init__(self, *args, standing_set: Callable[[], tuple[list[QuestionInput], bool]], **kwargs):
        self.standing_set = standing_set
        super().__init__(*args, **kwargs)
        for number in range(1, self.rows + 1):
            self._add_row(number)
        self.fields["is_active"] = fields.YesNoField(
            label="Are these questions asked?", required_message="Select yes if these questions are asked"
        )
        rows = [Section(f"Question {n}", *self._layout_of(n)) for n in range(1, self.rows + 1)]
        self.layout = [*rows, "is_active"]

    def stands(self):
        current, is_active = self.standing_set()
        self.rows = min(max(len(current) + NEW_ROWS, self._last_row_sent()), MAX_ROWS)
        values = {"is_active": is_active}
        for number in range(1, self.rows + 1):
            question = current[number - 1] if number <= len(current) else QuestionInput("")
            values |= {f"text_{number}": question.text, f"look_back_{number}": question.look_back_months}
            values |= {f"about_{number}": question.about, f"order_{number}": number}
        return values

    def _last_row_sent(self) -> int:
        """Return the highest row number in the data sent."""
        # The set may have become shorter since the page was opened, and what was typed must not be lost.
        numbers = (name.removeprefix("text_") for name in self.data if name.startswith("text_"))
        return max((int(n) for n in numbers if n.isascii() and n.isdigit() and len(n) <= 2), default=0)

    def compared(self):
        current, is_active = self.standing_set()
        answer = self.fields["is_active"]
        pairs = [
            (
                "Questions",
                *(
                    "\n".join(question.log_text() for question in questions)
                    for questions in (self.questions(), current)
                ),
            ),
            (answer.label, answer_text(answer, self.cleaned_data["is_active"]), answer_text(answer, is_active)),
        ]
        return [StaleAnswer(*pair) for pair in pairs if pair[1] != pair[2]]

    def _add_row(self, number: int) -> None:
        noun = f"Question {number}"
        self.fields[f"text_{number}"] = fields.LongTextField(
            label="Question", noun=noun, rows=2, max_length=500, required=False
        )
        self.fields[f"order_{number}"] = fields.IntegerField(
            label="Order", noun=f"{noun}: order", min_value=1, max_value=99, width=2, required=False
        )
        self.fields[f"look_back_{number}"] = fields.IntegerField(
            label="Months to look back",
            noun=f"{noun}: months to look back",
            min_value=1,
            max_value=1200,
            width=4,
            required=False,
        )
        self.fields[f"about_{number}"] = fields.ChoiceField(
            label="About",
            noun=f"{noun}: about",
            choices=Question.ABOUT,
            select=True,
            required=False,
        )

    def _layout_of(self, number: int) -> list:
        small = [f"{name}_{number}" for name in ("order", "look_back", "about")]
        columns = [Div(name, css_class="govuk-grid-column-one-third") for name in small]
        return [f"text_{number}", Div(*columns, css_class="govuk-grid-row")]

    def questions(self) -> list[QuestionInput]:
        typed = self.cleaned_data
        used = [n for n in range(1, self.rows + 1) if typed[f"text_{n}"]]
        ordered = sorted(used, key=lambda n: (typed[f"order_{n}"] or 100, n))
        return [
            QuestionInput(typed[f"text_{n}"], typed[f"look_back_{n}"], typed[f"about_{n}"] or "both") for n in ordered
        ]

    def action_kwargs(self) -> dict:
        return {"questions": self.questions(), **{name: self.cleaned_data[name] for name in ("is_active", "seen")}}

    def clean(self):
        texts = [self.cleaned_data.get(f"text_{n}", "") for n in range(1, self.rows + 1)]
        for number, text in enumerate(texts, start=1):
            if text and text in texts[: number - 1]:
                self.add_error(f"text_{number}", f"Question {number} is the same as question {texts.index(text) + 1}")
        return self.cleaned_data
