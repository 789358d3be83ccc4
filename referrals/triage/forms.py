"""The forms of triage."""

from collections.abc import Collection

from django.utils import timezone
from django.utils.html import format_html

from agencies.models import Hub
from mash.govuk import fields
from mash.govuk.forms import CaseForm
from mash.govuk.layout import Section
from referrals import codes
from referrals.codes import lists
from referrals.codes.offering import offered
from referrals.models import LawfulBasis, Person, Referral
from referrals.triage.allocation import workers_of
from referrals.triage.lawful_basis import (
    COPIED,
    WHY_SECTION_47,
    WHY_WITHOUT_AGREEMENT,
    asks_why_section_47,
    asks_why_without_agreement,
    what_the_law_allows,
)
from referrals.triage.recommendations import Recommendation
from referrals.triage.ways import Way
from referrals.triage.who_knows import (
    TOLD_BY_AN_ACT,
    answers_about,
    answers_by_an_act,
    family_informed,
    known_before,
    people_to_tell,
    tellings_that_stand,
)

RATINGS = [(level.value, level.label, codes.RATING_MEANINGS[level]) for level in codes.Rating]
WAY_HINTS = {
    Way.PARTNERS: "You record the lawful basis next, then choose which agencies to ask.",
    Way.DECIDE: "For example when somebody needs protection at once. The decision is recorded and signed next.",
    Way.ADVICE: "Early exit. The decision is recorded and signed next, for each person.",
    Way.EARLY_HELP: "Early exit. Needs the family’s agreement.",
    Way.OPEN_TO_WORKER: "Early exit. Name the worker or team in your reason.",
    Way.NO_FURTHER_ACTION: "Early exit. May need a second signature.",
}
ONCE_TOLD = "Once they are told, record that they were told on its own page"
WAYS = [(way.value, way.label, WAY_HINTS[way]) for way in Way]


def ways_offered(hub: Hub) -> list[tuple[str, str, str]]:
    """Return (code, words, hint) of each way on, without the ways out that the hub has taken off its list."""
    exits = dict(offered(lists.EARLY_EXIT, hub))
    return [(value, label, hint) for value, label, hint in WAYS if not Way(value).is_exit or value in exits]


def level_field(label: str = "Rating") -> fields.ChoiceField:
    return fields.ChoiceField(label=label, choices=RATINGS, required_message="Select a rating")


class TriageForm(CaseForm):
    level = level_field()
    reason = fields.LongTextField(
        label="Reason for the rating",
        hint="What makes it this urgent: the worry, the history, who is protecting them now",
        required_message="Enter the reason for the rating",
    )
    way = fields.ChoiceField(
        label="How should it go on?", choices=WAYS, required_message="Select how the case should go on"
    )
    rationale = fields.LongTextField(
        label="Why this way",
        hint="You do not need to answer this if you are asking partner agencies",
        required=False,
        rows=4,
    )
    layout = [Section("How urgent is it?", "level", "reason"), Section("The way on", "way", "rationale")]
    submit_label = "Record triage"

    def __init__(self, *args, recommendation: Recommendation | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = ways_offered(self.referral.hub)
        if recommendation:
            self.fields["level"].initial = recommendation.rating.level
            self.fields["way"].initial = recommendation.way

    def clean(self):
        answers = super().clean()
        if answers.get("way") not in (None, "", Way.PARTNERS) and not answers.get("rationale"):
            self.add_error("rationale", "Enter why the case should go this way")
        return answers


class RecommendForm(CaseForm):
    level = level_field("Which rating do you recommend?")
    way = fields.ChoiceField(
        label="How should it go on?", choices=WAYS, required_message="Select how the case should go on"
    )
    reason = fields.LongTextField(
        label="Why you recommend this",
        hint="The manager sees your recommendation and your reason, and decides",
        required_message="Enter why you recommend this",
    )
    layout = ["level", "way", "reason"]
    submit_label = "Send recommendation"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = ways_offered(self.referral.hub)


class RateForm(CaseForm):
    level = level_field("New rating")
    reason = fields.LongTextField(
        label="Reason for the change", required_message="Enter the reason for the change", rows=4
    )
    layout = ["level", "reason"]
    submit_label = "Change the rating"


class AllocateForm(CaseForm):
    worker = fields.ChoiceField(
        label="Worker",
        choices=[],
        select=True,
        empty="Select a worker",
        noun="A worker",
        required_message="Select a worker",
    )
    layout = ["worker"]
    submit_label = "Allocate the case"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.workers = {str(worker.pk): worker for worker in workers_of(self.referral.hub)}
        self.fields["worker"].choices = [
            (key, f"{worker.name} ({worker.job_title})" if worker.job_title else worker.name)
            for key, worker in self.workers.items()
        ]

    def action_kwargs(self) -> dict:
        return {"seen": self.cleaned_data["seen"], "to": self.workers[self.cleaned_data["worker"]]}


class HandBackForm(CaseForm):
    reason = fields.LongTextField(
        label="Why are you handing it back?",
        hint="The team sees this as a note on the case",
        required_message="Enter why you are handing the case back",
        noun="Your reason",
        rows=4,
        max_length=1000,
    )
    layout = ["reason"]
    submit_label = "Hand back to the team"


def _referrer_said(referral: Referral) -> str:
    """Return what the referrer said, as a hint.

    It is never the initial answer: knowing of the referral is not knowing that agencies are asked.
    """
    why = [referral.get_not_informed_reason_display(), referral.not_informed_detail]
    words = ". ".join(part for part in (codes.TOLD_BY_REFERRER.get(referral.family_informed, "nothing"), *why) if part)
    return format_html("Ask afresh: they may know of the referral and not of this. The referrer said: “{}”.", words)


class LawfulBasisForm(CaseForm):
    purpose = fields.ChoiceField(
        label="Why is information needed?", choices=[], required_message="Select why information is needed"
    )
    gateway = fields.ChoiceField(
        label="Which power allows it?",
        choices=[],
        select=True,
        empty="Select a power",
        required_message="Select the power that allows it",
    )
    adult_purpose = fields.ChoiceField(
        label="Why is information about the adults needed?",
        choices=[],
        required_message="Select why information about the adults is needed",
    )
    adult_gateway = fields.ChoiceField(
        label="Which power allows asking about the adults?",
        choices=[],
        select=True,
        empty="Select a power",
        required_message="Select the power that allows asking about the adults",
    )
    article6 = fields.ChoiceField(
        label="Lawful basis (UK GDPR Article 6)",
        hint="Councils mostly rely on public task. Consent is not a basis for safeguarding",
        choices=[],
        required_message="Select the lawful basis",
    )
    article9 = fields.ChoiceField(
        label="Condition for sensitive information (Article 9 and DPA 2018)",
        choices=[],
        required_message="Select the condition for sensitive information",
    )
    article10 = fields.ChoiceField(
        label="Condition for criminal offence data (Article 10 and DPA 2018)",
        hint="Convictions, cautions, arrests and allegations of crime",
        choices=[],
        required_message="Select the condition for criminal offence data",
    )
    without_consent = fields.ChoiceField(
        label="Why without consent (DPA 2018, Schedule 1, paragraph 18)",
        hint="Only if you chose safeguarding, paragraph 18, above",
        choices=[],
        required=False,
    )
    necessity = fields.LongTextField(
        label="Why asking is necessary and proportionate",
        hint="Who you mean to ask, for what, and why less would not be enough",
        required_message="Enter why asking is necessary and proportionate",
    )
    section_47_reason = fields.LongTextField(
        label="Why section 47 and not section 17",
        hint="Only if you chose section 47 and the case is not rated red. The agencies asked read this too.",
        max_length=2000,
        required=False,
        rows=3,
    )
    agreement = fields.ChoiceField(
        label="Have they agreed to a service?",
        hint="A different question: we may ask agencies without this",
        choices=codes.ServiceAgreement.choices,
        required_message="Select whether they have agreed to a service",
    )
    no_agreement_reason = fields.LongTextField(
        label="Why ask without agreement",
        hint="Only if early help is the purpose and they have not agreed to it",
        max_length=2000,
        required=False,
        rows=3,
    )
    not_informed_reason = fields.ChoiceField(
        label="Why not", choices=[], select=True, empty="Select a reason", required=False
    )
    not_informed_detail = fields.LongTextField(
        label="What makes it unsafe or impossible to tell them", required=False, rows=4
    )
    tell_by = fields.DateField(
        label="By when are they told, or is this looked at again?",
        noun="The day by which they are told",
        hint="The day on which this is looked at again, if it is still not safe then",
        required=False,
    )
    objection_detail = fields.LongTextField(
        label="Why it goes on although somebody objects",
        hint="What they said, and why protecting somebody outweighs it",
        required=False,
        rows=4,
    )
    submit_label = "Record the lawful basis"

    def __init__(self, *args, latest: LawfulBasis | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = people_to_tell(self.referral)
        self.latest = latest
        self.knows_before = set(known_before(latest).values())
        self._offer_what_the_law_allows()
        agreement, not_sought = self.referral.get_service_agreement_display(), self.fields["agreement"].help_text
        self.fields["agreement"].help_text = format_html(
            "{}. The referrer said: “{}”.", not_sought, agreement or "nothing"
        )
        if self.referral.about_both:
            self.fields["purpose"].label = "Why is information about the children needed?"
            self.fields["gateway"].label = "Which power allows asking about the children?"
        else:
            del self.fields["adult_purpose"], self.fields["adult_gateway"]
        # A further basis is usually a small change to the latest one.
        for name in self.fields.keys() & set(COPIED):
            self.fields[name].initial = getattr(latest, name, None)
        acts = answers_by_an_act(self.referral, latest)
        for person in self.people:
            before = latest.who_knows.get(str(person.pk)) if latest else None
            by_an_act = acts.get(str(person.pk), frozenset())
            self.fields[f"knows_{person.pk}"] = _knows_field(person, by_an_act=by_an_act, before=before)

    def _offer_what_the_law_allows(self) -> None:
        for name, (code_list, limits) in what_the_law_allows(self.referral).items():
            self.fields[name].choices = offered(code_list, self.referral.hub, **limits)

    @property
    def layout(self) -> list:
        return [
            Section(
                "Purpose and power",
                *("purpose", "gateway", "adult_purpose", "adult_gateway"),
                *("article6", "article9", "article10", "without_consent", "necessity", "section_47_reason"),
            ),
            Section(
                "Who knows that we are asking",
                *(f"knows_{person.pk}" for person in self.people),
                hint=_referrer_said(self.referral),
            ),
            Section(
                "If somebody has not been told",
                *("not_informed_reason", "not_informed_detail", "tell_by"),
                hint="Leave this part empty if everybody knows. Answer it if nobody knows who could understand it. "
                "Another manager must authorise it.",
            ),
            Section(
                "If somebody objects",
                "objection_detail",
                hint="Leave this part empty if nobody does. Another manager must authorise it.",
            ),
            Section("Agreement to a service", "agreement", "no_agreement_reason"),
            "seen",
        ]

    def clean(self):
        answers = super().clean()
        if {answers.get("article9"), answers.get("article10")} & codes.ON_PARAGRAPH_18:
            self._require("without_consent", "Select why this is done without consent")
        if asks_why_section_47(self.referral, answers.get("purpose", ""), answers.get("gateway", "")):
            self._require("section_47_reason", WHY_SECTION_47)
        purposes = {answers.get("purpose"), answers.get("adult_purpose")}
        if answers.get("agreement") and asks_why_without_agreement(purposes, answers["agreement"]):
            self._require("no_agreement_reason", WHY_WITHOUT_AGREEMENT)
        knows = {answers.get(f"knows_{person.pk}") or None for person in self.people} | self.knows_before
        if None not in knows and family_informed(knows) != codes.FamilyInformed.YES:
            self._require("not_informed_reason", _why_not(knows))
            self._require("not_informed_detail", "Enter what makes it unsafe or impossible to tell them")
            if self._somebody_waits(answers):
                self._require("tell_by", "Enter the day by which they are told")
        if codes.Knows.OBJECTS in knows:
            self._require("objection_detail", "Enter why it goes on although somebody objects")
        return answers

    def _somebody_waits(self, answers: dict) -> bool:
        """Whether somebody is to be told, beside those who never will be."""
        knows = {str(person.pk): answers[f"knows_{person.pk}"] for person in self.people} | known_before(self.latest)
        tellings = tellings_that_stand(self.latest, knows)
        return bool(LawfulBasis(who_knows=knows, tellings=tellings).still_to_tell)

    def _require(self, name: str, message: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, message)

    def action_kwargs(self) -> dict:
        answers = super().action_kwargs()
        names = {f"knows_{person.pk}": str(person.pk) for person in self.people}
        return {
            **{name: answer for name, answer in answers.items() if name not in names},
            "who_knows": {number: answers[name] for name, number in names.items()},
        }


def _why_not(knows: set[str]) -> str:
    why = "Select why they have not been told"
    return why if knows & codes.NOT_TOLD else f"Nobody knows who could understand it. {why}"


def _knows_field(person: Person, *, by_an_act: Collection[codes.Knows], before: str | None) -> fields.ChoiceField:
    answers = answers_about(person, timezone.localdate())
    field = fields.ChoiceField(
        label=f"What does {person.display_name} know?",
        hint=". ".join([_of_the_person(person), *([ONCE_TOLD] if by_an_act else [])]),
        choices=[(answer.value, answer.label) for answer in answers if answer not in by_an_act],
        required_message=f"Select what {person.display_name} knows",
        initial=before,
    )
    if by_an_act:  # of a page opened before the first request
        field.error_messages["invalid_choice"] = TOLD_BY_AN_ACT
    return field


def _of_the_person(person: Person) -> str:
    source = "thought to be the source of harm" if person.alleged_source else ""
    return ", ".join(filter(None, [person.get_relationship_display() or person.get_kind_display(), source]))


class AuthoriseForm(CaseForm):
    """The page shows what is authorised."""

    authorising_reason = fields.LongTextField(
        label="Why you authorise it",
        hint="Your own reason: what you weighed, and why it cannot wait until they know or agree",
        required_message="Enter your own reason for authorising this",
        rows=4,
    )
    layout = ["authorising_reason", "seen"]
    submit_label = "Authorise asking"
