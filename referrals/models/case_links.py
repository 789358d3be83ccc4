"""Cases that somebody linked: one incident told twice, a duplicate, brothers and sisters, or one in another's place."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from agencies.models import Hub
from referrals.models.cases import Referral
from referrals.models.identifiers import CaseModel


class CaseLinkQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(undone_at=None)

    def of(self, referral: Referral):
        return self.filter(Q(first=referral) | Q(second=referral))


class CaseLink(CaseModel):
    """Two cases of a hub that belong together, with who said so, when and why. It may be undone once.

    Of a duplicate `first` is the case that ended into `second`; of one that takes the place of another `first` is the
    new one. Any other link reads alike from both sides, and has its cases in the order of their keys.
    """

    class Kind(models.TextChoices):
        SAME_INCIDENT = "same_incident", "The same incident told twice"
        DUPLICATE = "duplicate", "A duplicate"
        SIBLINGS = "siblings", "Brothers and sisters"
        SUPERSEDES = "supersedes", "Takes the place of"

    ONE_WAY = (Kind.DUPLICATE, Kind.SUPERSEDES)
    OF_ONE_INCIDENT = (Kind.SAME_INCIDENT, Kind.DUPLICATE)

    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="+", db_index=False)
    first = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=15, choices=Kind)
    why = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_why = models.TextField(blank=True, default="")

    objects = CaseLinkQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                Least("first", "second"),
                Greatest("first", "second"),
                "kind",
                condition=Q(undone_at=None),
                name="one_standing_link_of_a_kind",
            ),
            # A case has ended into one other case at most.
            models.UniqueConstraint(
                fields=["first"], condition=Q(kind="duplicate", undone_at=None), name="one_duplicate_ends_once"
            ),
            models.CheckConstraint(condition=~Q(first=F("second")), name="no_case_is_linked_to_itself"),
            models.CheckConstraint(
                condition=Q(kind__in=("duplicate", "supersedes")) | Q(first__lt=F("second")),
                name="link_in_order_of_keys",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None, undone_why="")
                | (Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undone_why="")),
                name="undone_link_says_why",
            ),
        ]
