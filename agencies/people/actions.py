"""Letting somebody in: an account, and a link by which they choose a password."""

from datetime import datetime

from django.db import transaction

from agencies import actions
from agencies.editions import take_turn
from agencies.models import Agency, Hub, User
from agencies.people.links import mail_link, why_no_link
from agencies.roles import ROLES
from mash.refusals import Refusal


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
    """They get their link at once where one hand gives their role; else when a second person has confirmed it."""
    facts = {"job_title": job_title, "reason": reason, "ends_at": ends_at}
    user = actions.invite(hub=hub, email=email, name=name, role=role, agency=agency, by=by, **facts)
    if ROLES[role].alone:
        mail_link(user, by=by)
    return user


@transaction.atomic
def send_link(*, user: User, by: User, reason: str = "", seen: int | None = None) -> None:
    take_turn(user, seen=seen)
    if by == user:
        raise Refusal("You change your own password from your account")
    if why := why_no_link(user):
        raise Refusal(why)
    mail_link(user, by=by, reason=reason)
