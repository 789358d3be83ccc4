"""Version numbers of the records and settings that administrators edit, to detect forms from stale pages."""

from django.db import models


class Edition(models.Model):
    """The version of a record or of a part of one, raised by each change. `of` is its key, such as "hub 1 targets"."""

    of = models.CharField(max_length=120, unique=True)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.CharField(max_length=120, blank=True)
    changed_what = models.CharField(max_length=300, blank=True)

    def __str__(self):
        return f"{self.of}, {self.version}"
