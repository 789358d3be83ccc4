"""Words for what this app's lines note in the access log, and for its pages."""

from collections.abc import Mapping

from django.contrib.auth import get_user_model
from django.db.models import Model

from agencies import registry
from agencies.changes import FIELD_LABELS
from agencies.kinds import AgencyKind
from agencies.models import AccountChange, Agency, Hub, Target
from agencies.roles import ROLE_CHOICES
from audit.details import Detail, Names, as_day, as_moment, as_text, coded, each

FACTORS = [
    ("totp", "App that shows codes"),
    ("webauthn", "Passkey"),
    ("recovery_codes", "Recovery code"),
    ("provider", "Asked for by the organisation that signed them in"),
    ("", "None"),
]
HOW = [("password", "With a password"), ("link", "By a link sent to them"), ("passkey", "With a passkey")]
HOW += [("code", "With a code")]
ENDED = [("idle", "Idle for too long")]
FIELDS = {
    "name": "name",
    "email": "email address",
    "job_title": "job title",
    "title": "title",
    "last_names": "last names",
    "date_of_birth": "date of birth",
    "address": "address",
    "postcode": "postcode",
    "week": "opening hours",
    "closed_on": "days on which it is closed",
    **FIELD_LABELS,
}


def as_how(value, names: Names) -> str:
    way, _, provider = str(value).partition(": ")
    return f"Signed in by {provider}" if provider else coded(HOW)(value, names)


def as_target(value, names: Names) -> str:
    """Read {"final_decision red": "4 hours, working"}: each target as its measure, rating, hours and mode."""
    if not isinstance(value, dict):
        return as_text(value, names)
    measures, modes = dict(Target.MEASURES), dict(Target.MODES)
    read = []
    for key, target in value.items():
        measure, _, rating = key.partition(" ")
        hours, _, mode = str(target).partition(", ")
        what = ", ".join(filter(None, [measures.get(measure, measure), rating]))
        read.append(f"{what}: " + ", ".join(filter(None, [hours, modes.get(mode, mode).lower()])))
    return "\n".join(read)


def as_switches(value, names: Names) -> str:
    """Read {"CA04-16LA": "offered from 2027-01-04"}: each code with what was settled about it."""
    if not isinstance(value, dict):
        return as_text(value, names)
    return "\n".join(f"{code}: {as_switch(text, names)}" for code, text in value.items())


def as_switch(value, names: Names) -> str:
    offered, _, day = str(value).partition(" from ")
    return f"{offered.capitalize()} from {as_day(day, names)}" if day else offered.capitalize()


def as_list(value, names: Names) -> str:
    return registry.LISTS[value].title if value in registry.LISTS else as_text(value, names)


def as_concern(value, names: Names) -> str:
    return coded(registry.CONCERNS.items())(value, names)  # read late: registered after this app


def as_outcomes(value, names: Names) -> str:
    return coded(registry.OUTCOMES.items())(value, names)


DETAILS = {
    "active": Detail("Asked"),
    "concern": Detail("Concern", as_concern),
    "copied_from_defaults": Detail("Sets copied from the usual questions"),
    "question_set.changed before": Detail("Questions before"),
    "question_set.changed after": Detail("Questions after"),
    "question_set.changed kind": Detail("Kind of agency", coded(AgencyKind.choices)),
    "list": Detail("List", as_list),
    "code_list.changed before": Detail("Before", as_switches),
    "code_list.changed after": Detail("After", as_switches),
    "target.changed before": Detail("Before", as_target),
    "target.changed after": Detail("After", as_target),
    **{name: Detail(label[:1].upper() + label[1:]) for name, label in FIELDS.items()},
    "is_active": Detail("Can be asked"),
    "link": Detail("Link to the hub", coded(Agency.LINKS)),
    "signed_on": Detail("Date it was signed", as_day),
    "review_on": Detail("Date of its review", as_day),
    "closed_on": Detail("Days on which it is closed", each(as_day)),
    "second_signature_outcomes": Detail("Outcomes that need a second signature", as_outcomes),
    "ended_on": Detail("Ended on", as_day),
    "opened": Detail("Opened"),
    "agency.added kind": Detail("Kind of agency", coded(AgencyKind.choices)),
    "agreement.added agency": Detail("Agency"),
    "agreement.changed agency": Detail("Agency"),
    # Accounts
    "person": Detail("Person"),
    "proposed_by": Detail("Asked for by"),
    "changed": Detail("What was changed", coded(FIELDS.items())),
    "roles_ended": Detail("Roles ended", coded(ROLE_CHOICES)),
    "person.moved before": Detail("Agency before", lambda value, names: value or "The hub’s own"),
    "person.moved after": Detail("Agency after", lambda value, names: value or "The hub’s own"),
    "person.team_changed before": Detail("Team before"),
    "person.team_changed after": Detail("Team after"),
    "mail_domains.changed before": Detail("Domains before"),
    "mail_domains.changed after": Detail("Domains after"),
    "role.given until": Detail("Until", lambda value, names: as_moment(value, names) if value else "No end date"),
    **{
        f"account_change.{step} {key}": detail
        for step in ("proposed", "confirmed", "refused", "withdrawn", "lapsed")
        for key, detail in (("kind", Detail("Change", coded(AccountChange.Kind.choices))), ("agency", Detail("Agency")))
    },
    "login": Detail("Login on the server"),
    "shown_to_operator": Detail("Shown to whoever ran the command"),
    # Signing in
    "email": Detail("Address typed, as a mark", machine=True),
    "how": Detail("How", as_how),
    "locked": Detail("Refused unread, after too many attempts"),
    "second_factor": Detail("Second factor", coded(FACTORS)),
    **{
        f"second_factor.{what} kind": Detail("Second factor", coded(FACTORS)) for what in ("passed", "added", "removed")
    },
    "left": Detail("Recovery codes left"),
    "ended": Detail("Sign-ins ended"),
    "sign_out.ended why": Detail("Why", coded(ENDED)),
    "provider": Detail("Organisation"),
    "sent": Detail("Whether a link was sent"),
}
PAGES = {
    "sign_in": "Sign in",
    "second_step": "Second step of signing in",
    "ran_out": "Signed out",
    "single_sign_on": "Sign-in by another organisation",
    "single_sign_on_return": "Return from another organisation’s sign-in",
    "sign_out": "Sign out",
    "forgotten_password": "Forgotten password",
    "forgotten_sent": "Link to choose a password sent",
    "forgotten_link": "Link to choose a password",
    "choose_password": "Choose a password",
    "password_link": "Link to choose a password",
    "account": "Their own account",
    "own_particulars": "Their own particulars",
    "change_password": "Change their password",
    "second_factor": "Their second factor",
    "add_app": "Set up an app that shows codes",
    "add_passkey": "Set up a passkey",
    "remove_second_factor": "Remove a second factor",
    "recovery_codes": "Recovery codes",
    "new_recovery_codes": "New recovery codes",
    "end_sign_in": "End one of their sign-ins",
    "end_other_sign_ins": "End their other sign-ins",
    "confirm": "Confirm who they are",
    "confirm_elsewhere": "Confirm who they are with another organisation",
    "stay": "Stay signed in",
    "people": "People",
    "find_people": "Find people",
    "invite": "Invite a person",
    "person": "One person’s account",
    "give_role": "Give a role",
    "end_role": "End a role",
    "suspend": "Suspend a person",
    "restore": "Let a person back in",
    "move": "Move a person to another agency",
    "details": "A person’s name and email address",
    "change_team": "A person’s team",
    "particulars": "A person’s particulars",
    "new_link": "New link to choose a password",
    "reset_second_factor": "Reset a second factor",
    "changes": "Changes that wait for a second person",
    "changes_done": "Changes to accounts that are decided",
    "change": "A change to an account",
    "refuse_change": "Refuse a change to an account",
    "withdraw_change": "Withdraw a change to an account",
    "review": "Review of a role",
    "domains": "Email domains",
    "hub_domains": "Email domains of the hub",
    "agency_domains": "Email domains of an agency",
    "watched": "Accounts to look at",
    "agencies": "Agencies",
    "add_agency": "Add an agency",
    "agency": "One agency",
    "agreements": "Sharing agreements",
    "add_agreement": "Add a sharing agreement",
    "agreement": "One sharing agreement",
    "end_agreement": "End a sharing agreement",
    "question_sets": "Question sets",
    "copy_default_questions": "Copy the usual questions",
    "questions_of_kind": "Questions for one kind of agency",
    "question_set": "One question set",
    "targets": "Targets",
    "hours": "Opening hours",
    "pauses": "Reasons for pausing a clock",
    "hub_settings": "The hub’s own settings",
    "code_lists": "Lists of codes",
    "code_list": "One list of codes",
}


def names_of(kind: str) -> Mapping[str, str]:
    """Return names by number, as far as whoever asks may see them."""
    models: dict[str, type[Model]] = {"person": get_user_model(), "agency": Agency, "hub": Hub}
    model = models[kind]
    return {str(pk): name for pk, name in model._default_manager.values_list("pk", "name")}
