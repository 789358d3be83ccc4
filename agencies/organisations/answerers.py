"""Who can answer for an agency: its active people with a role that does."""

from collections.abc import Iterable

from django.db.models import QuerySet

from agencies.models import Agency, Membership
from agencies.roles import ROLES


def answerers() -> QuerySet[Membership]:
    """Return the roles by which somebody can answer for their agency now."""
    answering = [role.code for role in ROLES.values() if role.of_agency]
    return Membership.objects.current().filter(role__in=answering, user__is_active=True)


def without_answerers(agencies: Iterable[Agency]) -> list[Agency]:
    """Return those agencies of which nobody can answer."""
    listed = list(agencies)
    answered_for = set(answerers().filter(user__agency__in=listed).values_list("user__agency", flat=True))
    return [agency for agency in listed if agency.pk not in answered_for]
