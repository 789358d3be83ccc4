"""Forms for agencies and sharing agreements."""

from django.core.exceptions import ValidationError
from django.db.models import Value
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

from agencies.address_field import AddressField
from agencies.models import Agency
from agencies.organisations.actions import AGENCY_FIELDS, AGREEMENT_FIELDS, KINDS
from agencies.people.forms import AgencyField, ConfirmSettingsForm
from agencies.rules.code_lists import offered_codes
from mash.govuk import fields
from mash.govuk.forms import Form, SettingsForm
from mash.govuk.moments import words
from mash.govuk.stale_answers import StaleAnswer, answer_text

LINK_OPTIONS = [
    ("core", "Core partner", "Its people sit in the hub"),
    ("virtual", "Virtual link", "It is asked from afar"),
]


class AgencyForm(Form):
    submit_label = "Save"

    name = fields.TextField(label="Name of the agency", required_message="Enter the name of the agency", max_length=90)
    link = fields.ChoiceField(
        label="How is it linked to the hub?",
        choices=LINK_OPTIONS,
        required_message="Select how it is linked to the hub",
    )
    notice_email = AddressField(
        label="Email address for notices",
        hint="A shared mailbox. Emails carry a reference and no name.",
        required_message="Enter an email address for notices",
    )

    def __init__(self, *args, hub, agency=None, **kwargs):
        self.hub, self.agency = hub, agency
        super().__init__(*args, **kwargs)

    def clean_name(self):
        name = self.cleaned_data["name"]
        # Lower-cased by PostgreSQL, as its unique constraint does it: Python folds some letters differently.
        others = Agency.objects.filter(hub=self.hub).filter(Exact(Lower("name"), Lower(Value(name))))
        if (others.exclude(pk=self.agency.pk) if self.agency else others).exists():
            raise ValidationError("Your hub already has an agency of this name")
        return name


class AddAgencyForm(AgencyForm):
    submit_label = "Add agency"

    kind = fields.ChoiceField(
        label="Kind of agency",
        hint="It decides which questions it is asked.",
        choices=[],
        select=True,
        required_message="Select the kind of agency",
    )
    field_order = ["name", "kind", "link", "notice_email"]

    def __init__(self, *args, hub, **kwargs):
        super().__init__(*args, hub=hub, **kwargs)
        self.fields["kind"].choices = offered_codes(hub, KINDS)


class ChangeAgencyForm(SettingsForm, AgencyForm):
    is_active = fields.YesNoField(
        label="Can the hub ask this agency?",
        noun="Can be asked",
        hint="An agency that cannot be asked keeps what it was asked before.",
        required_message="Select yes if the hub can ask this agency",
    )

    def stands(self):
        return {name: getattr(self.agency, name) for name in AGENCY_FIELDS}


class AgreementFieldsForm(Form):
    title = fields.TextField(
        label="Title of the agreement", required_message="Enter the title of the agreement", max_length=200
    )
    signed_on = fields.DateField(
        label="Signed on", noun="The date it was signed", required_message="Enter the date it was signed", past=True
    )
    review_on = fields.DateField(
        label="To be reviewed on", noun="The date of its review", required_message="Enter the date of its review"
    )
    location = fields.TextField(
        label="Where the signed copy is kept (optional)", required=False, max_length=200, noun="Where the copy is kept"
    )

    def clean(self):
        signed, review = self.cleaned_data.get("signed_on"), self.cleaned_data.get("review_on")
        if signed and review and review <= signed:
            self.add_error("review_on", "The date of its review must be after the date it was signed")
        return self.cleaned_data


class AgreementForm(SettingsForm, AgreementFieldsForm):
    submit_label = "Save"

    def __init__(self, *args, agreement, **kwargs):
        self.agreement = agreement
        super().__init__(*args, **kwargs)

    def stands(self):
        return {name: getattr(self.agreement, name) for name in AGREEMENT_FIELDS}


class EndAgreementForm(ConfirmSettingsForm):
    def __init__(self, *args, agreement, **kwargs):
        self.agreement = agreement
        super().__init__(*args, **kwargs)

    def compared(self):
        base_fields = AgreementForm.base_fields
        rows = [
            StaleAnswer(base_fields[name].noun, "", answer_text(base_fields[name], getattr(self.agreement, name)))
            for name in AGREEMENT_FIELDS
        ]
        ended_on = self.agreement.ended_on
        return [*rows, StaleAnswer("Ended on", "", words(ended_on) if ended_on else "Not ended")]


class AddAgreementForm(AgreementFieldsForm):
    submit_label = "Add agreement"

    agency = AgencyField(label="Agency", select=True, required_message="Select the agency")
    field_order = ["agency", "title", "signed_on", "review_on", "location"]

    def __init__(self, *args, hub, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].offer(hub)
