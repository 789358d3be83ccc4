"""Deciding on changes that wait for a second person, and reviewing the roles people hold."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies import events
from agencies.approvals.domains import check_domain
from agencies.approvals.listing import second_people_of
from agencies.approvals.proposals import mark_lapsed, propose, record_change
from agencies.editions import lock_edition, raise_version
from agencies.models import AccountChange, Agency, Hub, Membership, User
from agencies.people import applying
from agencies.people.actions import end_role
from agencies.people.links import mail_link, needs_first_link
from agencies.roles import CONFIRM_CHANGES, MANAGE_PEOPLE, ROLES
from agencies.signing_in.notices import notify, notify_both_addresses
from audit.recording import Actor, record
from mash.refusals import RuleViolation, translate_unique_violation

Kind = AccountChange.Kind
OPERATOR = Actor(name="Operator")
ALREADY_DECIDED = "{who} decided on this already: {how}"
ENDED_ALREADY = "The last day of this role has passed, so it would never count. Refuse it; it can be asked for again"
LAPSED = "It was not confirmed in time, so it has lapsed. It can be asked for again"
OWN_PROPOSAL = "You asked for this yourself. Another administrator or a manager confirms it"
ROLE_CANNOT_CONFIRM = "Your role does not confirm this"
OWN_ACCOUNT = "This is about your own account. Somebody else confirms it"
EMAIL_TAKEN = RuleViolation("Somebody with this email address already has an account")


@transaction.atomic
def confirm(change: AccountChange, *, by: User, now: datetime | None = None) -> None:
    """Confirm a change as the second person, and apply it. Raises RuleViolation if it can no longer be applied."""
    change = _lock_waiting_change(change)
    _check_second_person(change, by)
    edition = lock_edition(change.user) if change.user else None
    _decide(change, AccountChange.Verdict.CONFIRMED, by=by, now=now)
    record(events.CHANGE_CONFIRMED, about=change, by=by, now=now, **_event_details(change))
    what = _apply(change, by=by, now=now)
    if edition is not None:
        raise_version(edition, by=change.proposed_by, now=now, what=what)


@transaction.atomic
def confirm_as_operator(change: AccountChange, *, reason: str, by: Actor = OPERATOR) -> None:
    """Confirm a change in a hub that has no second person. Raises RuleViolation if it has one.

    Needs the database owner's login, as `manage.py confirm_role` has.
    """
    change = _lock_waiting_change(change)
    # Without this check an operator could be used to get round the hub's own second person.
    if second_people_of(change).exists():
        raise RuleViolation("The hub has a second person who can confirm this")
    edition = lock_edition(change.user) if change.user else None
    _decide(change, AccountChange.Verdict.CONFIRMED, by=None, why=reason, now=None)
    record(events.CHANGE_CONFIRMED, about=change, by=by, why=reason, **_event_details(change))
    what = _apply(change, by=by, now=None)
    if edition is not None:
        raise_version(edition, by=change.proposed_by, what=what)


@transaction.atomic
def refuse(change: AccountChange, *, reason: str, by: User, now: datetime | None = None) -> None:
    """Refuse a change as the second person, giving a reason."""
    change = _lock_waiting_change(change)
    _check_second_person(change, by)
    _decide(change, AccountChange.Verdict.REFUSED, by=by, why=reason, now=now)
    record(events.CHANGE_REFUSED, about=change, by=by, now=now, why=reason, **_event_details(change))


@transaction.atomic
def withdraw(change: AccountChange, *, by: User, reason: str = "", now: datetime | None = None) -> None:
    """Withdraw a change. Raises RuleViolation for anybody but its proposer."""
    change = _lock_waiting_change(change)
    if change.proposed_by_id != by.pk:
        raise RuleViolation("Only who asked for it can withdraw it. You can refuse it")
    _decide(change, AccountChange.Verdict.WITHDRAWN, by=by, why=reason, now=now)
    record(events.CHANGE_WITHDRAWN, about=change, by=by, now=now, why=reason, **_event_details(change))


@transaction.atomic
def lapse(*, by, at_most: int) -> int:
    """Mark changes that nobody confirmed in time as lapsed; return how many."""
    # skip_locked: a change that somebody is deciding on at this moment is left to them.
    changes = list(AccountChange.objects.lapsed().select_for_update(skip_locked=True).order_by("pk")[:at_most])
    for change in changes:
        mark_lapsed(change)
        record(events.CHANGE_LAPSED, about=change, by=by, **_event_details(change))
    return len(changes)


@transaction.atomic
def change_domains(
    *, hub: Hub, domains: list[str], by: User, agency: Agency | None = None, reason: str = "", now=None
) -> AccountChange:
    """Propose new email domains for the hub, or for one agency. Raises RuleViolation if nothing would change."""
    # Two people, as for roles: anybody with an address of a permitted domain can be given one.
    current = (agency or hub).mail_domains
    domains_after = sorted(set(domains))
    if domains_after == sorted(current):
        raise RuleViolation("Nothing has been changed on this page", field="domains")
    facts = {"domains": domains_after, "before": sorted(current)}
    return propose(Kind.DOMAINS, hub=hub, agency=agency, by=by, now=now, reason=reason, facts=facts)


@transaction.atomic
def certify(*, memberships: list[Membership], reason: str, by: User, now: datetime | None = None) -> int:
    """Record that these roles are still needed; return how many. Raises RuleViolation for one's own role."""
    reviewed_at = now or timezone.now()
    certified = 0
    for membership in (
        Membership.objects.current().filter(pk__in=[m.pk for m in memberships]).select_related("user__hub")
    ):
        if membership.user_id == by.pk:
            raise RuleViolation("You cannot review your own role. Somebody else does")
        membership.certified_at, membership.certified_by = reviewed_at, by
        membership.save(update_fields=["certified_at", "certified_by"])
        record_change(Kind.CERTIFIED, user=membership.user, by=by, now=now, role=membership.role, reason=reason)
        record(events.ROLE_CERTIFIED, about=membership.user, by=by, now=now, purpose=reason, role=membership.role)
        certified += 1
    return certified


@transaction.atomic
def end_reviewed(*, memberships: list[Membership], reason: str, by: User) -> int:
    """End these roles after a review, except those that have ended since; return how many."""
    ended = 0
    for membership in (
        Membership.objects.current().filter(pk__in=[m.pk for m in memberships]).select_related("user__hub")
    ):
        end_role(user=membership.user, role=membership.role, reason=reason, by=by)
        ended += 1
    return ended


@transaction.atomic
def end_expired_roles(*, by, at_most: int) -> int:
    """End the roles whose end date has passed, and tell their holders; return how many."""
    expired = Membership.objects.past_their_date().select_for_update(skip_locked=True).order_by("ends_at")[:at_most]
    ended = list(expired)
    for membership in ended:
        user = User.objects.select_related("hub", "agency").get(pk=membership.user_id)
        # The date it was given until, and not the time at which this task happens to run.
        membership.ended_at = membership.ends_at
        membership.save(update_fields=["ended_at"])
        applying.sync_groups(user)
        record_change(
            Kind.ROLE_ENDED,
            user=user,
            by=by,
            notice="role_ended",
            role=membership.role,
            reason="The date it was given until",
        )
        record(events.ROLE_RAN_OUT, about=user, by=by, role=membership.role, person=user.name)
    return len(ended)


def why_not_decide(change: AccountChange, by: User) -> str:
    """Return why this person cannot decide on the change; "" if they can."""
    if change.proposed_by_id == by.pk:
        return OWN_PROPOSAL
    if change.user_id == by.pk:
        return OWN_ACCOUNT
    return "" if by.has_perm(CONFIRM_CHANGES) and by.hub_id == change.hub_id else ROLE_CANNOT_CONFIRM


def _check_second_person(change: AccountChange, by: User) -> None:
    if why := why_not_decide(change, by):
        raise RuleViolation(why)


def _lock_waiting_change(change: AccountChange) -> AccountChange:
    """Lock a change and return it as it stands. Raises RuleViolation if it no longer waits."""
    # Without decided_by: it may be set while we wait for the lock, and a joined row is not read again after that.
    related = ("hub", "user__hub", "user__agency", "agency", "proposed_by")
    locked = AccountChange.objects.select_related(*related).select_for_update(of=("self",)).filter(pk=change.pk).first()
    if locked is None:
        raise RuleViolation(ROLE_CANNOT_CONFIRM)
    if not locked.waits:
        who = locked.decided_by.name if locked.decided_by else "Nobody"
        raise RuleViolation(ALREADY_DECIDED.format(who=who, how=locked.get_decision_display().lower()))
    if locked.lapses_at <= timezone.now():
        raise RuleViolation(LAPSED)
    return locked


def _decide(change: AccountChange, decision: str, *, by: User | None, why: str = "", now: datetime | None) -> None:
    change.decision, change.decided_by, change.decided_at = decision, by, now or timezone.now()
    change.decided_why = why[:300]
    change.save(update_fields=["decision", "decided_by", "decided_at", "decided_why"])


def _apply(change: AccountChange, *, by, now: datetime | None) -> str:
    """Apply a confirmed change; return what was done. Raises RuleViolation if its proposer may not ask for it now."""
    # Otherwise an administrator suspended for misconduct would still get what they had asked for.
    proposer, user = change.proposed_by, change.user
    if proposer is None or not proposer.is_active or not proposer.has_perm(MANAGE_PEOPLE):
        raise RuleViolation("Whoever asked for this is no longer an administrator. Refuse it; another can ask again")
    if user is None:
        return _apply_domains(change, by=by, now=now)
    apply = {
        Kind.ROLE: _apply_role,
        Kind.DETAILS: _apply_details,
        Kind.MOVE: _apply_move,
        Kind.RESTORE: applying.restore,
        Kind.RESET: applying.reset_second_factor,
    }[Kind(change.kind)]
    # The other kinds choose their own notice: an invitation, or one to both addresses.
    if change.kind in (Kind.MOVE, Kind.RESTORE, Kind.RESET):
        notify(user, change.kind)
    return apply(user, change=change, by=by, now=now)


def _apply_role(user: User, *, change: AccountChange, by, now: datetime | None) -> str:
    if change.ends_at and change.ends_at <= (now or timezone.now()):
        raise RuleViolation(ENDED_ALREADY)
    # Checked again: the permitted domains may have changed since it was proposed.
    check_domain(user.email, change.hub, user.agency)
    what = applying.give_role(user, change.role, change=change, by=by, now=now)
    if needs_first_link(user):
        mail_link(user, by=by)
    else:
        notify(user, "role")
    return what


def _apply_details(user: User, *, change: AccountChange, by, now: datetime | None) -> str:
    check_domain(change.facts.get("email", user.email), change.hub, user.agency)
    notify_both_addresses(user, change.facts.get("email", ""))
    with translate_unique_violation(one_person_per_email=EMAIL_TAKEN, agencies_user_email_key=EMAIL_TAKEN):
        return applying.change_details(user, change=change, by=by, now=now)


def _apply_move(user: User, *, change: AccountChange, by, now: datetime | None) -> str:
    check_domain(user.email, change.hub, change.agency)
    return applying.move(user, change.agency, change=change, by=by, now=now)


def _apply_domains(change: AccountChange, *, by, now: datetime | None) -> str:
    owner = change.agency or change.hub
    before, owner.mail_domains = owner.mail_domains, change.facts["domains"]
    owner.save(update_fields=["mail_domains"])
    details: dict[str, Any] = {"before": before, "after": owner.mail_domains, "purpose": change.reason}
    record(events.DOMAINS_CHANGED, about=owner, by=by, now=now, **details)
    return "changed the email domains"


def _event_details(change: AccountChange) -> dict:
    return {
        "kind": change.kind,
        "role": ROLES[change.role].code if change.role in ROLES else "",
        "person": change.user.name if change.user else "",
        "proposed_by": change.proposed_by.name if change.proposed_by else "",
        "purpose": change.reason,
    }
