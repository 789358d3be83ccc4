"""The forms for pausing clocks and ending pauses."""

from django.utils import timezone

from mash.govuk import fields
from mash.govuk.dates import RULED
from mash.govuk.forms import CaseForm
from mash.govuk.moments import words
from referrals.timing.pauses import label_of, pausable, pauses_in, why_not_pausable
from referrals.timing.targets import week_of
from referrals.triage.pausing import ALL, reasons_of

NOTHING_RUNS = "Every clock of this case is paused already, or has stopped. Go back to the case"
NOTHING_PAUSED = "No clock of this case is paused any more. Go back to the case"


class PauseForm(CaseForm):
    what = fields.MultiChoiceField(
        label="What do you want to pause?", choices=[], noun="What to pause", required_message="Select what to pause"
    )
    reason = fields.ChoiceField(
        label="Why is it paused?",
        hint="The hub’s team sees this. Agencies see only that their request is paused, and when that is reviewed",
        choices=[],
        required_message="Select why the clock is paused",
    )
    why = fields.LongTextField(
        label="What is the case waiting for?",
        hint="Whom you have asked for what, and when you expect it",
        noun="What the case is waiting for",
        required_message="Enter what the case is waiting for",
        rows=3,
        max_length=1000,
    )
    review_on = fields.DateField(label="Review date", required_message="Enter a review date", usual=RULED)
    layout = ["what", "reason", "why", "review_on"]
    submit_label = "Pause the clock"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        hub = self.referral.hub
        self.clocks = pausable(self.referral)
        several = [(ALL, "All of this case")] if len(self.clocks) > 1 else []
        self.fields["what"].choices = several + [
            (clock.key, f"{clock.label}, due {words(clock.thing.due_at)}") for clock in self.clocks
        ]
        if not self.clocks:  # paused by a colleague since this page was opened
            self.fields["what"].error_messages["required"] = why_not_pausable(self.referral) or NOTHING_RUNS
        self.fields["reason"].choices = reasons_of(hub)
        last = week_of(hub).open_days_after(timezone.localdate(), hub.pause_review_days)
        self.fields[
            "review_on"
        ].help_text = (
            f"A day when your hub is open, {words(last)} at the latest. On that day the case stands high in the queue"
        )


class ResumeForm(CaseForm):
    pauses = fields.MultiChoiceField(
        label="Which clocks run again?", choices=[], noun="Clocks", required_message="Select which clocks run again"
    )
    layout = ["pauses"]
    submit_label = "End the pause"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.pauses_standing = [pause for pause in pauses_in(self.referral) if pause.ended_at is None]
        self.fields["pauses"].choices = [(str(pause.pk), label_of(pause)) for pause in self.pauses_standing]
        if not self.pauses_standing:
            self.fields["pauses"].error_messages["required"] = NOTHING_PAUSED
        if len(self.pauses_standing) == 1:
            self.fields["pauses"].initial = [str(self.pauses_standing[0].pk)]
