"""What is done to hubs, agencies, people and their roles."""

from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from agencies import events
from agencies.addresses import NOT_PLAIN, normal
from agencies.editions import raise_version, take_turn
from agencies.models import Agency, Hub, Membership, Question, QuestionSet, Team, User
from agencies.people.administering import refuse_the_last_administrator
from agencies.question_defaults import DEFAULT_SETS, THEMES, concern_questions
from agencies.roles import ADMINISTRATOR, ROLES, why_not_together
from agencies.signing_in.sessions import end_sessions_of
from audit.recording import SYSTEM, record
from mash.refusals import Refusal, taken

NAME_TAKEN = Refusal("Your hub already has an agency of this name", field="name")
EMAIL_TAKEN = Refusal("Somebody with this email address already has an account", field="email")
QUESTIONS_ADDED = Refusal("Your hub has questions of its own already")
NAMED_ONCE = {"agency_named_once_in_hub": NAME_TAKEN, "auth_group_name_key": NAME_TAKEN}


@transaction.atomic
def add_agency(*, hub: Hub, name: str, kind: str, link: str, notice_email: str, by) -> Agency:
    """Raises Refusal for a name the hub has already, were it given in the same instant."""
    with taken(**NAMED_ONCE):
        group = Group.objects.create(name=f"{hub.slug}: {name}")
        facts = {"name": name, "kind": kind, "link": link, "notice_email": notice_email}
        agency = Agency.objects.create(hub=hub, group=group, **facts)
    record(events.AGENCY_ADDED, about=agency, by=by, kind=kind, link=link)
    return agency


@transaction.atomic
def invite(
    *, hub: Hub, email: str, name: str, role: str, by, agency: Agency | None = None, job_title: str = "", now=None
) -> User:
    """A person who may choose a password and sign in. Raises Refusal for an address that is already somebody's."""
    address = normal(email)
    if not address:
        raise Refusal(NOT_PLAIN, field="email")
    user = User(email=address, name=name, hub=hub, agency=agency, job_title=job_title)
    user.set_unusable_password()
    with taken(one_person_per_email=EMAIL_TAKEN, agencies_user_email_key=EMAIL_TAKEN):
        user.save()
    record(events.PERSON_INVITED, about=user, by=by, role=role, agency=agency.pk if agency else None, person=user.name)
    give_role(user=user, role=role, by=by, now=now)
    return user


@transaction.atomic
def give_role(*, user: User, role: str, by, seen: int | None = None, now: datetime | None = None) -> None:
    if by == user:
        raise Refusal("You cannot give yourself a role. Ask another administrator", field="role")
    edition = take_turn(user, seen=seen)
    if why := why_not_together(role, user.role_codes, of_agency=user.agency_id is not None):
        raise Refusal(why, field="role")
    given_by = by if isinstance(by, User) else None
    _, given = Membership.objects.get_or_create(
        user=user, role=role, ended_at=None, defaults={"given_by": given_by, "started_at": now or timezone.now()}
    )
    if not given:
        raise Refusal("They already hold this role", field="role")
    _keep_groups_in_step(user)
    raise_version(edition, by=by, now=now, what=f"gave them the role {ROLES[role].label}")
    record(events.ROLE_GIVEN, about=user, by=by, now=now, role=role, person=user.name)


@transaction.atomic
def end_role(*, user: User, role: str, by, seen: int | None = None, now: datetime | None = None) -> None:
    if by == user:
        raise Refusal("You cannot end a role of your own. Ask another administrator")
    edition = take_turn(user, seen=seen)
    if role == ADMINISTRATOR:
        refuse_the_last_administrator(user)
    if not user.memberships.current().filter(role=role).update(ended_at=now or timezone.now()):
        raise Refusal("They no longer hold this role")
    _keep_groups_in_step(user)
    raise_version(edition, by=by, now=now, what=f"ended their role {ROLES[role].label}")
    record(events.ROLE_ENDED, about=user, by=by, now=now, role=role, person=user.name)


@transaction.atomic
def suspend(*, user: User, by, seen: int | None = None, now: datetime | None = None) -> None:
    """Everything they could see closes with this statement: the walls ask whether a person is active."""
    if by == user:
        raise Refusal("You cannot suspend yourself. Ask another administrator")
    edition = take_turn(user, seen=seen)
    if not user.is_active:
        raise Refusal("They are already suspended")
    refuse_the_last_administrator(user)
    user.is_active, user.suspended_at = False, now or timezone.now()
    user.save(update_fields=["is_active", "suspended_at"])
    end_sessions_of(user)
    raise_version(edition, by=by, now=now, what="suspended them")
    record(events.PERSON_SUSPENDED, about=user, by=by, now=now, person=user.name)


@transaction.atomic
def restore(*, user: User, by, seen: int | None = None, now: datetime | None = None) -> None:
    edition = take_turn(user, seen=seen)
    if user.is_active:
        raise Refusal("They are not suspended: they may sign in")
    user.is_active, user.suspended_at = True, None
    user.save(update_fields=["is_active", "suspended_at"])
    raise_version(edition, by=by, now=now, what="let them back in")
    record(events.PERSON_RESTORED, about=user, by=by, now=now, person=user.name)


@transaction.atomic
def move(*, user: User, agency: Agency | None, by, seen: int | None = None, now: datetime | None = None) -> None:
    """To another agency, or out of all. What they could see of the old one closes here: groups, roles and sessions."""
    if by == user:
        raise Refusal("You cannot move yourself. Ask another administrator", field="agency")
    edition = take_turn(user, seen=seen)
    if agency == user.agency:
        raise Refusal("They already belong there", field="agency")
    before, user.agency = user.agency, agency
    user.save(update_fields=["agency"])
    ended = [code for code in user.role_codes if why_not_together(code, [], of_agency=agency is not None)]
    if ADMINISTRATOR in ended:
        refuse_the_last_administrator(user)
    user.memberships.current().filter(role__in=ended).update(ended_at=now or timezone.now())
    _keep_groups_in_step(user)
    end_sessions_of(user)
    raise_version(edition, by=by, now=now, what=f"moved them to {agency.name if agency else 'the hub’s own'}")
    names = {"before": before.name if before else "", "after": agency.name if agency else ""}
    record(events.PERSON_MOVED, about=user, by=by, person=user.name, now=now, roles_ended=ended, **names)


@transaction.atomic
def set_team(*, user: User, team: Team | None, by, seen: int | None = None, now: datetime | None = None) -> None:
    """Which of the hub's teams somebody works in, if any. What they may see and do stays as it is."""
    edition = take_turn(user, seen=seen)
    if team == user.team:
        raise Refusal("They already belong to that team" if team else "They belong to no team already", field="team")
    before, user.team = user.team, team
    user.save(update_fields=["team"])
    raise_version(edition, by=by, now=now, what=f"put them in {team.name}" if team else "took them out of their team")
    names = {"before": before.name if before else "", "after": team.name if team else ""}
    record(events.PERSON_TEAM_CHANGED, about=user, by=by, person=user.name, now=now, **names)


@transaction.atomic
def open_hub(*, name: str, slug: str, by=SYSTEM, **facts) -> Hub:
    """A new hub with its own team; `facts` are the other fields of Hub. Raises IntegrityError for a name in use."""
    team = Group.objects.create(name=f"{slug}: team")
    deciders = Group.objects.create(name=f"{slug}: decision-makers")
    hub = Hub.objects.create(name=name, slug=slug, team_group=team, deciders_group=deciders, **facts)
    record(events.HUB_CHANGED, about=hub, by=by, opened=True)
    return hub


@transaction.atomic
def fill_question_sets(*, hub: Hub, by) -> int:
    """Give a hub its own copy of the default questions, to change as it likes; nothing if it has sets already."""
    Hub.objects.select_for_update(no_key=True).get(pk=hub.pk)  # two administrators at once: the second finds them made
    if QuestionSet.objects.filter(hub=hub).exists():
        return 0
    wanted = {(kind, ""): defaults.base for kind, defaults in DEFAULT_SETS.items()}
    wanted |= {(kind, concern): concern_questions(kind, concern) for kind in DEFAULT_SETS for concern in THEMES}
    keys = [key for key, questions in wanted.items() if questions]
    with taken(one_question_set_a_concern=QUESTIONS_ADDED):
        sets = QuestionSet.objects.bulk_create(QuestionSet(hub=hub, agency_kind=k, concern=c) for k, c in keys)
    Question.objects.bulk_create(
        Question(question_set=own, position=n, text=q.text, look_back_months=q.look_back_months, about=q.about)
        for own, key in zip(sets, keys, strict=True)
        for n, q in enumerate(wanted[key], start=1)
    )
    record(events.QUESTIONS_CHANGED, about=hub, by=by, copied_from_defaults=len(sets))
    return len(sets)


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
