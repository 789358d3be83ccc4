"""The forms of signing, feedback, releasing and closing. Drafting has its own module."""

from typing import Any

from django.forms import HiddenInput
from django.utils.text import Truncator

from agencies.models import Agency
from mash.govuk import fields
from mash.govuk.forms import CaseForm, FilterForm, Form
from mash.govuk.layout import Section
from mash.govuk.moments import words
from referrals import codes
from referrals.decisions.closing import How, wordings_for
from referrals.decisions.decision_form import LenientChoicesField, described
from referrals.decisions.duplicates import NotYetWeighed
from referrals.decisions.products import (
    AUDIENCES,
    by_the_hub,
    content_of,
    parts_of,
    people_about,
    suggested_summary,
)
from referrals.decisions.records import Record, shown_of
from referrals.decisions.standing import Standings
from referrals.models import Decision, Item
from referrals.overview.notifications import Notification
from referrals.people.other_case_form import OtherCaseForm
from referrals.people.other_referrals import OtherReferral, OtherReferrals
from referrals.workflow import BEFORE_DECISION


class ChosenDecisions(CaseForm):
    """Choose among the waiting decisions; all are selected at first."""

    decisions = LenientChoicesField(
        label="Which decisions are you signing?", choices=[], required_message="Select at least one decision"
    )

    def __init__(self, *args, waiting: list[Decision], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decisions"].choices = [
            (str(decision.pk), f"{decision.subject.display_name}: {decision.get_outcome_display()}")
            for decision in waiting
        ]
        self.fields["decisions"].initial = [str(decision.pk) for decision in waiting]

    def action_kwargs(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "declared"}


class SignForm(ChosenDecisions):
    """A signature. `shown` identifies the record on the page, so that nothing else is signed."""

    shown = fields.TextField(label="Shown", required=False, max_length=10_000)
    declared = fields.BooleanField(
        label="I have read the whole record above. This is my decision.",
        required_message="Select the box to say that you have read the record and that this is your decision",
    )
    layout = ["decisions", "declared", "shown"]
    submit_label = "Sign"
    is_refused = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["shown"].widget = HiddenInput()

    def refuse(self, refusal) -> None:
        super().refuse(refusal)
        self.is_refused = True

    def show(self, records: list[Record]) -> None:
        """Remember what the page shows.

        After a refusal the page shows the current record, so the declaration is cleared. After a
        mere form error it still stands for the record shown first.
        """
        self.fields["shown"].initial = shown_of(records)
        if self.is_refused:
            self.data["shown"] = shown_of(records)
            self.data.pop("declared", None)


class SecondSignForm(SignForm):
    declared = fields.BooleanField(
        label="I have read the whole record above and agree with the decision.",
        required_message="Select the box to say that you have read the record and agree with it",
    )
    submit_label = "Give the second signature"


class SendBackForm(ChosenDecisions):
    decisions = LenientChoicesField(
        label="Which decisions go back?", choices=[], required_message="Select at least one decision"
    )
    reason = fields.LongTextField(
        label="What should change before you sign", required_message="Enter what should change before you sign"
    )
    layout = ["decisions", "reason"]
    submit_label = "Send back"


class CorrectForm(CaseForm):
    subjects = LenientChoicesField(
        label="Whose decision needs correcting?", choices=[], required_message="Select whose decision needs correcting"
    )
    reason = fields.LongTextField(
        label="Why it needs correcting",
        hint="This stands on the new version",
        required_message="Enter why the decision needs correcting",
    )
    layout = ["subjects", "reason"]
    submit_label = "Start a new version"

    def __init__(self, *args, standings: Standings, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(standing.subject.pk): standing.subject for standing in standings.all}
        signed = [standing for standing in standings.all if standing.state == Decision.State.SIGNED]
        self.fields["subjects"].choices = [
            (str(standing.subject.pk), f"{standing.subject.display_name}: {standing.newest.get_outcome_display()}")
            for standing in signed
        ]
        if len(signed) == 1:
            self.fields["subjects"].initial = [str(signed[0].subject.pk)]

    def action_kwargs(self) -> dict[str, Any]:
        chosen = [self.people[key] for key in self.cleaned_data["subjects"] if key in self.people]
        return {"subjects": chosen, "reason": self.cleaned_data["reason"], "seen": self.cleaned_data["seen"]}


class FeedbackForm(CaseForm):
    sending = fields.ChoiceField(
        label="Are you telling the referrer what was decided?",
        choices=[("yes", "Yes"), ("no", "No")],
        required_message="Select whether you are telling the referrer",
    )
    wording = fields.ChoiceField(
        label="What they are told",
        hint="These are the exact words. Nothing an agency told us is in them.",
        choices=[],
        required_message="Select what to tell the referrer",
    )
    how = fields.ChoiceField(label="How they are told", choices=[], required_message="Select how they are told")
    not_sent_reason = fields.LongTextField(
        label="Why you are not telling them",
        hint="For example there is no way to reach them, or telling them would put somebody at risk",
        required_message="Enter why the referrer is not told",
    )
    reveals = {"sending": {"yes": ["wording", "how"], "no": ["not_sent_reason"]}}
    layout = ["sending"]
    submit_label = "Record feedback"

    def __init__(self, *args, joined: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        offered = wordings_for(self.referral, joined=joined)
        self.fields["wording"].choices = [(wording.key, wording.label, wording.text) for wording in offered]
        self.fields["wording"].initial = offered[0].key if offered else None
        referrer = self.referral.referrer
        hint = f"To {referrer.email}" if referrer.is_professional else "To the address they gave"
        ways = [(how.value, how.label, hint if how == How.EMAIL else "") for how in How]
        self.fields["how"].choices = ways if referrer.may_be_emailed else ways[1:]

    @property
    def is_sent(self) -> bool:
        return self.cleaned_data["sending"] == "yes"

    def action_kwargs(self) -> dict[str, Any]:
        answers = self.cleaned_data
        if self.is_sent:
            return {name: answers[name] for name in ("wording", "how", "seen")}
        return {"reason": answers["not_sent_reason"], "seen": answers["seen"]}


class DuplicateForm(OtherCaseForm, FeedbackForm):
    """Asks which case goes on, and how its referrer is told; and to confirm what would be lost, once that is said."""

    why = fields.LongTextField(
        label="Why is it a duplicate?",
        hint="Say what you compared. Everyone who can see this case can read it.",
        required_message="Enter why it is a duplicate",
        max_length=2000,
        rows=4,
    )
    confirmed = fields.BooleanField(label="I have read both cases, and it is right to end this one", required=False)
    asked_when_needed = frozenset({"confirmed"})
    reveals = OtherCaseForm.reveals | FeedbackForm.reveals
    submit_label = "End it into the other case"
    submit_style = "warning"
    asks_to_confirm = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, joined=True, **kwargs)
        self.fields["other"].label = "Which case goes on?"
        self.fields["sending"].label = "Are you telling its referrer?"

    def offered(self, others: OtherReferrals) -> list[OtherReferral]:
        return [other for other in others.listed if other.status in BEFORE_DECISION]

    @property
    def layout(self) -> list:
        asked = self.asks_to_confirm or "confirmed" in self.data
        return ["other", "why", Section("Its referrer", "sending"), *(["confirmed"] if asked else [])]

    def refuse(self, refusal) -> None:
        self.asks_to_confirm = isinstance(refusal, NotYetWeighed)
        super().refuse(refusal)

    def action_kwargs(self) -> dict[str, Any]:
        answers = {name: self.cleaned_data[name] for name in ("why", "confirmed", "seen")}
        telling = ("wording", "how") if self.is_sent else ("not_sent_reason",)
        return {**answers, "other": self.chosen, **{name: self.cleaned_data[name] for name in telling}}


class NotifyForm(CaseForm):
    """Record that something was told which the law asks to be told by a day."""

    notification = fields.ChoiceField(
        label="What was done?", choices=[], required_message="Select what was done", noun="What was done"
    )
    made_on = fields.DateField(
        label="When was it done?", required_message="Enter when it was done", past=True, noun="The date it was done"
    )
    detail = fields.LongTextField(
        label="Who did it, to whom, and its reference",
        required_message="Enter who did it, to whom, and its reference",
        rows=3,
    )
    layout = ["notification", "made_on", "detail"]
    submit_label = "Record it"

    def __init__(self, *args, waiting: list[Notification], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["notification"].choices = [
            (entry.key, f"{entry.words}, person {entry.position}", f"Due by {words(entry.due_on)}") for entry in waiting
        ]


class CloseForm(CaseForm):
    reason = fields.LongTextField(label="Anything to add (optional)", required=False, rows=3, noun="What you add")
    layout = ["reason"]
    submit_label = "Close the case"

    def __init__(self, *args, unchanged: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if unchanged:
            self.fields["reason"] = fields.LongTextField(
                label="Why nothing is changed", required_message="Enter why nothing is changed", rows=3
            )


class ReopenForm(CaseForm):
    reason = fields.LongTextField(
        label="Why the case is reopened", required_message="Enter why the case is reopened", rows=4
    )
    layout = ["reason"]
    submit_label = "Reopen the case"


class AudienceForm(Form):
    """Choose the audience. Sent by GET, because the items offered depend on it."""

    audience = fields.ChoiceField(
        label="Who is the product for?", choices=AUDIENCES, required_message="Select who the product is for"
    )
    # Sent with every choice, so that pressing Continue without one is told from opening the page.
    choosing = fields.TextField(label="Choosing", required=False, max_length=1, initial="1")
    heading_field = "audience"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["choosing"].widget = HiddenInput()

    @property
    def helper(self):
        helper = super().helper
        helper.form_method = "get"
        return helper


def about_field(item: Item) -> str:
    """Return the name of the question whom an item is about."""
    return f"about_{item.pk}"


class ReleaseForm(CaseForm):
    """Release a product in two steps: choose, then confirm the preview.

    Only what was previewed is released.
    """

    agencies = fields.MultiChoiceField(
        label="Which agencies get it?",
        hint="Each sees this product and not which others got it",
        choices=[],
        required_message="Select at least one agency",
        small=True,
    )
    subjects = fields.MultiChoiceField(
        label="Whom is it about?",
        hint="The product names them and says what was decided. Leave out whoever these agencies need not know of",
        choices=[],
        required_message="Select at least one person",
        small=True,
    )
    items = fields.MultiChoiceField(
        label="Which information goes in?",
        hint="Only information whose owner lets it go to this audience, and that you can read, is listed",
        choices=[],
        required=False,
        required_message="Select information that may still go: its owner has changed or withdrawn some",
        small=True,
    )
    summary = fields.LongTextField(
        label="Summary",
        hint="Who it is about, what was decided and what happens next. Enough to act on, and no more.",
        required_message="Enter a summary",
        rows=8,
    )
    previewed = fields.TextField(label="Previewed", required=False, max_length=64)
    layout = ["agencies", "subjects", "items", "summary", "previewed"]
    submit_label = "Preview"
    shown_preview = False

    def __init__(
        self, *args, audience: str, agencies: list[Agency], decisions: list[Decision], items: list[Item], **kwargs
    ):
        self.unnamed = {about_field(item): item for item in items if not item.about_whom}
        super().__init__(*args, **kwargs)
        self.audience = audience
        self.decisions = {str(decision.subject_id): decision for decision in decisions}
        self.fields["subjects"].choices = [
            (key, f"{decision.subject.display_name}: {decision.get_outcome_display()}")
            for key, decision in self.decisions.items()
        ]
        self.fields["subjects"].initial = list(self.decisions)
        self.offered = {str(agency.pk): agency for agency in agencies}
        self.items_offered = {str(item.pk): item for item in items}
        self.fields["summary"].initial = suggested_summary(self.referral)
        self.fields["previewed"].widget = HiddenInput()
        self.fields["agencies"].choices = [(key, agency.name) for key, agency in self.offered.items()]
        if items:
            self.fields["items"].choices = [
                (key, described(item), item.words) for key, item in self.items_offered.items()
            ]
        else:
            del self.fields["items"]
        for name, item in self.unnamed.items():
            self.fields[name] = fields.ChoiceField(
                label=f"Whom is this from {item.request.agency.name} about? “{Truncator(item.words).chars(80)}”",
                hint="The agency did not say. The product says that this is how the hub understands it",
                choices=list(people_about(item).items()),
                required=False,
                inline=True,
            )
        asked = [name for name in self.layout if name in self.fields]
        place = asked.index("summary")
        self.layout = [*asked[:place], *self.unnamed, *asked[place:]]

    def clean(self):
        answers = super().clean()
        for name, item in self.unnamed.items():
            if str(item.pk) in answers.get("items", []) and not answers.get(name):
                self.add_error(name, f"Select whom the information of {item.request.agency.name} is about")
        return answers

    @property
    def about(self) -> dict[str, str]:
        """Return whom the hub says items are about, by their key."""
        return {str(item.pk): self.cleaned_data[name] for name, item in self.unnamed.items() if self.cleaned_data[name]}

    @property
    def chosen_subjects(self) -> list[dict[str, str]]:
        basis = self.referral.lawful_bases.last()
        chosen = [self.decisions[key] for key in self.cleaned_data["subjects"]]
        return parts_of(chosen, audience=self.audience, basis=basis)

    @property
    def warns_not_to_tell(self) -> bool:
        return any(subject.get("do_not_tell") for subject in self.chosen_subjects)

    @property
    def chosen_agencies(self) -> list[Agency]:
        return [self.offered[key] for key in self.cleaned_data["agencies"]]

    @property
    def chosen_items(self) -> list[Item]:
        """Return the selected items; `stated_about` says whom each is about, as the product will."""
        selected, about = set(self.cleaned_data.get("items", [])), self.about
        chosen = [item for key, item in self.items_offered.items() if key in selected]
        for item in chosen:
            item.stated_about = item.about_whom or by_the_hub(item, about)
        return chosen

    @property
    def content(self) -> str:
        parts = (self.chosen_agencies, self.chosen_subjects, self.chosen_items, self.about)
        return content_of(self.audience, *parts, self.cleaned_data["summary"])

    @property
    def is_previewed(self) -> bool:
        """Whether the posted answers are those of the preview and no new preview was requested."""
        return self.cleaned_data["previewed"] == self.content and "again" not in self.data

    def preview(self) -> None:
        """Turn the form into its second step, with a preview of the current answers."""
        if self.cleaned_data["previewed"] and "again" not in self.data:
            self.add_error(None, "You changed the product after its preview. Check the new preview, then release it.")
        self.data = self.data.copy()
        self.data["previewed"], self.shown_preview = self.content, True
        self.submit_label = "Release this product"
        self.secondary_label, self.secondary_name = "Preview again", "again"

    def action_kwargs(self) -> dict[str, Any]:
        return {
            "audience": self.audience,
            "agencies": self.chosen_agencies,
            "subjects": self.cleaned_data["subjects"],
            "about": self.about,
            "items": [item.pk for item in self.chosen_items],
            "summary": self.cleaned_data["summary"],
            "seen": self.cleaned_data["seen"],
        }


class ChronologyFilter(FilterForm):
    agency = fields.ChoiceField(label="Agency", choices=[], select=True, empty="All agencies", required=False)
    kind = fields.ChoiceField(
        label="Kind", choices=codes.ItemKind.choices, select=True, empty="All kinds", required=False
    )
    submit_label = "Filter"

    def __init__(self, *args, agencies: list[Agency], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [(str(agency.pk), agency.name) for agency in agencies]

    def keep(self, items: list[Item]) -> list[Item]:
        """Return the items that match; an invalid filter returns all."""
        filters = self.cleaned_data if self.is_valid() else {}
        agency, kind = filters.get("agency"), filters.get("kind")
        return [
            item
            for item in items
            if (not agency or str(item.request.agency_id) == agency) and (not kind or item.kind == kind)
        ]
