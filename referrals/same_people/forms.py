"""What the page that tells people apart asks."""

from mash.govuk import fields
from mash.govuk.forms import Form, SeenForm, VersionField
from mash.refusals import StalePage
from referrals.access.protected import GuardedPair
from referrals.models import Person, PersonPair, ProtectedIdentity
from referrals.models.identifiers import as_written


class WhoIsItForm(SeenForm):
    submit_label = "Save"
    layout = ["verdict", "why"]

    seen = VersionField()
    verdict = fields.ChoiceField(
        label="Are these two the same person?",
        choices=PersonPair.Verdict.choices,
        required_message="Select whether they are the same person",
    )
    why = fields.LongTextField(
        label="Why?",
        hint="Say what you compared and whom you asked. Everyone who can see both cases can read it.",
        max_length=2000,
        rows=4,
        required_message="Enter why",
    )

    def __init__(self, *args, pair: PersonPair | GuardedPair, seen: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.pair, self.decided = pair, seen
        self.fields["seen"].initial = seen

    def refuse(self, refusal) -> None:
        super().refuse(refusal)
        if isinstance(refusal, StalePage):
            self.carry(refusal.version)

    def action_kwargs(self) -> dict:
        answers = {name: self.cleaned_data[name] for name in ("why", "seen")}
        return {"pair": self.pair, "verdict": PersonPair.Verdict(self.cleaned_data["verdict"]), **answers}


class ProtectForm(Form):
    submit_label = "Protect this identity"
    submit_style = "warning"

    person = fields.ChoiceField(label="Whose identity is protected?", required_message="Select whose identity it is")
    kind = fields.ChoiceField(
        label="Why is it protected?",
        choices=ProtectedIdentity.Kind.choices,
        required_message="Select why it is protected",
    )
    why = fields.TextField(
        label="Who asked for it, or which order says so?",
        hint="Do not write another name of theirs. Everyone who can see this case, and governance, can read it.",
        max_length=200,
        required_message="Enter who asked for it, or which order says so",
    )

    def __init__(self, *args, people: list[Person], **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.fields["person"].choices = [(key, person.display_name) for key, person in self.people.items()]

    def action_kwargs(self) -> dict:
        data = self.cleaned_data
        return {"person": self.people[data["person"]], "kind": data["kind"], "why": data["why"]}


WITHOUT_NAMES = "Do not write anything about the family."


class AddIdentityForm(Form):
    submit_label = "Protect this identity"

    reference = fields.IdentifierField(
        label="Reference of the record", max_length=20, width=20, required_message="Enter the reference of the record"
    )
    number = fields.IntegerField(
        label="Which person of the record?",
        hint="Their number on the referral: 1 for the first.",
        min_value=1,
        max_value=99,
        required_message="Enter the number of the person",
    )
    kind = fields.ChoiceField(
        label="Why is it protected?",
        choices=ProtectedIdentity.Kind.choices,
        required_message="Select why it is protected",
    )
    why = fields.TextField(
        label="Who asked for it, or which order says so?",
        hint=WITHOUT_NAMES,
        max_length=200,
        required_message="Enter who asked for it, or which order says so",
    )

    def action_kwargs(self) -> dict:
        return {**self.cleaned_data, "reference": as_written(self.cleaned_data["reference"])}


class EndIdentityForm(Form):
    submit_style = "warning"
    submit_label = "End this protection"

    why = fields.TextField(
        label="Why is this identity no longer protected?",
        hint=WITHOUT_NAMES,
        max_length=200,
        required_message="Enter why this identity is no longer protected",
    )

    def action_kwargs(self) -> dict:
        return {"why": self.cleaned_data["why"]}
