"""Which cases, requests and products a person may see: wall one, in Python.

Wall two says the same in the database (the policies beside this file), and tests/need_to_know holds both to one oracle.
The hub's own team sees the hub's referrals that are not restricted; anybody else needs a grant; whoever is barred from
a record does not see it either way. An agency sees the requests put to it and the products released to it, never the
referral.
"""

from collections.abc import Iterable

from django.db.models import BooleanField, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Now

from agencies import roles
from referrals.access import grounds
from referrals.models import (
    InformationRequest,
    Product,
    ProductGroupGrant,
    Referral,
    ReferralGroupGrant,
    ReferralUserGrant,
    RequestGroupGrant,
)


class IsBarred(Func):
    """Is the person acting barred from the record with this key? Only the database knows."""

    template = "%(expressions)s = ANY ((SELECT mash_bars())::uuid[])"
    output_field = BooleanField()


class Permitted(Func):
    """The key of a permission, asked for once in a query."""

    template = "(SELECT mash_perm(%(expressions)s))"
    output_field = IntegerField()


VIEW = Permitted(Value("view_referral"))


def visible_referrals(user) -> QuerySet[Referral]:
    if not user.is_active:
        return Referral.objects.none()
    now = Now()
    held = Q(
        Exists(
            ReferralUserGrant.objects.filter(
                content_object=OuterRef("pk"), user=user, permission=VIEW, expires_at__gt=now
            )
        )
    ) | Q(
        Exists(
            ReferralGroupGrant.objects.filter(
                content_object=OuterRef("pk"),
                group__in=groups_of(user),
                permission=VIEW,
                expires_at__gt=now,
            )
        )
    )
    # What nearly every row is seen by comes first: the database looks no further.
    seen = Q(hub=user.hub_id, restricted=False) | held if on_team(user) else held
    return Referral.objects.filter(seen).exclude(IsBarred(F("pk")))


def only_read(user, referrals: Iterable[Referral]) -> set:
    """The keys of those of these cases, all of them visible, that this person reads and does not work on."""
    kept = [referral.pk for referral in referrals if referral.restricted]
    if not kept:
        return set()
    works = ReferralUserGrant.objects.filter(
        content_object__in=kept, user=user, permission=VIEW, kind__in=grounds.WORKING_GRANTS, expires_at__gt=Now()
    )
    return set(kept) - set(works.values_list("content_object", flat=True))


def groups_of(user) -> QuerySet:
    return user.groups.through.objects.filter(user=user).values("group")


def on_team(user) -> bool:
    return any(roles.ROLES[code].team for code in user.role_codes)


def requests_put_to(user) -> QuerySet[InformationRequest]:
    """The requests this person's agency has been sent."""
    if not user.is_active:
        return InformationRequest.objects.none()
    grants = RequestGroupGrant.objects.filter(
        content_object=OuterRef("pk"),
        group__in=groups_of(user),
        permission=Permitted(Value("answer_request")),
        expires_at__gt=Now(),
    )
    return InformationRequest.objects.filter(Exists(grants), agency=user.agency_id).exclude(IsBarred(F("referral_id")))


def products_released_to(user) -> QuerySet[Product]:
    if not user.is_active:
        return Product.objects.none()
    grants = ProductGroupGrant.objects.filter(
        content_object=OuterRef("pk"),
        group__in=groups_of(user),
        permission=Permitted(Value("read_product")),
        expires_at__gt=Now(),
    )
    return Product.objects.filter(Exists(grants)).exclude(IsBarred(F("referral_id")))
