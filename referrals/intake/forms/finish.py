"""Sections I, J and K: actions so far, the desired outcome and the declaration."""

from mash.govuk.fields import (
    BooleanField,
    ChoiceField,
    IdentifierField,
    LongTextField,
    MultiChoiceField,
    YesNoNotKnownField,
)
from mash.govuk.forms import Form
from mash.govuk.layout import Folded
from referrals import codes
from referrals.codes.lists import KNOWN_TO
from referrals.intake.forms.asking import MORE, NOT_KNOWN, IntakeForm, with_not_known

MORE_KNOWN = Folded(MORE, "known_to", "regulator_told")


class ActionsForm(IntakeForm):
    actions_so_far = LongTextField(
        label="What has been done so far?",
        noun="What has been done so far",
        hint="Help already given, advice asked for, and who else has been told",
        required=False,
        rows=5,
    )
    police_reference = IdentifierField(
        label="Police reference",
        hint="If the police know, for example a crime or log number",
        required=False,
        max_length=60,
        width=20,
    )


class ActionsOfProfessionalForm(ActionsForm):
    layout = ["actions_so_far", "police_reference", MORE_KNOWN]

    lists = {"known_to": KNOWN_TO}

    known_to = MultiChoiceField(
        label="Has anybody been under any of these, now or before?",
        choices=with_not_known(codes.KnownTo),
        exclusive=NOT_KNOWN,
        required=False,
    )
    regulator_told = YesNoNotKnownField(
        label="Has the Care Quality Commission (CQC) or whoever pays for the care been told?", required=False
    )

    def __init__(self, data=None, *, answers, **kwargs):
        super().__init__(data, answers=answers, **kwargs)
        if not answers.about_adults:
            del self.fields["regulator_told"]


class KeyedActionsForm(ActionsOfProfessionalForm):
    """For staff: the police reference is asked on the page about how the referral arrived."""

    layout = ["actions_so_far", MORE_KNOWN]
    police_reference = None


class DesiredOutcomeForm(IntakeForm):
    desired_outcome = LongTextField(
        label="What {would_you} like to happen?",
        noun="What {you} would like to happen",
        hint="For example, advice for {you}, help for {helped}, or action to protect someone",
        required=False,
        rows=4,
        max_length=3000,
    )


class OutcomeOfProfessionalForm(DesiredOutcomeForm):
    threshold_thought = ChoiceField(
        label="Which level of need do you think applies?",
        hint="Use your local threshold guide. The hub decides; a guess is welcome.",
        choices=with_not_known(codes.ThresholdLevel),
        required=False,
    )


class KeyedOutcomeForm(DesiredOutcomeForm):
    threshold_thought = ChoiceField(
        label="Which level of need does the referrer think applies?",
        hint="Leave blank if the referrer did not say",
        choices=with_not_known(codes.ThresholdLevel),
        required=False,
    )


class DeclarationForm(Form):
    submit_label = "Send referral"
    true = BooleanField(
        label="What I have told you is true, as far as I know",
        required_message="Confirm that what you have told us is true, as far as you know",
    )


class OwnDeclarationForm(Form):
    """For people who write about themselves: a demand for the truth would say that they may not be believed."""

    submit_label = "Send"
    true = BooleanField(
        label="I have said what I want to say for now", required_message="Select the box when you are ready to send it"
    )


class KeyedDeclarationForm(Form):
    submit_label = "Make this a referral"
    true = BooleanField(
        label="I have written down what was said or sent, as it was told",
        required_message="Confirm that you have written down what was said or sent",
    )


class RemoveForm(Form):
    submit_label = "Yes, remove"
    submit_style = "warning"


class DiscardForm(Form):
    submit_label = "Yes, delete it"
    submit_style = "warning"
