"""Take down either wall, to test that the other protects the records alone."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import connection

from agencies.backends import RoleBackend
from referrals.access import items, visible
from referrals.intake.ways import IntakeWay
from tests.database import as_role


def take_down_wall_two() -> None:
    """Disable row-level security until the transaction is rolled back. Run as the owner."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with pending constraint checks cannot be altered
        for model in apps.get_app_config("referrals").get_models(include_auto_created=True):
            cursor.execute(f"ALTER TABLE {model._meta.db_table} DISABLE ROW LEVEL SECURITY")


@contextmanager
def without_wall_two() -> Iterator[None]:
    with as_role("mash_owner"):
        take_down_wall_two()
    yield


@contextmanager
def without_wall_one() -> Iterator[None]:
    """Make every filtered queryset unfiltered and every guard permit, in all modules."""
    from referrals.models import Draft

    with pytest.MonkeyPatch.context() as patch:
        for function, everything in {
            visible.visible_referrals: lambda user: Referral.objects.all(),  # noqa: F821 (a name where it is put)
            visible.requests_put_to: lambda user: InformationRequest.objects.all(),  # noqa: F821
            visible.products_released_to: lambda user: Product.objects.all(),  # noqa: F821
            items.may_read: lambda user, item: True,
        }.items():
            patch.setattr(function, "__code__", everything.__code__)
        patch.setattr(IntakeWay, "drafts", lambda way, request: Draft.objects.all())
        patch.setattr(RoleBackend, "has_perm", lambda backend, user, perm, obj=None: user.is_active)
        yield
