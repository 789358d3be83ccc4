"""Changes to accounts: those made, and those that wait for a second person."""

from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7

from agencies.models.hubs import Hub
from agencies.models.organisations import Agency
from agencies.models.people import User
from agencies.roles import ROLE_CHOICES, ROLES
from audit.recording import Subject


class AccountChangeQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(decision=AccountChange.Verdict.WAITS, lapses_at__gt=timezone.now())

    def lapsed(self):
        return self.filter(decision=AccountChange.Verdict.WAITS, lapses_at__lte=timezone.now())


class AccountChange(models.Model):
    """A change to an account or to the permitted email domains: who made it, why and when.

    A change that leads to access to cases waits here until a second person confirms it. The database enforces that:
    without a confirmed row it grants no such role, agency, address or reinstatement (agencies/walls/two_people.sql).
    """

    class Kind(models.TextChoices):
        INVITED = "invited", "Invited"
        ROLE = "role", "Role"
        ROLE_ENDED = "role_ended", "Role ended"
        MOVE = "move", "Move to another agency"
        SUSPENDED = "suspended", "Suspended"
        RESTORE = "restore", "Let back in"
        LINK = "link", "Link to choose a password"
        RESET = "reset", "Second factor reset"
        DETAILS = "details", "Name or email address"
        DOMAINS = "domains", "Email domains"
        CERTIFIED = "certified", "Role reviewed and kept"

    class Verdict(models.TextChoices):
        WAITS = "", "Waits for a second person"
        DONE = "done", "Done"
        CONFIRMED = "confirmed", "Confirmed"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"
        LAPSED = "lapsed", "Lapsed"

    # Made in Python, because the proposer may lack the right to read back a key made by the database.
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="account_changes")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="changes")  # null: email domains
    kind = models.CharField(max_length=12, choices=Kind.choices)
    role = models.CharField(max_length=20, choices=ROLE_CHOICES, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    facts = models.JSONField(default=dict, blank=True)
    ends_at = models.DateTimeField(null=True)  # when the role ends by itself
    reason = models.CharField(max_length=300, blank=True)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")  # null: operator
    proposed_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_why = models.CharField(max_length=300, blank=True)

    objects = AccountChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        indexes = [
            models.Index(fields=["hub", "-proposed_at"], name="account_changes_of_hub"),
            models.Index(fields=["hub"], name="account_changes_waiting", condition=models.Q(decision="")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "user", "agency", "kind", "role"],
                condition=models.Q(decision=""),
                nulls_distinct=False,
                name="one_change_of_a_kind_waits",
            ),
            models.CheckConstraint(
                condition=~models.Q(decision="confirmed")
                | models.Q(proposed_by=None)
                | models.Q(decided_by=None)
                | ~models.Q(proposed_by=models.F("decided_by")),
                name="confirmed_by_another",
            ),
        ]

    def __str__(self):
        return f"change {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        about = self.user.audit_subject if self.user else self.hub.audit_subject
        return Subject(about.kind, about.id, about.reference, self.hub_id)

    @property
    def waits(self) -> bool:
        return self.decision == self.Verdict.WAITS

    @property
    def in_words(self) -> str:
        """What is changed, without naming a person."""
        if self.kind == self.Kind.ROLE:
            return f"Role: {ROLES[self.role].label}" if self.role in ROLES else "Role"
        if self.kind in (self.Kind.ROLE_ENDED, self.Kind.CERTIFIED) and self.role in ROLES:
            return f"{self.get_kind_display()}: {ROLES[self.role].label}"
        if self.kind == self.Kind.MOVE:
            return f"Move to {self.agency.name}" if self.agency else "Move to the hub’s own people"
        if self.kind == self.Kind.DOMAINS:
            return f"Email domains of {self.agency.name if self.agency else 'the hub'}"
        return str(self.get_kind_display())
