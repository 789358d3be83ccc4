"""The forms that record that somebody was told, or never will be."""

from mash.govuk import fields
from mash.govuk.dates import RULED
from mash.govuk.forms import CaseForm
from mash.govuk.layout import Section
from referrals import codes
from referrals.triage.telling import NOBODY_WAITS, people_untold


class UntoldForm(CaseForm):
    """Asks who it is, of those who do not know. `untold` is empty if everybody knows by now."""

    still = False  # those alone who are still to be told, and not those who never will be

    people = fields.MultiChoiceField(
        label="Who is it?", choices=[], noun="Who it is", required_message="Select who it is"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.untold = people_untold(self.referral, still=self.still)
        self.fields["people"].choices = self.untold
        if not self.untold:  # recorded by a colleague since this page was opened
            self.fields["people"].error_messages["required"] = NOBODY_WAITS


class ToldForm(UntoldForm):
    told_on = fields.DateField(
        label="When were they told?",
        noun="The day on which they were told",
        required_message="Enter when they were told",
        past=True,
        usual=RULED,
    )
    told_by = fields.TextField(
        label="Who told them?",
        hint="Name and job, with the agency if it was not this hub",
        max_length=120,
        noun="Who told them",
        required_message="Enter who told them",
    )
    told_how = fields.ChoiceField(
        label="How were they told?",
        choices=codes.ToldHow.choices,
        required_message="Select how they were told",
    )
    response = fields.LongTextField(label="What did they say?", required=False, rows=4)
    objection_detail = fields.LongTextField(
        label="Why it goes on although they object",
        hint="What they said, and why protecting somebody outweighs it. Leave this empty if they do not object. Another"
        " manager must authorise it",
        required=False,
        rows=4,
    )
    layout = [
        "people",
        Section("What was done", "told_on", "told_by", "told_how", "response"),
        Section("If they object", "objection_detail"),
    ]
    submit_label = "Record that they were told"


class NeverToldForm(UntoldForm):
    still = True

    reason = fields.LongTextField(
        label="Why will they never be told?",
        hint="What you weighed, and why a later day would not make it safe",
        noun="Your reason",
        required_message="Enter why they will never be told",
        rows=4,
    )
    layout = ["people", "reason"]
    submit_label = "Record that they will never be told"
