"""Actions on accounts: inviting, roles, suspending, moving and details."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies import events
from agencies.addresses import NOT_PLAIN, normalise
from agencies.approvals.domains import check_domain
from agencies.approvals.proposals import changes_waiting_for, propose, record_change
from agencies.editions import lock_edition, raise_version
from agencies.models import AccountChange, Agency, Hub, Team, User
from agencies.people import applying
from agencies.people.administrators import check_not_last_administrator
from agencies.people.applying import check_role
from agencies.people.links import mail_link, why_no_link
from agencies.roles import ADMINISTRATOR, ROLES, needs_second_person
from agencies.signing_in.notices import notify_both_addresses
from agencies.signing_in.sessions import end_sessions_of
from audit.recording import record
from mash.refusals import RuleViolation, translate_unique_violation

Kind = AccountChange.Kind
EMAIL_TAKEN = RuleViolation("Somebody with this email address already has an account", field="email")


@transaction.atomic
def invite(
    *,
    hub: Hub,
    email: str,
    name: str,
    role: str,
    by,
    agency: Agency | None = None,
    job_title: str = "",
    reason: str = "",
    ends_at: datetime | None = None,
    now=None,
) -> User:
    """Create an account and give it a role, which may have to wait for a second person.

    Raises RuleViolation for an address that is invalid, in use or of a domain that is not permitted.
    """
    address = normalise(email)
    if not address:
        raise RuleViolation(NOT_PLAIN, field="email")
    if not ROLES[role].alone and isinstance(by, User):
        check_domain(address, hub, agency, field="email")
    user = User(email=address, name=name, hub=hub, agency=agency, job_title=job_title)
    user.set_unusable_password()
    with translate_unique_violation(one_person_per_email=EMAIL_TAKEN, agencies_user_email_key=EMAIL_TAKEN):
        user.save()
    agency_pk = agency.pk if agency else None
    record_change(Kind.INVITED, user=user, by=by, now=now, role=role, reason=reason)
    record(events.PERSON_INVITED, about=user, by=by, purpose=reason, role=role, agency=agency_pk, person=user.name)
    give_role(user=user, role=role, by=by, reason=reason, ends_at=ends_at, now=now)
    return user


@transaction.atomic
def give_role(
    *,
    user: User,
    role: str,
    by,
    reason: str = "",
    ends_at: datetime | None = None,
    seen: int | None = None,
    now: datetime | None = None,
) -> AccountChange:
    """Give a role at once if one person or the operator may, else propose it to a second person.

    Raises RuleViolation if the role cannot be given to this user.
    """
    if by == user:
        raise RuleViolation("You cannot give yourself a role. Ask another administrator", field="role")
    edition = lock_edition(user, seen=seen)
    check_role(user, role)
    fields = {"role": role, "reason": reason, "ends_at": ends_at}
    if isinstance(by, User) and not ROLES[role].alone:
        check_domain(user.email, user.home, user.agency, field="role")
        change = propose(Kind.ROLE, user=user, hub=user.home, by=by, now=now, **fields)
        what = f"asked a second person to confirm the role {ROLES[role].label}"
    else:
        alone = ROLES[role].alone
        change = record_change(Kind.ROLE, user=user, by=by, now=now, notice="role", confirmed=not alone, **fields)
        what = applying.give_role(user, role, change=change, by=by, now=now)
    raise_version(edition, by=by, now=now, what=what)
    return change


@transaction.atomic
def end_role(
    *, user: User, role: str, by, reason: str = "", seen: int | None = None, now: datetime | None = None
) -> None:
    """End a role at once. Raises RuleViolation for one's own, for one not held and for the last administrator's."""
    # One person is enough here and to suspend somebody: neither gives access to anything.
    if by == user:
        raise RuleViolation("You cannot end a role of your own. Ask another administrator")
    edition = lock_edition(user, seen=seen)
    if role == ADMINISTRATOR:
        check_not_last_administrator(user)
    if not user.memberships.current().filter(role=role).update(ended_at=now or timezone.now()):
        raise RuleViolation("They no longer hold this role")
    applying.sync_groups(user)
    record_change(Kind.ROLE_ENDED, user=user, by=by, now=now, notice="role_ended", role=role, reason=reason)
    raise_version(edition, by=by, now=now, what=f"ended their role {ROLES[role].label}")
    record(events.ROLE_ENDED, about=user, by=by, now=now, purpose=reason, role=role, person=user.name)


@transaction.atomic
def suspend(*, user: User, by, reason: str = "", seen: int | None = None, now: datetime | None = None) -> None:
    """Suspend an account and end its sign-ins. Raises RuleViolation for one's own and for the last administrator's."""
    # Access ends with this row: every database policy asks whether the user is active.
    if by == user:
        raise RuleViolation("You cannot suspend yourself. Ask another administrator")
    edition = lock_edition(user, seen=seen)
    if not user.is_active:
        raise RuleViolation("They are already suspended")
    check_not_last_administrator(user)
    user.is_active, user.suspended_at = False, now or timezone.now()
    user.save(update_fields=["is_active", "suspended_at"])
    end_sessions_of(user)
    record_change(Kind.SUSPENDED, user=user, by=by, now=now, notice="suspended", reason=reason)
    raise_version(edition, by=by, now=now, what="suspended them")
    record(events.PERSON_SUSPENDED, about=user, by=by, now=now, purpose=reason, person=user.name)


@transaction.atomic
def restore(*, user: User, by, reason: str = "", seen: int | None = None, now: datetime | None = None) -> AccountChange:
    """Lift a suspension, or propose it to a second person if the user's roles need one.

    Raises RuleViolation for one's own account, and if it is not suspended.
    """
    # Two people, because it gives their roles back to them.
    if by == user:
        raise RuleViolation("You cannot let yourself back in. Ask another administrator")
    edition = lock_edition(user, seen=seen)
    if user.is_active:
        raise RuleViolation("They are not suspended: they may sign in")
    if isinstance(by, User) and needs_second_person(user.role_codes):
        change = propose(Kind.RESTORE, user=user, hub=user.home, by=by, now=now, reason=reason)
        what = "asked a second person to let them back in"
    else:
        change = record_change(Kind.RESTORE, user=user, by=by, now=now, notice="restore", reason=reason)
        what = applying.restore(user, change=change, by=by, now=now)
    raise_version(edition, by=by, now=now, what=what)
    return change


@transaction.atomic
def move(
    *,
    user: User,
    agency: Agency | None,
    by,
    reason: str = "",
    seen: int | None = None,
    now: datetime | None = None,
) -> AccountChange:
    """Move a user to another agency, or out of all; propose it if they would keep a role that needs a second person.

    Raises RuleViolation for one's own account, and if they belong there already.
    """
    if by == user:
        raise RuleViolation("You cannot move yourself. Ask another administrator", field="agency")
    edition = lock_edition(user, seen=seen)
    if agency == user.agency:
        raise RuleViolation("They already belong there", field="agency")
    roles_left = set(user.role_codes) - set(applying.roles_ended_by_move(user, agency))
    fields: dict[str, Any] = {"agency": agency, "reason": reason}
    if isinstance(by, User) and agency is not None and needs_second_person(roles_left):
        check_domain(user.email, user.home, agency, field="agency")
        change = propose(Kind.MOVE, user=user, hub=user.home, by=by, now=now, **fields)
        what = f"asked a second person to move them to {agency.name}"
    else:
        change = record_change(Kind.MOVE, user=user, by=by, now=now, notice="move", **fields)
        what = applying.move(user, agency, change=change, by=by, now=now)
    raise_version(edition, by=by, now=now, what=what)
    return change


@transaction.atomic
def change_details(
    *, user: User, by, reason: str = "", seen: int | None = None, now: datetime | None = None, **details
) -> AccountChange | None:
    """Change `details` (name, email, job_title), or propose a new address if the user's roles need a second person.

    Raises RuleViolation for one's own account, for an address in use, and if another change waits.
    """
    # An address is a way into the account: whoever reads its mail can ask for a link to choose a password.
    if by == user:
        raise RuleViolation("You cannot change your own. Ask another administrator")
    edition = lock_edition(user, seen=seen)
    changes = {name: value for name, value in details.items() if getattr(user, name) != value}
    if not changes:
        raise RuleViolation("Nothing has been changed on this page")
    if changes_waiting_for(user).exists():
        raise RuleViolation("Something about this account waits for a second person. That must be decided first")
    if "email" in changes and User.objects.at(changes["email"]).exclude(pk=user.pk).exists():
        raise EMAIL_TAKEN
    if "email" in changes and isinstance(by, User) and needs_second_person(user.role_codes):
        check_domain(changes["email"], user.home, user.agency, field="email")
        change = propose(Kind.DETAILS, user=user, hub=user.home, by=by, now=now, reason=reason, facts=changes)
        what = "asked a second person to confirm another email address"
    else:
        notify_both_addresses(user, changes.get("email", ""))
        change = record_change(Kind.DETAILS, user=user, by=by, now=now, reason=reason, facts=changes)
        with translate_unique_violation(one_person_per_email=EMAIL_TAKEN, agencies_user_email_key=EMAIL_TAKEN):
            what = applying.change_details(user, change=change, by=by, now=now)
    raise_version(edition, by=by, now=now, what=what)
    return change


@transaction.atomic
def set_team(*, user: User, team: Team | None, by, seen: int | None = None, now: datetime | None = None) -> None:
    """Set which of the hub's teams a user works in, if any. It changes nobody's access."""
    edition = lock_edition(user, seen=seen)
    if team == user.team:
        raise RuleViolation(
            "They already belong to that team" if team else "They belong to no team already", field="team"
        )
    before, user.team = user.team, team
    user.save(update_fields=["team"])
    raise_version(edition, by=by, now=now, what=f"put them in {team.name}" if team else "took them out of their team")
    record(
        events.PERSON_TEAM_CHANGED,
        about=user,
        by=by,
        now=now,
        person=user.name,
        before=before.name if before else "",
        after=team.name if team else "",
    )


@transaction.atomic
def invite_by_mail(
    *,
    hub: Hub,
    email: str,
    name: str,
    role: str,
    by: User,
    agency: Agency | None = None,
    job_title: str = "",
    reason: str = "",
    ends_at: datetime | None = None,
) -> User:
    """Invite somebody and email the link to choose a password.

    If their role waits for a second person, the link is sent once it is confirmed.
    """
    fields: dict[str, Any] = {"job_title": job_title, "reason": reason, "ends_at": ends_at}
    user = invite(hub=hub, email=email, name=name, role=role, agency=agency, by=by, **fields)
    if ROLES[role].alone:
        mail_link(user, by=by)
    return user


@transaction.atomic
def send_link(*, user: User, by: User, reason: str = "", seen: int | None = None) -> None:
    """Email a user a new link to choose a password. Raises RuleViolation if they cannot have one."""
    lock_edition(user, seen=seen)
    if by == user:
        raise RuleViolation("You change your own password from your account")
    if why := why_no_link(user):
        raise RuleViolation(why)
    mail_link(user, by=by, reason=reason)
