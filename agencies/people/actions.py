"""Letting somebody in: an account, and a link by which they choose a password."""

from django.db import transaction
from django.utils import timezone

from agencies import actions, events, letters
from agencies.editions import take_turn
from agencies.models import Agency, Hub, User
from agencies.signing_in.links import link_for
from audit.recording import record
from mash.refusals import Refusal


@transaction.atomic
def invite_by_link(
    *, hub: Hub, email: str, name: str, role: str, by: User, agency: Agency | None = None, job_title: str = ""
) -> tuple[User, str]:
    """The new person, and the link for the administrator to pass on should the email not arrive."""
    user = actions.invite(hub=hub, email=email, name=name, role=role, agency=agency, job_title=job_title, by=by)
    return user, send_link(user=user, by=by)


@transaction.atomic
def send_link(*, user: User, by: User) -> str:
    """A link to choose a password, mailed by the worker once this is committed.

    It ends nothing: the old password works until then.
    """
    take_turn(user)
    if not user.is_active:
        raise Refusal("They are suspended. Restore them first")
    if not user.last_login:
        user.invited_at = timezone.now()
        user.save(update_fields=["invited_at"])
    letters.post(user, letters.CHOOSE)
    record(events.PASSWORD_LINK_SENT, about=user, by=by, person=user.name)
    return link_for(user)
