"""The people of a hub who may be given access to a case, and those who cannot lose it."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet

from agencies import roles
from agencies.models import Hub, Membership, User
from referrals.access.visible import on_team
from referrals.models import Referral

READS_CASES = [role.code for role in roles.ROLES.values() if roles.VIEW_CASE in role.permissions]


def colleagues_of(hub: Hub) -> QuerySet[User]:
    """Return the people of the hub whose role opens cases, with the roles they have."""
    memberships = Membership.objects.current().filter(user=OuterRef("pk"))
    opens_cases = Exists(memberships.filter(role__in=READS_CASES))
    people = User.objects.in_hub(hub).filter(opens_cases, is_active=True)
    return people.annotate(role_codes=ArraySubquery(memberships.order_by("role").values("role"))).order_by("name", "pk")


def team_of(hub: Hub) -> list[User]:
    """Return those of them who are in the hub's team: only they are given access without an end."""
    return [person for person in colleagues_of(hub) if on_team(person)]


def always_named(referral: Referral, *, by: User) -> set[int]:
    """Return the person restricting the case and its worker, who both keep access."""
    return {by.pk} | ({referral.allocated_to_id} if referral.allocated_to_id else set())
