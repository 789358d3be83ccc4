"""Forms of the auditor's pages: the filters of the access log, and the reason for opening search words."""

from django.contrib.auth import get_user_model
from django.http import QueryDict
from django.utils.functional import cached_property

from audit import searching, wording
from audit.registry import registry
from mash.govuk import fields
from mash.govuk.forms import FilterForm, Form
from mash.govuk.moments import words

NOBODY = [(searching.PUBLIC, "A member of the public"), (searching.SYSTEM, "The system itself")]


NO_NAMES = (
    "Enter a reference, such as MASH-7KQ2-9XTD. The log holds no names of children or adults, so it finds nothing by "
    "one: ask the hub’s team for the reference. To find a member of staff, choose them under Person acting"
)


class LogFilter(FilterForm):
    """Base of the filters of the log. Fields that narrow by date must be called from_on and to_on."""

    references: tuple[str, ...] = ("reference",)  # the boxes that take a reference and nothing else

    @cached_property
    def helper(self):
        helper = super().helper
        # By POST, and on to an address of the terms only when each box holds what belongs in it: a name that somebody
        # types into one would otherwise stay in the history of the browser and in the logs of every server on the way.
        helper.form_method, helper.form_action = "post", "?"
        return helper

    def holds_no_name(self) -> bool:
        """Whether what was typed may stand in an address. If a box holds something that may be a name, say why not."""
        if not self.is_valid():
            return False
        for name in self.references:
            if (typed := self.cleaned_data.get(name)) and not registry.is_reference(typed):
                self.add_error(name, NO_NAMES)
        return self.is_valid()

    def clean(self):
        first, last = self.cleaned_data.get("from_on"), self.cleaned_data.get("to_on")
        if first and last and last < first:
            self.add_error("to_on", "To must be the same day as From or after it")
        return self.cleaned_data

    @property
    def terms(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if value}

    def query(self, *without: str) -> str:
        """Return this filter as a query string, without the terms named."""
        remaining = QueryDict(mutable=True)
        for key, value in self.data.items():
            field = key if key in self.fields else key.rpartition("_")[0]
            if value and field in self.terms and field not in without:
                remaining[key] = value
        return remaining.urlencode()

    @property
    def selected(self) -> list[dict[str, str]]:
        return [{"text": self._describe(name), "href": f"?{self.query(name)}"} for name in self.terms]

    def in_words(self) -> list[dict[str, str]]:
        return [{"key": self.fields[name].label, "value": self._describe(name, bare=True)} for name in self.terms]

    def _describe(self, name: str, *, bare: bool = False) -> str:
        value = self.terms[name]
        if name == "by":
            return dict(self.fields["by"].choices)[value]
        if name == "code":
            return wording.sentence(value)
        if name == "role":
            return dict(registry.roles)[value]
        if value is True:
            return "Yes" if bare else self.fields[name].label
        if name in ("from_on", "to_on"):
            return words(value) if bare else f"{self.fields[name].label} {words(value)}"
        return f"People of {value}" if name == "seen" and not bare else value


class EventFilter(LogFilter):
    references = ("reference", "seen")

    reference = fields.IdentifierField(
        label="Reference",
        hint="A case’s finds its requests and products too",
        required=False,
        max_length=40,
        width=10,
    )
    seen = fields.IdentifierField(
        label="Person seen",
        hint="The reference of one record they are in. Finds every record of the people in it and of those they live "
        "with, and the lists that showed one.",
        required=False,
        max_length=40,
        width=10,
    )
    by = fields.ChoiceField(
        label="Person acting",
        hint="What was done to their account stands with what they did",
        select=True,
        empty="Anybody",
        required=False,
    )
    role = fields.ChoiceField(label="Role, as it was", select=True, empty="Any role", required=False)
    code = fields.ChoiceField(
        label="What happened", choices=wording.kinds, select=True, empty="Anything", required=False
    )
    from_on = fields.DateField(label="From", required=False)
    to_on = fields.DateField(label="To", required=False)
    agency = fields.TextField(label="Agency", hint="Any part of its name", required=False, max_length=120)
    purpose = fields.TextField(label="Purpose", hint="Any part of it", required=False, max_length=120)
    out_of_hours = fields.BooleanField(
        label="Out of hours", hint="When the hub was shut, by its opening hours as they are now", required=False
    )
    emergency = fields.BooleanField(label="Emergency openings", required=False)
    refused = fields.BooleanField(label="Refused or failed", required=False)
    nobody = fields.BooleanField(
        label="Sign-ins with an unknown address", hint="Failed, and of no hub. Looks at nothing else", required=False
    )

    def __init__(self, *args, hub_id, **kwargs):
        super().__init__(*args, **kwargs)
        people = (
            get_user_model().objects.filter(hub_id=hub_id).order_by("name", "pk").values_list("pk", "name", "email")
        )
        self.fields["role"].choices = registry.roles
        self.fields["by"].choices = [*NOBODY, *((str(pk), f"{name} ({email})") for pk, name, email in people)]


class TimelineFilter(LogFilter):
    reference = fields.IdentifierField(
        label="Reference", hint="A case’s has its requests and products in it", required=False, max_length=40, width=10
    )
    from_on = fields.DateField(label="From", required=False)
    to_on = fields.DateField(label="To", required=False)


class WhoLookedFilter(LogFilter):
    reference = fields.IdentifierField(
        label="Reference", hint="A case’s has its requests and products in it", required=False, max_length=40, width=10
    )
    whole = fields.BooleanField(
        label="Every record of these people", hint="And of those they live with, such as a sibling", required=False
    )


class PurposeForm(Form):
    submit_label = "Export"

    purpose = fields.LongTextField(
        label="Why you need this summary",
        hint="For example, the number of the complaint it answers. Name no child or adult.",
        required_message="Enter why you need this summary",
        noun="Why you need this summary",
        max_length=300,
        rows=3,
    )


class WordsForm(Form):
    submit_label = "Open the words"

    why = fields.LongTextField(
        label="Why do you need to know what was searched for?",
        hint="Do not write anything about the family.",
        max_length=300,
        rows=3,
        noun="Why you need to know",
        required_message="Enter why you need to know what was searched for",
    )
