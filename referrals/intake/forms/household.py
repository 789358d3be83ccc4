"""Sections D, E and F: other people in the family or home, and professionals already involved."""

from mash.govuk.fields import (
    BooleanField,
    ChoiceField,
    IdentifierField,
    LongTextField,
    NameField,
    PhoneField,
    TextField,
    YesNoNotKnownField,
)
from mash.govuk.layout import Folded, Section
from referrals import codes
from referrals.codes.lists import RELATIONSHIP
from referrals.intake.forms.asking import MORE, IntakeForm, shown
from referrals.intake.forms.people import name_in
from referrals.people.asking import (
    check_age,
    date_of_birth,
    estimated_age,
    first_name,
    last_name,
    other_names,
    sex,
    with_more,
)


class HouseholdForm(IntakeForm):
    """Another person in the household or family: a parent, sibling, partner or lodger."""

    entry_name = "person"
    lists = {"relationship": RELATIONSHIP}
    layout = [
        Section("Who they are", "kind", "first_name", "last_name", "other_names", "date_of_birth", "estimated_age"),
        Section(
            "What they are to {meant}",
            "relationship",
            "parental_responsibility",
            "in_household",
            "alleged_source",
        ),
        Section("Where and how to reach them", "address", "phone", "safe_to_contact"),
        Folded(MORE, "sex", "first_language", "main_carer"),
        Folded("More, if they may be causing the harm", "works_with", "at_risk_too", "knows_concern"),
    ]
    kind = ChoiceField(
        label="Is this an adult or a child?",
        choices=codes.PersonKind.choices,
        required_message="Select whether this is an adult, a child or an unborn child",
    )
    first_name = first_name()
    last_name = last_name()
    other_names = other_names()
    date_of_birth = date_of_birth(1985)
    estimated_age = estimated_age()
    relationship = ChoiceField(
        label="Relationship",
        hint="For example, {relation}",
        choices=codes.RelationshipType.choices,
        select=True,
        empty="Not known",
        required=False,
    )
    parental_responsibility = YesNoNotKnownField(label="Do they have parental responsibility?", required=False)
    in_household = YesNoNotKnownField(label="Do they live in the same home?", required=False)
    alleged_source = BooleanField(label="They may be causing the harm", required=False)
    address = LongTextField(label="Address, if different", noun="Address", required=False, rows=3, max_length=500)
    phone = PhoneField(label="Phone number", required=False, max_length=30)
    safe_to_contact = LongTextField(
        label="Is it safe for us to contact them?",
        noun="Whether it is safe to contact them",
        hint="For example, not when their partner is there",
        required=False,
        rows=2,
        max_length=500,
    )

    sex = sex()
    first_language = TextField(label="First language", required=False, max_length=60, width=20)
    main_carer = YesNoNotKnownField(label="Are they a main carer?", required=False)
    works_with = TextField(
        label="Work with children or adults at risk, paid or not",
        hint="What they do, and for whom",
        required=False,
        max_length=200,
    )
    at_risk_too = YesNoNotKnownField(label="Are they an adult at risk themselves?", required=False)
    knows_concern = YesNoNotKnownField(label="Do they know of the concern?", required=False)

    def __init__(self, data=None, *, answers, **kwargs):
        super().__init__(data, answers=answers, **kwargs)
        if not answers.about_children:
            del self.fields["parental_responsibility"]
        if answers.is_public:
            # What a professional judges or would have to ask.
            del self.fields["at_risk_too"], self.fields["knows_concern"]

    def clean(self):
        answers = super().clean()
        check_age(self, answers.get("kind", ""), instead="select")
        identifying = ("first_name", "last_name", "other_names", "relationship", "date_of_birth", "address", "phone")
        if (
            not self.errors
            and answers.get("estimated_age") is None
            and not any(answers.get(name) for name in identifying)
        ):
            self.add_error("first_name", self.says("Enter a name, or what this person is to {meant}"))
        return answers

    def action_kwargs(self):
        return with_more(super().action_kwargs())

    @property
    def display_name(self) -> str:
        return name_in(self)

    @property
    def about(self) -> str:
        answers = self.answered()
        return shown(self.fields["relationship"], answers.get("relationship")) or shown(
            self.fields["kind"], answers.get("kind")
        )


class ProfessionalInvolvedForm(IntakeForm):
    entry_name = "service"
    organisation = TextField(
        label="Service or organisation",
        hint="For example, {service}",
        required_message="Enter the service or organisation",
        max_length=120,
    )
    name = NameField(label="Name of the person there", required=False, max_length=120)
    role = TextField(label="Their role", required=False, max_length=120)
    contact = IdentifierField(label="Phone number or email address", required=False, max_length=160)
    may_contact = YesNoNotKnownField(
        label="May we contact them?", hint="Whether the family or the adult agrees to it", required=False
    )

    def __init__(self, data=None, *, answers, **kwargs):
        super().__init__(data, answers=answers, **kwargs)
        if answers.about_oneself:
            self.fields["may_contact"].help_text = ""
        elif answers.is_public:
            # Only the family or the adult can agree to it, and the public are not sent to ask them.
            del self.fields["may_contact"]

    @property
    def display_name(self) -> str:
        return self.answered().get("organisation", "")

    @property
    def about(self) -> str:
        return self.answered().get("role", "")
