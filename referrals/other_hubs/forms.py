"""What the pages ask that speak with another hub."""

from mash.govuk import fields
from mash.govuk.forms import Form
from referrals.models import HubAsk


class AskHubForm(Form):
    submit_label = "Ask its duty team"

    why = fields.LongTextField(
        label="What do you ask, and why?",
        hint="Managers of the other hub read this. Write what they need to answer, and no more of the family.",
        max_length=2000,
        required_message="Enter what you ask, and why",
    )

    def __init__(self, *args, hub: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.hub = hub

    def action_kwargs(self) -> dict:
        return {"hub": self.hub, "why": self.cleaned_data["why"]}


class AnswerHubForm(Form):
    submit_label = "Send your answer"

    outcome = fields.ChoiceField(
        label="What do you answer?",
        choices=[(HubAsk.Outcome.ANSWER, "An answer"), (HubAsk.Outcome.NOTHING, "Nothing to share")],
        required_message="Select what you answer",
    )
    answer = fields.LongTextField(
        label="Your answer",
        hint="Whoever can read the case of the other hub reads it. Share what you may share, and no more.",
        max_length=4000,
        required_message="Enter your answer",
    )
    reveals = {"outcome": {HubAsk.Outcome.ANSWER.value: ["answer"]}}

    def action_kwargs(self) -> dict:
        return {"outcome": self.cleaned_data["outcome"], "answer": self.cleaned_data["answer"]}
