"""Changing a setting so that the access log can say what it was and what it became."""

from decimal import Decimal

from django.db import models


def change(thing: models.Model, fields: tuple[str, ...], facts: dict) -> dict[str, dict]:
    """Save what differs; gives {"before": {…}, "after": {…}} of just that."""
    changed = [name for name in fields if name in facts and getattr(thing, name) != facts[name]]
    before = {name: noted(getattr(thing, name)) for name in changed}
    for name in changed:
        setattr(thing, name, facts[name])
    if changed:
        thing.save(update_fields=changed)
    return {"before": before, "after": {name: noted(getattr(thing, name)) for name in changed}}


def noted(value):
    """As the access log keeps it."""
    if isinstance(value, (list, tuple)):
        return [noted(one) for one in value]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)
