"""Sign-in by e-mail, permissions from roles, and django-guardian's object permissions that end when they say."""

from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, IntegerField, OuterRef
from django.db.models.functions import Now
from guardian.backends import ObjectPermissionBackend
from guardian.core import ObjectPermissionChecker

from agencies.models import Membership, User


class EmailBackend(ModelBackend):
    """Checks the password only: what a person may do comes from their roles."""

    # With the hub every page names and the roles every page asks: one query instead of three, put together once.
    roles = Membership.objects.current().filter(user=OuterRef("pk")).order_by("role").values("role")
    # How many changes to accounts wait for them comes with it too: the links around every page say so.
    waiting = Func("pk", function="mash_changes_waiting", output_field=IntegerField())
    people = User.objects.select_related("hub").annotate(role_codes=ArraySubquery(roles), changes_waiting=waiting)

    def get_user(self, user_id):
        try:
            user = self.people.get(pk=user_id)
        except User.DoesNotExist:
            return None
        return user if self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj, obj=None):
        return set()

    def has_perm(self, user_obj, perm, obj=None):
        return False


class RoleBackend(BaseBackend):
    def has_perm(self, user_obj, perm, obj=None):
        if obj is not None or not user_obj.is_authenticated or not user_obj.is_active:
            return False
        return perm in user_obj.role_permissions


class ExpiringChecker(ObjectPermissionChecker):
    """Guardian knows no end date; our grants all have one (9999 for "until withdrawn")."""

    def get_user_filters(self, obj):
        filters = super().get_user_filters(obj)
        prefix = next(key for key in filters if key.endswith("__user")).removesuffix("__user")
        return {**filters, f"{prefix}__expires_at__gt": Now()}

    def get_group_filters(self, obj):
        filters = super().get_group_filters(obj)
        key = next(key for key in filters if "__group" in key)
        return {**filters, f"{key.split('__group')[0]}__expires_at__gt": Now()}


class GrantBackend(ObjectPermissionBackend):
    def has_perm(self, user_obj, perm, obj=None):
        if obj is None or not user_obj.is_authenticated or not user_obj.is_active:
            return False
        return ExpiringChecker(user_obj).has_perm(perm.split(".")[-1], obj)
