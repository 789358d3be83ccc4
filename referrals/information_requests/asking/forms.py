"""The forms for asking: choose the agencies, then write a request to each on one page."""

from collections.abc import Sequence
from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from agencies.models import Agency
from mash.govuk.fields import BooleanField, DateField, LongTextField, MultiChoiceField
from mash.govuk.forms import CaseForm, Form, unchecked
from mash.govuk.wording import in_sentence
from referrals import codes
from referrals.information_requests.asking.cautions import cautions
from referrals.information_requests.asking.copies import NewRequest
from referrals.information_requests.asking.questions import SuggestedQuestions, suggested_questions
from referrals.information_requests.parts import Part, all_error_links
from referrals.models import InformationRequest, Person, Referral
from referrals.people.addresses import secret_in
from referrals.people.ages import birth_or_age
from referrals.people.secret_homes import Secrets, secrets_of

MOST_QUESTIONS, LONGEST_QUESTION = 40, 500
WITH_DATE = "The furthest back that any question below asks. For example, 27 3 2024."
WITHOUT_DATE = (
    "Empty, because some questions below ask about any time; the others say how far to look back. Enter a date only to"
    " set one limit for all of them. For example, 27 3 2024."
)


class ChooseForm(Form):
    """Choose agencies. `notes` has a suggestion or warning for an agency, by its key."""

    core = MultiChoiceField(label="Core partners", required=False)
    virtual = MultiChoiceField(label="Virtual links", required=False, hint="Agencies asked from afar")

    def __init__(self, *args, agencies: Sequence[Agency], notes: dict[int, str], chosen: Sequence[int] = (), **kwargs):
        super().__init__(*args, **kwargs)
        for link in ["core", "virtual"]:
            group = [agency for agency in agencies if agency.link == link]
            self.fields[link].choices = [(str(agency.pk), agency.name, _hint(agency, notes)) for agency in group]
            self.fields[link].initial = [str(agency.pk) for agency in group if agency.pk in chosen]
            if not group:
                del self.fields[link]

    def clean(self):
        answers = super().clean()
        if not self.errors and not self.chosen:
            self.add_error(next(iter(self.fields), None), "Select at least one agency to ask")
        return answers

    @property
    def chosen(self) -> list[str]:
        return [*self.cleaned_data.get("core", []), *self.cleaned_data.get("virtual", [])]


def _hint(agency: Agency, notes: dict[int, str]) -> str:
    return ". ".join(part for part in (agency.get_kind_display(), notes.get(agency.pk)) if part)


class NewRequestForm(Part):
    people = MultiChoiceField(
        label="Who should they search for?",
        hint="Name only those this agency needs to find in its own records. To start with, only those the referral is"
        " about are selected.",
    )
    reason = LongTextField(
        label="Why are you asking?",
        noun="Why you are asking",
        hint="In words meant for this agency. It sees this, not the referral.",
        max_length=2000,
        rows=4,
    )
    tells_source = BooleanField(
        label="Tell them who is thought to be the source of harm",
        hint="They are not told unless you select this. Think who in that agency could reach the family.",
        required=False,
    )
    from_on = DateField(
        label="Information from this date on (optional)",
        noun="Information from this date on",
        required=False,
        past=True,
        usual=(40, 0),
    )
    questions = LongTextField(
        label="Questions",
        hint="One question on each line. Change, remove or add to these.",
        max_length=10000,
        rows=12,
    )

    def __init__(
        self,
        *args,
        agency: Agency,
        people: Sequence[Person],
        secret: Secrets,
        suggested: SuggestedQuestions,
        reason: str,
        powers: Sequence[str],
        **kwargs,
    ):
        super().__init__(*args, prefix=f"agency{agency.pk}", **kwargs)
        self._name_the_agency(agency.name)
        self.agency, self.by_key = agency, {str(person.pk): person for person in people}
        self.secret = secret
        self.suggested = suggested
        self.cautions = cautions(agency.kind, powers, hub=agency.hub)
        if not any(person.alleged_source for person in people):
            del self.fields["tells_source"]
        self.fields["from_on"].help_text = WITH_DATE if suggested.look_back_months else WITHOUT_DATE
        self.fields["people"].choices = [
            (key, person.display_name, _who(person, secret=person in self.secret))
            for key, person in self.by_key.items()
        ]
        self.initial = {
            "people": [key for key, person in self.by_key.items() if person.is_subject],
            "reason": reason,
            "from_on": suggested.from_on(timezone.localdate()),
            "questions": "\n".join(suggested.questions),
        }

    def _name_the_agency(self, name: str) -> None:
        """Name the agency in the messages, since all errors of the page are in one summary."""
        words = {
            "people": f"Select who {name} should search for",
            "reason": f"Enter why you are asking {name}",
            "questions": f"Enter at least one question for {name}",
        }
        for field, message in words.items():
            self.fields[field].error_messages.update(required=message, invalid_choice=message, invalid_list=message)

    def clean_reason(self) -> str:
        if self.secret.gives_away(self.cleaned_data["reason"]):
            raise ValidationError(secret_in("Why you are asking"), code="secret")
        return self.cleaned_data["reason"]

    def clean_questions(self) -> list[str]:
        questions = questions_in(self.cleaned_data["questions"])
        if self.secret.gives_away("\n".join(questions)):
            raise ValidationError(secret_in("A question"), code="secret")
        return questions

    def clean(self):
        answers = super().clean()
        if not self.errors and not self._fitting():
            self.add_error("questions", f"Enter a question for {self.agency.name} that fits the people selected")
        return answers

    def _people(self) -> list[Person]:
        return [self.by_key[key] for key in self.cleaned_data["people"]]

    def _fitting(self) -> list[str]:
        """Return the questions without those suggested for others of the case than the people selected."""
        kinds = {person.kind for person in self._people() if person.is_subject}
        others = self.suggested.not_asked_of(kinds) if kinds else set()
        return [question for question in self.cleaned_data["questions"] if question not in others]

    def ask(self) -> NewRequest:
        answers, questions = self.cleaned_data, self._fitting()
        return NewRequest(
            self.agency,
            self._people(),
            answers["reason"],
            questions,
            answers["from_on"],
            answers.get("tells_source", False),
            left_out=[question for question in answers["questions"] if question not in questions],
        )


def _who(person: Person, *, secret: bool) -> str:
    parts = [person.get_kind_display(), person.get_relationship_display()]
    parts.append(birth_or_age(person, timezone.localdate()))
    if secret:
        parts.append("address withheld: it is never sent")
    if person.alleged_source:
        parts.append("thought to be the source of harm")
    return ", ".join(part for part in parts if part)


class Round:
    """The requests being written: a form for each agency, with what was typed or else suggested."""

    def __init__(self, referral: Referral, agencies: Sequence[Agency], data: QueryDict | None, *, check: bool = True):
        self.referral, self.data = referral, data if data is not None else QueryDict()
        self.agencies = [agency for agency in agencies if str(agency.pk) in self.data.getlist("agency")]
        self.check = check

    @cached_property
    def forms(self) -> list[NewRequestForm]:
        # Loaded once for all agencies on the page.
        secret = secrets_of(self.referral)
        people = secret.everybody
        subject_kinds = {person.kind for person in people if person.is_subject} or {codes.PersonKind.CHILD}
        concerns = self.referral.known_concerns
        kinds = {agency.kind for agency in self.agencies}
        suggested = suggested_questions(self.referral.hub, kinds, concerns, subject_kinds)
        case = {"people": people, "secret": secret, "powers": self._powers()}
        return [self._form(agency, suggested=suggested[agency.kind], **case) for agency in self.agencies]

    def _powers(self) -> list[str]:
        basis = self.referral.lawful_bases.last()
        return [power for power in (basis.gateway, basis.adult_gateway) if power] if basis else []

    def _form(self, agency: Agency, **case) -> NewRequestForm:
        # An agency chosen later has no typed form yet and starts with the suggestions.
        typed = self.data if f"agency{agency.pk}-questions" in self.data else None
        form = NewRequestForm(
            typed,
            agency=agency,
            reason=usual_reason(self.referral),
            **case,
        )
        return form if self.check or not form.is_bound else unchecked(form)

    def is_valid(self) -> bool:
        return bool(self.forms) and all(form.is_valid() for form in self.forms)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Return the errors, each naming its agency."""
        return [
            (target, words if form.agency.name in words else f"{form.agency.name}: {words}")
            for form in self.forms
            for target, words in all_error_links([form])
        ]

    def asks(self) -> list[NewRequest]:
        return [form.ask() for form in self.forms]


def questions_in(text: str) -> list[str]:
    """Return the questions, one on each line. Raises ValidationError where they are too many or too long."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    questions = [line for line in lines if line]
    if len(questions) > MOST_QUESTIONS:
        raise ValidationError(f"Questions must be {MOST_QUESTIONS} or fewer")
    if any(len(question) > LONGEST_QUESTION for question in questions):
        raise ValidationError(f"Each question must be {LONGEST_QUESTION} characters or less")
    return questions


def usual_reason(referral: Referral) -> str:
    """Return a reason that gives the concerns, but nothing the referrer said."""
    concerns = [in_sentence(label) for label in referral.known_concern_labels]
    return f"The hub has received a concern about: {'; '.join(concerns)}." if concerns else ""


class PreviewForm(CaseForm):
    """Send exactly what was shown.

    The page carries all of it, so an expired session or another window changes nothing.
    """

    typed = forms.CharField(
        widget=forms.HiddenInput, max_length=2**20, error_messages={"required": "Write the requests again"}
    )
    secondary_label = "Change the requests"

    def __init__(self, *args, count: int, secondary_href: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.submit_label = "Send the request" if count == 1 else f"Send {count} requests"
        self.secondary_href = secondary_href

    def action_kwargs(self) -> dict[str, int]:
        return {"seen": self.cleaned_data["seen"]}


class TellMoreForm(CaseForm):
    """Confirms that an agency is told what the page shows."""

    submit_label = "Tell them"

    def __init__(self, *args, asked: InformationRequest, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = asked

    def action_kwargs(self) -> dict:
        return {"request": self.asked, "seen": self.cleaned_data["seen"]}
