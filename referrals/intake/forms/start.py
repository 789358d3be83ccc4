"""Section A: the questions before everything else, and how a keyed-in referral arrived."""

from django.utils import timezone

from mash.govuk.fields import (
    ChoiceField,
    DateTimeField,
    IdentifierField,
    NameField,
    TextField,
    YesNoNotKnownField,
)
from mash.govuk.forms import Form
from referrals import codes
from referrals.intake.forms.asking import IntakeForm
from referrals.intake.ways import KEYED_IN


class ChooseHubForm(Form):
    """Choose the hub, where there is more than one."""

    submit_label = "Continue"

    def __init__(self, data=None, *, hubs, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["hub"] = ChoiceField(
            label="Which council area does the child or adult live in?",
            hint="Or you, if it is about yourself. If you are not sure, choose the nearest.",
            required_message="Select the council area the child or adult lives in",
            choices=[(hub.slug, hub.name) for hub in hubs],
        )


class BeforeYouStartForm(IntakeForm):
    reveals = {"has_social_worker": {"yes": ["social_worker_name", "social_worker_organisation"]}}

    immediate_danger = YesNoNotKnownField(
        label="Is anyone in immediate danger right now?",
        hint="You or somebody else. For example, someone is being hurt, or a person who may hurt them is there or on "
        "the way.",
        required_message="Select yes if anyone is in immediate danger right now",
    )
    has_social_worker = YesNoNotKnownField(
        label="Is there already a social worker?",
        hint="For you, for the child or adult, or for the family. You can send this whether there is one or not.",
        required_message="Select yes if there is already a social worker",
    )
    social_worker_name = NameField(label="Social worker’s name", hint="If known", required=False, max_length=120)
    social_worker_organisation = TextField(
        label="Council or team they work for", hint="If known", required=False, max_length=120
    )


class BeforeYouStartOfProfessionalForm(BeforeYouStartForm):
    has_social_worker = YesNoNotKnownField(
        label="Is there already a social worker?",
        hint="For the child, the adult or their family. If so, tell them too. You can still send this referral.",
        required_message="Select yes if there is already a social worker",
    )


class KeyedBeforeYouStartForm(BeforeYouStartForm):
    immediate_danger = YesNoNotKnownField(
        label="Is anyone in immediate danger right now?",
        hint="For example, they are being hurt, or somebody who may hurt them is there or on the way.",
        required_message="Select yes if anyone is in immediate danger right now",
    )
    has_social_worker = YesNoNotKnownField(
        label="Is there already a social worker?",
        hint="For the child, the adult or their family",
        required_message="Select yes if there is already a social worker",
    )


class Call999Form(IntakeForm):
    """No questions: the page says to call 999 first."""


class ReceivedForm(IntakeForm):
    """How a referral that staff key in reached the hub."""

    channel = ChoiceField(
        label="How did it reach us?",
        choices=[(code, label) for code, label in codes.Channel.choices if code in KEYED_IN],
        required_message="Select how it reached us",
    )
    source_code = ChoiceField(
        label="Who is it from?",
        choices=codes.SourceCode.choices,
        select=True,
        required_message="Select who it is from",
    )
    received_at = DateTimeField(
        label="When did it reach us?",
        noun="When it reached us",
        hint="The clock runs from then. For example, 27 3 2026 at 2:30pm.",
        past=True,
        usual=(1, 0),
    )
    police_reference = IdentifierField(
        label="Police notification or log number",
        hint="If there is one, for example on a Public Protection Notice (PPN)",
        required=False,
        max_length=60,
        width=20,
    )

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        self.initial.setdefault("received_at", timezone.now())
