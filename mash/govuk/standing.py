"""What somebody typed beside what stands now, in the words of the page, for whoever sent a page gone stale."""

from dataclasses import dataclass
from datetime import date, time

from django.forms import CheckboxSelectMultiple, Form

from mash.govuk.moments import clock_time, words

NOTHING = "Nothing"


@dataclass(frozen=True)
class Compared:
    question: str
    typed: str
    now: str


def differing(form: Form, now: dict) -> list[Compared]:
    """The questions whose answers differ, in the order of the form."""
    found = []
    for bound in form.visible_fields():
        field, name = bound.field, bound.name
        pair = said(field, form.cleaned_data.get(name)), said(field, now.get(name))
        if pair[0] != pair[1]:
            found.append(Compared(_called(bound), *pair))
    return found


def _called(bound) -> str:
    """By its noun, which says which of many like "Opens" it is, unless it has none of its own."""
    noun = getattr(bound.field, "noun", "")
    return bound.label if noun in ("", "Your answer") else noun


def said(field, value) -> str:
    """One answer as people read it; several, one a line."""
    if isinstance(value, (list, tuple)):
        lines = [said(field, one) for one in value]
        return "\n".join(sorted(lines) if isinstance(field.widget, CheckboxSelectMultiple) else lines) or NOTHING
    if isinstance(value, date):
        return words(value)
    if isinstance(value, time):
        return clock_time(value)
    shown = field.prepare_value(value)
    labels = {str(choice[0]): str(choice[1]) for choice in getattr(field, "choices", [])}
    text = "" if shown is None else str(shown)
    return labels.get(text, text) or NOTHING
