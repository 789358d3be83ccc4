"""Forms of the unusual access pages: the filter of the list, and the auditor's judgement."""

from audit.models import UnusualAccess
from mash.govuk import fields
from mash.govuk.forms import FilterForm, SettingsForm

State = UnusualAccess.State


class UnusualFilter(FilterForm):
    state = fields.ChoiceField(label="State", choices=State.choices, select=True, empty="Every state", required=False)
    reason = fields.ChoiceField(
        label="Why it is listed", choices=UnusualAccess.Reason.choices, select=True, empty="Any reason", required=False
    )

    @property
    def terms(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def selected(self) -> list[dict[str, str]]:
        return [
            {"text": dict(self.fields[name].choices)[value], "href": _query(self.terms, name)}
            for name, value in self.terms.items()
        ]


def _query(terms: dict[str, str], without: str) -> str:
    return "?" + "&".join(f"{name}={value}" for name, value in terms.items() if name != without)


class JudgeForm(SettingsForm):
    submit_label = "Save"

    state = fields.ChoiceField(
        label="What do you make of it?",
        choices=[
            (State.TAKEN_UP, "Take it up", "I am looking into it, or somebody I asked is"),
            (State.DISMISSED, "Dismiss it", "There was a good reason for it"),
        ],
        required_message="Select whether you take it up or dismiss it",
    )
    note = fields.LongTextField(
        label="Why?",
        hint="What you looked at, and whom you asked. Do not write anything about the family.",
        max_length=300,
        rows=4,
        noun="Why",
        required_message="Enter why",
    )

    def __init__(self, *args, unusual: UnusualAccess, **kwargs):
        self.unusual = unusual
        super().__init__(*args, seen=unusual.version, **kwargs)

    def stands(self) -> dict[str, str]:
        return {} if self.unusual.state == State.WAITING else {"state": self.unusual.state, "note": self.unusual.note}

    def refuse(self, refusal) -> None:
        self.unusual.refresh_from_db()
        super().refuse(refusal)
