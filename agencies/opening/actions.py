"""Opening a hub with its first administrator: done by the operator, since nobody can sign in yet."""

import os
import pwd
from datetime import time

from django.contrib.auth.models import Group
from django.db import transaction

from agencies import events, registry
from agencies.addresses import domain_of, normalise
from agencies.models import Hub, User
from agencies.people.actions import invite
from agencies.questions.actions import fill_question_sets
from agencies.roles import ADMINISTRATOR
from agencies.rules.actions import set_hours, set_targets
from audit.recording import OPERATOR, SYSTEM, record
from mash.refusals import RuleViolation, translate_unique_violation

USUAL_HOURS = {day: (time(9), time(17)) for day in range(5)}
NAME_TAKEN = RuleViolation("There is a hub of this name already", field="name")
SHORT_NAME_TAKEN = RuleViolation("There is a hub of this short name already", field="short_name")
IN_ANOTHER_HUB = RuleViolation("They belong to another hub already", field="administrator_email")
HUB_VIOLATIONS = {
    "agencies_hub_name_key": NAME_TAKEN,
    "agencies_hub_slug_key": SHORT_NAME_TAKEN,
    "auth_group_name_key": SHORT_NAME_TAKEN,
}


@transaction.atomic
def open_with_administrator(
    *,
    name: str,
    short_name: str,
    phone: str,
    out_of_hours_phone: str,
    duty_email: str,
    administrator_name: str,
    administrator_email: str,
    by=OPERATOR,
) -> tuple[User, bool]:
    """Open a hub with the usual hours, targets and questions; return its administrator and whether it is new.

    Called again for the same hub, it only returns the administrator. Raises RuleViolation if that administrator has a
    password, or if a name or the address belongs to another hub.
    """
    existing = Hub.objects.filter(slug=short_name).first()
    if existing:
        return _first_administrator(existing, name, administrator_email), False
    if User.objects.at(administrator_email).exists():
        raise IN_ANOTHER_HUB
    contact = {"phone": phone, "out_of_hours_phone": out_of_hours_phone, "duty_email": duty_email}
    with translate_unique_violation(**HUB_VIOLATIONS):
        hub = open_hub(name=name, slug=short_name, by=by, **contact)
    set_hours(hub=hub, hours=USUAL_HOURS, closed_on=[], by=by)
    targets = {(target.measure, target.rating): (target.hours, target.mode) for target in registry.USUAL_TARGETS}
    set_targets(hub=hub, targets=targets, by=by)
    fill_question_sets(hub=hub, by=by)
    administrator = invite(hub=hub, email=administrator_email, name=administrator_name, role=ADMINISTRATOR, by=by)
    record(events.HUB_OPENED, about=hub, by=by, login=_operator_login(), person=administrator.name)
    return administrator, True


@transaction.atomic
def note_link(*, user: User, shown: bool, by=OPERATOR) -> None:
    """Record that a link to choose a password was made, and whether the operator was shown it."""
    record(
        events.PASSWORD_LINK_SENT,
        about=user,
        by=by,
        person=user.name,
        login=_operator_login(),
        shown_to_operator=shown,
    )


def _first_administrator(hub: Hub, name: str, email: str) -> User:
    """Return the administrator of an open hub. Raises RuleViolation if it has other people or they have a password."""
    # The caller makes a link for them, and a link to an account in use would be a way into it.
    if hub.name != name:
        raise SHORT_NAME_TAKEN
    if User.objects.filter(hub=hub).exclude(email=normalise(email)).exists():
        raise RuleViolation(
            "This hub is open, and people have been invited. Ask an administrator of it to invite others"
        )
    administrator = User.objects.at(email).select_related("hub").filter(hub=hub).first()
    if administrator is None or administrator.has_usable_password():
        raise RuleViolation("This hub is open, and its administrator has a password. They sign in, and invite others")
    return administrator


def _operator_login() -> str:
    """Return the operating system user of this process: not proof of who typed, but all that is known."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


@transaction.atomic
def open_hub(*, name: str, slug: str, by=SYSTEM, **fields) -> Hub:
    """Create a hub and its groups; `fields` are other fields of Hub. Raises IntegrityError for a name in use."""
    team = Group.objects.create(name=f"{slug}: team")
    deciders = Group.objects.create(name=f"{slug}: decision-makers")
    fields.setdefault("mail_domains", [domain_of(fields["duty_email"])] if fields.get("duty_email") else [])
    hub = Hub.objects.create(name=name, slug=slug, team_group=team, deciders_group=deciders, **fields)
    record(events.HUB_CHANGED, about=hub, by=by, opened=True)
    return hub
