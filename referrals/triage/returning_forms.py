"""The forms for returning a referral, receiving it again, and forwarding a case to another council."""

from django.utils import timezone

from agencies.models import Hub, User
from mash.govuk import fields
from mash.govuk.dates import RULED
from mash.govuk.forms import CaseForm
from mash.govuk.layout import Section
from referrals import codes
from referrals.timing.days_due import MOST_DAYS, usual_day
from referrals.triage.returning import may_look_again, reasons_for

YES, NO = "yes", "no"


class LookAgainForm(CaseForm):
    """Asks on which day somebody looks again, and who. `by` is offered first, and usual."""

    look_again_on = fields.DateField(
        label="When does somebody look again?",
        noun="The day on which somebody looks again",
        hint=f"A day when your hub is open, within {MOST_DAYS} working days. On that day the case stands high in the"
        " queue",
        required_message="Enter the day on which somebody looks again",
        usual=RULED,
    )
    look_again_by = fields.ChoiceField(
        label="Who looks again?",
        choices=[],
        select=True,
        empty="Select a person",
        noun="Who looks again",
        required_message="Select who looks again",
    )

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in may_look_again(self.referral, by=by)}
        self.fields["look_again_by"].choices = [(key, person.name) for key, person in self.people.items()]
        self.fields["look_again_by"].initial = str(by.pk)
        self.fields["look_again_on"].initial = usual_day(self.referral.hub, timezone.localdate())

    def action_kwargs(self) -> dict:
        answers = super().action_kwargs()
        return {**answers, "look_again_by": self.people[answers["look_again_by"]]}


class ReturnForm(LookAgainForm):
    reason = fields.ChoiceField(
        label="Why is it going back?", choices=[], required_message="Select why the referral is going back"
    )
    words = fields.LongTextField(
        label="What the referrer needs to do",
        hint="You tell them this when they phone. The email they get says no more than the reason you select",
        required_message="Enter what the referrer needs to do",
    )
    layout = ["reason", "words", Section("Until they answer", "look_again_on", "look_again_by")]
    submit_label = "Return to the referrer"
    submit_style = "warning"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = reasons_for(self.referral)


class ReceiveAgainForm(CaseForm):
    reason = fields.LongTextField(
        label="What has the referrer now told us?",
        hint="If nothing came, say what you tried, and that it goes on with what is known",
        required_message="Enter what the referrer has now told us",
        noun="What the referrer told us",
    )
    layout = ["reason"]
    submit_label = "Receive again"


class ForwardForm(LookAgainForm):
    area = fields.TextField(
        label="Which council should take it?",
        hint="Phone them, or write by secure email: this system does not send it",
        max_length=120,
        noun="The council’s name",
        required_message="Enter the council the case goes to",
    )
    to_hub = fields.ChoiceField(
        label="Does its safeguarding hub use this system?",
        hint="If so, its team can read this case for 30 days once it has confirmed, and not change it",
        choices=[],
        select=True,
        empty="No, or not known",
        required=False,
    )
    why = fields.LongTextField(
        label="Why it goes there",
        hint="For example where the person lives, and who was asked to take it",
        required_message="Enter why the case goes to another area",
    )
    layout = ["area", "to_hub", "why", Section("Until they confirm", "look_again_on", "look_again_by")]
    submit_label = "Forward to another area"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.hubs = {str(hub.pk): hub for hub in Hub.objects.exclude(pk=self.referral.hub_id).order_by("name")}
        self.fields["to_hub"].choices = [(key, hub.name) for key, hub in self.hubs.items()]

    def action_kwargs(self) -> dict:
        answers = super().action_kwargs()
        return {**answers, "to_hub": self.hubs.get(answers["to_hub"])}


class TransferForm(CaseForm):
    """Asks for the answer of the other council. `taken` says what it was, once the form is valid."""

    answer = fields.ChoiceField(
        label="Has the other council confirmed that it has the case?",
        choices=[(YES, "Yes, and it is theirs from now on"), (NO, "No, they do not take it, and it stays here")],
        required_message="Select what the other council answered",
    )
    confirmed_by = fields.TextField(
        label="Who confirmed it?",
        hint="Name and job at the other council",
        max_length=120,
        noun="Who confirmed it",
        required_message="Enter who at the other council confirmed it",
    )
    confirmed_on = fields.DateField(
        label="When did they confirm it?",
        noun="The day on which they confirmed it",
        required_message="Enter when they confirmed it",
        usual=RULED,
    )
    confirmed_how = fields.ChoiceField(
        label="How did they confirm it?",
        choices=codes.TransferConfirmed.choices,
        required_message="Select how they confirmed it",
    )
    why = fields.LongTextField(
        label="Why do they not take it?", required_message="Enter why the other council does not take it", rows=4
    )
    reveals = {"answer": {YES: ["confirmed_by", "confirmed_on", "confirmed_how"], NO: ["why"]}}
    layout = ["answer"]
    submit_label = "Record their answer"

    @property
    def taken(self) -> bool:
        return self.cleaned_data["answer"] == YES

    def action_kwargs(self) -> dict:
        answers = super().action_kwargs()
        if not self.taken:
            return {"seen": answers["seen"], "taken": False, "why": answers["why"]}
        names = ("seen", "confirmed_by", "confirmed_on", "confirmed_how")
        return {name: answers[name] for name in names} | {"taken": True}
