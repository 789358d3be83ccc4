"""The forms of an answer, except for its items."""

from collections.abc import Sequence
from typing import Any

from django import forms

from agencies.models import User
from mash.govuk.dates import RULED
from mash.govuk.fields import BooleanField, ChoiceField, DateTimeField, LongTextField, MultiChoiceField, TextField
from mash.govuk.forms import Form
from mash.govuk.layout import Folded
from referrals import codes
from referrals.information_requests.answering import searching
from referrals.information_requests.answering.declining import decline_reasons
from referrals.information_requests.answering.item_forms import beginning, item_words
from referrals.information_requests.parts import Part
from referrals.models import InformationRequest, Item


def search_made_field() -> LongTextField:
    return LongTextField(
        label="What did you search? (optional)",
        noun="What you searched",
        hint="The systems, names, addresses and dates you searched. Needed if nothing is known.",
        required=False,
        max_length=2000,
        rows=3,
    )


class OutcomeForm(Part):
    """The outcome. `seen` is the number of answers when the page was opened."""

    seen = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, error_messages={"required": "Open this page again"}
    )
    outcome = ChoiceField(
        label="What is your answer?", required_message="Select your answer", choices=codes.ResponseOutcome.choices
    )
    decline_reason = ChoiceField(
        label="Why are you not sharing it?",
        hint="Needed if you hold something you do not share, or decline.",
        choices=[],
        select=True,
        empty="Select a reason",
        required=False,
    )
    reason = LongTextField(
        label="Reason",
        hint="Needed if you hold something you do not share, could not search, or decline.",
        required=False,
        max_length=2000,
        rows=3,
    )
    search_made = search_made_field()
    withdraw = MultiChoiceField(
        label="Does anything you gave before no longer stand?",
        hint="What you select is withdrawn. It stays on the record as withdrawn.",
        required=False,
    )

    def __init__(
        self,
        *args,
        request: InformationRequest,
        seen: int,
        standing: Sequence[Item],
        is_closed: bool,
        outcome: str = "",
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.fields["decline_reason"].choices = decline_reasons(request)
        self.initial = {"seen": seen, "outcome": outcome}
        if is_closed:
            # After a full answer the request cannot go back to being partly answered.
            partial = codes.ResponseOutcome.PARTIAL
            self.fields["outcome"].choices = [c for c in codes.ResponseOutcome.choices if c[0] != partial]
        self.fields["withdraw"].choices = [(str(item.position), item_words(item), beginning(item)) for item in standing]
        not_shared = Folded("If you do not share something, or could not search", "decline_reason", "reason")
        self.layout = ["outcome", not_shared, "search_made", *(["withdraw"] if standing else []), "seen"]
        if not standing:
            del self.fields["withdraw"]

    def clean(self):
        answers = super().clean()
        if answers.get("outcome") in codes.OUTCOMES_NEEDING_REASON and not answers.get("reason"):
            self.add_error("reason", "Enter the reason")
        if answers.get("outcome") in codes.NOT_SHARING and not answers.get("decline_reason"):
            self.add_error("decline_reason", "Select why you are not sharing it")
        if answers.get("outcome") == codes.ResponseOutcome.NOTHING_KNOWN and not answers.get("search_made"):
            self.add_error("search_made", "Enter what you searched")
        return answers


class ViewForm(Part):
    rating = ChoiceField(
        label="How urgent is this, in your agency’s view? (optional)",
        hint="From what you know. The hub rates the case itself and sees your view beside its own.",
        required=False,
        choices=codes.Rating.choices,
        inline=True,
    )
    rating_reason = LongTextField(
        label="Why is that your view?",
        noun="Why that is your view",
        hint="Needed if you give a view. Everybody at the hub who may open the case can read it, so keep out what only"
        " a decision-maker may know.",
        required=False,
        max_length=2000,
        rows=3,
    )
    takes_back_view = BooleanField(
        label="The view we gave before no longer stands",
        hint="It stays on the record as taken back. A new view replaces it by itself.",
        required=False,
    )

    def __init__(self, *args, has_view: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_view:
            del self.fields["takes_back_view"]

    def clean(self):
        answers = super().clean()
        if answers.get("rating") and not answers.get("rating_reason"):
            self.add_error("rating_reason", "Enter why that is your view")
        if answers.get("rating") and answers.get("takes_back_view"):
            self.add_error("takes_back_view", "Leave this empty: your new view replaces the one before")
        return answers


class NothingKnownForm(Form):
    """ "Nothing known", and what was searched; it starts with the person's own last search, if there is one."""

    systems = MultiChoiceField(
        label="What did you search?", required_message="Select at least one system or record you searched", small=True
    )
    another = TextField(
        label="Which one?",
        noun="Which other system or record",
        required_message="Enter which other system or record you searched",
        max_length=200,
    )
    identifiers = MultiChoiceField(
        label="What did you search by?",
        hint="For everybody in this request.",
        required_message="Select at least one thing you searched by",
        small=True,
    )
    reveals = {"systems": {searching.ANOTHER: ["another"]}}
    submit_label = "Send this answer: nothing known"

    def __init__(self, *args, request: InformationRequest, last: searching.Search | None, **kwargs):
        super().__init__(*args, initial=last.as_stored if last else None, **kwargs)
        self.fields["systems"].choices = searching.systems_of(request.agency.kind)
        self.fields["identifiers"].choices = searching.identifiers_of(request)

    def action_kwargs(self) -> dict[str, Any]:
        return {"search": searching.Search(**self.cleaned_data)}


class NothingKnownForSeveralForm(NothingKnownForm):
    """ "Nothing known" for several requests, after one search that is true of all."""

    chosen = MultiChoiceField(label="Which requests?", required_message="Select at least one request", small=True)
    layout = ["chosen", "systems", "identifiers"]
    submit_label = "Send: nothing known for all of these"

    def __init__(self, *args, requests: Sequence[InformationRequest], last: searching.Search | None, **kwargs):
        super().__init__(*args, request=requests[0], last=last, **kwargs)
        self.requests = {request.reference: request for request in requests}
        self.fields["chosen"].choices = [
            (reference, reference, ", ".join(person["name"] for person in request.subjects))
            for reference, request in self.requests.items()
        ]
        self.fields["identifiers"].choices = searching.identifiers_of_all(requests)
        self.fields["identifiers"].help_text = "For everybody in all of these requests."
        self.initial = {**self.initial, "chosen": list(self.requests)}

    def action_kwargs(self) -> dict[str, Any]:
        answers = dict(self.cleaned_data)
        chosen = [self.requests[reference] for reference in answers.pop("chosen")]
        return {"requests": chosen, "search": searching.Search(**answers)}


class GiveRequestForm(Form):
    """Who of the agency is to answer; `seen` is who had the request when the page was opened."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    to = ChoiceField(
        label="Who is to answer it?", required_message="Select who is to answer it", choices=[], small=True
    )
    layout = ["to", "seen"]
    submit_label = "Save"
    NOBODY = "nobody"

    def __init__(self, *args, request: InformationRequest, colleagues: Sequence[User], seen: str, **kwargs):
        super().__init__(*args, initial={"seen": seen, "to": seen or None}, **kwargs)
        self.colleagues = {str(colleague.pk): colleague for colleague in colleagues}
        people = [(key, colleague.name) for key, colleague in self.colleagues.items()]
        self.fields["to"].choices = [*people, (self.NOBODY, "Nobody yet: put it back for anybody to take")]

    def action_kwargs(self) -> dict[str, Any]:
        return {"seen": self.cleaned_data["seen"], "to": self.colleagues.get(self.cleaned_data["to"])}


class NotSharedForm(Form):
    decline_reason = ChoiceField(
        label="Why are you not sharing it?",
        choices=[],
        required_message="Select why you are not sharing it",
    )
    reason = LongTextField(
        label="What makes it so?",
        noun="What makes it so",
        hint="The hub reads this. Give nothing of what you hold.",
        required_message="Enter what makes it so",
        max_length=2000,
        rows=4,
    )
    ask_whom = TextField(
        label="Who can the hub ask? (optional)",
        noun="Who the hub can ask",
        hint="A name or role, and a phone number.",
        required=False,
        max_length=160,
    )
    search_made = search_made_field()
    submit_label = "Send this answer"

    def __init__(self, *args, request: InformationRequest, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decline_reason"].choices = decline_reasons(request)


class MoreTimeForm(Form):
    until = DateTimeField(
        label="When can you answer by?",
        hint="For example, 27 3 2027 at 2:30pm",
        noun="When you can answer by",
        required_message="Enter when you can answer by",
        future=True,
        usual=RULED,
    )
    reason = LongTextField(
        label="Why do you need more time?",
        noun="Why you need more time",
        hint="The hub sees this. It does not move the target.",
        required_message="Enter why you need more time",
        max_length=1000,
        rows=4,
    )
    submit_label = "Ask for more time"
