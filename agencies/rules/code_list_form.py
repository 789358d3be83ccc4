"""The form on which a hub settles the codes of one list."""

from agencies.models import Hub
from agencies.rules.code_lists import Switch, switchable, switches_of
from mash.govuk import fields
from mash.govuk.forms import SettingsForm
from mash.govuk.layout import Section


class CodeListForm(SettingsForm):
    submit_label = "Save"

    def __init__(self, *args, hub: Hub, key: str, **kwargs):
        self.hub, self.key = hub, key
        self.listed = switchable(key)
        super().__init__(*args, **kwargs)
        for listed in self.listed:
            self._add(listed)
        self.layout = [Section(listed.words, *self._names(listed)) for listed in self.listed]

    def _add(self, listed) -> None:
        self.fields[f"offered_{listed.code}"] = fields.YesNoField(
            label="Is it offered?",
            noun=f"{listed.words}: offered",
            required_message=f"Select yes if “{listed.words}” is offered",
        )
        if listed.waits:
            self.fields[f"starts_{listed.code}"] = fields.DateField(
                label="In force since",
                hint="The day of the commencement regulations. Nobody can choose it before.",
                noun=f"{listed.words}: in force since",
                required=False,
            )

    def _names(self, listed) -> list[str]:
        return [f"offered_{listed.code}", *([f"starts_{listed.code}"] if listed.waits else [])]

    def stands(self):
        now = {}
        for code, switch in switches_of(self.hub, self.key).items():
            now |= {f"offered_{code}": switch.is_offered, f"starts_{code}": switch.starts_on}
        return now

    def action_kwargs(self) -> dict:
        typed = self.cleaned_data
        switches = {
            listed.code: Switch(typed[f"offered_{listed.code}"], typed.get(f"starts_{listed.code}"))
            for listed in self.listed
        }
        return {"switches": switches, "seen": typed["seen"]}
