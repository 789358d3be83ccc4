"""What the pages of a case ask."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from agencies.models import User
from mash.govuk import fields
from mash.govuk.forms import CaseForm, Form
from referrals import codes
from referrals.casefile.sight import always_named, colleagues_of
from referrals.models.grants import UNTIL_WITHDRAWN

A_LONG_WAY_OFF = timedelta(days=366)


class NoteForm(Form):
    submit_label = "Add note"

    text = fields.LongTextField(
        label="Note",
        hint="Everyone who can see this case can read it. It cannot be changed or taken away afterwards.",
        max_length=10000,
        rows=8,
        required_message="Enter your note",
    )

    def facts(self) -> dict:
        return {"text": self.cleaned_data["text"]}


def people_choices(people) -> list[tuple[str, str]]:
    return [(str(person.pk), f"{person.name}, {person.role_label}") for person in people]


class RestrictForm(CaseForm):
    submit_label = "Restrict this case"
    submit_style = "warning"

    reason = fields.ChoiceField(
        label="Why is this case restricted?",
        choices=codes.RestrictionReason.choices,
        required_message="Select why this case is restricted",
    )
    people = fields.MultiChoiceField(
        label="Who else needs to see it?",
        hint="You and whoever the case is allocated to can always see it. Nobody else will know that it exists.",
        required=False,
    )

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        named = always_named(self.referral, by=by)
        self.colleagues = {str(p.pk): p for p in colleagues_of(self.referral.hub).exclude(pk__in=named)}
        self.fields["people"].choices = people_choices(self.colleagues.values())

    def facts(self) -> dict:
        return {
            "reason": self.cleaned_data["reason"],
            "people": [self.colleagues[key] for key in self.cleaned_data["people"]],
            "seen": self.cleaned_data["seen"],
        }


class UnrestrictForm(CaseForm):
    submit_label = "Open to the team again"
    submit_style = "warning"

    why = fields.LongTextField(
        label="Why does this case no longer need to be restricted?",
        hint="Kept as a note on the case.",
        max_length=2000,
        required_message="Enter why this case no longer needs to be restricted",
    )

    def facts(self) -> dict:
        return {"why": self.cleaned_data["why"], "seen": self.cleaned_data["seen"]}


class ShareForm(Form):
    submit_label = "Give sight of this case"

    person = fields.ChoiceField(
        label="Who needs to see this case?", select=True, empty="Select a person", required_message="Select a person"
    )
    until = fields.DateField(
        label="Until when?",
        hint="The last day they can see it, for example 27 3 2027. Leave empty if it lasts until you withdraw it.",
        required=False,
    )
    why = fields.TextField(
        label="Why do they need to see it?", max_length=200, required_message="Enter why they need to see it"
    )

    def __init__(self, *args, referral, **kwargs):
        super().__init__(*args, **kwargs)
        self.colleagues = {str(person.pk): person for person in colleagues_of(referral.hub)}
        self.fields["person"].choices = people_choices(self.colleagues.values())

    def clean_until(self):
        day = self.cleaned_data["until"]
        today = timezone.localdate()
        if day and day < today:
            self.add_error("until", "The last day must be today or in the future")
        elif day and day - today > A_LONG_WAY_OFF:
            self.add_error(
                "until", "The last day must be within a year. Leave it empty if it lasts until you withdraw it"
            )
        return day

    def facts(self) -> dict:
        day = self.cleaned_data["until"]
        ends = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) if day else UNTIL_WITHDRAWN
        return {"person": self.colleagues[self.cleaned_data["person"]], "until": ends, "why": self.cleaned_data["why"]}


class WithdrawForm(Form):
    """Nothing to ask: whose sight it is stands in the address, as a number."""

    submit_label = "Withdraw sight"
    submit_style = "warning"

    def __init__(self, *args, person: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def facts(self) -> dict:
        return {"person": self.person}
