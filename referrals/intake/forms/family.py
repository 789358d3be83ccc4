"""Section G, two separate questions: does the family know, and has it agreed to a service?"""

from mash.govuk.fields import ChoiceField, LongTextField
from referrals import codes
from referrals.codes.lists import NOT_INFORMED
from referrals.intake.forms.asking import IntakeForm, with_not_known

# Not the professional's "not yet": the public need not mean to tell them at all.
PUBLIC_CHOICES = [
    ("yes", "Yes"),
    ("not_yet", "No"),
    ("no", "No, and they should not be told"),
]
INFORMED_CHOICES = [
    ("yes", "Yes"),
    ("no", "No, and they should not be told yet"),
    ("not_yet", "Not yet"),
]
Reason = codes.NotInformedReason
PLAIN_REASONS = [
    (Reason.RISK_CHILD, "It could put a child in danger"),
    (Reason.RISK_ADULT, "It could put an adult in danger"),
    (Reason.COERCION, "Someone who controls them might find out"),
    (Reason.OTHER, "Another reason"),
]


class FamilyToldForm(IntakeForm):
    reveals = {"family_informed": {"yes": ["family_views"]}}

    family_informed = ChoiceField(
        label="Does {informed} know you are telling us?",
        hint="They do not have to know. You do not have to ask them before you tell us.",
        choices=with_not_known(PUBLIC_CHOICES),
        required_message="Select whether {informed} knows you are telling us",
    )
    family_views = LongTextField(
        label="What do they think about it?",
        noun="What they think about it",
        hint="{they}. Leave blank if not known.",
        required=False,
        max_length=3000,
    )
    keep_confidential = LongTextField(
        label="Is there anything that must be kept from {close}?",
        noun="What must be kept from them",
        hint="And why, for example a new address",
        required=False,
        rows=3,
        max_length=3000,
    )


class FamilyToldByProfessionalForm(FamilyToldForm):
    family_informed = ChoiceField(
        label="Does {informed} know you are making this referral?",
        hint="Tell them first if it is safe. You do not need their agreement to share a safeguarding concern.",
        choices=INFORMED_CHOICES,
        required_message="Select whether {informed} knows you are making this referral",
    )


class FamilyToldByUnnamedForm(FamilyToldForm):
    """For those who do not want it known that it came from them: a question about telling would press them."""

    reveals = {}
    family_informed = family_views = None
    keep_confidential = LongTextField(
        label="Is there anything that must be kept from {close}?",
        noun="What must be kept from them",
        hint="Besides who you are. For example, something that only you could have seen.",
        required=False,
        rows=3,
        max_length=3000,
    )


class FamilyToldByReferrerForm(FamilyToldForm):
    """For staff who key in what a referrer said."""

    family_informed = ChoiceField(
        label="Does {informed} know that the referrer has told us?",
        choices=with_not_known(INFORMED_CHOICES),
        required_message="Select whether {informed} knows that the referrer has told us",
    )


class FamilyToldByThemselvesForm(FamilyToldForm):
    """For referrers who are the subject: they know, but a child's family may not."""

    family_informed = ChoiceField(
        label="Does {informed} know {you_are} telling us?",
        hint="Nobody has to be told first.",
        choices=with_not_known([("yes", "Yes"), ("no", "No, and they should not be told"), ("not_yet", "No")]),
        required_message="Select whether {informed} knows {you_are} telling us",
    )

    def __init__(self, data=None, *, answers, **kwargs):
        super().__init__(data, answers=answers, **kwargs)
        if not answers.about_children:
            del self.fields["family_informed"], self.fields["family_views"]

    def action_kwargs(self):
        return {"family_informed": codes.FamilyInformed.YES, **super().action_kwargs()}


class WhyNotToldForm(IntakeForm):
    lists = {"not_informed_reason": NOT_INFORMED}

    not_informed_reason = ChoiceField(
        label="What is the main reason?",
        choices=with_not_known(PLAIN_REASONS),
        required_message="Select the main reason they should not be told",
    )
    not_informed_detail = LongTextField(
        label="Tell us more", noun="More about why they should not be told", required=False, rows=4, max_length=3000
    )


class WhyNotToldByProfessionalForm(WhyNotToldForm):
    not_informed_reason = ChoiceField(
        label="What is the main reason?",
        choices=codes.NotInformedReason.choices,
        required_message="Select the main reason they have not been told",
    )
    not_informed_detail = LongTextField(
        label="Why does that apply here?",
        noun="Why that applies here",
        hint="The hub reads this before it asks other agencies without their knowledge",
        rows=4,
        max_length=3000,
    )


class WhyNotToldByReferrerForm(WhyNotToldByProfessionalForm):
    """For staff who key it in: the referrer may not have given a reason."""

    not_informed_reason = ChoiceField(
        label="What is the main reason?",
        choices=with_not_known(codes.NotInformedReason),
        required_message="Select the main reason they have not been told",
    )
    not_informed_detail = LongTextField(
        label="Why does that apply here?",
        noun="Why that applies here",
        hint="As the referrer told it",
        required=False,
        rows=4,
        max_length=3000,
    )


class ServiceAgreementForm(IntakeForm):
    service_agreement = ChoiceField(
        label="Has {family} agreed to get help from a service?",
        hint="This is a different question from whether they know. We act on serious harm with or without it.",
        choices=with_not_known(
            [
                ("given", "Yes, they have agreed"),
                ("refused", "No, they have refused"),
                ("not_sought", "They have not been asked"),
            ]
        ),
        required_message="Select whether they have agreed to get help from a service",
    )
    agreement_detail = LongTextField(
        label="Who agreed or refused, when, and on whose behalf?",
        noun="Who agreed or refused",
        required=False,
        rows=3,
        max_length=2000,
    )


class OwnAgreementForm(IntakeForm):
    """For referrers who are the subject."""

    service_agreement = ChoiceField(
        label="{Would_you} like help from a service?",
        hint="For example, somebody to talk to, or help at home. It is a choice, and can be changed later.",
        choices=with_not_known([("given", "Yes"), ("refused", "No")], "Not sure"),
        required_message="Select yes if {you} would like help from a service",
    )
