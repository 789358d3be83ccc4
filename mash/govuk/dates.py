"""Dates and times, asked in parts as people know them, each part able to be wrong on its own."""

import re
from datetime import UTC, date, datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone

from mash.govuk.wording import WordedField, without_control_characters

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WORDS_FOR_TIMES = {"midday": time(12), "noon": time(12), "midnight": time(0)}
TIME = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:.]?(?P<minute>[0-9]{2}))?(?P<half>am|pm)?", re.ASCII)


class PartsWidget(forms.MultiWidget):
    template_name = "govuk/parts.html"
    parts = {"day": ("Day", 2), "month": ("Month", 2), "year": ("Year", 4)}

    def __init__(self, attrs=None):
        super().__init__({name: self.box(name, width) for name, (_, width) in self.parts.items()}, attrs)

    def box(self, name, width):
        attrs = {"class": f"govuk-date-input__input govuk-input--width-{width}"}
        return forms.TextInput(attrs if name == "time" else {**attrs, "inputmode": "numeric"})

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        for box, (label, _) in zip(context["widget"]["subwidgets"], self.parts.values(), strict=True):
            box["label"] = label
        return context

    def _render(self, template_name, context, renderer=None):
        """Django's own renderer does not look in the project's templates."""
        return render_to_string(template_name, context)

    def decompress(self, value):
        return [value.day, value.month, value.year] if value else [None] * len(self.parts)


class DateTimeWidget(PartsWidget):
    parts = {**PartsWidget.parts, "time": ("Time, such as 2:30pm", 5)}

    def decompress(self, value):
        if not value:
            return super().decompress(value)
        here = timezone.localtime(value)
        return [*super().decompress(here), f"{here:%H:%M}"]


class DateField(WordedField, forms.MultiValueField):
    """Gives a date; `past` and `future` both allow today (a baby may be born today)."""

    widget = PartsWidget

    def __init__(self, *, past=False, future=False, **kwargs):
        self.past, self.future = past, future
        boxes = [forms.CharField(required=False) for _ in self.widget.parts]
        super().__init__(fields=boxes, require_all_fields=False, **kwargs)

    def clean(self, value):
        if not isinstance(value, (list, tuple)):
            value = self.widget.decompress(value)
        typed = [without_control_characters("" if part is None else str(part)).strip() for part in value]
        if not any(typed):
            return self.nothing()
        self.complete(typed)
        found = self.real(typed)
        self.in_range(found)
        return found

    def nothing(self):
        if self.required:
            raise ValidationError(self.error_messages["required"], code="required")

    def complete(self, typed):
        missing = [name for name, part in zip(self.widget.parts, typed, strict=True) if not part]
        if missing:
            self.blame(f"{self.noun} must include a {' and '.join(missing)}", *missing)

    def real(self, typed) -> date:
        day, month, year = typed[:3]
        if re.fullmatch(r"[0-9]{1,3}", year, re.ASCII):
            self.blame("Year must include 4 numbers", "year")
        if not all(re.fullmatch(r"[0-9]{1,4}", part, re.ASCII) for part in (day, _month(month), year)):
            raise self.unreal()
        try:
            return date(int(year), int(_month(month)), int(day))
        except ValueError:
            raise self.unreal() from None

    def unreal(self) -> ValidationError:
        return ValidationError(f"{self.noun} must be a real date", code="invalid")

    def in_range(self, found):
        if not 1900 <= found.year <= 2100:
            self.blame(f"{self.noun} must be between 1900 and 2100", "year")
        if self.past and found > timezone.localdate():
            raise ValidationError(f"{self.noun} must be today or in the past", code="past")
        if self.future and found < timezone.localdate():
            raise ValidationError(f"{self.noun} must be today or in the future", code="future")

    def blame(self, words, *names):
        for name, box in zip(self.widget.parts, self.fields, strict=True):
            box.widget.errors = [words] if name in names else []
        raise ValidationError(words, code="part")


class DateTimeField(DateField):
    """Gives an aware datetime, typed as the clocks here show it."""

    widget = DateTimeWidget

    def real(self, typed) -> datetime:
        at = _time(typed[3])
        if at is None:
            self.blame("Time must be a real time, such as 2:30pm or 14:30", "time")
        found = timezone.make_aware(datetime.combine(super().real(typed), at))
        if timezone.localtime(found.astimezone(UTC)).replace(tzinfo=None) != found.replace(tzinfo=None):
            self.blame("Time must be a real time: the clocks went forward over it", "time")
        return found

    def in_range(self, found):
        if not 1900 <= found.year <= 2100:
            self.blame(f"{self.noun} must be between 1900 and 2100", "year")
        if self.past and found > timezone.now():
            raise ValidationError(f"{self.noun} must be in the past", code="past")
        if self.future and found < timezone.now():
            raise ValidationError(f"{self.noun} must be in the future", code="future")


def _month(typed: str) -> str:
    short = typed[:3].lower()
    return str(MONTHS.index(short) + 1) if short in MONTHS and typed.isalpha() else typed


def _time(typed: str) -> time | None:
    squeezed = typed.lower().replace(" ", "")
    if squeezed in WORDS_FOR_TIMES:
        return WORDS_FOR_TIMES[squeezed]
    found = TIME.fullmatch(squeezed)
    if not found or not (found["minute"] or found["half"]):
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"] == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
