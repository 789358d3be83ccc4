"""The forms of a strategy discussion and of an action."""

from django.utils import timezone

from agencies.models import Agency, User
from mash.govuk import fields
from mash.govuk.forms import CaseForm, Form
from mash.govuk.layout import Section
from mash.govuk.moments import words
from referrals import codes
from referrals.models import StrategyDiscussion
from referrals.strategy.actions import NEEDED

COLLEAGUE, AGENCY = "colleague", "agency"
NO_LONGER = (
    "Whom you selected cannot be given anything now: they are suspended or have left, or the agency no longer works "
    "with the hub. Select somebody else"
)


class DiscussionForm(CaseForm):
    """A new record, or one that starts from the `earlier` that it replaces."""

    submit_label = "Record the discussion"

    called_by = fields.TextField(
        label="Who called it?",
        hint="For example, the duty manager, or the police",
        required_message=NEEDED["called_by"].rstrip("."),
        max_length=120,
    )
    held_at = fields.DateTimeField(
        label="When was it held?", noun="When it was held", required_message="Enter when it was held", usual=(1, 0)
    )
    how = fields.ChoiceField(
        label="How was it held?", choices=codes.DiscussionHow.choices, required_message="Select how it was held"
    )
    from_hub = fields.TextField(
        label="Who was there from the hub?",
        hint="Names and roles, for example the social worker and their manager",
        required_message=NEEDED["from_hub"].rstrip("."),
        max_length=200,
    )
    agencies = fields.MultiChoiceField(
        label="Which agencies were there?",
        hint="At least two: the police and health come to every one",
        choices=[],
        required_message="Select at least two agencies that were there",
        small=True,
    )
    shared = fields.LongTextField(
        label="What was shared?", required_message=NEEDED["shared"].rstrip("."), max_length=10_000, rows=8
    )
    outcome = fields.ChoiceField(
        label="What was decided?",
        choices=codes.DiscussionOutcome.choices,
        required_message="Select what was decided",
    )
    reasons = fields.LongTextField(
        label="Why?",
        hint="And what each agency thought if they did not agree. Who is to do what comes on the next page",
        noun="The reasons",
        required_message=NEEDED["reasons"].rstrip("."),
        max_length=5000,
    )

    def __init__(self, *args, earlier: StrategyDiscussion | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        here_before = {str(agency["agency"]): agency["who"] for agency in earlier.attended} if earlier else {}
        self.agencies = {
            str(agency.pk): agency
            for agency in self.referral.hub.agencies.all()
            if agency.is_active or str(agency.pk) in here_before
        }
        self.fields["agencies"].choices = [(key, agency.name) for key, agency in self.agencies.items()]
        for key, agency in self.agencies.items():
            # Asked for by the action, since only of those who were there.
            self.fields[f"who_{key}"] = fields.TextField(
                label=f"Who was there from {agency.name}?", required=False, max_length=200, initial=here_before.get(key)
            )
        self.reveals = {"agencies": {key: [f"who_{key}"] for key in self.agencies}}
        self.layout = [
            *("called_by", "held_at", "how", Section("Who was there", "from_hub", "agencies")),
            Section("What came of it", "shared", "outcome", "reasons"),
        ]
        if earlier:
            same = ("called_by", "held_at", "how", "from_hub", "shared", "outcome", "reasons")
            self.initial = {name: getattr(earlier, name) for name in same} | {"agencies": list(here_before)}

    def action_kwargs(self) -> dict:
        answers = dict(self.cleaned_data)
        who = {key: answers.pop(f"who_{key}") for key in self.agencies}
        attended = {int(key): who[key] for key in answers.pop("agencies")}
        return {**answers, "attended": attended}


class ActionForm(CaseForm):
    submit_label = "Give it to them"

    what = fields.LongTextField(
        label="What is to be done?",
        hint="An agency reads this and nothing else of the case. Say what it has to know to do it, and whether "
        "somebody in the family must not know",
        noun="What is to be done",
        required_message="Enter what is to be done",
        max_length=2000,
    )
    who = fields.ChoiceField(
        label="Who is to do it?", choices=[], select=True, empty="Select a colleague or an agency",
        required_message="Select who is to do it",
    )  # fmt: skip
    due_at = fields.DateTimeField(
        label="By when?", noun="By when", required_message="Enter by when it is to be done", future=True, usual=(0, 1)
    )
    discussion = fields.ChoiceField(
        label="From which strategy discussion?", choices=[], select=True, empty="From none", required=False
    )
    layout = ["what", "who", "due_at", "discussion"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        team = User.objects.in_hub(self.referral.hub).filter(is_active=True, groups=self.referral.hub.team_group_id)
        self.owners = {f"{COLLEAGUE}-{person.pk}": person for person in team.order_by("name", "pk")}
        working = self.referral.hub.agencies.filter(is_active=True)
        self.agencies: dict[str, Agency] = {f"{AGENCY}-{agency.pk}": agency for agency in working}
        self.fields["who"].choices = [
            ("Colleagues", [(key, person.name) for key, person in self.owners.items()]),
            ("Agencies", [(key, agency.name) for key, agency in self.agencies.items()]),
        ]
        # Somebody who was offered when the page was opened.
        self.fields["who"].error_messages["invalid_choice"] = NO_LONGER
        self.discussions = {str(held.pk): held for held in self.referral.discussions.filter(replaced_by=None)}
        self.fields["discussion"].choices = [
            (key, f"{words(timezone.localtime(held.held_at))}: {held.get_outcome_display()}")
            for key, held in self.discussions.items()
        ]

    def action_kwargs(self) -> dict:
        answers = self.cleaned_data
        return {
            "what": answers["what"],
            "owner": self.owners.get(answers["who"]),
            "agency": self.agencies.get(answers["who"]),
            "due_at": answers["due_at"],
            "discussion": self.discussions.get(answers["discussion"]),
            "seen": answers["seen"],
        }


class CloseActionForm(Form):
    submit_label = "Record"

    was_done = fields.YesNoField(label="Is it done?", required_message="Select yes if it is done")
    closing_words = fields.LongTextField(
        label="What was done, or why is it not done?",
        hint="It cannot be changed afterwards",
        noun="What was done",
        required_message="Enter what was done, or why it is not done",
        max_length=2000,
        rows=4,
    )
