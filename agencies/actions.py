"""What is done to people, agencies and their roles."""

from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from agencies import events
from agencies.models import Agency, Hub, Membership, User
from agencies.roles import ROLES
from audit.recording import SYSTEM, record


@transaction.atomic
def add_agency(*, hub: Hub, name: str, kind: str, link: str, notice_email: str, by) -> Agency:
    group = Group.objects.create(name=f"{hub.slug}: {name}")
    agency = Agency.objects.create(hub=hub, name=name, kind=kind, link=link, notice_email=notice_email, group=group)
    record(events.AGENCY_ADDED, about=agency, by=by, kind=kind, link=link)
    return agency


@transaction.atomic
def invite(
    *, hub: Hub, email: str, name: str, role: str, by, agency: Agency | None = None, job_title: str = "", now=None
) -> User:
    """A person who may choose a password and sign in. Raises ValueError for a role that needs an agency and has none."""
    if ROLES[role].of_agency and agency is None:
        raise ValueError(f"role {role!r} belongs to an agency; none was given")
    user = User(email=email.lower(), name=name, hub=hub, agency=agency, job_title=job_title)
    user.set_unusable_password()
    user.save()
    record(events.PERSON_INVITED, about=user, by=by, role=role, agency=agency.pk if agency else None)
    give_role(user=user, role=role, by=by, now=now)
    return user


@transaction.atomic
def give_role(*, user: User, role: str, by, now: datetime | None = None) -> None:
    given_by = by if isinstance(by, User) else None
    Membership.objects.get_or_create(
        user=user, role=role, ended_at=None, defaults={"given_by": given_by, "started_at": now or timezone.now()}
    )
    _keep_groups_in_step(user)
    record(events.ROLE_GIVEN, about=user, by=by, role=role)


@transaction.atomic
def end_role(*, user: User, role: str, by, now: datetime | None = None) -> None:
    user.memberships.current().filter(role=role).update(ended_at=now or timezone.now())
    _keep_groups_in_step(user)
    record(events.ROLE_ENDED, about=user, by=by, role=role)


@transaction.atomic
def suspend(*, user: User, by, now: datetime | None = None) -> None:
    """Everything they could see closes with this statement: the walls ask whether a person is active."""
    user.is_active, user.suspended_at = False, now or timezone.now()
    user.save(update_fields=["is_active", "suspended_at"])
    record(events.PERSON_SUSPENDED, about=user, by=by)


@transaction.atomic
def restore(*, user: User, by) -> None:
    user.is_active, user.suspended_at = True, None
    user.save(update_fields=["is_active", "suspended_at"])
    record(events.PERSON_RESTORED, about=user, by=by)


@transaction.atomic
def open_hub(*, name: str, slug: str, by=SYSTEM, **facts) -> Hub:
    """A new hub with its own team; `facts` are the other fields of Hub."""
    team = Group.objects.create(name=f"{slug}: team")
    deciders = Group.objects.create(name=f"{slug}: decision-makers")
    hub = Hub.objects.create(name=name, slug=slug, team_group=team, deciders_group=deciders, **facts)
    record(events.HUB_CHANGED, about=hub, by=by, opened=True)
    return hub


def _keep_groups_in_step(user: User) -> None:
    """Groups are what the walls read; they follow from the roles a person holds now."""
    user.__dict__.pop("role_codes", None)
    user.__dict__.pop("role_permissions", None)
    held = [ROLES[code] for code in user.role_codes]
    groups = []
    if any(role.team for role in held):
        groups.append(user.hub.team_group)
    if any(role.decides for role in held):
        groups.append(user.hub.deciders_group)
    if any(role.of_agency for role in held) and user.agency:
        groups.append(user.agency.group)
    user.groups.set(groups)
