"""Strategy discussions about a case, and the actions that people and agencies are to do."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.models import Agency, Hub
from audit.recording import Subject
from referrals import codes
from referrals.models.cases import CaseRow, Referral


class StrategyDiscussion(CaseRow):
    """Who came together about a case, what they shared and what they decided. It is written once.

    `attended` has for each agency {"agency": its key, "name": its name then, "who": who was there}. `words` is all of
    it in words, as it was recorded. A later record that `replaces` an earlier one corrects it.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="discussions")
    called_by = models.CharField(max_length=120)
    held_at = models.DateTimeField()
    how = models.CharField(max_length=10, choices=codes.DiscussionHow.choices)
    from_hub = models.CharField(max_length=200)  # who was there from the hub
    attended = models.JSONField()
    shared = models.TextField()
    outcome = models.CharField(max_length=20, choices=codes.DiscussionOutcome.choices)
    reasons = models.TextField()
    words = models.TextField()
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")

    class Meta(CaseRow.Meta):
        verbose_name = "strategy discussion"


class CaseAction(CaseRow):
    """What a colleague or an agency is to do by a time. It is closed once, as done or not, with a word.

    The agency reads it without the case, of which `reference` says nothing.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="actions")
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="+", db_index=False)
    reference = models.CharField(max_length=20, unique=True)
    discussion = models.ForeignKey(StrategyDiscussion, on_delete=models.PROTECT, null=True, related_name="actions")
    what = models.TextField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    due_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    was_done = models.BooleanField(null=True)
    closing_words = models.TextField(blank=True)

    class Meta(CaseRow.Meta):
        verbose_name = "action of a case"
        verbose_name_plural = "actions of cases"
        indexes = [
            models.Index(fields=["owner", "due_at"], name="action_of_a_colleague", condition=Q(closed_at=None)),
            models.Index(fields=["agency", "due_at"], name="action_of_an_agency", condition=Q(closed_at=None)),
            models.Index(fields=["hub", "due_at"], name="action_overdue", condition=Q(closed_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner=None, agency__isnull=False) | Q(owner__isnull=False, agency=None),
                name="action_has_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, was_done=None, closing_words="")
                | (Q(closed_at__isnull=False, closed_by__isnull=False, was_done__isnull=False) & ~Q(closing_words="")),
                name="closed_action_says_how",
            ),
        ]

    @property
    def audit_subject(self) -> Subject:
        return Subject("action", str(self.pk), self.reference, self.hub_id)

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def whose(self) -> str:
        return next(who.name for who in (self.owner, self.agency) if who)
