"""Forms of the auditor's pages: the filters of the access log, and the reason for opening search words."""

from collections.abc import Collection

from django.contrib.auth import get_user_model
from django.http import QueryDict
from django.utils.functional import cached_property

from audit import searching, wording
from audit.registry import registry
from mash import lists
from mash.govuk import fields
from mash.govuk.forms import FilterForm, Form
from mash.govuk.moments import words

PURPOSE = "access-log-purpose"  # under which the session has the purposes looked for
NOBODY = [(searching.PUBLIC, "A member of the public"), (searching.SYSTEM, "The system itself")]


NO_NAMES = (
    "Enter a reference, such as MASH-7KQ2-9XTD. The log holds no names of children or adults, so it finds nothing by "
    "one: ask the hub’s team for the reference. To find a member of staff, choose them under Person acting"
)


class LogFilter(FilterForm):
    """Base of the filters of the log. Fields that narrow by date must be called from_on and to_on."""

    references: tuple[str, ...] = ("reference",)  # the boxes that take a reference and nothing else
    in_address: dict[str, str] = {}  # what an address has in the place of an answer that may be a name

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
        """Return this filter as it stands in an address, without the terms named."""
        return self._as_query({**self.data.dict(), **self.in_address}, without)

    def stored_query(self) -> str:
        """Return this filter for a row of the database, where it is read again without the session."""
        return self._as_query(self.data.dict(), ())

    def _as_query(self, values: dict[str, str], without: Collection[str]) -> str:
        remaining = QueryDict(mutable=True)
        for key, value in values.items():
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
    agency = fields.ChoiceField(
        label="Agency, as it was called", select=True, empty="Any agency, or none", required=False
    )
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
        self.fields["agency"].choices = [(name, name) for name in searching.names(hub_id, "by_agency") if name]
        self.fields["by"].choices = [*NOBODY, *((str(pk), f"{name} ({email})") for pk, name, email in people)]

    def keep_purpose(self, request) -> None:
        """Keep the purpose looked for with the session, so that an address has only its number."""
        if purpose := self.cleaned_data.get("purpose"):
            self.in_address = {"purpose": lists.keep_words(request, PURPOSE, purpose)}

    def clean(self):
        if self.in_address.get("purpose") and not self.data.get("purpose"):
            self.add_error("purpose", "The purpose you looked for is no longer kept. Enter it again")
        return super().clean()


def chosen_by(request, *, hub_id: int | None) -> EventFilter:
    """Return the filter that an address stands for."""
    data, number = request.GET.copy(), request.GET.get("purpose", "")
    if number:
        data["purpose"] = lists.words_kept(request, PURPOSE, number)
    form = EventFilter(data, hub_id=hub_id)
    form.in_address = {"purpose": number} if number else {}
    return form


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
