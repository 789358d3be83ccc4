"""A set of questions as rows: their order is the number typed, and a row without words is left out."""

from collections.abc import Callable

from crispy_forms_gds.layout import Div

from agencies.models import Question
from agencies.questions.actions import Asked
from mash.govuk import fields
from mash.govuk.forms import SettingsForm
from mash.govuk.layout import Section
from mash.govuk.stale_answers import StaleAnswer, answer_text

NEW_ROWS, AT_MOST = 3, 40


class QuestionsForm(SettingsForm):
    """`standing_set` gives the questions that stand and whether they are asked, each time it is called."""

    submit_label = "Save questions"

    def __init__(self, *args, standing_set: Callable[[], tuple[list[Asked], bool]], **kwargs):
        self.standing_set = standing_set
        super().__init__(*args, **kwargs)
        for number in range(1, self.rows + 1):
            self._add(number)
        self.fields["is_active"] = fields.YesNoField(
            label="Are these questions asked?", required_message="Select yes if these questions are asked"
        )
        rows = [Section(f"Question {n}", *self._pieces_of(n)) for n in range(1, self.rows + 1)]
        self.layout = [*rows, "is_active"]

    def stands(self):
        asked, is_active = self.standing_set()
        self.rows = min(max(len(asked) + NEW_ROWS, self._rows_sent()), AT_MOST)
        now = {"is_active": is_active}
        for number in range(1, self.rows + 1):
            one = asked[number - 1] if number <= len(asked) else Asked("")
            now |= {f"text_{number}": one.text, f"look_back_{number}": one.look_back_months}
            now |= {f"about_{number}": one.about, f"order_{number}": number}
        return now

    def _rows_sent(self) -> int:
        """Somebody may have taken questions away since: what was typed below them is still a row."""
        sent = (name.removeprefix("text_") for name in self.data if name.startswith("text_"))
        return max((int(n) for n in sent if n.isascii() and n.isdigit() and len(n) <= 2), default=0)

    def compared(self):
        asked, is_active = self.standing_set()
        answer = self.fields["is_active"]
        pairs = [
            ("Questions", *("\n".join(one.noted() for one in some) for some in (self.questions(), asked))),
            (answer.label, answer_text(answer, self.cleaned_data["is_active"]), answer_text(answer, is_active)),
        ]
        return [StaleAnswer(*pair) for pair in pairs if pair[1] != pair[2]]

    def _add(self, number: int) -> None:
        called = f"Question {number}"
        self.fields[f"text_{number}"] = fields.LongTextField(
            label="Question", noun=called, rows=2, max_length=500, required=False
        )
        self.fields[f"order_{number}"] = fields.IntegerField(
            label="Order", noun=f"{called}: order", min_value=1, max_value=99, width=2, required=False
        )
        self.fields[f"look_back_{number}"] = fields.IntegerField(
            label="Months to look back",
            noun=f"{called}: months to look back",
            min_value=1,
            max_value=1200,
            width=4,
            required=False,
        )
        self.fields[f"about_{number}"] = fields.ChoiceField(
            label="About",
            noun=f"{called}: about",
            choices=Question.ABOUT,
            select=True,
            required=False,
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

    def action_kwargs(self) -> dict:
        return {"questions": self.questions(), **{name: self.cleaned_data[name] for name in ("is_active", "seen")}}

    def clean(self):
        texts = [self.cleaned_data.get(f"text_{n}", "") for n in range(1, self.rows + 1)]
        for number, text in enumerate(texts, start=1):
            if text and text in texts[: number - 1]:
                self.add_error(f"text_{number}", f"Question {number} is the same as question {texts.index(text) + 1}")
        return self.cleaned_data
