"""Which cases, requests and products a person may see: the first of two walls, in Python.

The second wall is the row-level security in the SQL files beside this one; tests/need_to_know
checks both against one oracle. The hub's own team sees the hub's referrals that are not restricted,
anybody else needs a grant, and a bar overrides both. An agency sees the requests put to it and the
products released to it, never the referral.
"""

from collections.abc import Iterable

from django.db.models import BooleanField, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Now

from agencies import roles
from referrals.access import grounds
from referrals.models import (
    CaseAction,
    InformationRequest,
    Product,
    ProductGroupGrant,
    Referral,
    ReferralGroupGrant,
    ReferralUserGrant,
    RequestGroupGrant,
)


class IsBarred(Func):
    """Whether the user is barred from the record with this key.

    A database function: the app cannot read a user's own bars, or a page could reveal them.
    """

    template = "%(expressions)s = ANY ((SELECT mash_bars())::uuid[])"
    output_field = BooleanField()


class Permitted(Func):
    """The key of a permission. A scalar subquery, so PostgreSQL looks it up once for each query."""

    template = "(SELECT mash_perm(%(expressions)s))"
    output_field = IntegerField()


VIEW = Permitted(Value("view_referral"))


def visible_referrals(user) -> QuerySet[Referral]:
    """Return the cases the user may see, by the team's right or by a grant."""
    # A suspended person sees nothing, even in a session that is still open.
    if not user.is_active:
        return Referral.objects.none()
    # The clock of the database, as in the policies: both walls must let a grant end together.
    now = Now()
    to_them = ReferralUserGrant.objects.filter(user=user, permission=VIEW, expires_at__gt=now)
    to_groups = ReferralGroupGrant.objects.filter(group__in=groups_of(user), permission=VIEW, expires_at__gt=now)
    # Lists, each read once for a query and not for each row of it.
    granted = Q(pk__in=to_them.values("content_object")) | Q(pk__in=to_groups.values("content_object"))
    # The team's right comes first: it lets in nearly every row, which skips the subqueries.
    may_see = Q(hub=user.hub_id, restricted=False) | granted if on_team(user) else granted
    # Excluded last: a bar overrides the team's right and every grant.
    return Referral.objects.filter(may_see).exclude(IsBarred(F("pk")))


def only_read(user, referrals: Iterable[Referral]) -> set:
    """Return the keys of the cases that the user may read but not work on.

    All of `referrals` must be visible to the user. For a list: one query, however many there are.
    """
    restricted = [referral.pk for referral in referrals if referral.restricted]
    if not restricted:
        return set()
    works = ReferralUserGrant.objects.filter(
        content_object__in=restricted,
        user=user,
        permission=VIEW,
        kind__in=grounds.WORKING_GRANTS,
        expires_at__gt=Now(),
    )
    return set(restricted) - set(works.values_list("content_object", flat=True))


def groups_of(user) -> QuerySet:
    """Return the keys of the user's groups, as a subquery."""
    return user.groups.through.objects.filter(user=user).values("group")


def on_team(user) -> bool:
    """Whether one of the user's roles is a role of a hub's team."""
    return any(roles.ROLES[code].team for code in user.role_codes)


def requests_put_to(user) -> QuerySet[InformationRequest]:
    """Return the requests put to the user's agency."""
    if not user.is_active:
        return InformationRequest.objects.none()
    granted = _is_granted(RequestGroupGrant, user, "answer_request")
    return InformationRequest.objects.filter(granted, agency=user.agency_id).exclude(IsBarred(F("referral_id")))


def products_released_to(user) -> QuerySet[Product]:
    """Return the products released to the user's agency."""
    if not user.is_active:
        return Product.objects.none()
    return Product.objects.filter(_is_granted(ProductGroupGrant, user, "read_product")).exclude(
        IsBarred(F("referral_id"))
    )


def actions_given_to(user) -> QuerySet[CaseAction]:
    """Return what the user's agency is to do."""
    if not user.is_active or user.agency_id is None:
        return CaseAction.objects.none()
    own = CaseAction.objects.filter(agency=user.agency_id, agency__group__in=groups_of(user))
    return own.exclude(IsBarred(F("referral_id")))


def _is_granted(grants: type[RequestGroupGrant | ProductGroupGrant], user, permission: str) -> Subquery:
    """Whether a row is granted to the user's agency, which has thousands of grants: each is looked up by itself."""
    to_groups = grants.objects.filter(
        content_object=OuterRef("pk"),
        group__in=groups_of(user),
        permission=Permitted(Value(permission)),
        expires_at__gt=Now(),
    )
    return Subquery(to_groups.values(granted=Value(True))[:1])
