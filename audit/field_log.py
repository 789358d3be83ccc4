"""A change log for engineers (django-auditlog): which fields of a row changed, most of them without their values.

Values are logged only for fields that are named, such as states, times, counters and keys. All others are masked, so
a new field reveals nothing until somebody decides otherwise. The access log (recording.py) is the evidence; this log
answers "what did the code do to this row".
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

BATCH_SIZE = 5000
NEVER = ["password"]  # not logged at all, not even that it changed
MASK = "…"


def masked(value: str) -> str:
    """Return the same mask for every value, empty ones too: that a restriction has a reason reveals the restriction."""
    return MASK


def register(*model_classes: type[models.Model], shown: Mapping[str, Sequence[str]]) -> None:
    """Log changes of these models. `shown` names, for each model, the fields whose values are logged."""
    for model in model_classes:
        auditlog.register(
            model,
            include_fields=[
                name for name in names(model) if name not in NEVER
            ],  # or it would look at other tables' too
            mask_fields=masked_fields(model, shown.get(model.__name__, ())),
            mask_callable="audit.field_log.masked",
        )


def names(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields]


def masked_fields(model: type[models.Model], shown: Sequence[str]) -> list[str]:
    if unknown := set(shown) - set(names(model)):
        raise ValueError(f"{model._meta.label} has no {sorted(unknown)}")
    return [name for name in names(model) if name not in {model._meta.pk.name, *shown}]


def shown_fields(model: type[models.Model]) -> list[str]:
    """Return the fields of a registered model whose values are logged."""
    fields = auditlog.get_model_fields(model)
    return [name for name in fields["include_fields"] if name not in fields["mask_fields"]]


# Masks values written before a field came off the list, and all values of models that are no longer logged.
MASK_OLD = """
WITH batch AS (
  SELECT e.id, c.app_label || '.' || c.model AS label, e.changes FROM public.auditlog_logentry e
    JOIN public.django_content_type c ON c.id = e.content_type_id
   WHERE e.id > %(after)s ORDER BY e.id LIMIT %(at_once)s),
fresh AS (
  SELECT s.id, jsonb_object_agg(f.key, CASE WHEN %(kept)s::jsonb -> s.label ? f.key THEN f.value
                                            ELSE %(mask)s::jsonb END) AS changes
    FROM batch s CROSS JOIN LATERAL jsonb_each(s.changes) AS f WHERE jsonb_typeof(s.changes) = 'object' GROUP BY s.id),
written AS (
  UPDATE public.auditlog_logentry e
     SET changes = fresh.changes, changes_text = '', serialized_data = NULL, additional_data = NULL
    FROM fresh WHERE e.id = fresh.id AND (e.changes <> fresh.changes OR e.changes_text <> ''
      OR e.serialized_data IS NOT NULL OR e.additional_data IS NOT NULL) RETURNING e.id)
SELECT (SELECT max(id) FROM batch), (SELECT count(*) FROM written)
"""


def mask_old() -> int:
    """Mask old entries in batches and return how many changed.

    Needs the owner's login, as the web server's cannot read this log.
    """
    shown = {model._meta.label_lower: shown_fields(model) for model in apps.get_models() if auditlog.contains(model)}
    parameters = {"kept": models.JSONField().get_db_prep_value(shown, connection), "mask": f'["{MASK}", "{MASK}"]'}
    after, changed = 0, 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(MASK_OLD, {**parameters, "after": after, "at_once": BATCH_SIZE})
            last, count = cursor.fetchone()
        if last is None:
            return changed
        after, changed = last, changed + count


def remove_old() -> int:
    """Delete entries older than FIELD_LOG_DAYS, in batches so that no lock is held for long; return how many."""
    removed = 0
    old = LogEntry.objects.filter(timestamp__lt=timezone.now() - timedelta(days=settings.FIELD_LOG_DAYS))
    while batch := list(old.order_by("timestamp").values_list("pk", flat=True)[:BATCH_SIZE]):
        removed += LogEntry.objects.filter(pk__in=batch).delete()[0]
    return removed
