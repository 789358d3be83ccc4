"""The hub's people as the administrator's list shows them: as many queries for a hundred as for one."""

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from agencies.models import Hub, Membership, User
from agencies.roles import ROLES

ACTIVE, WAITING, SUSPENDED = "active", "waiting", "suspended"
STATES = {ACTIVE: "Active", WAITING: "Invited", SUSPENDED: "Suspended"}
COLOURS = {ACTIVE: "green", WAITING: "yellow", SUSPENDED: "red"}
BY_STATE = {
    ACTIVE: Q(is_active=True, last_login__isnull=False),
    WAITING: Q(is_active=True, last_login=None),
    SUSPENDED: Q(is_active=False),
}


def people_of(hub: Hub) -> QuerySet[User]:
    held = Prefetch("memberships", Membership.objects.current(), to_attr="held")
    return User.objects.in_hub(hub).select_related("agency").prefetch_related(held).order_by("name", "pk")


def fitting(people: QuerySet[User], terms: dict) -> QuerySet[User]:
    if terms.get("state"):
        people = people.filter(BY_STATE[terms["state"]])
    if terms.get("role"):
        holds = Membership.objects.current().filter(user=OuterRef("pk"), role=terms["role"])
        people = people.filter(Exists(holds))
    if terms.get("agency"):
        people = people.filter(agency=terms["agency"])
    return people


def named(people: QuerySet[User], words: str) -> QuerySet[User]:
    """Every word is somewhere in the name or the email address."""
    for word in words.split():
        people = people.filter(Q(name__icontains=word) | Q(email__icontains=word))
    return people


def state_of(user: User) -> str:
    if not user.is_active:
        return SUSPENDED
    return ACTIVE if user.last_login else WAITING


def row(user: User) -> dict:
    state = state_of(user)
    labels = [ROLES[membership.role].label for membership in user.held]
    return {"person": user, "roles": labels, "state": STATES[state], "colour": COLOURS[state]}
