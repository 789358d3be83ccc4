"""The reasons for pauses, which only the hub's team of the case may read."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from referrals import codes
from referrals.models.cases import Clock, Referral
from referrals.models.identifiers import CaseModel
from referrals.models.requests import InformationRequest


class PauseQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(ended_at=None)


class ClockPause(CaseModel):
    """One pause of a clock, of the case or of a request. It is written once, and then only ended.

    An agency cannot read this table. Its request says that it is paused and when that is reviewed.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="pauses")
    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, null=True, related_name="+")
    request = models.ForeignKey(InformationRequest, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=30, choices=codes.PauseReason.choices)
    own_reason = models.CharField(max_length=80, blank=True)  # copied from the hub's list
    why = models.TextField()
    review_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = PauseQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["clock"], condition=Q(ended_at=None), name="one_standing_pause_a_clock"),
            models.UniqueConstraint(
                fields=["request"], condition=Q(ended_at=None), name="one_standing_pause_a_request"
            ),
            models.CheckConstraint(
                condition=Q(clock__isnull=False, request=None) | Q(clock=None, request__isnull=False),
                name="pause_is_of_one_clock",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("at")), name="pause_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=(Q(reason=codes.PauseReason.HUB_OWN) & ~Q(own_reason=""))
                | (~Q(reason=codes.PauseReason.HUB_OWN) & Q(own_reason="")),
                name="own_reason_of_a_pause_has_its_words",
            ),
        ]

    @property
    def reason_words(self) -> str:
        return self.own_reason or self.get_reason_display()
