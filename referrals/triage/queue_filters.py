"""The filters of the queue. All are optional; an invalid value filters nothing."""

from collections.abc import Collection
from datetime import datetime, timedelta

import django_filters
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.forms import CharField, HiddenInput
from django.utils import timezone

from agencies.models import User
from mash.govuk import fields
from mash.govuk.forms import FilterForm
from referrals import codes
from referrals.codes import lists
from referrals.models import Referral
from referrals.overview.waiting import Wait, waits_for
from referrals.triage.allocation import workers_of
from referrals.triage.searching import MOST, matching

SOON = timedelta(hours=4)
DUE = [("overdue", "Overdue"), ("soon", "Due within 4 hours"), ("today", "Due today"), ("paused", "Paused")]
DANGER = [("known", "By somebody known"), ("unconfirmed", "By somebody not confirmed")]
ABOUT = [("children", "Children"), ("adults", "Adults")]
RISK = "risk:"
ENDED = {code for code in codes.Concern if lists.CONCERN.facts[code].ends}
CONCERNS = [
    ("Children and families", [choice for choice in codes.Concern.choices if choice[0] not in ENDED]),
    ("Adults", [(RISK + code, label) for code, label in codes.RiskType.choices]),
    ("Only in older cases", [choice for choice in codes.Concern.choices if choice[0] in ENDED]),
]
ME, NOBODY, SOMEBODY, LEFT = "me", "nobody", "somebody", "left"


class Pick(django_filters.Filter):
    field_class = fields.ChoiceField


class PickMany(django_filters.Filter):
    field_class = fields.MultiChoiceField


class CarriedFilter(django_filters.Filter):
    """A value the form passes on without filtering by it."""

    field_class = CharField

    def filter(self, qs, value):
        return qs


def carried() -> CarriedFilter:
    return CarriedFilter(label="", widget=HiddenInput)


class QueueFilter(django_filters.FilterSet):
    stage, sort, search = carried(), carried(), carried()
    rating = PickMany(
        label="Rating", choices=[*codes.Rating.choices, ("none", "Not rated")], small=True, method="by_rating"
    )
    due = Pick(label="Time left", choices=DUE, select=True, empty="Any", method="by_due")
    allocated = Pick(label="Allocated to", choices=[], select=True, empty="Anybody or nobody", method="by_worker")
    team = Pick(label="Team", choices=[], select=True, empty="Any", method="by_team")
    waiting = Pick(label="Waiting for", choices=Wait.choices, select=True, empty="Anything", method="by_wait")
    concern = Pick(label="Concern", choices=CONCERNS, select=True, empty="Any", method="by_concern")
    channel = Pick(field_name="channel", label="How it came", choices=codes.Channel.choices, select=True, empty="Any")
    danger = Pick(label="Danger reported", choices=DANGER, select=True, empty="Or not", method="by_danger")
    about = Pick(label="About", choices=ABOUT, select=True, empty="Children or adults", method="by_about")

    class Meta:
        form = FilterForm

    def __init__(self, data, *, queryset: QuerySet[Referral], user: User, now: datetime, search: str):
        super().__init__(data, queryset=queryset)
        self.user, self.now, self.words = user, now, search
        team = list(workers_of(user.hub).select_related("team"))
        workers = [(str(worker.pk), worker.name) for worker in team if worker.pk != user.pk]
        self.filters["allocated"].extra["choices"] = [
            (ME, "Me"),
            (NOBODY, "Nobody yet"),
            (SOMEBODY, "Somebody in the team"),
            (LEFT, "Somebody who has left"),
            *workers,
        ]
        # Only teams with somebody in them: any other would filter to an empty list.
        teams = sorted({(worker.team.name, str(worker.team_id)) for worker in team if worker.team})
        self.filters["team"].extra["choices"] = [(key, name) for name, key in teams]
        if not teams:
            del self.filters["team"]

    def filter_queryset(self, queryset):
        referrals = super().filter_queryset(queryset)
        return referrals.filter(pk__in=matching(self.user.hub, self.words)) if self.words else referrals

    def by_rating(self, queryset, name, value):
        return queryset.filter(rating__in=["" if level == "none" else level for level in value])

    def by_due(self, queryset, name, value):
        if value == "paused":
            return queryset.filter(due_measure=codes.PAUSE_REVIEW)
        # "Today" ends at local midnight, not at midnight UTC.
        midnight = timezone.localtime(self.now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        if value == "overdue":
            return queryset.filter(next_due_at__lt=self.now)
        return queryset.filter(
            next_due_at__gte=self.now, next_due_at__lt=self.now + SOON if value == "soon" else midnight
        )

    def by_worker(self, queryset, name, value):
        if value in (NOBODY, SOMEBODY):
            return queryset.filter(allocated_to__isnull=value == NOBODY)
        if value == LEFT:
            return queryset.filter(allocated_to__is_active=False)
        return queryset.filter(allocated_to=self.user.pk if value == ME else int(value))

    def by_team(self, queryset, name, value):
        return queryset.filter(allocated_to__team=int(value))

    def by_wait(self, queryset, name, value):
        return queryset.filter(waits_for(value))

    def by_concern(self, queryset, name, value):
        return queryset  # what finds it quickly depends on the stage: see `among`

    def among(self, statuses: Collection[str]) -> QuerySet[Referral]:
        """Return the chosen cases of these statuses.

        Open cases are few. Of those that ended and have a concern, the newest are found by an index.
        """
        cases, code = self.qs.filter(status__in=statuses), self.terms().get("concern", "").removeprefix(RISK)
        if not code:
            return cases
        has_it = Q(concerns__contains=[code]) | Q(risk_types__contains=[code]) | Q(hub_concerns__contains=[code])
        if not set(statuses) & set(codes.Status.ended()):
            return cases.filter(has_it)
        ended = RawSQL("SELECT mash_ended_cases_of_concern(%s, %s, %s)", (self.user.hub_id, code, MOST))
        if set(statuses) <= set(codes.Status.ended()):
            return cases.filter(pk__in=ended)
        return cases.filter(has_it & ~Q(status__in=codes.Status.ended()) | Q(pk__in=ended))

    def by_danger(self, queryset, name, value):
        """Filter by who reports danger: a flood of false reports must not hide those of known
        senders.
        """
        return queryset.filter(immediate_danger="yes", created_by__isnull=value == "unconfirmed")

    def by_about(self, queryset, name, value):
        return queryset.filter(**{f"about_{value}": True})

    def terms(self) -> dict[str, str | list[str]]:
        """Return the valid filters, without values that are only passed on."""
        self.form.is_valid()  # drops invalid values instead of refusing the page
        chosen = self.form.cleaned_data.items()
        return {name: value for name, value in chosen if value and not isinstance(self.filters[name], CarriedFilter)}

    def chosen(self) -> list[tuple[str, str, str]]:
        """Return (name, value, words) for each chosen value."""
        listed = []
        for name, value in self.terms().items():
            words = _flat(self.form.fields[name].choices)
            for choice in value if isinstance(value, list) else [value]:
                listed.append((name, choice, f"{self.form.fields[name].label}: {words[choice]}"))
        return listed


def _flat(choices) -> dict[str, str]:
    flat: dict[str, str] = {}
    for value, label in choices:
        flat |= dict(label) if isinstance(label, (list, tuple)) else {str(value): label}
    return flat
