"""The referral, its status and clocks, and what the hub records about it."""

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
    """One notification to the hub, about one or more people.

    `rating` repeats the newest rating row. `next_due_at` and `due_measure` repeat the earliest of the
    running clocks (the review of its pause, if one is paused) and the days due. The copies let the work queue sort a
    million rows by an index; the actions that change the rows keep the copies up to date.
    """

    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="+")
    # Unique over all hubs: the URL of a case has only its reference.
    reference = models.CharField(max_length=20, unique=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.RECEIVED)
    channel = models.CharField(max_length=24, choices=codes.Channel.choices)
    source_code = models.CharField(max_length=3, choices=codes.SourceCode.choices)
    about_children = models.BooleanField(default=True)
    about_adults = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    draft_hash = models.CharField(max_length=64, blank=True)  # of its anonymous sender
    version = models.PositiveIntegerField(default=1)  # see workflow.lock
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
    # While it is returned, or forwarded and not confirmed: the day on which somebody looks again, and who does.
    look_again_on = models.DateField(null=True)
    look_again_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    forwarded_to = models.CharField(max_length=120, blank=True)
    # The hub of this system that it was forwarded to, if any: only its team can be let in when it is transferred.
    forwarded_hub = models.ForeignKey(Hub, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    # Of the newest lawful basis: the day by which those who do not know are told.
    tell_by = models.DateField(null=True)
    # The day by which a manager authorises what agencies of a red case were asked at once.
    authorise_by = models.DateField(null=True)
    # Of the newest lawful basis: when it was recorded, while it waits for a manager to authorise it.
    unauthorised_since = models.DateTimeField(null=True)
    # Concerns and types of risk that the hub added to those of the referrer; none is ever taken away.
    hub_concerns = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # Of the signed decisions: the earliest day by which something is told that the law asks for, and was not.
    notify_by = models.DateField(null=True)
    # A sum of ReportedRisk (overview/reported_risk.py), by which referrals that are not rated yet are put in order. Its
    # default in the database is set in SQL: whoever sends a referral may not read it back.
    reported_risk = models.PositiveSmallIntegerField(default=0)

    # The answers of the referrer, as they gave them.
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
    risk_to_visitors = models.TextField(blank=True)  # a warning for hub staff; no agency gets it
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
        # No default permissions: rights come only from roles and grants.
        default_permissions = ()
        permissions = [("view_referral", "Can see the whole case")]
        indexes = [
            models.Index(fields=["hub", "status", "next_due_at"], name="referral_queue"),
            models.Index(fields=["hub", "status", "-received_at"], name="referral_arrivals"),
            models.Index(fields=["hub", "-received_at"], name="referral_by_day"),
            models.Index(fields=["allocated_to", "status"], name="referral_mine"),
            models.Index(
                fields=["hub", "-reported_risk", "received_at", "id"],
                name="referral_gravest",
                condition=Q(status=Status.RECEIVED),
            ),
            models.Index(
                fields=["hub", "unauthorised_since"],
                name="referral_to_authorise",
                condition=Q(
                    unauthorised_since__isnull=False, status__in=["triaged", "gathering", "deciding", "decided"]
                ),
            ),
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
    def is_carried(self) -> bool:
        """Whether it is restricted as another record of somebody is, until a manager named for it decides."""
        return self.restricted_reason == codes.RestrictionReason.CARRIED

    @property
    def audit_subject(self) -> Subject:
        return Subject("referral", str(self.pk), self.reference, self.hub_id)

    @property
    def is_ended(self) -> bool:
        return self.status in Status.ended()

    @property
    def is_forwarded(self) -> bool:
        """Another council was asked to take it and has not confirmed: it is still the hub's."""
        return bool(self.forwarded_to)

    @property
    def about_both(self) -> bool:
        """About children and adults: agencies are asked about each under a power of its own."""
        return self.about_children and self.about_adults

    @property
    def danger_reported(self) -> bool:
        """The referrer says somebody is in danger now. Pages mark it until the case is triaged."""
        return self.immediate_danger == "yes" and self.status == Status.RECEIVED

    @property
    def sender_is_known(self) -> bool:
        """Somebody signed in sent it or keyed it in; any other sender's identity is unchecked."""
        return self.created_by_id is not None

    @property
    def do_not_tell(self) -> list[codes.DoNotTell]:
        """The concerns for which nobody in the family is told, whatever was answered about telling."""
        return codes.warned_of(self.known_concerns)

    @property
    def somebody_untold(self) -> bool:
        """Whether by the newest lawful basis somebody must not know of the sharing, or does not know yet."""
        basis = self.lawful_bases.last()
        return basis is not None and basis.family_informed != codes.FamilyInformed.YES

    @property
    def referrer_asks_for_silence(self) -> bool:
        """Whoever referred says that the family, or the adult, should not be told, and no agency is asked yet."""
        return self.family_informed == codes.FamilyInformed.NO and self.status in (Status.RECEIVED, Status.TRIAGED)

    @property
    def asks_for_silence(self) -> bool:
        """Whether the family, or somebody of it, must not be told: by its concerns or by what each person knows."""
        return bool(self.do_not_tell) or self.somebody_untold

    @property
    def known_concerns(self) -> list[str]:
        """Every concern and type of risk, whether the referrer or the hub named it: what rules and warnings go by."""
        return list(dict.fromkeys([*self.concerns, *self.risk_types, *self.hub_concerns]))

    @property
    def known_concern_labels(self) -> list[str]:
        return codes.concern_labels(self.known_concerns)

    @property
    def hub_concern_labels(self) -> list[str]:
        return codes.concern_labels(self.hub_concerns)

    @property
    def concern_labels(self) -> list[str]:
        return codes.concern_labels(self.concerns)

    @property
    def known_to_labels(self) -> list[str]:
        return [codes.KnownTo(code).label for code in self.known_to if code in codes.KnownTo.values]

    @property
    def risk_labels(self) -> list[str]:
        return codes.concern_labels(self.risk_types)


class CaseRow(CaseModel):
    """A row that belongs to a referral, with its author and time. It is never changed."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["at", "id"]


class Move(CaseRow):
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="moves")
    name = models.CharField(max_length=30)  # a key of workflow.MOVES
    from_status = models.CharField(max_length=12, choices=Status.choices, blank=True)
    to_status = models.CharField(max_length=12, choices=Status.choices)
    reason = models.TextField(blank=True)


class RatingGiven(CaseRow):
    """A rating: at triage, by an agency, or with the decision. Each new rating is a new row."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="ratings")
    stage = models.CharField(max_length=10, choices=codes.RatingStage.choices)
    level = models.CharField(max_length=5, choices=codes.Rating.choices)
    reason = models.TextField()
    is_recommendation = models.BooleanField(default=False)
    subject = models.ForeignKey("Person", on_delete=models.PROTECT, null=True, related_name="+")  # of a final rating

    class Meta(CaseRow.Meta):
        verbose_name = "rating"


class Clock(CaseModel):
    """One measure running on one referral.

    A new rating stops the clock and starts another, so that the history of clocks stays.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="clocks")
    measure = models.CharField(max_length=20, choices=codes.ClockMeasure.choices)
    rating = models.CharField(max_length=5, choices=codes.Rating.choices, blank=True)
    hours = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    mode = models.CharField(max_length=10, choices=codes.ClockMode.choices)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    week = models.JSONField(null=True)  # the opening hours at its start, which it counts (timing/working_week.py)
    stopped_at = models.DateTimeField(null=True)
    replaced = models.BooleanField(default=False)  # a new rating stopped it
    pauses = pause_times()
    pause_review_on = models.DateField(null=True)  # set while the clock is paused

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "measure"], condition=Q(stopped_at=None), name="one_running_clock_a_measure"
            )
        ]


class LawfulBasis(CaseRow):
    """The legal basis for sharing information about a case. The newest row counts.

    The power to share, whether the family is informed and whether they agree to a service are
    separate questions with separate answers. In a referral about children and adults, `purpose` and
    `gateway` are for the children.
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
    article10 = models.CharField(max_length=12, choices=codes.Article10.choices, blank=True, default="", db_default="")
    without_consent = models.CharField(
        max_length=20, choices=codes.WithoutConsent.choices, blank=True, default="", db_default=""
    )
    necessity = models.TextField()
    # Why section 47 and not section 17, though the case is not rated red.
    section_47_reason = models.TextField(blank=True, default="", db_default="")
    family_informed = models.CharField(max_length=10, choices=codes.FamilyInformed.choices)
    agreement = models.CharField(max_length=12, choices=codes.ServiceAgreement.choices)
    no_agreement_reason = models.TextField(blank=True, default="", db_default="")  # for early help without agreement
    not_informed_reason = models.CharField(max_length=20, choices=codes.NotInformedReason.choices, blank=True)
    not_informed_detail = models.TextField(blank=True)
    who_knows = models.JSONField(default=dict, db_default={}, blank=True)  # a Knows code by the number of each person
    objection_detail = models.TextField(blank=True, default="", db_default="")  # why it goes on though one objects
    tell_by = models.DateField(null=True, blank=True)  # the day by which those who do not know are told
    # By the number of a person, or FAMILY: {"on", "by", "how", "response"} of somebody who was told, or {"never", "on",
    # "by"} of somebody who never will be.
    tellings = models.JSONField(default=dict, db_default={}, blank=True)
    authorised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    authorised_at = models.DateTimeField(null=True)
    authorising_reason = models.TextField(blank=True, default="", db_default="")  # the manager's own

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
        """Domain rule 1: asking without somebody's knowledge, or over an objection, needs a manager's authorisation."""
        return not self.needs_authorisation or self.authorised_by_id is not None

    @property
    def untold(self) -> list[str]:
        """The numbers of those who do not know, or FAMILY if that is nobody of the case."""
        if self.family_informed == codes.FamilyInformed.YES:
            return []
        return [number for number, answer in self.who_knows.items() if answer in codes.NOT_TOLD] or [codes.FAMILY]

    @property
    def still_to_tell(self) -> list[str]:
        """The numbers of those who do not know and are to be told: all but those who never will be."""
        return [number for number in self.untold if number not in self.tellings]

    @property
    def serves_asking(self) -> bool:
        """Agencies may be asked now: it permits asking, or the case is red, and it is authorised afterwards."""
        return self.permits_asking or self.referral.rating == codes.Rating.RED

    @property
    def asks_why_section_47(self) -> bool:
        """Section 47 needs a reason: its purpose or its power is chosen, and the case is not rated red."""
        by_section_47 = (
            self.purpose == codes.SharingPurpose.SECTION_47 or self.gateway == codes.StatutoryGateway.CHILD_ENQUIRIES
        )
        return by_section_47 and self.referral.rating != codes.Rating.RED

    @property
    def needs_authorisation(self) -> bool:
        return self.family_informed != codes.FamilyInformed.YES or bool(self.objection_detail)


class CaseDraft(CaseModel):
    """What a user has typed on a page of a case and not sent. Only that user can read it."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="case_drafts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    page = models.CharField(max_length=30)
    typed = models.JSONField(default=list)  # [[field, value], …], see drafts/form_data.py
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["referral", "by", "page"], name="one_draft_of_a_page_for_each")]
        indexes = [models.Index(fields=["changed_at"], name="case_draft_changed")]


class Note(CaseRow):
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()


class Flag(CaseRow):
    """“Look at this now”: said by a colleague, or of an answer that is grave or came after the decision.

    It stands until somebody records what was done.
    """

    class Kind(models.TextChoices):
        COLLEAGUE = "colleague", "Look at this now"
        GRAVE_ANSWER = "grave_answer", "An agency rates it red"
        LATE_ANSWER = "late_answer", "An answer came after the decision"

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="flags")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    reason = models.TextField(blank=True)  # a colleague's; of an answer, the answer says it
    cleared_at = models.DateTimeField(null=True)
    cleared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    what_was_done = models.TextField(blank=True)

    class Meta(CaseRow.Meta):
        verbose_name = "flag"
        indexes = [models.Index(fields=["at"], name="flag_standing", condition=Q(cleared_at=None))]
        constraints = [
            models.CheckConstraint(condition=~Q(kind="colleague") | ~Q(reason=""), name="flag_has_its_reason"),
            models.CheckConstraint(
                condition=Q(cleared_at=None, cleared_by=None, what_was_done="")
                | (Q(cleared_at__isnull=False, cleared_by__isnull=False) & ~Q(what_was_done="")),
                name="cleared_flag_says_what_was_done",
            ),
        ]

    @property
    def is_cleared(self) -> bool:
        return self.cleared_at is not None
