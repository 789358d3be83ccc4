"""A message that must not be lost is a row written with the work it tells of, sent later by a worker."""

from django.db import models
from django.db.models import Q

from agencies.models import Hub
from referrals.models.identifiers import CaseModel


class OutboxMessage(CaseModel):
    """`template` names the e-mail; `context` holds references and times only, never a name or a word of the case."""

    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="+")
    template = models.CharField(max_length=40)
    to = models.EmailField()
    context = models.JSONField(default=dict)
    key = models.CharField(max_length=120, unique=True)  # one message per reason: "chaser:before:<request>"
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)  # never sent: whom it was for may no longer see what it tells of
    attempts = models.PositiveSmallIntegerField(default=0)
    try_after = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["created_at"], name="outbox_waiting", condition=Q(sent_at=None))]
