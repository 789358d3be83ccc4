"""A letter to somebody with an account is a row written with the work it tells of, sent later by the worker."""

from django.db import models
from django.db.models.functions import Now

from agencies.models.people import User


class Letter(models.Model):
    """No page waits for the broker or the mail server. What it says is made when it is sent: no link stands here."""

    to = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")  # null: nobody's, never sent
    template = models.CharField(max_length=40)
    # No default of the database's: Django would read it back, and a page may not read whom letters go to.
    about = models.CharField(max_length=40, blank=True, default="")  # which of the template's sentences
    address = models.EmailField(blank=True, default="")  # where not to the one they have when it is sent
    created_at = models.DateTimeField(db_default=Now())
    try_after = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(db_default=0)

    class Meta:
        indexes = [models.Index(fields=["try_after"], name="letter_waiting")]

    def __str__(self):
        return f"letter {self.pk}: {self.template}"
