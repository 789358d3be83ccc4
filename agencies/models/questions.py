"""A hub's own questions to each kind of agency, by concern. None of it is case content."""

from django.db import models

from agencies.kinds import AgencyKind
from agencies.models.hubs import Hub
from audit.recording import Subject


class QuestionSet(models.Model):
    """Questions to one kind of agency: always asked (blank concern), or if the referral names this concern."""

    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, related_name="question_sets")
    agency_kind = models.CharField(max_length=30, choices=AgencyKind.choices)
    concern = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["agency_kind", "concern"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "agency_kind", "concern"], name="one_question_set_a_concern")
        ]

    def __str__(self):
        return f"{self.agency_kind}/{self.concern or 'always'}"

    @property
    def audit_subject(self) -> Subject:
        return Subject("question set", str(self.pk), "", self.hub_id)


class Question(models.Model):
    """A question in a set, and how many months the agency is asked to look back."""

    ABOUT = [
        ("both", "Children and adults"),
        ("child", "Children"),
        ("born", "Children who are born"),
        ("unborn", "Unborn children"),
        ("adult", "Adults"),
        ("born_adult", "Children who are born, and adults"),
    ]

    question_set = models.ForeignKey(QuestionSet, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    look_back_months = models.PositiveSmallIntegerField(null=True, blank=True)
    about = models.CharField(max_length=10, choices=ABOUT, default="both")

    class Meta:
        ordering = ["position"]

    def __str__(self):
        return f"{self.question_set_id}/{self.position}"
