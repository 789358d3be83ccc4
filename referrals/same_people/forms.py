"""What the page that tells people apart asks."""

from mash.govuk import fields
from mash.govuk.forms import SeenForm, VersionField
from mash.refusals import StalePage
from referrals.models import PersonPair


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

    def __init__(self, *args, pair: PersonPair, seen: int, **kwargs):
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
