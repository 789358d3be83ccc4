"""The outbox: e-mails written in the transaction of the work they report, and sent by a worker."""

from django.db import models
from django.db.models import Q

from agencies.models import Hub
from referrals.models.identifiers import CaseModel


class OutboxMessage(CaseModel):
    """One e-mail to send.

    `template` names its text; `context` has references and times, never a name or words of a case.
    """

    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="+")
    template = models.CharField(max_length=40)
    to = models.EmailField()
    context = models.JSONField(default=dict)
    key = models.CharField(max_length=120, unique=True)  # as "red_rating:<rating>"
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)  # they may no longer see the record
    failed_at = models.DateTimeField(null=True)  # given up: whoever works on its case tells them in another way
    attempts = models.PositiveSmallIntegerField(default=0)
    try_after = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [
            # In the order of sending, and only what is still to be sent: the rest grows for ever.
            models.Index(
                fields=["created_at", "id"],
                name="outbox_to_send",
                condition=Q(sent_at=None, dropped_at=None, failed_at=None),
            ),
            models.Index(fields=["hub"], name="outbox_given_up", condition=Q(failed_at__isnull=False)),
        ]
