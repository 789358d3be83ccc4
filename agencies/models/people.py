"""People who sign in, and the roles they hold."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.functional import cached_property

from agencies import passwords
from agencies.addresses import ADDRESS_PATTERN, LOWER_CASE_PATTERN, normalise
from agencies.models.hubs import Hub, Team
from agencies.models.organisations import Agency
from agencies.roles import ROLE_CHOICES, ROLES, permissions_of
from audit.recording import Actor, Subject


class UserManager(BaseUserManager):
    def get_by_natural_key(self, username):
        return self.get(email=normalise(username))

    def at(self, address: str):
        """Filter by email address, however it is written; an invalid address matches nobody."""
        return self.filter(email=normalise(address))

    def in_hub(self, hub):
        return self.filter(hub=hub)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in. `password` holds a random stamp and no hash (agencies/passwords.py)."""

    # No row-level security on this table: signing in reads it before anybody is known.

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

    _new_password: passwords.StoredPassword | None = None

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(models.functions.Lower("email"), name="one_person_per_email"),
            models.CheckConstraint(
                condition=models.Q(email__regex=ADDRESS_PATTERN) & models.Q(email__regex=LOWER_CASE_PATTERN),
                name="address_kept_one_way",
            ),
        ]

    def __str__(self):
        return f"user {self.pk}"

    def set_password(self, raw_password):
        self.set_hashed_password(make_password(raw_password))
        self._password = raw_password

    def set_hashed_password(self, encoded: str) -> None:
        """Set an encoded password, which is stored when the user is saved."""
        self.password, self._new_password = passwords.new_stamp(), passwords.split_hash(encoded)

    def set_unusable_password(self):
        super().set_unusable_password()
        self._new_password = passwords.NO_PASSWORD

    def check_password(self, raw_password):
        is_right, is_outdated = passwords.check(self.pk, raw_password)
        if is_outdated:
            # Only now is the password at hand to be hashed anew. The stamp stays, so that nobody is signed out.
            stored = passwords.split_hash(make_password(raw_password))
            passwords.store(self.pk, self.password, stored, new_password=False)
        return is_right

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        # After the row, because a new user has no key before.
        if self._new_password is not None:
            passwords.store(self.pk, self.password, self._new_password)
            self._new_password = None

    def refresh_from_db(self, *args, **kwargs):
        super().refresh_from_db(*args, **kwargs)
        # Django clears its own cached fields here, but not cached properties.
        for name in ("role_codes", "role_permissions"):
            self.__dict__.pop(name, None)

    @property
    def home(self) -> Hub:
        """The hub the user belongs to. Raises ValueError for an account without a hub, which holds no role."""
        if self.hub is None:
            raise ValueError(f"{self} belongs to no hub, so nothing about it can be changed by an administrator")
        return self.hub

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
        home = self.agency.name if self.agency else ""
        return Actor(self.name, self.pk, ", ".join(self.role_codes), home, self.hub_id)

    @property
    def audit_subject(self) -> Subject:
        return Subject("person who signs in", str(self.pk), "", self.hub_id)


class Password(models.Model):
    """A password's recipe and the SHA-256 of its derived key.

    Only database functions read or change this table (agencies/walls/passwords.sql).
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")
    recipe = models.CharField(max_length=200)
    stored = models.CharField(max_length=64)

    def __str__(self):
        return f"password of {self.user_id}"


class MembershipQuerySet(models.QuerySet):
    def current(self):
        """Filter to roles held now: neither ended nor past their end date."""
        # By the date and not by ended_at alone: the task that ends roles may be late or not run at all.
        return self.filter(ended_at=None).filter(models.Q(ends_at=None) | models.Q(ends_at__gt=Now()))

    def past_their_date(self):
        """Filter to roles whose end date has passed and which no task has ended yet."""
        return self.filter(ended_at=None, ends_at__lte=Now())


class Membership(models.Model):
    """A role held for a time; ended, never deleted.

    `change` is the account change that gave it, confirmed by a second person where the role needs one.
    `certified_at` is when a reviewer last confirmed that it is still needed.
    """

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
