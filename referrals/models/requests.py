"""Information requests to agencies, and their answers: items, each with its handling marks."""

from copy import copy
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from agencies.models import Agency, Hub
from audit.recording import Subject
from referrals import codes
from referrals.codes.agencies import own_bases
from referrals.models.cases import LawfulBasis, Referral
from referrals.models.identifiers import CaseModel
from referrals.models.pause_times import pause_times

HOUSEHOLD = 0


OPEN = Q(closed_at=None, released_at=None)
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # earlier than any message


class RequestQuerySet(models.QuerySet):
    def open(self):
        return self.filter(OPEN)

    def done(self):
        return self.exclude(OPEN)

    def overdue(self, now):
        return self.open().filter(due_at__lt=now, pause_review_on=None)

    def with_unread(self, *, for_hub: bool):
        """Load `unread`: whether the other side wrote something that nobody of this side has opened."""
        opened = Coalesce(OuterRef("hub_read_at" if for_hub else "agency_read_at"), NEVER)
        return self.annotate(
            unread=Exists(RequestMessage.objects.filter(request=OuterRef("pk"), from_hub=not for_hub, at__gt=opened))
        )

    def with_views(self):
        """Load what `standing_view` reads, in one more query for all requests."""
        items = Item.objects.filter(request=OuterRef("pk")).order_by()
        links = JSONObject(item="pk", of="response", replaces="replaces", stands=Q(withdrawn_at=None))
        return self.prefetch_related("responses").annotate(item_links=ArraySubquery(items.values_list(links)))


class InformationRequest(CaseModel):
    """A request to one agency, with a copy of what it needs to search. It cannot read the referral.

    `subjects` has only the details chosen for this agency: [{"name", "other_names", "kind", "born",
    "nhs_number", "upn", "address", "relationship"}, …]. Beside them may stand "person", their number,
    "knows", what they know of the request, "others_untold", whether somebody it does not name does not know, and
    "do_not_tell".
    """

    item_links: list[dict]  # loaded by `with_views`
    unread: bool  # loaded by `with_unread`

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="requests")
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=20, unique=True)
    lawful_basis = models.ForeignKey(LawfulBasis, on_delete=models.PROTECT, related_name="+")
    gateway = models.CharField(max_length=20, choices=codes.StatutoryGateway.choices)
    adult_gateway = models.CharField(  # for the adults, if it asks about children and adults
        max_length=20, choices=codes.StatutoryGateway.choices, blank=True, default="", db_default=""
    )
    # Told to the agency: one that is no public body may rely on our public task (UK GDPR, Annex 1, paragraph 1).
    article6 = models.CharField(max_length=10, choices=codes.Article6.choices, blank=True, default="", db_default="")
    section_47_reason = models.TextField(blank=True, default="", db_default="")  # as the lawful basis gives it
    family_informed = models.CharField(max_length=10, choices=codes.FamilyInformed.choices)
    rating = models.CharField(max_length=5, choices=codes.Rating.choices)
    reason = models.TextField()  # why we ask, in words meant for this agency
    subjects = models.JSONField()
    from_on = models.DateField(null=True)  # the start of the period asked about
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    first_due_at = models.DateTimeField(null=True)  # as sent; pauses move `due_at` on
    pauses = pause_times()
    pause_review_on = models.DateField(null=True)  # set while its clock is paused
    clock_mode = models.CharField(max_length=10, choices=codes.ClockMode.choices)
    week = models.JSONField(null=True)  # the opening hours as it was sent, which its clock counts
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(  # whoever of the agency has said that they answer it
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    more_time_until = models.DateTimeField(null=True)  # asked for by the agency; the target stays
    more_time_reason = models.TextField(blank=True)
    first_answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)  # answered in full
    released_at = models.DateTimeField(null=True)  # the case closed without it; an answer is still welcome
    outcome = models.CharField(max_length=20, choices=codes.ResponseOutcome.choices, blank=True)
    chased_before_at = models.DateTimeField(null=True)
    chased_after_at = models.DateTimeField(null=True)
    chased_by_hand_at = models.DateTimeField(null=True)  # by somebody of the hub, beside the reminders
    withdrawn_at = models.DateTimeField(null=True)  # released by the hub while its case goes on; why: RequestChange
    # Up to which message of the other side somebody of this side has read.
    hub_read_at = models.DateTimeField(null=True)
    agency_read_at = models.DateTimeField(null=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "id"]
        default_permissions = ()
        permissions = [("answer_request", "Can read and answer this request")]
        indexes = [
            models.Index(fields=["agency", "due_at", "sent_at", "id"], name="request_inbox", condition=OPEN),
            models.Index(fields=["agency", "-sent_at", "id"], name="request_done", condition=~OPEN),
            models.Index(fields=["due_at"], name="request_to_chase", condition=Q(closed_at=None)),
            models.Index(fields=["hub", "-sent_at"], name="request_by_day"),
            models.Index(fields=["hub", "due_at"], name="request_overdue", condition=OPEN),
        ]

    @property
    def audit_subject(self) -> Subject:
        return Subject("information request", str(self.pk), self.reference, self.hub_id)

    @property
    def others_untold(self) -> bool:
        """Somebody of the case whom the request does not name does not know of it."""
        return any(subject.get("others_untold") for subject in self.subjects)

    @property
    def names_somebody_untold(self) -> bool:
        """Somebody whom the request names must not know of it, or does not know yet."""
        return any(subject.get("knows") in codes.NOT_TOLD for subject in self.subjects)

    @property
    def warns_not_to_tell(self) -> bool:
        """Nobody in the family is told that the agency was asked, whatever each of them knows."""
        return any(subject.get("do_not_tell") for subject in self.subjects)

    @property
    def is_for_a_public_task(self) -> bool:
        return self.article6 == codes.Article6.PUBLIC_TASK

    @property
    def standing_view(self) -> "Response | None":
        """The newest answer with a view of the risk, unless the agency has taken that view back.

        For a request loaded `with_views`.
        A later answer takes it back by saying so or by a "nothing", and so does withdrawing every item it
        was given with. A corrected item goes on in its correction.
        """
        answers = list(self.responses.all())
        newest = max((number for number, answer in enumerate(answers) if answer.rating), default=None)
        if newest is None:
            return None
        if any(later.leaves_no_view for later in answers[newest + 1 :]):
            return None
        return answers[newest] if self._anything_stands_of(answers[newest]) else None

    def _anything_stands_of(self, answer: "Response") -> bool:
        links = {link["item"]: link for link in self.item_links}
        items_of_answer = {item for item, link in links.items() if link["of"] == str(answer.pk)}
        standing = set()
        for item, link in links.items():
            # A correction stands for what it corrects, and so on back to the first.
            reached = item if link["stands"] else None
            while reached in links:
                standing.add(reached)
                reached = links[reached]["replaces"]
        return not items_of_answer or bool(items_of_answer & standing)

    @property
    def time_asked_for(self) -> datetime | None:
        """Until when its agency asked for time that the hub has not given."""
        granted = self.due_at and self.more_time_until and self.due_at >= self.more_time_until
        return None if granted else self.more_time_until

    @property
    def own_bases(self) -> list[str]:
        """The bases of its own that may fit an agency that is no public body; none for a kind that always is one."""
        return own_bases(self.agency.kind, timezone.localdate(self.sent_at))

    @property
    def people_asked_about(self) -> list[tuple[int, str]]:
        """The choices of what an item is about: the people in this request, or the household."""
        people = [(place, person["name"]) for place, person in enumerate(self.subjects, start=1)]
        return [*people, (HOUSEHOLD, "The household")]


class RequestChange(CaseModel):
    """What the hub changed about a request it had sent, and why. The agency reads it; it is written once."""

    class Kind(models.TextChoices):
        WITHDRAWN = "withdrawn", "Withdrew the request"
        DUE = "due", "Changed when it is due"
        QUESTIONS = "questions", "Asked something more"

    request = models.ForeignKey(InformationRequest, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reason = models.TextField()
    due_at = models.DateTimeField(null=True)  # the new target, where there is one
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


class RequestQuestion(CaseModel):
    request = models.ForeignKey(InformationRequest, on_delete=models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    asked_with = models.ForeignKey(  # None: as the request was sent
        RequestChange, on_delete=models.PROTECT, null=True, related_name="questions"
    )

    class Meta:
        ordering = ["position", "id"]


class RequestUpdate(CaseModel):
    """What the hub told an agency after it asked: of whom more is known. It is written once, as the request was.

    `subjects` has for each person what changed, by the names that `InformationRequest.subjects` has for it.
    """

    request = models.ForeignKey(InformationRequest, on_delete=models.PROTECT, related_name="updates")
    subjects = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


class RequestMessage(CaseModel):
    """What one side wrote to the other about a request, beside question and answer. It is written once."""

    request = models.ForeignKey(InformationRequest, on_delete=models.PROTECT, related_name="messages")
    from_hub = models.BooleanField()
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["request", "at"], name="request_message_thread")]


class Response(CaseModel):
    """One answer. A later one may correct it or add to it; none is ever changed."""

    request = models.ForeignKey(InformationRequest, on_delete=models.PROTECT, related_name="responses")
    number = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=20, choices=codes.ResponseOutcome.choices)
    reason = models.TextField(blank=True)  # for held but not shared, unable to search, declined
    decline_reason = models.CharField(  # for held but not shared and declined
        max_length=30, choices=codes.DeclineReason.choices, blank=True, default="", db_default=""
    )
    search_made = models.TextField(blank=True)  # systems, dates and names searched
    searched = models.JSONField(default=dict, db_default={})  # the same as selected: see `Search` in searching.py
    rating = models.CharField(max_length=5, choices=codes.Rating.choices, blank=True)
    rating_reason = models.TextField(blank=True)
    takes_back_view = models.BooleanField(default=False, db_default=False)  # the view of an earlier answer
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["by", "outcome", "-at"], name="response_by_person")]  # for their last search
        constraints = [models.UniqueConstraint(fields=["request", "number"], name="answers_are_numbered")]

    @property
    def leaves_no_view(self) -> bool:
        """Whether the views of earlier answers no longer stand after this one."""
        return self.takes_back_view or self.outcome in codes.OUTCOMES_WITHOUT_CONCERN

    @property
    def why_not(self) -> str:
        """Why something is not shared: the words of the list, then the agency's own."""
        return "\n".join(filter(None, [self.get_decline_reason_display(), self.reason]))

    @property
    def audit_subject(self) -> Subject:
        return Subject("response", str(self.pk), self.request.reference, self.request.hub_id)


class AnswerDraft(CaseModel):
    """An answer being written, as typed. Anybody now in the agency can read it and go on."""

    overtaken_by: Response | None  # set by `saved_answers`

    request = models.ForeignKey(InformationRequest, on_delete=models.PROTECT, related_name="drafts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    typed = models.JSONField(default=list)  # [[field, value], …], see drafts/form_data.py
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-changed_at", "-id"]
        indexes = [models.Index(fields=["changed_at"], name="answer_draft_changed")]


class Item(CaseModel):
    """One piece of information in an answer.

    Its text is in ItemBody, which has a stricter row-level security policy. An item marked
    "existence only" has no text, and of the other facts only the contact to ask.
    """

    NO_FACTS: ClassVar[dict[str, Any]] = {
        "kind": "",
        "basis": "",
        "occurred_on": None,
        "ended_on": None,
        "question": None,
        "about": [],
    }

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="items")
    request = models.ForeignKey(InformationRequest, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    question = models.ForeignKey(RequestQuestion, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=codes.ItemKind.choices, blank=True)
    basis = models.CharField(max_length=12, choices=codes.ItemBasis.choices, blank=True)
    occurred_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    handling = models.CharField(max_length=16, choices=codes.ItemHandling.choices)
    release = ArrayField(models.CharField(max_length=10), default=list)  # to which audiences
    ask_whom = models.CharField(max_length=160, blank=True)  # for existence only
    # Places in the request's `subjects`, from 1; 0: the household. None: it says of nobody in particular.
    about = ArrayField(models.PositiveSmallIntegerField(), default=list)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    withdrawn_at = models.DateTimeField(null=True)  # by a correcting answer
    marked_at = models.DateTimeField(null=True)  # when its owner last changed its marks

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            # Nobody may read these facts, so they are not stored: then they cannot leak.
            models.CheckConstraint(
                name="of_what_is_only_held_nothing_is_stored",
                condition=Q(
                    handling=codes.ItemHandling.EXISTENCE_ONLY,
                    kind="",
                    basis="",
                    occurred_on=None,
                    ended_on=None,
                    question=None,
                    about=[],
                )
                | (~Q(handling=codes.ItemHandling.EXISTENCE_ONLY) & ~Q(kind="") & ~Q(basis="")),
            )
        ]

    @property
    def audit_subject(self) -> Subject:
        return Subject("item", str(self.pk), self.request.reference, self.request.hub_id)

    def tell_nothing(self) -> None:
        """Clear every fact, so that the item says only that it exists."""
        for name, nothing in self.NO_FACTS.items():
            setattr(self, name, copy(nothing))

    @property
    def about_whom(self) -> str:
        """The people, or the household, that the item is about, by the names used in the request."""
        names = dict(self.request.people_asked_about)
        return ", ".join(names[place] for place in self.about if place in names)


# A table of its own, since row-level security hides rows and not columns (docs/decisions/0013).
class ItemBody(models.Model):
    item = models.OneToOneField(Item, on_delete=models.PROTECT, primary_key=True, related_name="body")
    text = models.TextField()

    class Meta:
        verbose_name_plural = "item bodies"

    def __str__(self):
        return f"body of item {self.pk}"
