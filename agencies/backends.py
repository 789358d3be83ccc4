"""Authentication backends: sign-in by email, permissions from roles, and django-guardian grants that expire."""

from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, IntegerField, OuterRef
from django.db.models.functions import Now
from guardian.backends import ObjectPermissionBackend
from guardian.core import ObjectPermissionChecker

from agencies.models import Membership, User


class EmailBackend(ModelBackend):
    """Checks the password only. Permissions come from RoleBackend and GrantBackend."""

    # Every page needs the user's hub and roles: joined here, one query serves instead of three.
    roles = Membership.objects.current().filter(user=OuterRef("pk")).order_by("role").values("role")
    # So does the number of changes that wait for this user, which the navigation shows.
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
    """Answers permission checks that name no object, from the roles the user holds now."""

    def has_perm(self, user_obj, perm, obj=None):
        if obj is not None or not user_obj.is_authenticated or not user_obj.is_active:
            return False
        return perm in user_obj.role_permissions


class ExpiringChecker(ObjectPermissionChecker):
    """Ignores grants that have expired. Each has an end date (year 9999 for "until withdrawn")."""

    def get_user_filters(self, obj):
        filters = super().get_user_filters(obj)
        prefix = next(key for key in filters if key.endswith("__user")).removesuffix("__user")
        return {**filters, f"{prefix}__expires_at__gt": Now()}

    def get_group_filters(self, obj):
        filters = super().get_group_filters(obj)
        key = next(key for key in filters if "__group" in key)
        return {**filters, f"{key.split('__group')[0]}__expires_at__gt": Now()}


class GrantBackend(ObjectPermissionBackend):
    """Answers permission checks about one object, from grants that have not expired."""

    def has_perm(self, user_obj, perm, obj=None):
        if obj is None or not user_obj.is_authenticated or not user_obj.is_active:
            return False
        return ExpiringChecker(user_obj).has_perm(perm.split(".")[-1], obj)
