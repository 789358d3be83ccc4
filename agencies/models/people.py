"""People who sign in, and the roles they hold."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.functional import cached_property

from agencies.models.hubs import Hub, Team
from agencies.models.organisations import Agency
from agencies.roles import ROLE_CHOICES, ROLES, permissions_of
from audit.recording import Actor, Subject


class UserManager(BaseUserManager):
    def get_by_natural_key(self, username):
        return self.get(email__iexact=username)

    def in_hub(self, hub):
        return self.filter(hub=hub)


class User(AbstractBaseUser, PermissionsMixin):
    """Not behind row-level security: signing in reads this table before anybody is known."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    registration = models.CharField(max_length=20, blank=True)  # Social Work England number, where there is one
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="people", null=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="people", null=True, blank=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="people", null=True, blank=True)
    is_active = models.BooleanField(default=True)
    invited_at = models.DateTimeField(default=timezone.now)
    suspended_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(models.functions.Lower("email"), name="one_person_per_email")]

    def __str__(self):
        return f"user {self.pk}"

    def refresh_from_db(self, *args, **kwargs):
        super().refresh_from_db(*args, **kwargs)
        for kept in ("role_codes", "role_permissions"):
            self.__dict__.pop(kept, None)

    @cached_property
    def role_codes(self) -> list[str]:
        return sorted(self.memberships.current().values_list("role", flat=True))

    @cached_property
    def role_permissions(self) -> frozenset[str]:
        return permissions_of(self.role_codes)

    @property
    def role_label(self) -> str:
        return ", ".join(ROLES[code].label for code in self.role_codes)

    @property
    def audit_name(self) -> Actor:
        home = self.agency.name if self.agency_id else ""
        return Actor(self.name, self.pk, ", ".join(self.role_codes), home, self.hub_id)

    @property
    def audit_subject(self) -> Subject:
        return Subject("person who signs in", str(self.pk), "", self.hub_id)


class MembershipQuerySet(models.QuerySet):
    def current(self):
        """Held now: not ended, and not past the date it was given until, though no task has ended it yet."""
        return self.filter(ended_at=None).filter(models.Q(ends_at=None) | models.Q(ends_at__gt=Now()))

    def past_their_date(self):
        return self.filter(ended_at=None, ends_at__lte=Now())


class Membership(models.Model):
    """A role held from one time to another; ended, never deleted. `change` is what gave it: by two people, for every
    role that needs them (agencies/roles.py). `certified_at` is when somebody last said that it is still needed."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    change = models.OneToOneField(
        "agencies.AccountChange", on_delete=models.PROTECT, null=True, blank=True, related_name="membership"
    )
    certified_at = models.DateTimeField(null=True, blank=True)
    certified_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["started_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], condition=models.Q(ended_at=None), name="role_held_once"),
            models.CheckConstraint(
                condition=models.Q(certified_by=None) | ~models.Q(certified_by=models.F("user")),
                name="certified_by_another",
            ),
        ]

    def __str__(self):
        return f"{self.user_id}/{self.role}"
