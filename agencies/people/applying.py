"""Applying account changes that are permitted: made by one person where that is enough, or confirmed by a second.

Each function writes the change, records its event and returns a phrase for the edition. The calling action holds
the transaction and the lock.
"""

from datetime import datetime

from django.utils import timezone

from agencies import events
from agencies.models import AccountChange, Agency, Membership, User
from agencies.people.administrators import check_not_last_administrator
from agencies.roles import ADMINISTRATOR, ROLES, why_not_together
from agencies.signing_in.second_factor import requirement
from agencies.signing_in.sessions import end_sessions_of
from audit.recording import record
from mash.refusals import RuleViolation


def check_role(user: User, role: str) -> None:
    """Raise RuleViolation if the user holds the role already or cannot hold it beside their others."""
    if why := why_not_together(role, user.role_codes, of_agency=user.agency_id is not None):
        raise RuleViolation(why, field="role")
    if role in user.role_codes:
        raise RuleViolation("They already hold this role", field="role")


def give_role(user: User, role: str, *, change: AccountChange, by, now: datetime | None) -> str:
    check_role(user, role)
    # The unique constraint goes by ended_at, which the task may not have set yet.
    for expired in Membership.objects.past_their_date().filter(user=user, role=role):
        expired.ended_at = expired.ends_at
        expired.save(update_fields=["ended_at"])
    Membership.objects.create(
        user=user,
        role=role,
        started_at=now or timezone.now(),
        ends_at=change.ends_at,
        given_by=change.proposed_by,
        change=change,
    )
    sync_groups(user)
    until = change.ends_at.isoformat() if change.ends_at else ""
    record(
        events.ROLE_GIVEN,
        about=user,
        by=by,
        now=now,
        role=role,
        person=user.name,
        until=until,
        **_reason_details(change),
    )
    return f"gave them the role {ROLES[role].label}"


def move(user: User, agency: Agency | None, *, change: AccountChange, by, now: datetime | None) -> str:
    """Move the user to an agency, or out of all, and end the roles that do not fit there.

    Raises RuleViolation if they belong there already, or are the hub's last administrator.
    """
    if agency == user.agency:
        raise RuleViolation("They already belong there", field="agency")
    ended = roles_ended_by_move(user, agency)
    if ADMINISTRATOR in ended:
        check_not_last_administrator(user)
    # Before the agency: the database lets one person move an account only if it holds no role that takes two.
    user.memberships.current().filter(role__in=ended).update(ended_at=now or timezone.now())
    before, user.agency = user.agency, agency
    user.save(update_fields=["agency"])
    sync_groups(user)
    end_sessions_of(user)
    names = {"before": before.name if before else "", "after": agency.name if agency else ""}
    details = {"person": user.name, "roles_ended": ended, **names, **_reason_details(change)}
    record(events.PERSON_MOVED, about=user, by=by, now=now, **details)
    return f"moved them to {agency.name if agency else 'the hub’s own'}"


def roles_ended_by_move(user: User, agency: Agency | None) -> list[str]:
    """Return the roles the user cannot keep in this agency, or outside all."""
    return [code for code in user.role_codes if why_not_together(code, [], of_agency=agency is not None)]


def restore(user: User, *, change: AccountChange, by, now: datetime | None) -> str:
    if user.is_active:
        raise RuleViolation("They are not suspended: they may sign in")
    user.is_active, user.suspended_at = True, None
    user.save(update_fields=["is_active", "suspended_at"])
    record(events.PERSON_RESTORED, about=user, by=by, now=now, person=user.name, **_reason_details(change))
    return "let them back in"


def reset_second_factor(user: User, *, change: AccountChange, by, now: datetime | None) -> str:
    if not requirement.remove_all(user):
        raise RuleViolation("They have no second factor to reset")
    end_sessions_of(user)
    record(events.SECOND_FACTOR_RESET, about=user, by=by, now=now, person=user.name, **_reason_details(change))
    return "reset their second factor"


def change_details(user: User, *, change: AccountChange, by, now: datetime | None) -> str:
    """Change name, email address or job title. A new address also ends the user's sign-ins."""
    before = {name: getattr(user, name) for name in change.facts}
    changed = sorted(name for name in change.facts if before[name] != change.facts[name])
    for name in changed:
        setattr(user, name, change.facts[name])
    user.save(update_fields=changed)
    if "email" in changed:
        end_sessions_of(user)
    record(events.PERSON_DETAILS_CHANGED, about=user, by=by, now=now, changed=changed, **_reason_details(change))
    return "changed their name or email address"


def sync_groups(user: User) -> None:
    """Set the user's groups to what their current roles give them."""
    # Row-level security reads groups and not roles, so the two must never differ.
    user.__dict__.pop("role_codes", None)
    user.__dict__.pop("role_permissions", None)
    roles = [ROLES[code] for code in user.role_codes]
    groups = []
    if any(role.team for role in roles):
        groups.append(user.home.team_group)
    if any(role.decides for role in roles):
        groups.append(user.home.deciders_group)
    if any(role.of_agency for role in roles) and user.agency:
        groups.append(user.agency.group)
    user.groups.set(groups)


def _reason_details(change: AccountChange) -> dict:
    """Return the event details on why a change was made and who proposed it."""
    # The event itself names the person who confirmed it, so the proposer has to be added.
    proposer = change.proposed_by.name if change.proposed_by and change.proposed_by_id != change.decided_by_id else ""
    return {"purpose": change.reason, "proposed_by": proposer}
