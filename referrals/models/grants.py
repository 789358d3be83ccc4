"""Access beyond one's own team: django-guardian permissions on direct foreign keys that expire.

A row is never deleted: once it is withdrawn or expired it opens nothing and is history. Only
database functions write rows; the role of the application has no right to.
"""

from datetime import UTC, datetime

from django.conf import settings
from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from referrals import codes
from referrals.models.cases import Referral
from referrals.models.decisions import Product
from referrals.models.requests import InformationRequest

UNTIL_WITHDRAWN = datetime(9999, 1, 1, tzinfo=UTC)  # psycopg cannot load "infinity"


class GrantFields(models.Model):
    """The fields of every grant. It is in force until `expires_at`.

    `kind` and `reason` say why it was given; `given_by` is null for background work.
    """

    kind = models.CharField(max_length=12, choices=codes.GrantKind.choices, db_default=codes.GrantKind.NAMED)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()
    expires_at = models.DateTimeField(default=UNTIL_WITHDRAWN)
    reason = models.CharField(max_length=200)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self):
        return f"grant {self.pk}"


# Direct foreign keys, one table for each kind of object: policies can join them by an index, and
# the database checks that the object exists.
class ReferralUserGrant(GrantFields, UserObjectPermissionBase):
    content_object = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="user_grants")

    class Meta(UserObjectPermissionBase.Meta):
        unique_together = []  # a second grant is a second row
        indexes = [
            models.Index(fields=["content_object", "user"], include=["permission", "expires_at"], name="rug_object"),
            models.Index(fields=["user", "permission", "expires_at"], include=["content_object"], name="rug_user"),
        ]


class ReferralGroupGrant(GrantFields, GroupObjectPermissionBase):
    content_object = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="group_grants")

    class Meta(GroupObjectPermissionBase.Meta):
        unique_together = []  # a second grant is a second row
        indexes = [
            models.Index(fields=["content_object", "group"], include=["permission", "expires_at"], name="rgg_object"),
            models.Index(fields=["group", "permission", "expires_at"], include=["content_object"], name="rgg_group"),
        ]


class RequestGroupGrant(GrantFields, GroupObjectPermissionBase):
    content_object = models.ForeignKey(InformationRequest, on_delete=models.PROTECT, related_name="group_grants")

    class Meta(GroupObjectPermissionBase.Meta):
        unique_together = []  # a second grant is a second row
        indexes = [
            models.Index(fields=["content_object", "group"], include=["permission", "expires_at"], name="qgg_object"),
            models.Index(fields=["group", "permission", "content_object"], name="qgg_group"),
        ]


class ProductGroupGrant(GrantFields, GroupObjectPermissionBase):
    content_object = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="group_grants")

    class Meta(GroupObjectPermissionBase.Meta):
        unique_together = []  # a second grant is a second row
        indexes = [
            models.Index(fields=["content_object", "group"], include=["permission", "expires_at"], name="pgg_object"),
        ]
