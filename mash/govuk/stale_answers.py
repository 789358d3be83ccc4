"""What somebody typed beside what stands now, in the words of the page, for whoever sent a page gone stale."""

from dataclasses import dataclass
from datetime import date, time

from django.forms import CheckboxSelectMultiple, Form

from mash.govuk.moments import clock_time, words

NO_ANSWER = "Nothing"


@dataclass(frozen=True)
class StaleAnswer:
    question: str
    typed: str
    now: str


def stale_answers(form: Form, now: dict) -> list[StaleAnswer]:
    """The questions whose answers differ, in the order of the form."""
    answers = []
    for bound in form.visible_fields():
        field, name = bound.field, bound.name
        typed_and_now = answer_text(field, form.cleaned_data.get(name)), answer_text(field, now.get(name))
        if typed_and_now[0] != typed_and_now[1]:
            answers.append(StaleAnswer(_question(bound), *typed_and_now))
    return answers


def _question(bound) -> str:
    """By its noun, which says which of many like "Opens" it is, unless it has none of its own."""
    noun = getattr(bound.field, "noun", "")
    return bound.label if noun in ("", "Your answer") else noun


def answer_text(field, value) -> str:
    """One answer as people read it; several, one a line."""
    if isinstance(value, (list, tuple)):
        lines = [answer_text(field, item) for item in value]
        return "\n".join(sorted(lines) if isinstance(field.widget, CheckboxSelectMultiple) else lines) or NO_ANSWER
    if isinstance(value, date):
        return words(value)
    if isinstance(value, time):
        return clock_time(value)
    shown = field.prepare_value(value)
    labels = {str(choice[0]): str(choice[1]) for choice in getattr(field, "choices", [])}
    text = "" if shown is None else str(shown)
    return labels.get(text, text) or NO_ANSWER
