"""Tables all apps share: forms already sent, and the counters of rate limits."""

from django.db import models


class Submission(models.Model):
    """The number of a form that was sent. No row policy: a random number and a time are not about anybody."""

    number = models.UUIDField(primary_key=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("at", name="submission_at")]  # old ones are looked for each night

    def __str__(self):
        return str(self.number)


class Counter(models.Model):
    """The count of a rate limit in its current period. Only database functions can reach it (mash/limits.py).

    `key` is a keyed hash: whose it is cannot be read from it.
    """

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ends_at"], name="counter_ends")]

    def __str__(self):
        return self.key[:8]
