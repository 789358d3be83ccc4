"""What the database counts ahead for the dashboard. Only its functions read it (referrals/access/figure_counts.sql)."""

from django.db import models

from agencies.models import Hub


class FigureSpan(models.Model):
    """An hour, day, calendar month or year of a hub of which everything that the dashboard shows was counted."""

    class Unit(models.IntegerChoices):
        """In order of length, as referrals/access/figure_counts.sql has them."""

        HOUR = 1
        DAY = 2
        MONTH = 3
        YEAR = 4

    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.PositiveSmallIntegerField(choices=Unit)
    starts = models.DateTimeField()
    ends = models.DateTimeField()  # the first moment after it
    counted_at = models.DateTimeField()
    good_until = models.DateTimeField()  # the next target of an open clock or request among them

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hub", "unit", "starts"], name="one_count_of_a_span")]

    def __str__(self):
        return f"figures from {self.starts} to {self.ends}"


class FigureCount(models.Model):
    """How many a span has of one piece of a figure. Those that took about as long are one row, with their mean."""

    span = models.ForeignKey(FigureSpan, on_delete=models.CASCADE, related_name="+")
    figure = models.TextField()
    part = models.TextField()
    piece = models.TextField()
    about = models.TextField()
    took = models.DurationField(null=True)
    number = models.PositiveIntegerField()

    def __str__(self):
        return f"{self.figure} {self.part}"


class FigureChange(models.Model):
    """An hour of a hub of which something changed after it was counted. The column `changed_in` is added in SQL."""

    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="+", db_index=False)
    hour = models.DateTimeField()  # when it begins

    class Meta:
        indexes = [models.Index(fields=["hub", "hour"], name="changed_hour")]

    def __str__(self):
        return f"changed figures of {self.hour}"
