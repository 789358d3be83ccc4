"""Forms of saved searches: their name, and whether their dates are fixed or relative to today."""

from audit.forms import EventFilter
from audit.registry import registry
from mash.govuk import fields
from mash.govuk.forms import Form

AS_TYPED = "typed"
PERIODS = [(AS_TYPED, "The dates in the filter, or all if it has none"), ("7", "The last 7 days"),
           ("30", "The last 30 days"), ("90", "The last 90 days")]  # fmt: skip


class NameForm(Form):
    submit_label = "Save this name"

    name = fields.TextField(
        label="Name of this search",
        hint="Only you see it. Do not write anything about a family.",
        required_message="Enter a name for this search",
        noun="Name of this search",
        max_length=60,
    )


class SaveForm(NameForm):
    submit_label = "Save this search"

    period = fields.ChoiceField(
        label="Which days should it look at when you open it?",
        choices=PERIODS,
        initial=AS_TYPED,
        required_message="Select which days it should look at",
    )

    def __init__(self, *args, chosen: EventFilter, **kwargs):
        super().__init__(*args, **kwargs)
        self.chosen = chosen

    def clean(self):
        """Accept only references and listed choices: a saved search is not encrypted, and other words may be a name."""
        if not self.chosen.is_valid() or not self.chosen.terms:
            self.add_error(None, "There is no filter to save. Go back to the access log and choose one.")
            return self.cleaned_data
        terms = self.chosen.terms
        if "purpose" in terms:
            self.add_error(None, "A search with a purpose cannot be saved. Take the purpose out of the filter.")
        for name in ("reference", "seen"):
            if name in terms and not registry.is_reference(terms[name]):
                label = self.chosen.fields[name].label
                self.add_error(None, f"{label} must be a reference to be saved. Correct it in the filter.")
        return self.cleaned_data

    def action_kwargs(self) -> dict:
        period = self.cleaned_data["period"]
        facts = {"name": self.cleaned_data["name"], "terms": self.chosen.terms}
        if period == AS_TYPED:
            return facts | {"query": self.chosen.query(), "days": None}
        return facts | {"query": self.chosen.query("from_on", "to_on"), "days": int(period)}


class DeleteForm(Form):
    """A form without questions; the address says which search to delete."""

    submit_style = "warning"
    submit_label = "Delete this search"
