"""What one agency is asked, and what it answers, item by item with its own handling marks."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from agencies.models import Agency, Hub
from audit.recording import Subject
from referrals import codes
from referrals.models.cases import LawfulBasis, Referral
from referrals.models.identifiers import CaseModel
from referrals.models.pause_times import pause_times

HOUSEHOLD = 0


class RequestQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at=None, released_at=None)

    def overdue(self, now):
        return self.open().filter(due_at__lt=now, pause_review_on=None)


class InformationRequest(CaseModel):
    """A copy of what one agency needs to search, never the referral itself. Read by the hub and that agency.

    `subjects`: [{"name", "other_names", "kind", "born", "nhs_number", "upn", "address", "relationship"}, …],
    just the details chosen for this agency.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="requests")
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=20, unique=True)
    lawful_basis = models.ForeignKey(LawfulBasis, on_delete=models.PROTECT, related_name="+")
    gateway = models.CharField(max_length=20, choices=codes.StatutoryGateway.choices)
    adult_gateway = models.CharField(  # where it asks about children and adults, for the adults
        max_length=20, choices=codes.StatutoryGateway.choices, blank=True, default="", db_default=""
    )
    family_informed = models.CharField(max_length=10, choices=codes.FamilyInformed.choices)
    rating = models.CharField(max_length=5, choices=codes.Rating.choices)
    reason = models.TextField()  # why we ask, in words meant for this agency
    subjects = models.JSONField()
    from_on = models.DateField(null=True)  # information asked for from this date on
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    first_due_at = models.DateTimeField(null=True)  # as it was sent; `due_at` moves on by its pauses
    pauses = pause_times()
    pause_review_on = models.DateField(null=True)  # set while its clock stands still
    clock_mode = models.CharField(max_length=10, choices=codes.ClockMode.choices)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    more_time_until = models.DateTimeField(null=True)  # what the agency asked for; it moves no target
    more_time_reason = models.TextField(blank=True)
    first_answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)  # answered in full
    released_at = models.DateTimeField(null=True)  # the case closed without it; an answer is still welcome
    outcome = models.CharField(max_length=20, choices=codes.ResponseOutcome.choices, blank=True)
    chased_before_at = models.DateTimeField(null=True)
    chased_after_at = models.DateTimeField(null=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "id"]
        default_permissions = ()
        permissions = [("answer_request", "Can read and answer this request")]
        indexes = [
            models.Index(fields=["agency", "closed_at", "due_at"], name="request_inbox"),
            models.Index(fields=["due_at"], name="request_to_chase", condition=Q(closed_at=None)),
            models.Index(fields=["hub", "-sent_at"], name="request_by_day"),
        ]

    @property
    def audit_subject(self) -> Subject:
        return Subject("information request", str(self.pk), self.reference, self.hub_id)

    @property
    def people_asked_about(self) -> list[tuple[int, str]]:
        """Whom an item may be about: the household, or one of the people this agency was asked to search for."""
        people = [(place, person["name"]) for place, person in enumerate(self.subjects, start=1)]
        return [*people, (HOUSEHOLD, "The household")]


class RequestQuestion(CaseModel):
    request = models.ForeignKey(InformationRequest, on_delete=models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["position", "id"]


class Response(CaseModel):
    """One answer. A further answer corrects or adds to an earlier one; none is ever changed."""

    request = models.ForeignKey(InformationRequest, on_delete=models.PROTECT, related_name="responses")
    number = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=20, choices=codes.ResponseOutcome.choices)
    reason = models.TextField(blank=True)  # for held but not shared, unable to search, declined
    search_made = models.TextField(blank=True)  # systems, dates and names searched
    rating = models.CharField(max_length=5, choices=codes.Rating.choices, blank=True)
    rating_reason = models.TextField(blank=True)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["request", "number"], name="answers_are_numbered")]

    @property
    def audit_subject(self) -> Subject:
        return Subject("response", str(self.pk), self.request.reference, self.request.hub_id)


class AnswerDraft(CaseModel):
    """An answer being written, as typed. Read by the agency the request was put to, for as long as one is with it."""

    request = models.ForeignKey(InformationRequest, on_delete=models.PROTECT, related_name="drafts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    typed = models.JSONField(default=list)  # [[field, value], …]
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-changed_at", "-id"]
        indexes = [models.Index(fields=["changed_at"], name="answer_draft_changed")]


class Item(CaseModel):
    """One piece of information. Its words stand in ItemBody, which has a stricter policy; existence only has none, and
    of its facts only whom to ask.
    """

    NO_FACTS = {"kind": "", "basis": "", "occurred_on": None, "ended_on": None, "question": None, "about": None}

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="items")
    request = models.ForeignKey(InformationRequest, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    question = models.ForeignKey(RequestQuestion, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=codes.ItemKind.choices, blank=True)
    basis = models.CharField(max_length=12, choices=codes.ItemBasis.choices, blank=True)
    occurred_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    handling = models.CharField(max_length=16, choices=codes.ItemHandling.choices)
    release = ArrayField(models.CharField(max_length=10), default=list)  # who it may go on to; none when empty
    ask_whom = models.CharField(max_length=160, blank=True)  # for existence only
    about = models.PositiveSmallIntegerField(null=True)  # place in the request's `subjects`, from 1; 0: the household
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    withdrawn_at = models.DateTimeField(null=True)  # by a correcting answer
    marked_at = models.DateTimeField(null=True)  # when its owner last changed its marks

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                name="of_what_is_only_held_nothing_is_stored",
                condition=Q(
                    handling=codes.ItemHandling.EXISTENCE_ONLY,
                    kind="",
                    basis="",
                    occurred_on=None,
                    ended_on=None,
                    question=None,
                    about=None,
                )
                | (~Q(handling=codes.ItemHandling.EXISTENCE_ONLY) & ~Q(kind="") & ~Q(basis="")),
            )
        ]

    @property
    def audit_subject(self) -> Subject:
        return Subject("item", str(self.pk), self.request.reference, self.request.hub_id)

    def tell_nothing(self) -> None:
        """Leave of it only that it is held."""
        for name, nothing in self.NO_FACTS.items():
            setattr(self, name, nothing)

    @property
    def about_whom(self) -> str:
        """One of those the agency was asked about, in the words it was asked with."""
        return "" if self.about is None else dict(self.request.people_asked_about).get(self.about, "")


class ItemBody(models.Model):
    item = models.OneToOneField(Item, on_delete=models.PROTECT, primary_key=True, related_name="body")
    text = models.TextField()

    class Meta:
        verbose_name_plural = "item bodies"

    def __str__(self):
        return f"body of item {self.pk}"
