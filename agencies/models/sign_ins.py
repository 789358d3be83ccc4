"""Where people are signed in."""

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from agencies.models.people import User

BROWSERS = {"Edg": "Edge", "curl": "A program", "python-requests": "A program", "other": "Another browser"}


class SignIn(models.Model):
    """One browser in which somebody is signed in. It goes when that ends; the access log keeps that it was.

    It is by this row that the database knows who acts: only `sessions.opened` makes one, with a proof, and people see
    none but their own. `session_key` is a hash (see mash_kept_key); `halfway` is whoever owes their second factor.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    agent = models.CharField(max_length=20)  # the family of browser, no more
    started_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(db_default=Now())
    halfway = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["-last_seen_at"]

    def __str__(self):
        return f"sign-in {self.pk}"

    @property
    def browser(self) -> str:
        return BROWSERS.get(self.agent, self.agent)
