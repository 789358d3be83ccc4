"""The referral, where it stands, and what the hub has noted about it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from agencies.models import Hub
from audit.recording import Subject
from referrals import codes
from referrals.codes import Status
from referrals.models.identifiers import CaseModel
from referrals.models.pause_times import pause_times


class ReferralQuerySet(models.QuerySet):
    def in_hub(self, hub):
        return self.filter(hub=hub)

    def open(self):
        return self.exclude(status__in=Status.ended())

    def overdue(self, now):
        return self.open().filter(next_due_at__lt=now)


class Referral(CaseModel):
    """One notification, about one or more people.

    `rating`, `next_due_at` and `due_measure` repeat the newest rating row and the earliest running clock (of a paused
    one, the review of its pause), so that the work queue can sort a million rows by an index; the actions that change
    those rows keep them in step.
    """

    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=20, unique=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.RECEIVED)
    channel = models.CharField(max_length=24, choices=codes.Channel.choices)
    source_code = models.CharField(max_length=3, choices=codes.SourceCode.choices)
    about_children = models.BooleanField(default=True)
    about_adults = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    draft_hash = models.CharField(max_length=64, blank=True)  # lets its anonymous sender add to it for one minute
    version = models.PositiveIntegerField(default=1)  # rises with every change; a stale page is told
    changed_at = models.DateTimeField(null=True)
    changed_by = models.CharField(max_length=120, blank=True)
    changed_what = models.CharField(max_length=120, blank=True)
    restricted = models.BooleanField(default=False)
    restricted_reason = models.CharField(max_length=30, choices=codes.RestrictionReason.choices, blank=True)
    allocated_to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    allocated_at = models.DateTimeField(null=True)
    rating = models.CharField(max_length=5, choices=codes.Rating.choices, blank=True)
    next_due_at = models.DateTimeField(null=True)
    due_measure = models.CharField(max_length=20, choices=codes.DUE_FOR, blank=True)
    recommended_exit = models.CharField(max_length=20, choices=codes.EarlyExit.choices, blank=True)

    # What the referrer told us, as they told it
    immediate_danger = models.CharField(max_length=10, blank=True)
    concerns = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    what_happened = models.TextField(blank=True)
    words_of_the_person = models.TextField(blank=True)
    when_and_where = models.TextField(blank=True)
    how_often = models.TextField(blank=True)
    earlier_worries = models.TextField(blank=True)
    basis_of_concern = models.CharField(max_length=12, choices=codes.ItemBasis.choices, blank=True)
    worries = models.TextField(blank=True)
    working_well = models.TextField(blank=True)
    needs_to_happen = models.TextField(blank=True)
    risk_to_visitors = models.TextField(blank=True)  # a warning to the hub's own; in no agency's copy
    actions_so_far = models.TextField(blank=True)
    known_to = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    police_reference = models.CharField(max_length=60, blank=True)
    desired_outcome = models.TextField(blank=True)
    threshold_thought = models.CharField(max_length=1, choices=codes.ThresholdLevel.choices, blank=True)
    family_informed = models.CharField(max_length=10, choices=codes.FamilyInformed.choices, blank=True)
    family_views = models.TextField(blank=True)
    not_informed_reason = models.CharField(max_length=20, choices=codes.NotInformedReason.choices, blank=True)
    not_informed_detail = models.TextField(blank=True)
    service_agreement = models.CharField(max_length=12, choices=codes.ServiceAgreement.choices, blank=True)
    agreement_detail = models.TextField(blank=True)
    keep_confidential = models.TextField(blank=True)
    risk_types = ArrayField(models.CharField(max_length=40), default=list, blank=True)  # adults: SAC SG2a
    risk_location = models.CharField(max_length=30, choices=codes.RiskLocation.choices, blank=True)
    adult_aware = models.CharField(max_length=10, blank=True)
    adult_wishes = models.TextField(blank=True)
    capacity_doubt = models.TextField(blank=True)
    children_at_risk = models.CharField(max_length=10, blank=True)
    regulator_told = models.CharField(max_length=10, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "id"]
        # its own name: Django's default permissions are not made, roles and grants are the only ones
        default_permissions = ()
        permissions = [("view_referral", "Can see the whole case")]
        indexes = [
            models.Index(fields=["hub", "status", "next_due_at"], name="referral_queue"),
            models.Index(fields=["hub", "status", "-received_at"], name="referral_arrivals"),
            models.Index(fields=["hub", "-received_at"], name="referral_by_day"),
            models.Index(fields=["allocated_to", "status"], name="referral_mine"),
            models.Index(fields=["created_by", "-received_at"], name="referral_sent_by"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(restricted=False) | ~Q(restricted_reason=""), name="restriction_has_its_reason"
            )
        ]

    def __str__(self):
        return self.reference

    @property
    def audit_subject(self) -> Subject:
        return Subject("referral", str(self.pk), self.reference, self.hub_id)

    @property
    def is_ended(self) -> bool:
        return self.status in Status.ended()

    @property
    def about_both(self) -> bool:
        """Children and adults: agencies are asked about each under their own power."""
        return self.about_children and self.about_adults

    @property
    def danger_reported(self) -> bool:
        """The referrer says somebody is in danger now; it stands out until the case is triaged."""
        return self.immediate_danger == "yes" and self.status == Status.RECEIVED

    @property
    def sender_is_known(self) -> bool:
        """Somebody signed in sent it or keyed it in; who else they say they are nobody has checked."""
        return self.created_by_id is not None

    @property
    def concern_labels(self) -> list[str]:
        return [codes.Concern(code).label for code in self.concerns if code in codes.Concern.values]

    @property
    def known_to_labels(self) -> list[str]:
        return [codes.KnownTo(code).label for code in self.known_to if code in codes.KnownTo.values]

    @property
    def risk_labels(self) -> list[str]:
        return [codes.RiskType(code).label for code in self.risk_types if code in codes.RiskType.values]


class CaseRow(CaseModel):
    """A row that belongs to a referral, written by somebody at some time, never changed."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["at", "id"]


class Move(CaseRow):
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="moves")
    name = models.CharField(max_length=30)
    from_status = models.CharField(max_length=12, choices=Status.choices, blank=True)
    to_status = models.CharField(max_length=12, choices=Status.choices)
    reason = models.TextField(blank=True)


class RatingGiven(CaseRow):
    """Every rating is a row: triage, each agency's view, and the final one."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="ratings")
    stage = models.CharField(max_length=10, choices=codes.RatingStage.choices)
    level = models.CharField(max_length=5, choices=codes.Rating.choices)
    reason = models.TextField()
    is_recommendation = models.BooleanField(default=False)
    subject = models.ForeignKey("Person", on_delete=models.PROTECT, null=True, related_name="+")  # of a final rating

    class Meta(CaseRow.Meta):
        verbose_name = "rating"


class Clock(CaseModel):
    """One measure running on one referral; a new rating stops it and starts another, so its history stays."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="clocks")
    measure = models.CharField(max_length=20, choices=codes.ClockMeasure.choices)
    rating = models.CharField(max_length=5, choices=codes.Rating.choices, blank=True)
    hours = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    mode = models.CharField(max_length=10, choices=codes.ClockMode.choices)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    replaced = models.BooleanField(default=False)  # stopped by a new rating, not by the work being done
    pauses = pause_times()
    pause_review_on = models.DateField(null=True)  # set while it stands still

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "measure"], condition=Q(stopped_at=None), name="one_running_clock_a_measure"
            )
        ]


class LawfulBasis(CaseRow):
    """Purpose, power, family informed, agreement: three questions never mixed. The newest row counts.

    Of a referral about children and adults, `purpose` and `gateway` are for the children.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="lawful_bases")
    purpose = models.CharField(max_length=20, choices=codes.SharingPurpose.choices)
    gateway = models.CharField(max_length=20, choices=codes.StatutoryGateway.choices)
    adult_purpose = models.CharField(
        max_length=20, choices=codes.SharingPurpose.choices, blank=True, default="", db_default=""
    )
    adult_gateway = models.CharField(
        max_length=20, choices=codes.StatutoryGateway.choices, blank=True, default="", db_default=""
    )
    article6 = models.CharField(max_length=10, choices=codes.Article6.choices)
    article9 = models.CharField(max_length=12, choices=codes.Article9.choices)
    necessity = models.TextField()
    family_informed = models.CharField(max_length=10, choices=codes.FamilyInformed.choices)
    agreement = models.CharField(max_length=12, choices=codes.ServiceAgreement.choices)
    not_informed_reason = models.CharField(max_length=20, choices=codes.NotInformedReason.choices, blank=True)
    not_informed_detail = models.TextField(blank=True)
    authorised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    authorised_at = models.DateTimeField(null=True)

    class Meta(CaseRow.Meta):
        verbose_name = "lawful basis"
        verbose_name_plural = "lawful bases"
        constraints = [
            models.CheckConstraint(
                condition=Q(authorised_by=None, authorised_at=None)
                | Q(authorised_by__isnull=False, authorised_at__isnull=False),
                name="authorised_by_somebody_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(family_informed="yes") | (~Q(not_informed_reason="") & ~Q(not_informed_detail="")),
                name="not_informing_has_its_reason",
            ),
        ]

    @property
    def permits_asking(self) -> bool:
        """Domain rule 1: without the family's knowledge, only with a manager's authorisation."""
        return self.family_informed == codes.FamilyInformed.YES or self.authorised_by_id is not None


class CaseDraft(CaseModel):
    """What somebody is writing on a page of a case and has not sent, as typed. Read by nobody else."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="case_drafts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    page = models.CharField(max_length=30)
    typed = models.JSONField(default=list)  # [[field, value], …]
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["referral", "by", "page"], name="one_draft_of_a_page_for_each")]
        indexes = [models.Index(fields=["changed_at"], name="case_draft_changed")]


class Note(CaseRow):
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
