"""Date and time fields with separate inputs, each with its own errors."""

import re
from datetime import UTC, date, datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone

from mash.govuk.moments import words
from mash.govuk.plain_text import identifier
from mash.govuk.wording import QuestionMixin
from mash.hub_time import same_day_in

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WORDS_FOR_TIMES = {"midday": time(12), "noon": time(12), "midnight": time(0)}
TIME = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:.]?(?P<minute>[0-9]{2}))?(?P<half>am|pm)?", re.ASCII)


class PartsWidget(forms.MultiWidget):
    template_name = "govuk/parts.html"
    parts = {"day": ("Day", 2), "month": ("Month", 2), "year": ("Year", 4)}
    asked = ""  # the date that the page asks about

    def __init__(self, attrs=None):
        super().__init__({name: self.text_input(name, width) for name, (_, width) in self.parts.items()}, attrs)

    def text_input(self, name, width):
        attrs = {"class": f"govuk-date-input__input govuk-input--width-{width}", "autocomplete": "off"}
        return forms.TextInput(attrs if name == "time" else {**attrs, "inputmode": "numeric"})

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        for box, (label, _) in zip(context["widget"]["subwidgets"], self.parts.values(), strict=True):
            box["label"] = label
        context["widget"]["asked"] = {"name": right_name(name), "date": self.asked} if self.asked else None
        return context

    def _render(self, template_name, context, renderer=None):
        """Render with the project's templates; Django's own form renderer does not look there."""
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


RULED = (200, 200)  # `usual` of a date whose bounds a rule of the action sets: it refuses, so nothing is asked


class DateField(QuestionMixin, forms.MultiValueField):
    """A date. `past` and `future` both allow today (a baby may be born today).

    `usual` is how many years back and ahead it mostly lies: one beyond may be right, so the form asks about
    it (`ask_about_unusual`). Beyond `oldest` years ago it cannot be right.
    """

    widget = PartsWidget

    def __init__(self, *, past=False, future=False, usual=(110, 5), oldest=None, **kwargs):
        self.past, self.future, self.usual, self.oldest = past, future, usual, oldest
        boxes = [forms.CharField(required=False) for _ in self.widget.parts]
        super().__init__(fields=boxes, require_all_fields=False, **kwargs)

    def clean(self, value):
        if not isinstance(value, (list, tuple)):
            value = self.widget.decompress(value)
        typed = [identifier("" if part is None else str(part)) for part in value]
        if not any(typed):
            return self.empty()
        self.check_complete(typed)
        day = self.parse(typed)
        self.check_range(day)
        return day

    def empty(self):
        if self.required:
            raise ValidationError(self.error_messages["required"], code="required")

    def check_complete(self, typed):
        missing = [name for name, part in zip(self.widget.parts, typed, strict=True) if not part]
        if missing:
            self.fail_parts(f"{self.noun} must include a {' and '.join(missing)}", *missing)

    def parse(self, typed) -> date:
        day, month, year = typed[:3]
        if re.fullmatch(r"[0-9]{1,3}", year, re.ASCII):
            self.fail_parts("Year must include 4 numbers", "year")
        if not all(re.fullmatch(r"[0-9]{1,4}", part, re.ASCII) for part in (day, _month(month), year)):
            raise self.not_a_real_date()
        try:
            return date(int(year), int(_month(month)), int(day))
        except ValueError:
            raise self.not_a_real_date() from None

    def not_a_real_date(self) -> ValidationError:
        return ValidationError(f"{self.noun} must be a real date", code="invalid")

    def check_range(self, day):
        if self.oldest and day < years_from(timezone.localdate(), -self.oldest):
            self.fail_parts(f"{self.noun} must be within the last {self.oldest} years", "year")
        if not 1900 <= day.year <= 2100:
            self.fail_parts(f"{self.noun} must be between 1900 and 2100", "year")
        if self.past and day > timezone.localdate():
            raise ValidationError(f"{self.noun} must be today or in the past", code="past")
        if self.future and day < timezone.localdate():
            raise ValidationError(f"{self.noun} must be today or in the future", code="future")

    def fail_parts(self, words, *names):
        for name, box in zip(self.widget.parts, self.fields, strict=True):
            box.widget.errors = [words] if name in names else []
        raise ValidationError(words, code="part")


class DateTimeField(DateField):
    """An aware datetime, typed in local time."""

    widget = DateTimeWidget

    def parse(self, typed) -> datetime:
        at = _time(typed[3])
        if at is None:
            self.fail_parts("Time must be a real time, such as 2:30pm or 14:30", "time")
        moment = timezone.make_aware(datetime.combine(super().parse(typed), at))
        # A time in the hour skipped in spring does not survive the way to UTC and back.
        if timezone.localtime(moment.astimezone(UTC)).replace(tzinfo=None) != moment.replace(tzinfo=None):
            self.fail_parts("Time must be a real time: the clocks went forward over it", "time")
        return moment

    def check_range(self, moment):
        if not 1900 <= moment.year <= 2100:
            self.fail_parts(f"{self.noun} must be between 1900 and 2100", "year")
        if self.past and moment > timezone.now():
            raise ValidationError(f"{self.noun} must be in the past", code="past")
        if self.future and moment < timezone.now():
            raise ValidationError(f"{self.noun} must be in the future", code="future")


def years_from(day: date, years: int) -> date:
    year = min(max(day.year + years, date.min.year), date.max.year)
    return same_day_in(day, year)


def ask_about_unusual(form: forms.Form) -> None:
    """Ask about each date that is unusually far away, unless the page that asked has been sent again."""
    for name, field in form.fields.items():
        moment = form.cleaned_data.get(name) if isinstance(field, DateField) else None
        if moment:
            day = timezone.localdate(moment) if isinstance(moment, datetime) else moment
            back, ahead = (years_from(timezone.localdate(), years) for years in (-field.usual[0], field.usual[1]))
            if not back <= day <= ahead:
                ask_whether_right(form, name, day)


def ask_whether_right(form: forms.Form, name: str, day: date, why: str = "") -> None:
    """Add an error that asks whether a date is right, `why` saying what is odd; sending the page again says yes."""
    asked = day.isoformat()
    answer = form.data.get(right_name(form.add_prefix(name)), "")
    form.fields[name].widget.asked = asked
    if answer != asked:
        form.add_error(
            name, f"Is {words(day)} right?{f' {why}' if why else ''} If it is, send this page again. If not, correct it"
        )


def right_name(name: str) -> str:
    """Return the name of the hidden answer "yes, this date is right"."""
    return f"{name}_right"


def _month(typed: str) -> str:
    short = typed[:3].lower()
    return str(MONTHS.index(short) + 1) if short in MONTHS and typed.isalpha() else typed


def _time(typed: str) -> time | None:
    squeezed = typed.lower().replace(" ", "")
    if squeezed in WORDS_FOR_TIMES:
        return WORDS_FOR_TIMES[squeezed]
    match = TIME.fullmatch(squeezed)
    if not match or not (match["minute"] or match["half"]):
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"] == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
