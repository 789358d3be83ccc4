"""Drafts of referrals, and the referrer, people and professionals of a sent one."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agencies.models import Hub
from audit.recording import Subject
from referrals import codes
from referrals.models.cases import Referral
from referrals.models.identifiers import CaseModel


class Draft(CaseModel):
    """A referral that is being written: the answers of each page as typed, saved from the first on.

    Only its author can read it, or a member of the public whose session holds its secret. The hub
    never sees it.
    """

    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    secret_hash = models.CharField(max_length=64, blank=True)  # SHA-256 of the secret in the sender's session
    channel = models.CharField(max_length=24, choices=codes.Channel.choices)
    answers = models.JSONField(default=dict)  # {page: {field: value}}; people: {"people": [{…}, …]}
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    sent_as = models.CharField(max_length=20, blank=True)  # the reference it became
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-changed_at"]
        # For deleting old drafts.
        indexes = [models.Index(fields=["changed_at"], name="draft_changed")]
        constraints = [
            models.CheckConstraint(
                condition=Q(created_by__isnull=False) | ~Q(secret_hash=""), name="draft_belongs_to_somebody"
            )
        ]

    @property
    def audit_subject(self) -> Subject:
        return Subject("draft", str(self.pk), self.sent_as, self.hub_id)


class Referrer(CaseModel):
    """The sender of a referral, in a table of its own.

    The identity of a member of the public is shown only for a reason, and each look is recorded.
    """

    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="referrer")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    is_professional = models.BooleanField()
    wants_anonymity = models.BooleanField(default=False)
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=120, blank=True)  # or the relationship to the person
    organisation = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    address = models.TextField(blank=True)
    known_for = models.CharField(max_length=120, blank=True)
    safe_to_contact = models.TextField(blank=True)
    # Asked of whoever has no account, whose inbox others may read; empty where nobody asked. Without `db_default`:
    # Django would read it back after writing, and whoever sends a referral may not read it.
    safe_to_email = models.CharField(max_length=3, choices=[("yes", "Yes"), ("no", "No")], blank=True, default="")

    @property
    def may_be_emailed(self) -> bool:
        """Whether the service may e-mail them: all but a colleague who is known only if they said that it is safe."""
        return bool(self.email) and (self.is_known_colleague or self.safe_to_email == "yes")

    @property
    def is_known_colleague(self) -> bool:
        """A professional whose referral was sent or keyed in by somebody signed in: the open form checks nobody."""
        return self.is_professional and self.referral.sender_is_known

    @property
    def unsafe_to_email(self) -> bool:
        """Whether there is an address that must not be used."""
        return bool(self.email) and not self.may_be_emailed


class Person(CaseModel):
    """A child, adult or unborn child in a referral. Each with `is_subject` gets a decision."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="people")
    position = models.PositiveSmallIntegerField()
    is_subject = models.BooleanField(default=False)
    kind = models.CharField(max_length=6, choices=codes.PersonKind.choices)
    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80, blank=True)
    other_names = models.CharField(max_length=400, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    expected_on = models.DateField(null=True, blank=True)
    estimated_age = models.PositiveSmallIntegerField(null=True, blank=True)
    sex = models.CharField(max_length=1, choices=codes.Sex.choices, blank=True)
    gender_identity = models.CharField(max_length=60, blank=True)
    ethnicity = models.CharField(max_length=4, choices=codes.Ethnicity.choices, blank=True)
    religion = models.CharField(max_length=60, blank=True)
    first_language = models.CharField(max_length=60, blank=True)
    interpreter_needed = models.CharField(max_length=10, blank=True)
    disabilities = ArrayField(models.CharField(max_length=6), default=list, blank=True)
    needs = models.TextField(blank=True)  # additional, care and support, or communication needs
    nhs_number = models.CharField(max_length=10, blank=True)
    upn = models.CharField(max_length=13, blank=True)
    address = models.TextField(blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    uprn = models.CharField(max_length=12, blank=True)  # of the property at the address
    address_withheld = models.BooleanField(default=False)  # never printed, never sent to an agency
    whereabouts = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    school = models.CharField(max_length=120, blank=True)
    gp = models.CharField(max_length=120, blank=True)
    legal_status = models.CharField(max_length=120, blank=True)
    relationship = models.CharField(max_length=30, choices=codes.RelationshipType.choices, blank=True)
    parental_responsibility = models.CharField(max_length=10, blank=True)
    in_household = models.CharField(max_length=10, blank=True)
    alleged_source = models.BooleanField(default=False)
    safe_to_contact = models.TextField(blank=True)  # whether, when and how the hub may contact them
    primary_support_reason = models.CharField(max_length=30, choices=codes.PrimarySupportReason.choices, blank=True)
    more = models.JSONField(default=dict, blank=True)  # {code of PersonMore: answer}

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "people"
        indexes = [
            models.Index(fields=["nhs_number"], name="person_nhs_number", condition=~Q(nhs_number="")),
            models.Index(fields=["last_name", "date_of_birth"], name="person_name_and_birth"),
            models.Index(fields=["date_of_birth"], name="person_birth", condition=Q(date_of_birth__isnull=False)),
            models.Index(fields=["postcode"], name="person_postcode", condition=~Q(postcode="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(expected_on=None) | Q(kind="unborn"), name="only_an_unborn_child_is_expected"
            ),
            models.CheckConstraint(condition=Q(date_of_birth=None) | ~Q(kind="unborn"), name="unborn_has_no_birth"),
            # BS 7666: of 1 to 12 digits. Stored without zeros before it, so that one property has one number.
            models.CheckConstraint(
                condition=Q(uprn="") | Q(uprn__regex=r"^[1-9][0-9]{0,11}$"), name="uprn_is_a_number"
            ),
        ]

    @property
    def audit_subject(self) -> Subject:
        return Subject("person", str(self.pk), self.referral.reference, self.referral.hub_id)

    @property
    def display_name(self) -> str:
        """The name for screens and prints. Never use it in a log, a page title or an e-mail."""
        name = f"{self.first_name} {self.last_name}".strip()
        return name or ("Unborn child" if self.kind == codes.PersonKind.UNBORN else "Name not known")


class InvolvedProfessional(CaseModel):
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="professionals")
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=120, blank=True)
    organisation = models.CharField(max_length=120)
    contact = models.CharField(max_length=160, blank=True)
    may_contact = models.CharField(max_length=10, blank=True)  # whether the family or the adult agrees to it
    added_at = models.DateTimeField(null=True)  # by the hub, after the referral came

    class Meta:
        ordering = ["id"]
