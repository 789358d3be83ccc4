"""django-auditlog for engineers: which field changed, with every free word masked whole.

The access log (recording.py) is the evidence; this one answers "what did the code do to this row".
"""

from datetime import timedelta

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

AT_ONCE = 5000
FREE = (models.TextField, models.CharField, models.JSONField, models.DateField, ArrayField)
SAFE = (models.DateTimeField,)  # when something happened is not free text, though it is a DateField to Django


def masked(value: str) -> str:
    return "…" if value else ""


def keep(*model_classes: type[models.Model]) -> None:
    """Log changes of these models' rows; anything not chosen from a list, a number, a time or a key is masked."""
    for model in model_classes:
        auditlog.register(
            model, mask_fields=free_fields(model), mask_callable="audit.field_log.masked", exclude_fields=["password"]
        )


def free_fields(model: type[models.Model]) -> list[str]:
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, FREE) and not isinstance(field, SAFE) and not field.choices
    ]


def remove_old() -> int:
    """It is for finding faults, not evidence: kept for FIELD_LOG_DAYS, and removed some rows at a time."""
    removed = 0
    old = LogEntry.objects.filter(timestamp__lt=timezone.now() - timedelta(days=settings.FIELD_LOG_DAYS))
    while some := list(old.order_by("timestamp").values_list("pk", flat=True)[:AT_ONCE]):
        removed += LogEntry.objects.filter(pk__in=some).delete()[0]
    return removed
