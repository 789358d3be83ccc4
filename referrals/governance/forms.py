"""The forms of the governance desk."""

from datetime import timedelta

from django.utils import timezone

from agencies.models import User
from mash.govuk import fields
from mash.govuk.dates import RULED
from mash.govuk.forms import FilterForm, Form, SettingsForm
from referrals import codes
from referrals.governance.report import SHOWN, TO_CHOOSE_FROM, Quarter, quarters_to
from referrals.models import Restriction
from referrals.models.identifiers import as_written

KEEP, LIFT = "keep", "lift"


class ReviewRestrictionForm(SettingsForm):
    submit_label = "Record this review"

    outcome = fields.ChoiceField(
        label="What did you find?",
        choices=[(KEEP, "It still needs to be restricted"), (LIFT, "Ask its team to open it to everyone again")],
        required_message="Select what you found",
    )
    review_on = fields.DateField(
        usual=RULED,
        label="When is it reviewed next?",
        noun="The next review date",
        hint="Within a year. If its team is asked to lift it, you look again on this day.",
        required_message="Enter when it is reviewed next",
    )
    note = fields.LongTextField(
        label="Your reasons",
        hint="Do not write anything about the family.",
        max_length=2000,
        required_message="Enter your reasons",
    )

    def __init__(self, *args, restriction: Restriction, **kwargs):
        """Set `seen` to the number of reviews shown."""
        next_review = timezone.localdate() + timedelta(days=restriction.hub.restriction_review_days)
        super().__init__(*args, seen=restriction.reviews.count(), initial={"review_on": next_review}, **kwargs)

    def action_kwargs(self) -> dict:
        data = self.cleaned_data
        keep = data["outcome"] == KEEP
        return {"keep": keep, "review_on": data["review_on"], "note": data["note"], "seen": data["seen"]}


class ReviewEmergencyForm(Form):
    submit_label = "Record this review"

    finding = fields.ChoiceField(
        label="What did you find?", choices=codes.BreakGlassFinding.choices, required_message="Select what you found"
    )
    note = fields.LongTextField(label="Your reasons", max_length=2000, required_message="Enter your reasons")

    def action_kwargs(self) -> dict:
        return {"finding": self.cleaned_data["finding"], "note": self.cleaned_data["note"]}


class ConfirmBarForm(Form):
    """No questions: the address says which bar."""

    submit_label = "Confirm this bar"

    def action_kwargs(self) -> dict:
        return {}


class EndBarForm(Form):
    submit_style = "warning"
    submit_label = "End this bar"

    why = fields.TextField(
        label="Why should they be able to see the record again?",
        hint="Do not write anything about the family.",
        max_length=200,
        required_message="Enter why they should be able to see the record again",
    )

    def action_kwargs(self) -> dict:
        return {"why": self.cleaned_data["why"]}


class NamesForm(Form):
    submit_label = "Open the names"

    why = fields.LongTextField(
        label="Why do you need the names?",
        hint="Do not write anything about the family.",
        max_length=300,
        rows=3,
        noun="Why you need the names",
        required_message="Enter why you need the names",
    )


class PersonLookupForm(Form):
    """Choose a person of the hub or one of its agencies; `but` is left out."""

    def __init__(self, *args, hub, but=None, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.in_hub(hub).select_related("agency").order_by("name", "pk")
        self.people = {str(person.pk): person for person in people if person != but}
        self.fields["person"].choices = [
            (pk, f"{person.name}, {_place(person, hub)}") for pk, person in self.people.items()
        ]


def _place(person: User, hub) -> str:
    return person.agency.name if person.agency else hub.name


class AddBarForm(PersonLookupForm):
    submit_label = "Bar this person"

    reference = fields.IdentifierField(
        label="Reference of the record", max_length=20, width=20, required_message="Enter the reference of the record"
    )
    person = fields.ChoiceField(
        label="Who must not see it?", select=True, empty="Select a person", required_message="Select a person"
    )
    because = fields.ChoiceField(
        label="Why?", choices=codes.BarReason.choices, required_message="Select why they must not see it"
    )
    why = fields.TextField(
        label="More about the conflict of interest",
        hint="Do not write anything about the family.",
        max_length=200,
        required=False,
    )

    def action_kwargs(self) -> dict:
        data = self.cleaned_data
        reference = as_written(data["reference"])
        person = self.people[data["person"]]
        return {"reference": reference, "person": person, "because": data["because"], "why": data["why"]}


class ReportFilter(FilterForm):
    """Choose a quarter; the current one by default."""

    quarter = fields.ChoiceField(label="Quarter", select=True, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.newest_first = quarters_to(Quarter.of(timezone.localdate()), TO_CHOOSE_FROM)[::-1]
        self.fields["quarter"].first = ()
        self.fields["quarter"].choices = [(quarter.key, quarter.label) for quarter in self.newest_first]

    def shown(self) -> list[Quarter]:
        """Return four quarters, the chosen one last."""
        chosen = self.cleaned_data.get("quarter") if self.is_valid() else ""
        last = next((quarter for quarter in self.newest_first if quarter.key == chosen), self.newest_first[0])
        return quarters_to(last, SHOWN)


class AccessForm(PersonLookupForm):
    submit_label = "Show what they can see"

    person = fields.ChoiceField(
        label="Whose access?", select=True, empty="Select a person", required_message="Select a person"
    )

    def chosen(self) -> User:
        return self.people[self.cleaned_data["person"]]
