"""Section B: the referrer."""

from mash.govuk.fields import BooleanField, ChoiceField, EmailField, LongTextField, NameField, PhoneField, TextField
from mash.govuk.layout import Section
from referrals import codes
from referrals.intake.forms.asking import IntakeForm
from referrals.intake.own import own_workplace

WORKPLACES = [(code, label) for code, label in codes.SourceCode.choices if code not in codes.PUBLIC_SOURCES]
Source = codes.SourceCode
SAFE = [("yes", "Yes"), ("no", "No, or not sure")]
RELATIONS = [
    (Source.FAMILY, "I am a member of the family or a carer"),
    (Source.ACQUAINTANCE, "I know them, for example as a neighbour or friend"),
    (Source.SELF, "I am the person this is about"),
    (Source.OTHER_INDIVIDUAL, "I do not know them"),
    (Source.ANONYMOUS, "I would rather not say"),
]


PRIVATE = (
    "We do not tell the family, or the person this is about, who told us. A court can order us to say it. "
    "Sometimes people guess."
)


# No promise that nobody else is told: workers may have to speak to a child's parents.
OWN_PRIVATE = (
    "We try to speak with you first. Workers may have to speak to people close to you, to keep you or somebody else "
    "safe. Tell us if that could put you in danger. A court can order us to say what you told us."
)


def safe_to_email(label: str, hint: str) -> ChoiceField:
    return ChoiceField(label=label, hint=hint, choices=SAFE, required=False, inline=True)


def need_safe_email(form: IntakeForm, message: str) -> None:
    """Add an error if an address is given and not whether it is safe to use it."""
    answers = form.cleaned_data
    asked = "safe_to_email" in form.fields and "safe_to_email" not in form.errors
    if asked and answers.get("email") and not answers.get("safe_to_email"):
        form.add_error("safe_to_email", message)


class WhoForm(IntakeForm):
    heading_field = "capacity"
    capacity = ChoiceField(
        label="Who are you telling us about?",
        choices=[
            ("self", "Myself", "Something has happened to you, now or in the past, or you need help to be safe"),
            ("public", "Somebody else", "For example, as a relative, a neighbour or a friend"),
            (
                "professional",
                "Somebody I know through my work",
                "Paid or not. For example, in a school, the NHS, the police, a charity or a council",
            ),
        ],
        required_message="Select who you are telling us about",
    )


class ProfessionalForm(IntakeForm):
    name = NameField(label="Your full name", max_length=120, autocomplete="name")
    role = TextField(label="Your job title or role", max_length=120, autocomplete="organization-title")
    organisation = TextField(
        label="Your organisation", hint="And your team, if it has one", max_length=120, autocomplete="organization"
    )
    source_code = ChoiceField(
        label="What kind of service is it?",
        choices=WORKPLACES,
        select=True,
        required_message="Select what kind of service you work for",
    )
    email = EmailField(
        label="Your work email address",
        hint="We send your reference here. Our emails never hold a name or a detail.",
        autocomplete="email",
    )
    safe_to_email = safe_to_email(
        "Is it safe to email you?", "Select yes if nobody but your team reads what comes to this address"
    )
    phone = PhoneField(
        label="Your phone number",
        hint="So that a worker can reach you quickly",
        required=False,
        max_length=30,
        autocomplete="tel",
    )
    known_for = TextField(
        label="How long have you known them?", hint="For example, 2 years", required=False, max_length=120, width=20
    )

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        if self.answers.user:  # known, and written to at work
            del self.fields["safe_to_email"]
        if self.answers.user and not self.is_bound:
            self.initial = {**_details_of(self.answers.user), **self.initial}

    def clean(self):
        answers = super().clean()
        need_safe_email(self, "Select yes if it is safe to email you")
        return answers


def _details_of(user) -> dict[str, str]:
    """Return the account's details; gaps are filled from the last referral this person sent."""
    last = own_workplace()
    earlier_details = last._asdict() if last else {}
    home = user.agency.name if user.agency_id else ""
    account = {
        "name": user.name,
        "role": user.job_title,
        "organisation": home,
        "email": user.email,
        "phone": user.phone,
    }
    return earlier_details | {name: value for name, value in account.items() if value}


class PublicForm(IntakeForm):
    layout = [
        "source_code",
        Section(
            "Your details",
            "name",
            "role",
            "email",
            "safe_to_email",
            "phone",
            "safe_to_contact",
            hint="You do not have to give any of these. They help us to ask you more and to tell you what we do.",
        ),
        Section("Keeping your name private", "wants_anonymity", hint=PRIVATE),
    ]

    source_code = ChoiceField(
        label="How do you know the person you are worried about?",
        choices=RELATIONS,
        required_message="Select how you know the person you are worried about",
    )
    name = NameField(label="Your name", required=False, max_length=120, autocomplete="name")
    role = TextField(
        label="What you are to them",
        hint="For example, grandmother, carer or neighbour",
        required=False,
        max_length=120,
    )
    email = EmailField(label="Your email address", required=False, autocomplete="email")
    safe_to_email = safe_to_email(
        "Is it safe to email you?", "If you are not sure, or somebody else may read your emails, select no"
    )
    phone = PhoneField(label="Your phone number", required=False, max_length=30, autocomplete="tel")
    safe_to_contact = LongTextField(
        label="When and how is it safe to contact you?",
        noun="When and how it is safe to contact you",
        hint="For example, text only, or not in the evening",
        required=False,
        rows=2,
        max_length=500,
    )
    # We tell nobody either way, so leaving it empty threatens nothing.
    wants_anonymity = BooleanField(label="Please take extra care that nobody can guess it was me", required=False)

    def clean(self):
        answers = super().clean()
        need_safe_email(self, "Select yes if it is safe to email you")
        return answers


class OwnDetailsForm(PublicForm):
    """For people who write about themselves."""

    layout = [
        Section(
            "How we can reach you",
            "name",
            "email",
            "safe_to_email",
            "phone",
            "safe_to_contact",
            hint="You do not have to give any of these. Without them we may not be able to tell you what we do.",
        ),
        Section("Keeping it private", "wants_anonymity", hint=OWN_PRIVATE),
    ]
    source_code = role = None
    name = NameField(label="Your name", hint="Or what you would like us to call you", required=False, max_length=120)
    wants_anonymity = BooleanField(
        label="Please take extra care that my family, and people close to me, do not find out", required=False
    )

    def action_kwargs(self):
        return {**super().action_kwargs(), "source_code": Source.SELF}


class KeyedReferrerForm(IntakeForm):
    """For staff who key in a referral: every detail may be unknown."""

    name = NameField(label="Referrer’s name", hint="Leave blank if not known", required=False, max_length=120)
    role = TextField(label="Role, or what they are to the person", required=False, max_length=120)
    organisation = TextField(label="Organisation", required=False, max_length=120)
    email = EmailField(label="Email address", hint="We send the reference here, if it is safe", required=False)
    safe_to_email = safe_to_email("Is it safe to email them?", "Ask whether somebody else may read their emails")
    phone = PhoneField(label="Phone number", required=False, max_length=30)
    safe_to_contact = LongTextField(
        label="When and how is it safe to contact them?",
        noun="When and how it is safe to contact them",
        required=False,
        rows=2,
        max_length=500,
    )
    wants_anonymity = BooleanField(label="They ask for extra care that nobody can guess it was them", required=False)

    def __init__(self, data=None, *, answers, **kwargs):
        super().__init__(data, answers=answers, **kwargs)
        if answers.is_professional:
            del self.fields["safe_to_email"]

    def clean(self):
        answers = super().clean()
        need_safe_email(self, "Select yes if it is safe to email them")
        return answers
