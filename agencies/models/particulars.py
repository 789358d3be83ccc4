"""What is known of the people who sign in themselves, so that they are kept from records about their own family."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from agencies.models.people import User


class StaffParticulars(models.Model):
    """Apart from the person's account and behind a policy: read by themselves, by their hub's administrators, and by
    the guard that compares them with the people of a record. Kept in words, not hashed: whoever's they are must be
    able to check them, and a hash of a name and a date of birth is guessed in minutes.
    """

    user = models.OneToOneField(User, on_delete=models.PROTECT, primary_key=True, related_name="particulars")
    last_names = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    address = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    changed_at = models.DateTimeField()
    matched_at = models.DateTimeField(null=True)  # which change was compared with every record last

    class Meta:
        verbose_name_plural = "staff particulars"

    def __str__(self):
        return f"particulars of user {self.user_id}"
