"""Keeping at least one active administrator in every hub."""

from agencies.models import Hub, Membership, User
from agencies.roles import ADMINISTRATOR
from mash.refusals import RuleViolation

LAST_ADMINISTRATOR = (
    "They are the hub’s last administrator. Give somebody else the role first, or nobody could let people in"
)


def administrators_of(hub: Hub):
    """Return the hub's active administrators."""
    holders = Membership.objects.current().filter(role=ADMINISTRATOR).values("user")
    return User.objects.in_hub(hub).filter(is_active=True, pk__in=holders)


def check_not_last_administrator(user: User) -> None:
    """Raise RuleViolation if this is the hub's only active administrator."""
    # Locked, so that two administrators who end each other's role at the same moment cannot both succeed.
    Hub.objects.select_for_update(no_key=True).get(pk=user.home.pk)
    administrators = set(administrators_of(user.home))
    if user in administrators and len(administrators) == 1:
        raise RuleViolation(LAST_ADMINISTRATOR)
