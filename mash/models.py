"""The tables of the floor: forms already sent, so that a second sending does nothing; and what is limited, counted."""

from django.db import models


class Submission(models.Model):
    """No policy stands on this table: a random number and a time say nothing about anybody."""

    number = models.UUIDField(primary_key=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("at", name="submission_at")]  # old ones are looked for each night

    def __str__(self):
        return str(self.number)


class Counter(models.Model):
    """How often something was done while its time ran. Only the functions of the database reach it (mash/limits.py).

    `key` is a keyed hash: whose it is cannot be read from it.
    """

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ends_at"], name="counter_ends")]

    def __str__(self):
        return self.key[:8]
