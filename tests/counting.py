"""Rate limits in tests: counters are written on a separate connection, so no rollback undoes them."""

import uuid

import pytest

from mash import limits


def count_anew(patch: pytest.MonkeyPatch) -> None:
    """Start with nothing counted, until `patch` is undone."""
    patch.setattr(limits, "_run", f" {uuid.uuid4()}")
