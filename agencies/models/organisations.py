"""Agencies that a hub asks for information, and their sharing agreements. None of it is case content."""

from django.contrib.auth.models import Group
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower

from agencies.kinds import AgencyKind
from agencies.models.hubs import Hub
from audit.recording import Subject


class Agency(models.Model):
    """A partner organisation. `core` partners sit in the hub; `virtual` links are asked from afar."""

    # The two terms are Nottinghamshire MASH's own.

    LINKS = [("core", "Core partner"), ("virtual", "Virtual link")]

    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="agencies")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=30, choices=AgencyKind.choices)
    link = models.CharField(max_length=10, choices=LINKS, default="core")
    notice_email = models.EmailField()
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="agency")
    is_active = models.BooleanField(default=True)
    mail_domains = ArrayField(models.CharField(max_length=120), default=list, db_default=[], blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "agencies"
        constraints = [models.UniqueConstraint("hub", Lower("name"), name="agency_named_once_in_hub")]

    def __str__(self):
        return self.name

    @property
    def audit_subject(self) -> Subject:
        return Subject("agency", str(self.pk), "", self.hub_id)


class SharingAgreement(models.Model):
    """A signed information sharing agreement with an agency, and when it is due for review."""

    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="sharing_agreements")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="sharing_agreements")
    title = models.CharField(max_length=200)
    signed_on = models.DateField()
    review_on = models.DateField()
    location = models.CharField(max_length=200, blank=True, help_text="Where the signed copy is kept")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["review_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(review_on__gt=models.F("signed_on")), name="review_after_signing"
            ),
            models.UniqueConstraint(
                "agency", Lower("title"), condition=models.Q(ended_on=None), name="agreement_in_force_once"
            ),
        ]

    def __str__(self):
        return f"agreement {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        return Subject("sharing agreement", str(self.pk), "", self.hub_id)
