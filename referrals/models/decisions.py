"""Decisions, the views of agencies on them, feedback to the referrer, and released products."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from agencies.models import Agency
from audit.recording import Subject
from referrals import codes
from referrals.models.cases import CaseRow, Referral
from referrals.models.identifiers import CaseModel
from referrals.models.intake import Person
from referrals.models.requests import Item


class Decision(CaseRow):
    """One version of the decision about a subject: a draft, then signed and frozen with its digest.

    `frozen` holds the decision as signed: content, cited items, ratings, unanswered requests and
    their age, agreement and dissent, signatures. A trigger refuses any later change; a correction
    is a new version.
    """

    class Stage(models.TextChoices):
        EARLY_EXIT = "early_exit", "At triage"
        FULL = "full", "After gathering information"

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SECOND_SIGNATURE = "second_signature", "Waiting for a second signature"
        SIGNED = "signed", "Signed"
        CORRECTED = "corrected", "Corrected by a later version"

    THRESHOLDS = [*codes.ThresholdLevel.choices, *codes.AdultThreshold.choices]

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="decisions")
    subject = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="decisions")
    version = models.PositiveSmallIntegerField(default=1)
    stage = models.CharField(max_length=10, choices=Stage.choices)
    state = models.CharField(max_length=16, choices=State.choices, default=State.DRAFT)
    threshold = models.CharField(max_length=16, choices=THRESHOLDS, blank=True)
    outcome = models.CharField(max_length=30, choices=codes.Outcome.choices)
    outcome_reason = models.CharField(max_length=30, choices=codes.OutcomeReason.choices, blank=True)
    also = ArrayField(models.CharField(max_length=20), default=list, blank=True)  # OnwardRoute codes
    # What each route needs, {OnwardRoute: {"detail": text, "aware_on": ISO date where its time runs from one}}.
    route_details = models.JSONField(default=dict, db_default={}, blank=True)
    strategy_on = models.DateField(null=True, blank=True)  # the strategy discussion
    section_47_reason = models.TextField(
        blank=True, default="", db_default=""
    )  # why section 47 although it does not fit
    no_enquiry_reason = models.TextField(blank=True, default="", db_default="")  # all limbs met, and no enquiry
    attempts = models.TextField(blank=True, default="", db_default="")  # to learn more, where the hub takes no action
    cover = models.TextField(blank=True, default="", db_default="")  # who looks after the person meanwhile
    fgm_duty = models.CharField(max_length=16, choices=codes.FgmDuty.choices, blank=True, default="", db_default="")
    fgm_discovered_on = models.DateField(null=True, blank=True)  # from which the month of the duty runs
    final_rating = models.CharField(max_length=5, choices=codes.Rating.choices)
    contradiction_reason = models.TextField(blank=True, default="")  # see decisions/contradictions.py
    rationale = models.TextField()
    next_steps = models.TextField(blank=True)
    voice = models.TextField(blank=True)  # the child's or adult's own view
    correction_reason = models.TextField(blank=True)
    # For adults only. `limbs` is the test of Care Act 2014 s42(1), each limb {"answer": LimbAnswer,
    # "reason": text}; `capacity` follows MCA 2005, and `wishes` Making Safeguarding Personal.
    limbs = models.JSONField(default=dict, blank=True)
    capacity = models.CharField(max_length=16, choices=codes.Capacity.choices, blank=True)
    capacity_decision = models.TextField(blank=True, default="", db_default="")  # which decision it is about
    capacity_on = models.DateField(null=True, blank=True)  # when: capacity is of one decision at one time
    capacity_detail = models.TextField(blank=True)
    wishes_asked = models.CharField(max_length=16, choices=codes.MspAsked.choices, blank=True)
    wishes = models.TextField(blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    second_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    second_signed_at = models.DateTimeField(null=True)
    frozen = models.JSONField(null=True)
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of `frozen` as canonical JSON

    class Meta(CaseRow.Meta):
        indexes = [
            models.Index(fields=["at"], name="decision_to_second_sign", condition=Q(state="second_signature")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["subject", "version"], name="decision_versions_are_numbered"),
            models.CheckConstraint(
                condition=Q(second_signed_by=None) | ~Q(second_signed_by=models.F("signed_by")),
                name="second_signature_is_another_person",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft"]) | Q(signed_by__isnull=False), name="signed_by_somebody"
            ),
            models.CheckConstraint(condition=~Q(state="signed") | ~Q(digest=""), name="signed_is_frozen"),
        ]

    @property
    def audit_subject(self) -> Subject:
        return Subject("decision", str(self.pk), self.referral.reference, self.referral.hub_id)


class DecisionItem(CaseModel):
    """An item of information that the rationale of a decision cites."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="citations")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "item"], name="item_cited_once")]


class Dissent(CaseModel):
    """Whether an agency agrees with a decision, and if not, why."""

    class View(models.TextChoices):
        AGREES = "agrees", "Agrees"
        DISAGREES = "disagrees", "Disagrees"
        NOT_ASKED = "not_asked", "Not asked"

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="views")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    agrees = models.CharField(max_length=12, choices=View.choices)
    reason = models.TextField(blank=True)
    spoken_for_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "agency"], name="one_view_an_agency"),
            models.CheckConstraint(condition=~Q(agrees="disagrees") | ~Q(reason=""), name="dissent_has_its_reason"),
        ]


class NotificationMade(CaseRow):
    """Something that the law asks to be told by a day, after a decision, and that was told.

    It answers what is due by `due_on`: a correction that moves this day makes it due again.
    """

    CODES = [*codes.OnwardRoute.choices, (codes.FGM_TO_POLICE, codes.FGM_TO_POLICE_WORDS)]

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="notifications_made")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="notifications_made")
    subject = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notifications_made")
    code = models.CharField(max_length=20, choices=CODES)
    due_on = models.DateField()
    made_on = models.DateField()
    detail = models.TextField()  # by whom, to whom, and its reference


class Feedback(CaseRow):
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="feedback")
    wording = models.CharField(max_length=40)  # key into codes.WORDINGS_BY_KEY
    text = models.TextField()
    not_sent_reason = models.TextField(blank=True)

    class Meta(CaseRow.Meta):
        verbose_name_plural = "feedback"


class Product(CaseRow):
    """A numbered copy of the items whose owners allow it, released to named agencies."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="products")
    reference = models.CharField(max_length=20, unique=True)
    number = models.PositiveSmallIntegerField()
    audience = models.CharField(max_length=10, choices=codes.ReleaseMark.choices)
    # Whom it is about and what was decided: [{person, name, age, kind, outcome, decided_on}]; empty in the oldest. For
    # agencies also `knows`, what the person knows of the sharing, `others_untold`, whether somebody else does not know,
    # and `do_not_tell`, each left out where it is empty.
    subjects = models.JSONField(default=list)
    summary = models.TextField()
    agencies = models.ManyToManyField(Agency, related_name="+")
    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")

    class Meta(CaseRow.Meta):
        default_permissions = ()
        permissions = [("read_product", "Can read this product")]
        indexes = [models.Index(fields=["hub", "-at", "-id"], name="product_by_day")]
        constraints = [models.UniqueConstraint(fields=["referral", "number"], name="products_are_numbered")]

    @property
    def warns_not_to_tell(self) -> bool:
        return any(subject.get("do_not_tell") for subject in self.subjects)

    @property
    def audit_subject(self) -> Subject:
        return Subject("product", str(self.pk), self.reference, self.hub_id)


class ProductItem(CaseModel):
    """A copy of an item as released, so that the product shows for ever what was sent."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="items")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    agency_name = models.CharField(max_length=120)
    about_whom = models.TextField(blank=True, default="")  # empty in the oldest copies
    kind = models.CharField(max_length=10, choices=codes.ItemKind.choices, blank=True, default="")
    occurred_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    basis = models.CharField(max_length=12, choices=codes.ItemBasis.choices)
    text = models.TextField()

    class Meta:
        ordering = ["position", "id"]
