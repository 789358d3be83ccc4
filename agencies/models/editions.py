"""Which version stands of each thing the administrators keep, so that a page opened before a change is known."""

from django.db import models


class Edition(models.Model):
    """Raised by every change, with who made it. `of` names a thing or a part of one: "agency 12", "hub 1 targets"."""

    of = models.CharField(max_length=120, unique=True)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.CharField(max_length=120, blank=True)
    changed_what = models.CharField(max_length=300, blank=True)

    def __str__(self):
        return f"{self.of}, {self.version}"
