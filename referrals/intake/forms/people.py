"""Section C: each child, unborn child or adult it is about."""

from datetime import date, timedelta

from django.utils import timezone

from mash.govuk.fields import (
    BooleanField,
    ChoiceField,
    DateField,
    IntegerField,
    LongTextField,
    MultiChoiceField,
    NHSNumberField,
    PhoneField,
    PostcodeField,
    TextField,
    UPNField,
    YesNoNotKnownField,
)
from mash.govuk.layout import Section
from referrals import codes
from referrals.intake.forms.asking import IntakeForm

FULL_TERM, OVERDUE = timedelta(weeks=40), timedelta(weeks=4)
GROWN_UP = 18
NONE = codes.DisabilityCode.NONE
# "No disability" rules the others out, so it stands last and apart
DISABILITIES = [*(pair for pair in codes.DisabilityCode.choices if pair[0] != NONE), (NONE.value, NONE.label)]


def age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def name_in(form: IntakeForm) -> str:
    """For screens of whoever wrote it: the name, as far as it is known."""
    told = form.cleaned_data if form.is_valid() else {}
    return " ".join(told[part] for part in ("first_name", "last_name") if told.get(part))


def first_name():
    return TextField(label="First name", hint="Leave blank if you do not know it", required=False, max_length=80)


def last_name():
    return TextField(label="Last name", required=False, max_length=80)


def other_names():
    return TextField(label="Other names they use or used", required=False, max_length=160)


def date_of_birth():
    return DateField(label="Date of birth", hint="For example, 27 3 2018", past=True, required=False)


class PersonForm(IntakeForm):
    """What every person a referral is about is asked. Nothing in it is required but something to find them by."""

    kind = ""
    one = "person"
    identifying = ("first_name", "last_name", "other_names", "address", "postcode", "whereabouts", "phone")

    first_name = first_name()
    last_name = last_name()
    other_names = other_names()
    address = LongTextField(label="Home address", required=False, rows=3, max_length=500)
    postcode = PostcodeField(label="Postcode", required=False)
    address_withheld = BooleanField(label="This address must be kept secret from someone in the family", required=False)
    whereabouts = TextField(
        label="Where are they now, if not at home?",
        noun="Where they are now",
        required=False,
        max_length=200,
    )
    needs = LongTextField(label="Additional or communication needs", required=False, rows=3, max_length=2000)
    gp = TextField(label="GP practice", required=False, max_length=120)
    nhs_number = NHSNumberField(required=False)
    ethnicity = ChoiceField(
        label="Ethnic background",
        hint="Only if they or their family have told you",
        choices=codes.Ethnicity.choices,
        select=True,
        empty="Not known",
        required=False,
    )
    religion = TextField(label="Religion", required=False, max_length=60, width=20)
    first_language = TextField(label="First language", required=False, max_length=60, width=20)
    interpreter_needed = YesNoNotKnownField(label="Is an interpreter or signer needed?", required=False)
    legal_status = TextField(
        label="Legal or immigration status",
        hint="For example, on a child protection plan, in care, or seeking asylum",
        required=False,
        max_length=120,
    )

    def clean(self):
        told = super().clean()
        if not self.errors and not any(told.get(name) not in (None, "", []) for name in self.identifying):
            self.add_error(
                "first_name",
                f"Enter a name, an age, an address or anything else that would help us find this {self.one}",
            )
        return told

    def facts(self) -> dict:
        return {**super().facts(), "kind": self.kind}

    @property
    def display_name(self) -> str:
        return name_in(self)


class BornForm(PersonForm):
    identifying = (*PersonForm.identifying, "date_of_birth", "estimated_age", "nhs_number")
    youngest, oldest = 0, 130
    wrong_age = ""

    date_of_birth = date_of_birth()
    estimated_age = IntegerField(
        label="Age, if you do not know the date of birth", noun="Age", required=False, max_value=130, width=3
    )
    sex = ChoiceField(
        label="Sex",
        choices=[("M", "Male"), ("F", "Female"), ("U", "Not known")],
        required=False,
        inline=True,
    )
    phone = PhoneField(label="Phone number", required=False, max_length=30)
    disabilities = MultiChoiceField(label="Disabilities", choices=DISABILITIES, exclusive=NONE.value, required=False)

    def clean(self):
        told = super().clean()
        born = told.get("date_of_birth")
        years = {"date_of_birth": age(born, timezone.localdate()) if born else None}
        years["estimated_age"] = told.get("estimated_age")
        for name, found in years.items():
            if found is not None and not self.youngest <= found <= self.oldest:
                self.add_error(name, self.wrong_age)
        return told


class ChildForm(BornForm):
    kind, one = codes.PersonKind.CHILD, "child"
    identifying = (*BornForm.identifying, "school", "upn")
    oldest = GROWN_UP - 1
    wrong_age = "A child must be under 18. If they are 18 or over, add them as an adult"
    layout = [
        Section("Name and age", "first_name", "last_name", "other_names", "date_of_birth", "estimated_age", "sex"),
        Section("Where they are", "address", "postcode", "address_withheld", "whereabouts", "phone"),
        Section("School and health", "school", "gp", "disabilities", "needs"),
        Section(
            "More, if you know it",
            "ethnicity",
            "religion",
            "first_language",
            "interpreter_needed",
            "legal_status",
            "nhs_number",
            "upn",
        ),
    ]
    school = TextField(label="School, nursery or college", hint="And year group", required=False, max_length=120)
    upn = UPNField(required=False)


class AdultForm(BornForm):
    kind, one = codes.PersonKind.ADULT, "adult"
    youngest = GROWN_UP
    wrong_age = "An adult must be 18 or over. If they are under 18, add them as a child"
    layout = [
        Section("Name and age", "first_name", "last_name", "other_names", "date_of_birth", "estimated_age", "sex"),
        Section("Where they are", "address", "postcode", "address_withheld", "whereabouts", "phone"),
        Section("Care and health", "needs", "primary_support_reason", "disabilities", "gp"),
        Section(
            "More, if you know it",
            "ethnicity",
            "religion",
            "first_language",
            "interpreter_needed",
            "legal_status",
            "nhs_number",
        ),
    ]
    needs = LongTextField(
        label="Care and support needs",
        hint="What they need help with, who helps them, and how best to communicate with them",
        required=False,
        rows=3,
        max_length=2000,
    )
    primary_support_reason = ChoiceField(
        label="Main reason they need support",
        choices=[pair for pair in codes.PrimarySupportReason.choices if pair[0] != "not_known"],
        select=True,
        empty="Not known",
        required=False,
    )


class UnbornForm(PersonForm):
    kind, one = codes.PersonKind.UNBORN, "unborn child"
    identifying = (*PersonForm.identifying, "expected_on", "gp")
    layout = [
        Section(
            "The baby",
            "expected_on",
            "first_name",
            "last_name",
            hint="Tell us about the mother and father on the next page, or add them as adults you are worried about.",
        ),
        Section("Where the mother is", "address", "postcode", "address_withheld", "whereabouts"),
        Section("Health and care", "gp", "needs", "legal_status"),
    ]
    expected_on = DateField(
        label="When is the baby due?",
        noun="Date the baby is due",
        hint="For example, 27 9 2026. Leave blank if you do not know.",
        required=False,
    )
    last_name = last_name()
    gp = TextField(label="Midwife, hospital or GP practice", required=False, max_length=120)
    other_names = nhs_number = ethnicity = religion = first_language = interpreter_needed = None

    def clean_expected_on(self):
        due, today = self.cleaned_data["expected_on"], timezone.localdate()
        if due and due > today + FULL_TERM:
            self.add_error("expected_on", "Date the baby is due must be within the next 40 weeks")
        elif due and due < today - OVERDUE:
            self.add_error(
                "expected_on",
                "Date the baby is due was over 4 weeks ago. If the baby is born, add them as a child",
            )
        return due

    def facts(self):
        return {**super().facts(), "sex": codes.Sex.UNKNOWN}
