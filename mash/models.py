"""The one table of the floor: forms already sent, so that a second sending does nothing."""

from django.db import models


class Submission(models.Model):
    """No policy stands on this table: a random number and a time say nothing about anybody."""

    number = models.UUIDField(primary_key=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("at", name="submission_at")]  # old ones are looked for each night

    def __str__(self):
        return str(self.number)
