"""The question for another case: one of those listed beside this one, or any by its reference."""

from mash.govuk import fields
from mash.govuk.forms import CaseForm
from mash.govuk.moments import words
from referrals.people.other_referrals import OtherReferral, OtherReferrals

ANOTHER = "another"


class OtherCaseForm(CaseForm):
    other = fields.ChoiceField(
        label="Which other case?", choices=[], required_message="Select the other case", noun="The other case"
    )
    reference = fields.IdentifierField(
        label="Its reference",
        max_length=40,
        width=20,
        required_message="Enter the reference of the other case",
    )
    reveals = {"other": {ANOTHER: ["reference"]}}

    def __init__(self, *args, others: OtherReferrals, **kwargs):
        super().__init__(*args, **kwargs)
        listed = [(other.reference, other.reference, _about(other)) for other in self.offered(others)]
        self.fields["other"].choices = [*listed, (ANOTHER, "Another case")]
        if not listed:
            self.fields["other"].initial = ANOTHER

    def offered(self, others: OtherReferrals) -> list[OtherReferral]:
        return others.listed

    @property
    def chosen(self) -> str:
        """The reference of the case that was chosen, as it was typed."""
        choice = self.cleaned_data["other"]
        return self.cleaned_data["reference"] if choice == ANOTHER else choice

    def refuse(self, refusal) -> None:
        """Show what is wrong with a typed reference beside its field."""
        if refusal.field == "other" and self.cleaned_data.get("other") == ANOTHER:
            refusal.field = "reference"
        super().refuse(refusal)


def _about(other: OtherReferral) -> str:
    people = dict.fromkeys(f"{tie.words} {tie.person.display_name}" for tie in other.ties)
    home = ["at the same address"] if other.at_the_same_home else []
    return "; ".join([f"{words(other.received_at)}, {other.source}", other.status.label, *people, *home])
