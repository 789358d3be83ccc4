"""Account changes that need two people: one proposes, and another user of the hub confirms.

Each function takes the arguments of the action of the same name. By SYSTEM, the change needs no
confirmation.
"""

from django.db import transaction

from agencies.approvals import actions as approvals
from agencies.approvals.listing import confirmers_of
from agencies.models import AccountChange, User
from agencies.people import actions
from mash.identity import acting_as
from tests.database import as_role


def invite(*, by, **facts) -> User:
    user = _asked(actions.invite, by, facts)
    confirm_all(user, by=by)
    return User.objects.select_related("hub", "agency").get(pk=user.pk)


def give_role(*, user: User, by, **facts) -> None:
    _both(actions.give_role, user, by, facts)


def move(*, user: User, by, **facts) -> None:
    _both(actions.move, user, by, facts)


def restore(*, user: User, by, **facts) -> None:
    _both(actions.restore, user, by, facts)


def confirm_all(user: User | None, *, by) -> None:
    """Confirm all that `by` proposed about this user, or about domains where there is no user."""
    if not isinstance(by, User):
        return
    people = [by.pk, user.pk if user else None]
    second = confirmers_of(by.hub_id).exclude(pk__in=[pk for pk in people if pk]).order_by("pk").first()
    if second is None:
        return
    with acting_as(second), transaction.atomic():
        for change in AccountChange.objects.waiting().filter(user=user, proposed_by=by):
            approvals.confirm(change, by=second)


def _both(action, user: User, by, facts: dict) -> None:
    _asked(action, by, {"user": user, **facts})
    confirm_all(user, by=by)
    user.refresh_from_db()


def _asked(action, by, facts: dict):
    if not isinstance(by, User):
        with as_role("mash_owner"):
            return action(by=by, **facts)
    with acting_as(by):
        return action(by=by, **facts)
