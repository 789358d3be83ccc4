"""Compares what somebody typed with the current answers, for a page that went stale before it was sent."""

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
    """Return the questions whose answers differ, in the order of the form."""
    answers = []
    for bound in form.visible_fields():
        field, name = bound.field, bound.name
        typed_and_now = answer_text(field, form.cleaned_data.get(name)), answer_text(field, now.get(name))
        if typed_and_now[0] != typed_and_now[1]:
            answers.append(StaleAnswer(_question(bound), *typed_and_now))
    return answers


def _question(bound) -> str:
    """Return the field's noun, as many fields share a label such as "Opens", or its label if it has no noun."""
    noun = getattr(bound.field, "noun", "")
    return bound.label if noun in ("", "Your answer") else noun


def answer_text(field, value) -> str:
    """Return an answer as text; several answers on a line each."""
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
