"""django-auditlog for engineers: which field changed, with every free word masked whole.

The access log (recording.py) is the evidence; this one answers "what did the code do to this row".
"""

from auditlog.registry import auditlog
from django.contrib.postgres.fields import ArrayField
from django.db import models

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
