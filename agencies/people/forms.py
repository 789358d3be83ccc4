"""Who comes into the hub, and what they may do there."""

from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone

from agencies.address_field import AddressField
from agencies.approvals.domains import why_not_from
from agencies.models import Agency, Membership, User
from agencies.people.listing import STATES, state_of
from agencies.people.particulars import PARTICULARS, particulars_of
from agencies.roles import ROLE_CHOICES, ROLES, why_not_together
from mash.govuk import fields
from mash.govuk.forms import FilterForm, Form, SettingsForm
from mash.govuk.stale_answers import NO_ANSWER, StaleAnswer, answer_text

NO_TEAM = "No team"
NO_AGENCY = "No agency: the hub’s own"
ROLES_SAID = [(role.code, role.label, role.description) for role in ROLES.values()]


class WhyForm(Form):
    """Why it is done is asked of everything done to an account, and kept with it."""

    reason = fields.TextField(
        label="Why?",
        hint="Kept in the history of the account and in the access log. Name nobody but the person themselves.",
        required_message="Enter why",
        max_length=300,
        noun="Why",
        autocomplete="off",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        last = [name for name in ("ends_on", "reason") if name in self.fields]
        self.order_fields([name for name in self.fields if name not in last] + last)


class EndingForm(Form):
    ends_on = fields.DateField(
        label="Last day (optional)",
        hint="For a temporary role. It ends by itself after this day. For example 27 3 2027",
        required=False,
        noun="Last day",
    )

    def clean_ends_on(self):
        day = self.cleaned_data.get("ends_on")
        if day and day < timezone.localdate():
            raise ValidationError("Last day must be today or in the future")
        return day

    def action_kwargs(self) -> dict:
        """The answers as the action takes them: a last day is a moment, the end of it."""
        answers = {name: value for name, value in self.cleaned_data.items() if name != "ends_on"}
        day = self.cleaned_data.get("ends_on")
        ends = timezone.make_aware(datetime.combine(day + timedelta(days=1), time())) if day else None
        return {**answers, "ends_at": ends}


class OfTheHubField(fields.ChoiceField):
    """One of those offered, as itself; None for none of them."""

    def among(self, offered) -> None:
        self.offered = {str(one.pk): one for one in offered}
        self.choices = [(key, one.name) for key, one in self.offered.items()]

    def prepare_value(self, value):
        return str(value.pk) if isinstance(value, Model) else value

    def clean(self, value):
        return self.offered.get(super().clean(value))


class AgencyField(OfTheHubField):
    """One of the hub's agencies, as an `Agency`; None for no agency."""

    def offer(self, hub, *, also: Agency | None = None) -> None:
        self.among([*Agency.objects.filter(hub=hub, is_active=True), *([also] if also else [])])


class PeopleFilter(FilterForm):
    state = fields.ChoiceField(label="Status", choices=list(STATES.items()), select=True, empty="Any", required=False)
    role = fields.ChoiceField(label="Role", choices=ROLE_CHOICES, select=True, empty="Any", required=False)
    agency = AgencyField(label="Agency", select=True, empty="Any", required=False)

    def __init__(self, *args, hub, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].offer(hub)


class FindForm(Form):
    """Sent by POST, so that nobody's name stands in an address."""

    words = fields.TextField(label="Name or email address", required=False, max_length=100)


class InviteForm(WhyForm, EndingForm):
    submit_label = "Invite"

    name = fields.TextField(
        label="Full name", required_message="Enter their full name", max_length=120, autocomplete="off"
    )
    email = AddressField(
        label="Work email address",
        hint="They sign in with it. One account for each person.",
        required_message="Enter their work email address",
        autocomplete="off",
    )
    job_title = fields.TextField(label="Job title (optional)", required=False, max_length=120)
    role = fields.ChoiceField(
        label="What will they do?", choices=ROLES_SAID, required_message="Select what they will do"
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
        elif outside := why_not_from(self.cleaned_data["email"], self.hub, agency):
            self.add_error("email", outside)
        return self.cleaned_data


class PersonForm(SettingsForm):
    """Changes who somebody is to the hub; a page gone stale shows all of it as it stands now."""

    def __init__(self, *args, person: User, **kwargs):
        self.person = person
        super().__init__(*args, **kwargs)

    def compared(self):
        asked = self.fields.keys() & {"role", "agency", "team"}
        typed = {name: answer_text(self.fields[name], self.cleaned_data.get(name)) for name in asked}
        held = Membership.objects.current().filter(user=self.person)
        roles = "\n".join(ROLES[code].label for code in held.values_list("role", flat=True))
        agency = self.person.agency.name if self.person.agency else NO_AGENCY
        team = self.person.team.name if self.person.team else NO_TEAM
        return [
            StaleAnswer("Roles", typed.get("role", ""), roles or NO_ANSWER),
            StaleAnswer("Agency", typed.get("agency", ""), agency),
            StaleAnswer("Team", typed.get("team", ""), team),
            StaleAnswer("Status", "", STATES[state_of(self.person)]),
        ]


class GiveRoleForm(WhyForm, EndingForm, PersonForm):
    submit_label = "Give this role"

    role = fields.ChoiceField(label="Which role?", choices=[], required_message="Select the role to give")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sent = self.data.get("role")  # somebody may have given the very role since: the action says so
        self.fields["role"].choices = [
            one for one in ROLES_SAID if one[0] not in self.person.role_codes or one[0] == sent
        ]


class MoveForm(WhyForm, PersonForm):
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

    team = OfTheHubField(label="Which team do they belong to?", select=True, empty=NO_TEAM, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].among(self.person.hub.teams.all())

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
    )
    address = fields.TextField(
        label="House number or name, and street (optional)",
        required=False,
        max_length=200,
        noun="House number or name, and street",
        autocomplete="off",
    )
    postcode = fields.PostcodeField(label="Home postcode (optional)", required=False, noun="Home postcode")

    def __init__(self, *args, user: User, **kwargs):
        self.held = particulars_of(user)
        super().__init__(*args, **kwargs)

    def stands(self):
        return {name: getattr(self.held, name) for name in PARTICULARS}


class Confirming(SettingsForm):
    """Nothing to fill in: the page says what will happen."""

    submit_style = "warning"

    def __init__(self, *args, submit_label: str, back: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.submit_label, self.secondary_href, self.secondary_label = submit_label, back, "Cancel" if back else ""


class ConfirmPersonForm(WhyForm, Confirming, PersonForm):
    pass


class DetailsForm(WhyForm, PersonForm):
    submit_label = "Save"

    name = fields.TextField(
        label="Full name", required_message="Enter their full name", max_length=120, autocomplete="off"
    )
    email = fields.EmailField(
        label="Work email address",
        hint="They sign in with it. We write to the old address and to the new one.",
        required_message="Enter their work email address",
        autocomplete="off",
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
