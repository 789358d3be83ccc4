"""Current sign-ins, one for each browser."""

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from agencies.models.people import User

BROWSERS = {"Edg": "Edge", "curl": "A program", "python-requests": "A program", "other": "Another browser"}


class SignIn(models.Model):
    """A browser in which somebody is signed in, deleted when that ends.

    `halfway`: the second factor is still to come.
    """

    # The database reads who acts from this row. Only sessions.open_sign_in adds one, with a proof.

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sign_ins")
    # A hash (mash_kept_key), so that no session can be taken over with what is stored here.
    session_key = models.CharField(max_length=40, unique=True)
    agent = models.CharField(max_length=20)  # the browser's family only
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
