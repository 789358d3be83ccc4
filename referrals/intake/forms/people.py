"""Section C: each child, unborn child or adult the referral is about."""

from datetime import timedelta

from django.utils import timezone

from mash.govuk.ages import TimeUntilField
from mash.govuk.fields import (
    BooleanField,
    ChoiceField,
    DateField,
    LongTextField,
    MultiChoiceField,
    NHSNumberField,
    PartPostcodeField,
    PhoneField,
    TextField,
    UPNField,
    YesNoNotKnownField,
)
from mash.govuk.layout import Folded, Section
from referrals import codes
from referrals.intake.forms.asking import MORE, IntakeForm
from referrals.people.asking import (
    DISABILITIES,
    NONE,
    check_age,
    date_of_birth,
    estimated_age,
    first_name,
    last_name,
    other_names,
    sex,
    with_more,
)

FULL_TERM, OVERDUE = timedelta(weeks=40), timedelta(weeks=4)


def name_in(form: IntakeForm) -> str:
    """Return the name as far as it is known, for the writer's own pages."""
    answers = form.answered()
    return " ".join(answers[part] for part in ("first_name", "last_name") if answers.get(part))


class IntakePersonForm(IntakeForm):
    """What is asked about every subject. Only something to find the person by is required."""

    kind = ""
    entry_name = "person"
    identifying = ("first_name", "last_name", "other_names", "address", "postcode", "whereabouts", "phone")

    first_name = first_name()
    last_name = last_name()
    other_names = other_names()
    address = LongTextField(label="Home address", required=False, rows=3, max_length=500)
    postcode = PartPostcodeField(label="Postcode", hint="Or just its first half, like SW1A", required=False)
    same_address = BooleanField(label="Same address as the first person added", required=False)
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
        hint="Only if they or their family have said",
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

    def __init__(self, data=None, *, answers, **kwargs):
        super().__init__(data, answers=answers, **kwargs)
        has_address = any(self.data.get(name) for name in ("address", "postcode"))
        # Offered only while no address is typed, so that the two cannot contradict each other.
        if not answers.first_address or (has_address and "same_address" not in self.data):
            del self.fields["same_address"]

    def clean(self):
        """Add errors unless one address and something identifying is given."""
        answers = super().clean()
        if answers.get("same_address") and (answers.get("address") or answers.get("postcode")):
            self.add_error("same_address", "Enter an address, or select that it is the same, not both")
        known = answers.get("same_address") or any(answers.get(name) not in (None, "", []) for name in self.identifying)
        if not self.errors and not known:
            self.add_error(
                "first_name",
                f"Enter a name, an age, an address or anything else that would help us find this {self.entry_name}",
            )
        return answers

    def typed(self):
        """Return what was typed, with "same address" replaced by the address itself."""
        typed = super().typed()
        if "same_address" in typed and self.is_valid():
            # Copied now, so that changing or removing the first person later does not change this
            # one.
            del typed["same_address"]
            typed |= self.answers.first_address
        return typed

    def action_kwargs(self) -> dict:
        facts = super().action_kwargs()
        facts.pop("same_address", None)
        return {**with_more(facts), "kind": self.kind}

    @property
    def display_name(self) -> str:
        return name_in(self)


class BornForm(IntakePersonForm):
    identifying = (*IntakePersonForm.identifying, "date_of_birth", "estimated_age", "nhs_number")
    date_of_birth = date_of_birth(2018)
    estimated_age = estimated_age()
    sex = sex()
    phone = PhoneField(label="Phone number", required=False, max_length=30)
    disabilities = MultiChoiceField(label="Disabilities", choices=DISABILITIES, exclusive=NONE.value, required=False)

    def clean(self):
        answers = super().clean()
        check_age(self, self.kind, instead="add them as")
        return answers


class ChildForm(BornForm):
    kind, entry_name = codes.PersonKind.CHILD, "child"
    identifying = (*BornForm.identifying, "school", "upn")
    layout = [
        Section("Name and age", "first_name", "last_name", "other_names", "date_of_birth", "estimated_age", "sex"),
        Section("Where they are", "same_address", "address", "postcode", "address_withheld", "whereabouts", "phone"),
        Section("School and health", "school", "gp", "needs"),
        Folded(
            MORE,
            "disabilities",
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
    kind, entry_name = codes.PersonKind.ADULT, "adult"
    layout = [
        Section("Name and age", "first_name", "last_name", "other_names", "date_of_birth", "estimated_age", "sex"),
        Section("Where they are", "same_address", "address", "postcode", "address_withheld", "whereabouts", "phone"),
        Section("Care and health", "needs", "primary_support_reason", "gp"),
        Folded(
            MORE,
            "lives_alone",
            "next_of_kin",
            "advocate",
            "disabilities",
            "ethnicity",
            "religion",
            "first_language",
            "interpreter_needed",
            "legal_status",
            "nhs_number",
        ),
    ]
    date_of_birth = date_of_birth(1971)
    address_withheld = BooleanField(label="This address must be kept secret from someone", required=False)
    legal_status = TextField(
        label="Legal or immigration status",
        hint="For example, detained under the Mental Health Act, or seeking asylum",
        required=False,
        max_length=120,
    )
    needs = LongTextField(
        label="Care and support needs",
        hint="What they need help with, who helps them, and how best to communicate with them",
        required=False,
        rows=3,
        max_length=2000,
    )
    lives_alone = YesNoNotKnownField(label="Do they live alone?", required=False)
    next_of_kin = TextField(
        label="Next of kin or carer", hint="Who they are, and how to reach them", required=False, max_length=200
    )
    advocate = TextField(
        label="Advocate or representative",
        hint="If anybody speaks for them, for example under a power of attorney",
        required=False,
        max_length=200,
    )
    primary_support_reason = ChoiceField(
        label="Main reason they need support",
        choices=[pair for pair in codes.PrimarySupportReason.choices if pair[0] != "not_known"],
        select=True,
        empty="Not known",
        required=False,
    )


OWN_WORDS = {
    "first_name": ("First name", "Or what you would like us to call you"),
    "other_names": ("Other names you use or used", ""),
    "estimated_age": ("Age, if you would rather not give your date of birth", "For example, 15"),
    "address": ("Your home address", "Leave blank if you would rather not say"),
    "address_withheld": ("My address must be kept secret from someone", ""),
    "whereabouts": ("Where are you now, if not at home?", ""),
    "phone": ("Your phone number", "Only if it is safe for us to call or text you"),
    "needs": ("What do you need help with?", "And how is it best to talk with you?"),
    "ethnicity": ("Your ethnic background", "Leave blank if you would rather not say"),
    "interpreter_needed": ("Do you need an interpreter or signer?", ""),
    "lives_alone": ("Do you live alone?", ""),
    "next_of_kin": ("Someone close to you whom we may call", "Who they are, and how to reach them"),
    "advocate": ("Does anyone speak for you?", "For example, an advocate or a friend"),
    "primary_support_reason": ("Main reason you need support", ""),
    "school": ("Your school, nursery or college", ""),
    "gp": ("Your doctor’s practice", ""),
}
OWN_MORE = "More, if you would like to tell us"
OWN_PLACE = ("same_address", "address", "postcode", "address_withheld", "whereabouts", "phone")


class OwnChildForm(ChildForm):
    """For children and young people who write about themselves."""

    layout = [
        Section("Your name and age", "first_name", "last_name", "date_of_birth", "estimated_age"),
        Section("Where you are", *OWN_PLACE),
        Section("School and health", "school", "gp", "needs"),
        Folded(
            OWN_MORE,
            *("other_names", "sex", "disabilities", "ethnicity", "religion", "first_language", "interpreter_needed"),
        ),
    ]
    legal_status = nhs_number = upn = None

    def __init__(self, data=None, *, answers, **kwargs):
        super().__init__(data, answers=answers, **kwargs)
        self.speak(OWN_WORDS)


class OwnAdultForm(AdultForm):
    """For adults who write about themselves, survivors of long ago among them."""

    layout = [
        Section("Your name and age", "first_name", "last_name", "date_of_birth", "estimated_age"),
        Section("Where you are", *OWN_PLACE),
        Section("Help and health", "needs", "gp"),
        Folded(
            OWN_MORE,
            *("other_names", "sex", "lives_alone", "next_of_kin", "advocate", "primary_support_reason"),
            *("disabilities", "ethnicity", "religion", "first_language", "interpreter_needed"),
        ),
    ]
    legal_status = nhs_number = None

    def __init__(self, data=None, *, answers, **kwargs):
        super().__init__(data, answers=answers, **kwargs)
        self.speak(OWN_WORDS)


class UnbornForm(IntakePersonForm):
    kind, entry_name = codes.PersonKind.UNBORN, "unborn child"
    identifying = (*IntakePersonForm.identifying, "expected_on", "expected_in", "gp")
    layout = [
        Section(
            "The baby",
            "expected_on",
            "expected_in",
            "first_name",
            "last_name",
            hint="Tell us about the mother and father on the next page, or add them as adults {you_are} worried about.",
        ),
        Section("Where the mother is", "same_address", "address", "postcode", "address_withheld", "whereabouts"),
        Section("Health and care", "gp", "needs", "legal_status"),
    ]
    expected_on = DateField(
        label="When is the baby due?",
        noun="Date the baby is due",
        hint="For example, 27 9 2026. Leave blank if not known.",
        required=False,
    )
    expected_in = TimeUntilField(
        label="Or how long is it until then?",
        noun="How long it is until then",
        hint="If you do not know the date. For example, 6 weeks",
        required=False,
    )
    last_name = last_name()
    gp = TextField(label="Midwife, hospital or GP practice", required=False, max_length=120)
    other_names = nhs_number = ethnicity = religion = first_language = interpreter_needed = None

    def clean(self):
        answers = super().clean()
        if answers.get("expected_on") and answers.get("expected_in"):
            self.add_error("expected_in", "Enter the date the baby is due, or how long it is until then, not both")
        return answers

    def clean_expected_in(self):
        """Refuse a time beyond full term."""
        left = self.cleaned_data["expected_in"]
        if left and left.after(timezone.localdate()) > timezone.localdate() + FULL_TERM:
            self.add_error("expected_in", "How long it is until then must be 40 weeks or less")
        return left

    def clean_expected_on(self):
        """Refuse due dates beyond full term, or long past."""
        due, today = self.cleaned_data["expected_on"], timezone.localdate()
        if due and due > today + FULL_TERM:
            self.add_error("expected_on", "Date the baby is due must be within the next 40 weeks")
        elif due and due < today - OVERDUE:
            self.add_error(
                "expected_on",
                "Date the baby is due was over 4 weeks ago. If the baby is born, add them as a child",
            )
        return due

    def action_kwargs(self):
        facts = super().action_kwargs()
        left = facts.pop("expected_in", None)
        if left:
            facts["expected_on"] = left.after(timezone.localdate())
            facts["more"] = {**facts["more"], codes.PersonMore.AGE_TOLD.value: str(left)}
        return {**facts, "sex": codes.Sex.UNKNOWN}
