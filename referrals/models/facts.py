"""What became known of a person after the referral came."""

from django.db import models
from django.db.models import Q

from referrals import codes
from referrals.models.cases import CaseRow, Referral
from referrals.models.intake import Person
from referrals.models.requests import Item


class PersonFact(CaseRow):
    """A fact about a person of a case, with its source. It is written once; a later fact corrects an earlier.

    `value` is what it says, by the fields of its form. What the case shows of the person (the columns of Person)
    follows a fact that is `shown`; any other stands beside. `before` and `after` hold the columns that it changed, so
    that the person as first told can be read again (mash_frozen_rows in referrals/access/frozen_records.sql).
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="facts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="facts")
    kind = models.CharField(max_length=10, choices=codes.FactKind.choices)
    value = models.JSONField()
    words = models.TextField()  # the value in words, as it was recorded
    shown = models.BooleanField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    source = models.CharField(max_length=12, choices=codes.FactSource.choices)
    source_detail = models.CharField(max_length=200, blank=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="+")
    certainty = models.CharField(max_length=10, choices=codes.FactCertainty.choices)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    why = models.TextField()

    class Meta(CaseRow.Meta):
        verbose_name = "fact about a person"
        verbose_name_plural = "facts about people"
        constraints = [
            models.CheckConstraint(
                condition=Q(item=None) & ~Q(source="answer") | Q(item__isnull=False, source="answer"),
                name="fact_of_an_answer_has_its_item",
            ),
        ]
