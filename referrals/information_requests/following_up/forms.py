"""The forms by which a request that was sent is followed up. What they carry to an agency, its people read."""

from typing import Any

from mash.govuk.dates import RULED
from mash.govuk.fields import DateTimeField, LongTextField
from mash.govuk.forms import CaseForm, Form
from referrals.information_requests.asking.forms import questions_in
from referrals.models import InformationRequest


class MessageForm(Form):
    """A message to the other side. `hint` says who will read it."""

    hint = ""
    text = LongTextField(
        label="Message", noun="Your message", required_message="Enter your message", max_length=4000, rows=6
    )
    submit_label = "Send message"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = self.hint

    def action_kwargs(self) -> dict[str, str]:
        return {"text": self.cleaned_data["text"]}


class MessageToAgencyForm(MessageForm):
    hint = (
        "Everybody who answers for the agency can read it, and everybody at the hub who can open the case. It cannot be"
        " changed or taken away afterwards. The agency is mailed that there is a message."
    )


class MessageToHubForm(MessageForm):
    hint = (
        "Everybody at the hub who can open its case can read it, and everybody who answers for your agency. It cannot"
        " be changed or taken away afterwards. What you know about somebody belongs in an answer: there you say who may"
        " read it."
    )


class ChangeForm(CaseForm):
    """A change to a request, with its reason."""

    reason = LongTextField(
        label="Why?",
        noun="Why",
        hint="The agency reads this.",
        required_message="Enter why",
        max_length=1000,
        rows=3,
    )

    def __init__(self, *args, asked: InformationRequest, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = asked

    def action_kwargs(self) -> dict[str, Any]:
        return {**self.cleaned_data, "request": self.asked}


class WithdrawRequestForm(ChangeForm):
    submit_label, submit_style = "Withdraw the request", "warning"


class ChangeDueForm(ChangeForm):
    due_at = DateTimeField(
        label="When is it due?",
        hint="For example, 27 3 2027 at 2:30pm",
        noun="When it is due",
        required_message="Enter when it is due",
        future=True,
        usual=RULED,
    )
    submit_label = "Change when it is due"
    layout = ["due_at", "reason", "seen"]


class AskFurtherForm(ChangeForm):
    questions = LongTextField(
        label="What else do you ask?",
        noun="What else you ask",
        hint="One question on each line.",
        required_message="Enter what you ask",
        max_length=5000,
        rows=4,
    )
    submit_label = "Ask this too"
    layout = ["questions", "reason", "seen"]

    def clean_questions(self) -> list[str]:
        return questions_in(self.cleaned_data["questions"])
