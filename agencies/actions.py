"""What is done to hubs, agencies, people and their roles."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from agencies import events
from agencies.addresses import NOT_PLAIN, domain_of, normal
from agencies.approvals.domains import refuse_from_outside
from agencies.approvals.proposing import note, propose, waiting_for
from agencies.editions import raise_version, take_turn
from agencies.models import AccountChange, Agency, Hub, Question, QuestionSet, Team, User
from agencies.people import applying
from agencies.people.administering import refuse_the_last_administrator
from agencies.people.applying import refuse_role
from agencies.question_defaults import DEFAULT_SETS, THEMES, concern_questions
from agencies.roles import ADMINISTRATOR, ROLES, needs_two
from agencies.signing_in.sessions import end_sessions_of
from agencies.signing_in.telling import tell_both
from audit.recording import SYSTEM, record
from mash.refusals import Refusal, taken

Kind = AccountChange.Kind
NAME_TAKEN = Refusal("Your hub already has an agency of this name", field="name")
EMAIL_TAKEN = Refusal("Somebody with this email address already has an account", field="email")
QUESTIONS_ADDED = Refusal("Your hub has questions of its own already")
NAMED_ONCE = {"agency_named_once_in_hub": NAME_TAKEN, "auth_group_name_key": NAME_TAKEN}


@transaction.atomic
def add_agency(*, hub: Hub, name: str, kind: str, link: str, notice_email: str, by) -> Agency:
    """Raises Refusal for a name the hub has already, were it given in the same instant."""
    with taken(**NAMED_ONCE):
        group = Group.objects.create(name=f"{hub.slug}: {name}")
        facts: dict[str, Any] = {"name": name, "kind": kind, "link": link, "notice_email": notice_email}
        # It has been asked nothing yet, and its first person is let in by two, who see the address.
        facts["mail_domains"] = [domain_of(notice_email)]
        agency = Agency.objects.create(hub=hub, group=group, **facts)
    record(events.AGENCY_ADDED, about=agency, by=by, kind=kind, link=link)
    return agency


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
    """A person who may choose a password and sign in; their role, unless one hand gives it, waits for a second person.

    Raises Refusal for an address that is already somebody's, or of no domain of the hub's or agency's.
    """
    address = normal(email)
    if not address:
        raise Refusal(NOT_PLAIN, field="email")
    if not ROLES[role].alone and isinstance(by, User):
        refuse_from_outside(address, hub, agency, field="email")
    user = User(email=address, name=name, hub=hub, agency=agency, job_title=job_title)
    user.set_unusable_password()
    with taken(one_person_per_email=EMAIL_TAKEN, agencies_user_email_key=EMAIL_TAKEN):
        user.save()
    at = agency.pk if agency else None
    note(Kind.INVITED, user=user, by=by, now=now, role=role, reason=reason)
    record(events.PERSON_INVITED, about=user, by=by, purpose=reason, role=role, agency=at, person=user.name)
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
    """Given at once if one hand gives it, or the operator's; else it waits for a second person (agencies/approvals)."""
    if by == user:
        raise Refusal("You cannot give yourself a role. Ask another administrator", field="role")
    edition = take_turn(user, seen=seen)
    refuse_role(user, role)
    facts = {"role": role, "reason": reason, "ends_at": ends_at}
    if isinstance(by, User) and not ROLES[role].alone:
        refuse_from_outside(user.email, user.hub, user.agency, field="role")
        change = propose(Kind.ROLE, user=user, hub=user.hub, by=by, now=now, **facts)
        what = f"asked a second person to confirm the role {ROLES[role].label}"
    else:
        alone = ROLES[role].alone
        change = note(Kind.ROLE, user=user, by=by, now=now, told="role", confirmed=not alone, **facts)
        what = applying.give(user, role, change=change, by=by, now=now)
    raise_version(edition, by=by, now=now, what=what)
    return change


@transaction.atomic
def end_role(
    *, user: User, role: str, by, reason: str = "", seen: int | None = None, now: datetime | None = None
) -> None:
    if by == user:
        raise Refusal("You cannot end a role of your own. Ask another administrator")
    edition = take_turn(user, seen=seen)
    if role == ADMINISTRATOR:
        refuse_the_last_administrator(user)
    if not user.memberships.current().filter(role=role).update(ended_at=now or timezone.now()):
        raise Refusal("They no longer hold this role")
    applying.keep_groups_in_step(user)
    note(Kind.ROLE_ENDED, user=user, by=by, now=now, told="role_ended", role=role, reason=reason)
    raise_version(edition, by=by, now=now, what=f"ended their role {ROLES[role].label}")
    record(events.ROLE_ENDED, about=user, by=by, now=now, purpose=reason, role=role, person=user.name)


@transaction.atomic
def suspend(*, user: User, by, reason: str = "", seen: int | None = None, now: datetime | None = None) -> None:
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
    note(Kind.SUSPENDED, user=user, by=by, now=now, told="suspended", reason=reason)
    raise_version(edition, by=by, now=now, what="suspended them")
    record(events.PERSON_SUSPENDED, about=user, by=by, now=now, purpose=reason, person=user.name)


@transaction.atomic
def restore(*, user: User, by, reason: str = "", seen: int | None = None, now: datetime | None = None) -> AccountChange:
    """Who holds a role that two people give comes back by two: it is as if they were given it again."""
    if by == user:
        raise Refusal("You cannot let yourself back in. Ask another administrator")
    edition = take_turn(user, seen=seen)
    if user.is_active:
        raise Refusal("They are not suspended: they may sign in")
    if isinstance(by, User) and needs_two(user.role_codes):
        change = propose(Kind.RESTORE, user=user, hub=user.hub, by=by, now=now, reason=reason)
        what = "asked a second person to let them back in"
    else:
        change = note(Kind.RESTORE, user=user, by=by, now=now, told="restore", reason=reason)
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
    """To another agency, or out of all. What they could see of the old one closes: groups, roles and sessions.

    Whoever would then read what the new agency is asked is moved by two people.
    """
    if by == user:
        raise Refusal("You cannot move yourself. Ask another administrator", field="agency")
    edition = take_turn(user, seen=seen)
    if agency == user.agency:
        raise Refusal("They already belong there", field="agency")
    stay = set(user.role_codes) - set(applying.ended_by_moving(user, agency))
    facts = {"agency": agency, "reason": reason}
    if isinstance(by, User) and agency is not None and needs_two(stay):
        refuse_from_outside(user.email, user.hub, agency, field="agency")
        change = propose(Kind.MOVE, user=user, hub=user.hub, by=by, now=now, **facts)
        what = f"asked a second person to move them to {agency.name}"
    else:
        change = note(Kind.MOVE, user=user, by=by, now=now, told="move", **facts)
        what = applying.move(user, agency, change=change, by=by, now=now)
    raise_version(edition, by=by, now=now, what=what)
    return change


@transaction.atomic
def change_details(
    *, user: User, by, reason: str = "", seen: int | None = None, now: datetime | None = None, **details
) -> AccountChange | None:
    """`details`: name, email, job_title. Another address is another way in, so two people change it for whoever holds
    a role that two people give; both addresses are told."""
    if by == user:
        raise Refusal("You cannot change your own. Ask another administrator")
    edition = take_turn(user, seen=seen)
    facts = {name: value for name, value in details.items() if getattr(user, name) != value}
    if not facts:
        raise Refusal("Nothing has been changed on this page")
    if waiting_for(user).exists():
        raise Refusal("Something about this account waits for a second person. That must be decided first")
    if "email" in facts and User.objects.at(facts["email"]).exclude(pk=user.pk).exists():
        raise EMAIL_TAKEN
    if "email" in facts and isinstance(by, User) and needs_two(user.role_codes):
        refuse_from_outside(facts["email"], user.hub, user.agency, field="email")
        change = propose(Kind.DETAILS, user=user, hub=user.hub, by=by, now=now, reason=reason, facts=facts)
        what = "asked a second person to confirm another email address"
    else:
        tell_both(user, facts.get("email", ""))
        change = note(Kind.DETAILS, user=user, by=by, now=now, reason=reason, facts=facts)
        with taken(one_person_per_email=EMAIL_TAKEN, agencies_user_email_key=EMAIL_TAKEN):
            what = applying.change_details(user, change=change, by=by, now=now)
    raise_version(edition, by=by, now=now, what=what)
    return change


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
    facts.setdefault("mail_domains", [domain_of(facts["duty_email"])] if facts.get("duty_email") else [])
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
