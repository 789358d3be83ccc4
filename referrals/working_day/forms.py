"""The forms of a flag."""

from mash.govuk import fields
from mash.govuk.forms import CaseForm, Form


class FlagForm(Form):
    submit_label = "Flag this case"
    submit_style = "warning"

    reason = fields.LongTextField(
        label="Why does somebody have to look at it now?",
        hint="It goes to the top of everybody’s list. The duty managers are sent an e-mail at once, with the reference "
        "and not your words.",
        required_message="Enter why somebody has to look at it now",
        max_length=1000,
        rows=4,
    )

    def action_kwargs(self) -> dict:
        return {"reason": self.cleaned_data["reason"]}


class ClearFlagForm(CaseForm):
    submit_label = "Record and take off the list"

    what_was_done = fields.LongTextField(
        label="What was done?",
        hint="Everyone who can see this case can read it. It cannot be changed afterwards.",
        required_message="Enter what was done",
        max_length=2000,
        rows=4,
    )
