"""Targets, opening hours and the hub's own settings, as an administrator types them."""

import re
from datetime import date, time
from decimal import Decimal

from crispy_forms_gds.layout import Div
from django import forms
from django.core.exceptions import ValidationError

from agencies import registry
from agencies.address_field import AddressField
from agencies.models import Hub, Target
from agencies.models.hubs import HELPLINE, PERIOD
from agencies.rules.actions import HUB_FIELDS, PAUSE_FIELDS, hours_of, targets_of, teams_of, too_late_to_decide
from mash.govuk import fields
from mash.govuk.forms import SettingsForm
from mash.govuk.layout import Section
from mash.govuk.moments import clock_time, words
from mash.govuk.plain_text import identifier
from mash.govuk.wording import QuestionMixin

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MEASURES = dict(Target.MEASURES)
A_YEAR = 24 * 366
TIME = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:.]?(?P<minute>[0-9]{2}))?(?P<half>am|pm)?", re.ASCII)
DAY = re.compile(r"(?P<day>[0-9]{1,2})[ /.\-]+(?P<month>[0-9]{1,2}|[a-z]{3,9})[ /.\-]+(?P<year>[0-9]{4})", re.ASCII)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class HoursField(QuestionMixin, forms.DecimalField):
    """A number of hours, perhaps with a part of one; nothing for no target."""

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "decimal", "autocomplete": "off"})
        limits = {"min_value": Decimal("0.25"), "max_value": A_YEAR, "max_digits": 6, "decimal_places": 2}
        super().__init__(widget=widget, required=False, **limits, **kwargs)

    def prepare_value(self, value):
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value

    def to_python(self, value):
        return super().to_python(identifier(value) if isinstance(value, str) else value)

    def run_validators(self, value):
        """What is too great has too many figures as well, which is said once."""
        try:
            super().run_validators(value)
        except ValidationError as error:
            raise error.error_list[0] from None

    def words(self):
        number = f"{self.noun} must be a number, like 4 or 1.5"
        whole = dict.fromkeys(("max_digits", "max_decimal_places", "max_whole_digits"), number)
        return {**super().words(), **whole, "invalid": number}


class TimeField(fields.IdentifierField):
    """A time of day, as the clocks here show it."""

    def __init__(self, **kwargs):
        super().__init__(width=5, max_length=20, required=False, **kwargs)

    def prepare_value(self, value):
        return clock_time(value) if isinstance(value, time) else value

    def clean(self, value) -> time | None:
        typed = super().clean(value).lower().replace(" ", "")
        if not typed:
            return None
        matched = TIME.fullmatch({"midday": "12pm", "noon": "12pm"}.get(typed, typed))
        hour, minute = (int(matched["hour"]), int(matched["minute"] or 0)) if matched else (24, 0)
        if matched and matched["half"]:
            hour = hour % 12 + (12 if matched["half"] == "pm" else 0) if 1 <= hour <= 12 else 24
        if hour > 23 or minute > 59:
            raise ValidationError(f"{self.noun} must be a time, like 9am or 5:30pm", code="invalid")
        return time(hour, minute)


class DatesField(fields.LongTextField):
    """Dates, one a line."""

    def prepare_value(self, value):
        return "\n".join(map(words, value)) if isinstance(value, list) else value

    def clean(self, value) -> list[date]:
        return [self._day(line.strip()) for line in super().clean(value).splitlines() if line.strip()]

    def _day(self, typed: str) -> date:
        matched = DAY.fullmatch(identifier(typed).lower())
        try:
            month = matched["month"] if matched else ""
            number = MONTHS.index(month[:3]) + 1 if month.isalpha() else int(month)
            return date(int(matched["year"]), number, int(matched["day"]))  # type: ignore[index]
        except ValueError as wrong:
            shown = typed if len(typed) <= 40 else f"{typed[:40]}…"
            raise ValidationError(f"“{shown}” must be a real date, like 24 December 2026", code="invalid") from wrong


class TargetsForm(SettingsForm):
    submit_label = "Save targets"

    def __init__(self, *args, hub: Hub, **kwargs):
        self.hub = hub
        super().__init__(*args, **kwargs)
        for measure, rating in self.rows:
            self._add(measure, rating)
        self.layout = [Section(MEASURES[measure], *self._lines(measure)) for measure in MEASURES]

    def stands(self):
        usual = {(t.measure, t.rating): (t.hours, t.mode) for t in registry.USUAL_TARGETS}
        in_force = targets_of(self.hub) or usual  # as the clocks go by: a hub's own, or else the usual, never a mixture
        self.rows = list(usual | in_force)
        now = {}
        for measure, rating in self.rows:
            hours, mode = in_force.get((measure, rating), (None, "working"))
            now |= {f"hours_{measure}_{rating}": hours, f"mode_{measure}_{rating}": mode}
        return now

    def _add(self, measure: str, rating: str) -> None:
        label = registry.RATINGS[rating]
        noun = f"{MEASURES[measure]}, {label.lower()}"
        self.fields[f"hours_{measure}_{rating}"] = HoursField(label=f"{label}: hours", noun=f"{noun}: hours")
        self.fields[f"mode_{measure}_{rating}"] = fields.ChoiceField(
            label=f"{label}: counted by", noun=f"{noun}: counted by", choices=Target.MODES, select=True
        )

    def _lines(self, measure: str) -> list:
        names = [f"{m}_{rating}" for m, rating in self.rows if m == measure]
        return [side_by_side(f"hours_{name}", f"mode_{name}") for name in names]

    def clean(self):
        super().clean()
        if not self.errors:
            for field, words in too_late_to_decide(self.targets()).items():
                self.add_error(field, words)
        return self.cleaned_data

    def action_kwargs(self) -> dict:
        return {"targets": self.targets(), "seen": self.cleaned_data["seen"]}

    def targets(self) -> dict:
        typed = self.cleaned_data
        return {(m, r): (typed[f"hours_{m}_{r}"], typed[f"mode_{m}_{r}"]) for m, r in self.rows}


class HoursForm(SettingsForm):
    submit_label = "Save opening hours"

    def __init__(self, *args, hub: Hub, **kwargs):
        self.hub = hub
        super().__init__(*args, **kwargs)
        for number, day in enumerate(WEEKDAYS):
            self.fields[f"opens_{number}"] = TimeField(label="Opens", noun=f"{day}, opens")
            self.fields[f"closes_{number}"] = TimeField(label="Closes", noun=f"{day}, closes")
        self.fields["closed_on"] = DatesField(
            label="Closed on (optional)",
            hint="One date a line, like 24 December 2026. England’s bank holidays are known already.",
            required=False,
            noun="Closed on",
            max_length=5000,
        )
        days = [Section(day, side_by_side(f"opens_{n}", f"closes_{n}")) for n, day in enumerate(WEEKDAYS)]
        self.layout = [*days, "closed_on"]

    def stands(self):
        week = hours_of(self.hub)
        now = {"closed_on": list(self.hub.closed_on)}
        for number in range(7):
            now[f"opens_{number}"], now[f"closes_{number}"] = week.get(number, (None, None))
        return now

    def clean(self):
        for number, day in enumerate(WEEKDAYS):
            opens, closes = self.cleaned_data.get(f"opens_{number}"), self.cleaned_data.get(f"closes_{number}")
            if self.errors.keys() & {f"opens_{number}", f"closes_{number}"}:
                continue
            if (opens is None) != (closes is None):
                empty = "opens" if opens is None else "closes"
                self.add_error(f"{empty}_{number}", f"Enter when you {empty[:-1]} on {day}, or leave both times empty")
            elif opens and closes and closes <= opens:
                self.add_error(f"closes_{number}", f"On {day} you must close after you open, and before midnight")
        return self.cleaned_data

    def action_kwargs(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("closed_on", "seen")} | {"hours": self.hours()}

    def hours(self) -> dict:
        pairs = {n: (self.cleaned_data[f"opens_{n}"], self.cleaned_data[f"closes_{n}"]) for n in range(7)}
        return {number: pair for number, pair in pairs.items() if pair[0] is not None}


class HubForm(SettingsForm):
    submit_label = "Save"

    phone = fields.PhoneField(
        label="Telephone, in opening hours",
        required_message="Enter a telephone number for opening hours",
        max_length=30,
    )
    out_of_hours_phone = fields.PhoneField(
        label="Telephone, out of hours", required_message="Enter a telephone number for out of hours", max_length=30
    )
    duty_email = AddressField(
        label="Email address of the duty team",
        hint="Told at once of every red rating, and when a decision waits for a second signature.",
        required_message="Enter the email address of the duty team",
    )
    teams = fields.NamesField(
        label="Teams of the hub (optional)",
        hint="One a line. The work queue can then be narrowed to a team’s cases. Say on a person’s page which team"
        " they belong to. A team gives nobody access to anything.",
        required=False,
        rows=3,
        max_length=1000,
        longest=60,
        noun="Team names",
    )
    second_signature_outcomes = fields.MultiChoiceField(
        label="Which outcomes need a second signature?",
        noun="Outcomes that need a second signature",
        hint="A second manager signs before the decision counts. Protection should never have to wait for one.",
        required=False,
        small=True,
    )
    second_look = fields.BooleanField(
        label="A second manager signs “no further action” and “advice” on repeats, babies and unborn children",
        required=False,
        noun="The second look",
    )
    repeat_threshold = fields.IntegerField(
        label="Referrals about the same person that ask for a second look", min_value=2, max_value=100, width=2
    )
    repeat_months = fields.IntegerField(
        label="Calendar months in which referrals count as repeats",
        hint="From 1 to 60. Lists and cases say how many came in these months, and how many in all.",
        min_value=1,
        max_value=60,
        width=2,
    )
    escalate_after_hours = fields.IntegerField(
        label="Hours after which an unanswered request is escalated", min_value=1, max_value=1000, width=4
    )
    break_glass_minutes = fields.IntegerField(
        label="Minutes that a record opened in an emergency stays open",
        hint="From 5 to 480. Its owner and governance officers are told at once.",
        min_value=5,
        max_value=480,
        width=4,
    )
    restriction_review_days = fields.IntegerField(
        label="Days after which a restriction is reviewed",
        hint="From 7 to 365. It counts for restrictions from now on.",
        min_value=7,
        max_value=365,
        width=4,
    )
    certify_days = fields.IntegerField(
        label="Days after which somebody’s role is reviewed",
        hint="From 30 to 365. Roles whose review is overdue are listed for administrators, managers and governance.",
        min_value=30,
        max_value=365,
        width=4,
    )
    stale_days = fields.IntegerField(
        label="Days after which an account nobody uses is listed",
        hint="From 14 to 365.",
        min_value=14,
        max_value=365,
        width=4,
    )

    helplines = fields.NamesField(
        label="Helplines shown to the public (optional)",
        hint="One a line, like: Childline: 0800 1111 (if you are under 19). They stand beside 999. Check the numbers"
        " once a year.",
        required=False,
        rows=7,
        max_length=3000,
        longest=120,
        noun="Helplines",
    )
    privacy_contact = fields.EmailField(
        label="Email address for questions and complaints about what you hold (optional)",
        hint="For example, that of the data protection officer. It stands on the privacy page.",
        required=False,
        max_length=200,
    )

    retention = fields.NamesField(
        label="How long you keep what you hold (optional)",
        hint="One a line, as in your council’s retention schedule, like: Keeping a child safe: 35 years after we close"
        " it. It stands on the privacy page. If it is empty, the page shows what is usual, and says so.",
        required=False,
        rows=7,
        max_length=4000,
        longest=200,
        noun="How long you keep what you hold",
    )

    def clean_retention(self) -> list[str]:
        lines = self.cleaned_data["retention"]
        for line in lines:
            if not PERIOD.fullmatch(line):
                raise ValidationError(
                    f"“{line}” must say what, then a colon, then how long, like Keeping a child safe: 35 years"
                )
        return lines

    def clean_helplines(self) -> list[str]:
        lines = self.cleaned_data["helplines"]
        for line in lines:
            if not HELPLINE.fullmatch(line):
                raise ValidationError(
                    f"“{line}” must be a name, a colon and a telephone number, like Childline: 0800 1111"
                )
        return lines

    def __init__(self, *args, hub: Hub, **kwargs):
        self.hub = hub
        super().__init__(*args, **kwargs)
        self.fields["second_signature_outcomes"].choices = list(registry.OUTCOMES.items())

    def stands(self):
        return {**{name: getattr(self.hub, name) for name in HUB_FIELDS}, "teams": teams_of(self.hub)}


class PausesForm(SettingsForm):
    submit_label = "Save"

    pause_reasons = fields.NamesField(
        label="Your hub’s own reasons (optional)",
        hint="One a line. One you take away is no longer offered; pauses that have it keep it.",
        required=False,
        rows=5,
        max_length=2000,
        longest=80,
        noun="Your hub’s own reasons",
    )
    pause_review_days = fields.IntegerField(
        label="Working days within which a pause is reviewed",
        hint="From 1 to 60. It counts for pauses from now on.",
        min_value=1,
        max_value=60,
        width=2,
    )

    def __init__(self, *args, hub: Hub, **kwargs):
        self.hub = hub
        super().__init__(*args, **kwargs)

    def stands(self):
        return {name: getattr(self.hub, name) for name in PAUSE_FIELDS}


def side_by_side(first: str, second: str) -> Div:
    columns = [Div(name, css_class="govuk-grid-column-one-half") for name in (first, second)]
    return Div(*columns, css_class="govuk-grid-row")
