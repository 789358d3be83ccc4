"""Forms of the unusual access pages: the filter of the list, and the auditor's judgement."""

from audit.models import UnusualAccess
from mash.govuk import fields
from mash.govuk.forms import FilterForm, SettingsForm

State, Outcome = UnusualAccess.State, UnusualAccess.Outcome
BREACH_NEEDS = {
    "breach_owner": "Enter who owns the breach",
    "reported_to": "Select where the breach is reported",
    "reported_on": "Enter the date of the report",
    "report_reference": "Enter the reference of the report",
}


class UnusualFilter(FilterForm):
    state = fields.ChoiceField(label="State", choices=State.choices, select=True, empty="Every state", required=False)
    outcome = fields.ChoiceField(
        label="Outcome", choices=Outcome.choices, select=True, empty="Any, or none yet", required=False
    )
    overdue = fields.BooleanField(label="Overdue", hint="No outcome yet, in the working days allowed", required=False)
    reason = fields.ChoiceField(
        label="Why it is listed", choices=UnusualAccess.Reason.choices, select=True, empty="Any reason", required=False
    )

    @property
    def terms(self) -> dict[str, str]:
        return {name: "on" if value is True else value for name, value in self.cleaned_data.items() if value}

    def narrow(self, accesses, *, overdue_before):
        """Return the entries that fit. `overdue_before` is the day before which one should have its outcome."""
        terms = {name: value for name, value in self.terms.items() if name != "overdue"}
        accesses = accesses.filter(**terms)
        return accesses.overdue(overdue_before) if "overdue" in self.terms else accesses

    def _describe(self, name: str, value: str) -> str:
        return "Overdue" if name == "overdue" else dict(self.fields[name].choices)[value]

    @property
    def selected(self) -> list[dict[str, str]]:
        return [
            {"text": self._describe(name, value), "href": _query(self.terms, name)}
            for name, value in self.terms.items()
        ]


def _query(terms: dict[str, str], without: str) -> str:
    return "?" + "&".join(f"{name}={value}" for name, value in terms.items() if name != without)


class JudgeForm(SettingsForm):
    submit_label = "Save"

    finding = fields.ChoiceField(
        label="What do you make of it?",
        choices=[
            (State.TAKEN_UP, "I take it up", "I am looking into it, or somebody I asked is"),
            (Outcome.EXPLAINED, "Explained", "There was a good reason for it"),
            (Outcome.TRAINING, "Training needed", "It should not have happened, and nobody was put at risk"),
            (Outcome.BREACH, "Personal data breach", "Somebody looked who had no right to. Fill in its report below"),
        ],
        required_message="Select what you make of it",
    )
    note = fields.LongTextField(
        label="Why?",
        hint="What you looked at, and whom you asked. Do not write anything about the family.",
        max_length=300,
        rows=4,
        noun="Why",
        required_message="Enter why",
    )
    breach_owner = fields.TextField(
        label="Breach: who owns it",
        hint="The member of staff who sees it through, such as the data protection officer",
        max_length=120,
        required=False,
    )
    reported_to = fields.ChoiceField(
        label="Breach: where it is reported",
        hint="The ICO has to be told within 72 hours of your knowing of it (UK GDPR article 33), unless it is unlikely "
        "to put anybody at risk. Every breach stands in the organisation’s own register.",
        choices=UnusualAccess.ReportedTo.choices,
        required=False,
    )
    reported_on = fields.DateField(
        label="Breach: date of the report", noun="Date of the report", past=True, required=False
    )
    report_reference = fields.IdentifierField(
        label="Breach: reference of the report", hint="No name of a family", max_length=60, width=20, required=False
    )

    def __init__(self, *args, unusual: UnusualAccess, **kwargs):
        self.unusual = unusual
        super().__init__(*args, seen=unusual.version, **kwargs)

    def clean(self):
        answers = super().clean() or self.cleaned_data
        if answers.get("finding") == Outcome.BREACH:
            for name, missing in BREACH_NEEDS.items():
                if not answers.get(name) and name not in self.errors:
                    self.add_error(name, missing)
        return answers

    def stands(self) -> dict:
        if self.unusual.state == State.WAITING:
            return {}
        names = ("note", *BREACH_NEEDS)
        # Entries closed before there were outcomes had a good reason.
        closed_as = self.unusual.outcome or Outcome.EXPLAINED.value
        finding = closed_as if self.unusual.state == State.DISMISSED else State.TAKEN_UP.value
        return {"finding": finding, **{name: getattr(self.unusual, name) for name in names}}

    def refuse(self, refusal) -> None:
        self.unusual.refresh_from_db()
        super().refuse(refusal)
