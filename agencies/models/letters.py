"""Emails to account holders that wait to be sent."""

from django.db import models
from django.db.models.functions import Now

from agencies.models.people import User


class Letter(models.Model):
    """An email in the queue, deleted once sent. One that was given up stays for a while."""

    # The text is composed when it is sent, so that no one-time link is ever stored.

    to = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")  # null: never sent
    template = models.CharField(max_length=40)
    # default, not db_default: Django would read it back, and the web server has no right to read this column.
    about = models.CharField(max_length=40, blank=True, default="")  # key of the sentence to insert
    address = models.EmailField(blank=True, default="")  # blank: the user's address when it is sent
    created_at = models.DateTimeField(db_default=Now())
    try_after = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(db_default=0)
    failed_at = models.DateTimeField(null=True)  # given up: kept for administrators to see

    class Meta:
        indexes = [models.Index(fields=["try_after"], name="letter_waiting")]

    def __str__(self):
        return f"letter {self.pk}: {self.template}"
