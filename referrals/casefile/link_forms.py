"""What the pages ask that link a case with another, and undo a link."""

from mash.govuk import fields
from mash.govuk.forms import CaseForm
from referrals.casefile.linking import Says
from referrals.models import CaseLink
from referrals.people.other_case_form import OtherCaseForm


class LinkForm(OtherCaseForm):
    layout = ["other", "says", "why"]
    submit_label = "Link the two cases"

    says = fields.ChoiceField(
        label="How do they belong together?",
        choices=Says.choices,
        required_message="Select how they belong together",
    )
    why = fields.LongTextField(
        label="Why?",
        hint="Everyone who can see both cases can read it.",
        max_length=2000,
        rows=4,
        required_message="Enter why they belong together",
    )

    def action_kwargs(self) -> dict:
        answers = {name: self.cleaned_data[name] for name in ("why", "seen")}
        return {**answers, "other": self.chosen, "says": Says(self.cleaned_data["says"])}


class UnlinkForm(CaseForm):
    layout = ["why"]
    submit_label = "Undo the link"
    submit_style = "warning"

    why = fields.LongTextField(
        label="Why is it undone?",
        hint="The link and your reason stay in the history of both cases.",
        max_length=2000,
        rows=4,
        required_message="Enter why it is undone",
    )

    def __init__(self, *args, link: CaseLink, **kwargs):
        super().__init__(*args, **kwargs)
        self.link = link

    def action_kwargs(self) -> dict:
        return {"link": self.link, "why": self.cleaned_data["why"], "seen": self.cleaned_data["seen"]}
