"""Personal details of staff, used to keep them from records about themselves and their families."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from agencies.models.people import User


class StaffParticulars(models.Model):
    """A user's own names, date of birth and address.

    A row-level policy limits reading to the user, their hub's administrators and the comparison with records.
    """

    # Not hashed: the user must be able to check them, and a hash of a name and birth date is guessed in minutes.

    user = models.OneToOneField(User, on_delete=models.PROTECT, primary_key=True, related_name="particulars")
    last_names = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    address = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    # What of these is compared with the people of cases, in the one spelling (`registry.TERMS_OF_STAFF`).
    terms = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    changed_at = models.DateTimeField()
    matched_at = models.DateTimeField(null=True)  # the changed_at that was last compared with every record

    class Meta:
        verbose_name_plural = "staff particulars"

    def __str__(self):
        return f"particulars of user {self.user_id}"
