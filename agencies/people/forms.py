"""Forms for inviting people and changing their accounts."""

from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone

from agencies.address_field import AddressField
from agencies.approvals.domains import why_domain_not_allowed
from agencies.models import Agency, Membership, User
from agencies.people.listing import AccountState, state_of
from agencies.people.particulars import PARTICULARS, particulars_of
from agencies.roles import ROLE_CHOICES, ROLES, why_not_together
from mash.govuk import fields
from mash.govuk.forms import FilterForm, Form, SettingsForm
from mash.govuk.stale_answers import NO_ANSWER, StaleAnswer, answer_text

NO_TEAM = "No team"
NO_AGENCY = "No agency: the hub’s own"
ROLE_OPTIONS = [(role.code, role.label, role.description) for role in ROLES.values()]


class ReasonForm(Form):
    """Asks for the reason that is stored with every change to an account."""

    reason = fields.TextField(
        label="Why?",
        hint="Kept in the history of the account and in the access log. Name nobody but the person themselves.",
        required_message="Enter why",
        max_length=300,
        noun="Why",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        last = [name for name in ("ends_on", "reason") if name in self.fields]
        self.order_fields([name for name in self.fields if name not in last] + last)


class LastDayForm(Form):
    ends_on = fields.DateField(
        label="Last day (optional)",
        hint="For a temporary role. It ends by itself after this day. For example 27 3 2027",
        required=False,
        noun="Last day",
        future=True,
    )

    def action_kwargs(self) -> dict:
        """Return the arguments of the action: `ends_at` is the end of the last day."""
        answers = {name: value for name, value in self.cleaned_data.items() if name != "ends_on"}
        day = self.cleaned_data.get("ends_on")
        ends = timezone.make_aware(datetime.combine(day + timedelta(days=1), time())) if day else None
        return {**answers, "ends_at": ends}


class HubObjectField(fields.ChoiceField):
    """Chooses among records of the hub; cleans to the record, or None."""

    # Not a ModelChoiceField: only what was offered is accepted, so no other hub's record can be chosen.

    def set_records(self, records) -> None:
        self.records = {str(record.pk): record for record in records}
        self.choices = [(key, record.name) for key, record in self.records.items()]

    def prepare_value(self, value):
        return str(value.pk) if isinstance(value, Model) else value

    def clean(self, value):
        return self.records.get(super().clean(value))


class AgencyField(HubObjectField):
    """Chooses one of the hub's active agencies; cleans to an Agency, or None."""

    def offer(self, hub, *, also: Agency | None = None) -> None:
        self.set_records([*Agency.objects.filter(hub=hub, is_active=True), *([also] if also else [])])


class PeopleFilter(FilterForm):
    state = fields.ChoiceField(label="Status", choices=AccountState.choices, select=True, empty="Any", required=False)
    role = fields.ChoiceField(label="Role", choices=ROLE_CHOICES, select=True, empty="Any", required=False)
    agency = AgencyField(label="Agency", select=True, empty="Any", required=False)

    def __init__(self, *args, hub, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].offer(hub)


class FindForm(Form):
    """Searches people by name or address."""

    # The page sends it by POST: query strings end up in logs and browser histories.

    words = fields.IdentifierField(label="Name or email address", required=False, max_length=100)


class InviteForm(ReasonForm, LastDayForm):
    submit_label = "Invite"

    name = fields.NameField(label="Full name", required_message="Enter their full name", max_length=120)
    email = AddressField(
        label="Work email address",
        hint="They sign in with it. One account for each person.",
        required_message="Enter their work email address",
    )
    job_title = fields.TextField(label="Job title (optional)", required=False, max_length=120)
    role = fields.ChoiceField(
        label="What will they do?", choices=ROLE_OPTIONS, required_message="Select what they will do"
    )
    agency = AgencyField(
        label="Agency",
        hint="Only for the people of an agency. Leave it empty for the hub’s own people.",
        select=True,
        empty="No agency",
        required=False,
    )

    def __init__(self, *args, hub, **kwargs):
        self.hub = hub
        super().__init__(*args, **kwargs)
        self.fields["agency"].offer(hub)

    def clean_email(self):
        email = self.cleaned_data["email"]
        if User.objects.at(email).exists():
            raise ValidationError("Somebody with this email address already has an account")
        return email

    def clean(self):
        role, agency = ROLES.get(self.cleaned_data.get("role", "")), self.cleaned_data.get("agency")
        if not role or "agency" in self.errors:
            return self.cleaned_data
        if role.of_agency and not agency:
            self.add_error("agency", f"Select the agency this {role.label.lower()} belongs to")
        elif agency and (why := why_not_together(role.code, [], of_agency=True)):
            self.add_error("agency", why)
        elif role.alone or "email" in self.errors:
            return self.cleaned_data
        elif why := why_domain_not_allowed(self.cleaned_data["email"], self.hub, agency):
            self.add_error("email", why)
        return self.cleaned_data


class PersonForm(SettingsForm):
    """Base of the forms that change an account. A stale page shows the account's current state beside it."""

    def __init__(self, *args, person: User, **kwargs):
        self.person = person
        super().__init__(*args, **kwargs)

    def compared(self):
        names = self.fields.keys() & {"role", "agency", "team"}
        typed = {name: answer_text(self.fields[name], self.cleaned_data.get(name)) for name in names}
        memberships = Membership.objects.current().filter(user=self.person)
        roles = "\n".join(ROLES[code].label for code in memberships.values_list("role", flat=True))
        agency = self.person.agency.name if self.person.agency else NO_AGENCY
        team = self.person.team.name if self.person.team else NO_TEAM
        return [
            StaleAnswer("Roles", typed.get("role", ""), roles or NO_ANSWER),
            StaleAnswer("Agency", typed.get("agency", ""), agency),
            StaleAnswer("Team", typed.get("team", ""), team),
            StaleAnswer("Status", "", state_of(self.person).label),
        ]


class GiveRoleForm(ReasonForm, LastDayForm, PersonForm):
    submit_label = "Give this role"

    role = fields.ChoiceField(label="Which role?", choices=[], required_message="Select the role to give")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A colleague may have given the role since the page was opened: the action then says so.
        sent = self.data.get("role")
        self.fields["role"].choices = [
            option for option in ROLE_OPTIONS if option[0] not in self.person.role_codes or option[0] == sent
        ]


class MoveForm(ReasonForm, PersonForm):
    submit_label = "Move"
    submit_style = "warning"

    agency = AgencyField(label="Where do they belong now?", select=True, empty=NO_AGENCY, required=False)

    def __init__(self, *args, hub, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].offer(hub, also=self.person.agency)

    def stands(self):
        return {"agency": self.person.agency}


class TeamForm(PersonForm):
    submit_label = "Save"

    team = HubObjectField(label="Which team do they belong to?", select=True, empty=NO_TEAM, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].set_records(self.person.hub.teams.all())

    def stands(self):
        return {"team": self.person.team}


class ParticularsForm(SettingsForm):
    submit_label = "Save"

    last_names = fields.NamesField(
        label="Last names (optional)",
        hint="One a line. Add earlier ones, such as a name before a marriage.",
        required=False,
        rows=3,
        max_length=400,
        longest=80,
        noun="Last names",
    )
    date_of_birth = fields.DateField(
        label="Date of birth (optional)",
        hint="For example 27 3 1984",
        required=False,
        noun="Date of birth",
        past=True,
        oldest=100,
        usual=(80, 0),
    )
    address = fields.TextField(
        label="House number or name, and street (optional)",
        required=False,
        max_length=200,
        noun="House number or name, and street",
    )
    postcode = fields.PostcodeField(label="Home postcode (optional)", required=False, noun="Home postcode")

    def __init__(self, *args, user: User, **kwargs):
        self.held = particulars_of(user)
        super().__init__(*args, **kwargs)

    def stands(self):
        return {name: getattr(self.held, name) for name in PARTICULARS}


class ConfirmSettingsForm(SettingsForm):
    """A form without fields that confirms an action and detects stale pages."""

    submit_style = "warning"

    def __init__(self, *args, submit_label: str, back: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.submit_label, self.secondary_href, self.secondary_label = submit_label, back, "Cancel" if back else ""


class ConfirmPersonForm(ReasonForm, ConfirmSettingsForm, PersonForm):
    """Confirms an action on an account, and asks for the reason."""


class DetailsForm(ReasonForm, PersonForm):
    submit_label = "Save"

    name = fields.NameField(label="Full name", required_message="Enter their full name", max_length=120)
    email = fields.EmailField(
        label="Work email address",
        hint="They sign in with it. We write to the old address and to the new one.",
        required_message="Enter their work email address",
    )
    job_title = fields.TextField(label="Job title (optional)", required=False, max_length=120)

    def stands(self):
        return {name: getattr(self.person, name) for name in ("name", "email", "job_title")}

    def compared(self):
        return [*SettingsForm.compared(self), *super().compared()]

    def clean_email(self):
        email = self.cleaned_data["email"]
        if User.objects.at(email).exclude(pk=self.person.pk).exists():
            raise ValidationError("Somebody with this email address already has an account")
        return email
