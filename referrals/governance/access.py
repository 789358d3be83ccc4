"""What one person can see: their roles, grants and bars."""

from agencies import roles
from agencies.models import Membership, User
from referrals.access import who_can_see
from referrals.models import Bar


def seen_by(person: User) -> dict:
    """Return a person's access, for a governance officer of their hub.

    The database hides people's own bars from them.
    """
    codes = Membership.objects.current().filter(user=person).order_by("role").values_list("role", flat=True)
    held_roles = [roles.ROLES[code] for code in codes]
    grants = who_can_see.access_of(person)
    return {
        "roles": held_roles,
        "team": any(role.team for role in held_roles),
        "open": [grant for grant in grants if grant.is_open],
        "past": [grant for grant in grants if not grant.is_open],
        "bars": Bar.objects.standing().filter(user=person),
    }
