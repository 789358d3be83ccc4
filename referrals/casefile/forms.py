"""The forms of the case pages."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from agencies.models import User
from mash.govuk import fields
from mash.govuk.dates import RULED
from mash.govuk.forms import CaseForm, Form
from mash.govuk.layout import Section
from referrals import codes
from referrals.casefile.actions import concerns_to_add
from referrals.casefile.colleagues import always_named, colleagues_of, team_of
from referrals.casefile.emergency import SHORTEST_REASON
from referrals.models.grants import UNTIL_WITHDRAWN
from referrals.models.identifiers import as_written

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

    def action_kwargs(self) -> dict:
        return {"text": self.cleaned_data["text"]}


class AddConcernsForm(CaseForm):
    """Asks under the headings of the referral form; a heading under which the hub offers nothing is left out."""

    submit_label = "Add to the case"

    reason = fields.LongTextField(
        label="How is this known?",
        hint="For example from an agency’s answer, a call, or an earlier record. It becomes a note of the case.",
        required_message="Enter how this is known",
        max_length=4000,
        rows=4,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offered = concerns_to_add(self.referral)
        groups = {**codes.CONCERN_GROUPS, "risk_types": ("Harm to an adult", tuple(codes.RiskType))}
        self.headings = []
        for name, (label, concerns) in groups.items():
            choices = [choice for choice in offered if choice[0] in concerns]
            if choices:
                self.fields[name] = fields.MultiChoiceField(label=label, choices=choices, required=False)
                self.headings.append(name)

    @property
    def layout(self) -> list:
        known = Section(
            "What is known now, besides what the referrer told?",
            *self.headings,
            hint="Select all that apply. What is added here cannot be taken away afterwards.",
        )
        return [known, "reason"]

    def clean(self):
        answers = super().clean()
        if not self.ticked() and not self.errors.keys() & set(self.headings):
            self.add_error(next(iter(self.headings), None), "Select at least one concern")
        return answers

    def ticked(self) -> list[str]:
        return [code for name in self.headings for code in self.cleaned_data.get(name, [])]

    def action_kwargs(self) -> dict:
        answers = super().action_kwargs()
        return {
            **{name: answer for name, answer in answers.items() if name not in self.headings},
            "concerns": self.ticked(),
        }


def people_choices(people) -> list[tuple[str, str]]:
    return [(str(person.pk), f"{person.name}, {person.role_label}") for person in people]


# Not that it was carried over: nobody says so of a case by hand.
RESTRICTED_BECAUSE = [
    reason for reason in codes.RestrictionReason.choices if reason[0] != codes.RestrictionReason.CARRIED
]


class RestrictForm(CaseForm):
    submit_label = "Restrict this case"
    submit_style = "warning"

    reason = fields.ChoiceField(
        label="Why is this case restricted?",
        choices=RESTRICTED_BECAUSE,
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
        self.colleagues = {str(p.pk): p for p in team_of(self.referral.hub) if p.pk not in named}
        self.fields["people"].choices = people_choices(self.colleagues.values())

    def action_kwargs(self) -> dict:
        return {
            "reason": self.cleaned_data["reason"],
            "people": [self.colleagues[key] for key in self.cleaned_data["people"]],
            "seen": self.cleaned_data["seen"],
        }


class DecideCarriedForm(CaseForm):
    submit_label = "Save your decision"

    keep = fields.ChoiceField(
        label="Does this case stay restricted?",
        choices=[("yes", "Yes, only the people named for it see it"), ("no", "No, the hub’s team sees it again")],
        required_message="Select whether this case stays restricted",
    )
    reason = fields.ChoiceField(
        label="Why is this case restricted?",
        choices=RESTRICTED_BECAUSE,
        required_message="Select why this case stays restricted",
    )
    why = fields.LongTextField(
        label="Why do you decide so?",
        hint="Kept as a note on the case.",
        max_length=2000,
        required_message="Enter why you decide so",
    )
    reveals = {"keep": {"yes": ["reason"]}}

    def action_kwargs(self) -> dict:
        answers = {name: self.cleaned_data[name] for name in ("reason", "why", "seen")}
        return {"keep": self.cleaned_data["keep"] == "yes", **answers}


class UnrestrictForm(CaseForm):
    submit_label = "Open this case to the team again"
    submit_style = "warning"

    why = fields.LongTextField(
        label="Why does this case no longer need to be restricted?",
        hint="Kept as a note on the case.",
        max_length=2000,
        required_message="Enter why this case no longer needs to be restricted",
    )

    def action_kwargs(self) -> dict:
        return {"why": self.cleaned_data["why"], "seen": self.cleaned_data["seen"]}


FOUR_HOURS = timedelta(hours=4)
LAST_DAY = {"early": "The last day must be today or in the future", "late": "The last day must be within a year"}


def end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


class UntilForm(Form):
    """Asks how long somebody has access; `ends` returns the time it ends."""

    how_long = fields.ChoiceField(
        label="For how long?",
        choices=[
            ("hours", "For 4 hours, to read it"),
            ("today", "Until the end of today, to read it"),
            ("date", "Until the end of a day you choose, to read it"),
            ("withdrawn", "Until you withdraw it, to work on it"),
        ],
        required_message="Select how long they can see it",
    )
    until = fields.DateField(
        usual=RULED,
        label="Until when?",
        noun="The last day of access",
        hint="The last day they can see it, for example 27 3 2027",
        required_message="Enter the last day they can see it",
    )
    reveals = {"how_long": {"date": ["until"]}}

    def clean_until(self):
        day = self.cleaned_data["until"]
        today = timezone.localdate()
        if day and self.data.get(self.add_prefix("how_long")) == "date" and not today <= day <= today + A_LONG_WAY_OFF:
            self.add_error("until", LAST_DAY["early" if day < today else "late"])
        return day

    def ends(self, *, now: datetime) -> datetime:
        how_long = self.cleaned_data["how_long"]
        if how_long == "hours":
            return now + FOUR_HOURS
        if how_long == "withdrawn":
            return UNTIL_WITHDRAWN
        return end_of(timezone.localdate(now) if how_long == "today" else self.cleaned_data["until"])


class ShareForm(UntilForm):
    submit_label = "Give access to this case"

    person = fields.ChoiceField(
        label="Who needs to see this case?", select=True, empty="Select a person", required_message="Select a person"
    )
    why = fields.TextField(
        label="Why do they need to see it?", max_length=200, required_message="Enter why they need to see it"
    )
    layout = ["person", "how_long", "why"]

    def __init__(self, *args, referral, **kwargs):
        super().__init__(*args, **kwargs)
        self.colleagues = {str(person.pk): person for person in colleagues_of(referral.hub)}
        self.fields["person"].choices = people_choices(self.colleagues.values())

    def action_kwargs(self) -> dict:
        person = self.colleagues[self.cleaned_data["person"]]
        return {"person": person, "until": self.ends(now=timezone.now()), "why": self.cleaned_data["why"]}


class SuggestBarForm(Form):
    """Choose from everybody in the hub: an agency's representative may be a relative too."""

    submit_label = "Keep them from this record"
    submit_style = "warning"

    person = fields.ChoiceField(
        label="Who must not see this record?", select=True, empty="Select a person", required_message="Select a person"
    )
    because = fields.ChoiceField(
        label="Why?", choices=codes.BarReason.choices, required_message="Select why they must not see it"
    )
    why = fields.TextField(
        label="More about the conflict of interest (optional)",
        hint="Governance officers read this. Do not write anything about the family.",
        max_length=200,
        required=False,
        noun="More about the conflict of interest",
    )

    def __init__(self, *args, referral, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.in_hub(referral.hub).exclude(pk=by.pk).select_related("agency").order_by("name", "pk")
        self.people = {str(person.pk): person for person in people}
        self.fields["person"].choices = [
            (pk, f"{person.name}, {(person.agency or referral.hub).name}") for pk, person in self.people.items()
        ]

    def action_kwargs(self) -> dict:
        data = self.cleaned_data
        return {"person": self.people[data["person"]], "because": data["because"], "why": data["why"]}


class AskForm(Form):
    submit_label = "Ask its team"

    why = fields.LongTextField(
        label="Why do you need to see the record?",
        hint="Those who can see the record, and governance officers, read this.",
        max_length=2000,
        required_message="Enter why you need to see the record",
    )

    def __init__(self, *args, card: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.card = card

    def action_kwargs(self) -> dict:
        return {"card": self.card, "why": self.cleaned_data["why"]}


class AnswerAskForm(UntilForm):
    submit_label = "Send your answer"

    let_in = fields.YesNoField(label="Let them in?", required_message="Select yes if they are let in")
    words = fields.LongTextField(
        label="What should they know?",
        hint="They read this on the case they asked from. If you say no, it must not tell what is in the record.",
        max_length=1000,
        required=False,
    )
    layout = ["let_in", "words"]
    reveals = {"let_in": {"yes": ["how_long"]}, "how_long": {"date": ["until"]}}

    def __init__(self, *args, ask, **kwargs):
        super().__init__(*args, **kwargs)
        self.ask = ask
        # Somebody who asks is let in to read; open-ended access is given on another page.
        self.fields["how_long"].choices = [
            choice for choice in self.fields["how_long"].choices if choice[0] != "withdrawn"
        ]

    def action_kwargs(self) -> dict:
        until = self.ends(now=timezone.now()) if self.cleaned_data["let_in"] else None
        return {"ask": self.ask.pk, "until": until, "words": self.cleaned_data["words"]}


class EmergencyForm(Form):
    submit_label = "Open the record and tell its owner"
    submit_style = "warning"

    wanted = fields.IdentifierField(
        label="Reference of the record",
        hint="For example MASH-2345-6789",
        max_length=20,
        width=20,
        required_message="Enter the reference of the record",
    )
    why = fields.LongTextField(
        label="Why must you see it now?",
        hint=f"At least {SHORTEST_REASON} characters. Whoever reviews this reads it.",
        max_length=2000,
        required_message="Enter why you must see it now",
    )

    def __init__(self, *args, card: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.card = card
        if card:
            del self.fields["wanted"]

    def clean_why(self):
        why = self.cleaned_data["why"]
        if len(why.strip()) < SHORTEST_REASON:
            self.add_error("why", f"The reason must be {SHORTEST_REASON} characters or more")
        return why

    def action_kwargs(self) -> dict:
        target = self.card or as_written(self.cleaned_data["wanted"])
        return {"wanted": target, "why": self.cleaned_data["why"]}


class WithdrawForm(Form):
    """No questions: the address has the person's number."""

    submit_label = "Withdraw access"
    submit_style = "warning"

    def __init__(self, *args, person: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def action_kwargs(self) -> dict:
        return {"person": self.person}
