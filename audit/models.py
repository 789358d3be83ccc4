"""The access log: one line for each thing seen or done, written once and never changed."""

from django.db import models
from uuid_utils.compat import uuid7


class EventQuerySet(models.QuerySet):
    def about(self, reference: str):
        return self.filter(reference=reference)

    def by_person(self, person_id: int):
        return self.filter(by_id=person_id)

    def between(self, start, end):
        return self.filter(at__gte=start, at__lt=end)


class Event(models.Model):
    """Holds names as they were and no foreign keys: a line outlives what it speaks of.

    Behind a policy: anybody acting may add a line; auditors and governance officers read their own hub's lines.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    code = models.CharField(max_length=60)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200)
    by_role = models.CharField(max_length=60, blank=True)
    by_agency = models.CharField(max_length=200, blank=True)
    hub_id = models.BigIntegerField(null=True)
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.CharField(max_length=40, blank=True)
    reference = models.CharField(max_length=40, blank=True)
    detail = models.JSONField(default=dict)
    purpose = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=60, blank=True)
    request_id = models.CharField(max_length=64, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["hub_id", "-at"], name="event_hub_at"),
            models.Index(fields=["hub_id", "reference", "-at"], name="event_reference_at"),
            models.Index(fields=["hub_id", "by_id", "-at"], name="event_by_at"),
            models.Index(fields=["hub_id", "code", "-at"], name="event_code_at"),
        ]

    def __str__(self):
        return f"{self.code} {self.id}"
