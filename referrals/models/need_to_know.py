"""Exceptions to the rule of need to know: restrictions, bars, emergency openings, access requests.

Each row has the hub and the reference but no word of the case, so that a governance officer can
review records that they may not open.
"""

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from agencies.models import Hub
from audit.recording import Subject
from referrals import codes
from referrals.models.cases import Referral
from referrals.models.identifiers import CaseModel


class Watched(CaseModel):
    """A row about one record, which governance may read without access to the record."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["-at", "id"]

    @property
    def audit_subject(self) -> Subject:
        return Subject(str(self._meta.verbose_name), str(self.pk), self.reference, self.hub_id)


class RestrictionQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(ended_at=None)

    def due_for_review(self, today):
        return self.standing().filter(review_on__lte=today)


class Restriction(Watched):
    """From `at` until `ended_at` only named people see the record. `review_on`: next review.

    One that was carried over follows somebody from the record `carried_from`, which `by` restricted. Its reason says so
    until a manager named for it decides.
    """

    reason = models.CharField(max_length=30, choices=codes.RestrictionReason.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    review_on = models.DateField()
    carried_from = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = RestrictionQuerySet.as_manager()

    class Meta(Watched.Meta):
        indexes = [models.Index(fields=["hub", "review_on"], name="restriction_review", condition=Q(ended_at=None))]
        constraints = [models.UniqueConstraint(fields=["referral"], condition=Q(ended_at=None), name="restricted_once")]


class RestrictionReview(Watched):
    """The review of a restriction by a governance officer.

    The restriction stays until the next review, or its team is asked to lift it.
    """

    restriction = models.ForeignKey(Restriction, on_delete=models.PROTECT, related_name="reviews")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    keep = models.BooleanField()
    note = models.TextField()
    review_on = models.DateField()


class BarQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(ended_at=None)


class Bar(models.Model):
    """A person who may never open this record, and does not learn why.

    A bar counts from the moment it is suggested. If it waited for a governance officer, a relative
    could read about the family in the meantime.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="bars")
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=20)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    because = models.CharField(max_length=16, choices=codes.BarReason.choices, db_default=codes.BarReason.OTHER)
    reason = models.CharField(max_length=200, blank=True)
    matched = ArrayField(  # why the service suggested it; empty for a bar added by hand
        models.CharField(max_length=20, choices=codes.BarMatch.choices), default=list, db_default=[], blank=True
    )
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # An ended bar stays as a row, so that a dismissed match is not suggested again.
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_why = models.CharField(max_length=200, blank=True)

    objects = BarQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at", "pk"]
        indexes = [models.Index(fields=["user"], name="bar_of", condition=Q(ended_at=None))]
        constraints = [
            models.UniqueConstraint(fields=["referral", "user"], condition=Q(ended_at=None), name="barred_once"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("user")), name="nobody_confirms_their_own_bar"
            ),
        ]

    def __str__(self):
        return f"bar {self.pk}"

    @property
    def match_labels(self) -> list[str]:
        return [match.label for match in codes.BarMatch if match in self.matched]

    @property
    def audit_subject(self) -> Subject:
        return Subject("bar", str(self.pk), self.reference, self.hub_id)


class BreakGlass(Watched):
    """A restricted record opened in an emergency, for minutes, by somebody not named for it.

    A governance officer reviews it afterwards. `ended_at` is set when the officer ends it, when it
    is reviewed, and when the person opens the record again. An opening also ends when `until`
    passes, with `ended_at` still null.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    finding = models.CharField(max_length=16, choices=codes.BreakGlassFinding.choices, blank=True)
    review_note = models.TextField(blank=True)

    class Meta(Watched.Meta):
        verbose_name_plural = "break-glass uses"
        indexes = [models.Index(fields=["hub", "at"], name="break_glass_to_review", condition=Q(reviewed_at=None))]
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("user")), name="reviewed_by_another"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None) | (~Q(finding="") & ~Q(review_note="")), name="review_has_its_finding"
            ),
            # Of two requests in the same instant only one opens the record, and posts messages.
            models.UniqueConstraint(fields=["referral", "user"], condition=Q(ended_at=None), name="one_open_emergency"),
            models.CheckConstraint(
                condition=Q(reviewed_at=None) | Q(ended_at__isnull=False), name="reviewed_when_it_is_over"
            ),
        ]

    def is_running(self, now: datetime) -> bool:
        return self.ended_at is None and self.until > now


class Ask(Watched):
    """A request for access to a record, by somebody who knows only that a matching one exists.

    `referral` is that record, and `reference` stays empty, because the person can read this row.
    """

    seen_from = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    why = models.TextField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    granted = models.BooleanField(null=True)
    answer = models.TextField(blank=True)

    class Meta(Watched.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "asked_by"], condition=Q(answered_at=None), name="one_open_ask_a_person"
            )
        ]
