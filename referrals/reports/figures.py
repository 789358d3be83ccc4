"""The figures of the dashboard, counted by the database over the referrals the reader may see.

No names.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import (
    Case,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDay, TruncMonth, TruncWeek
from django.utils import timezone

from agencies.models import User
from mash.govuk import moments
from referrals import codes
from referrals.access.visible import visible_referrals
from referrals.codes import Status
from referrals.models import Clock, ClockPause, Decision, Feedback, InformationRequest, RatingGiven, Referral
from referrals.reports.counting import Percentile, share_words
from referrals.reports.period import DAY, MONTH, WEEK, Period
from referrals.timing.clocks import spell_out

TRUNCATE = {DAY: TruncDay, WEEK: TruncWeek, MONTH: TruncMonth}
NOT_RATED = "none"
RATINGS = [{"key": r.value, "label": r.label, "colour": r.value} for r in codes.Rating]
RATINGS_OR_NONE = [*RATINGS, {"key": NOT_RATED, "label": "Not rated", "colour": "none"}]
IN_TIME, LATE, OVERDUE, WAITING = "in_time", "late", "overdue", "waiting"
TIMELINESS = [
    {"key": IN_TIME, "label": "Within target", "colour": "green"},
    {"key": LATE, "label": "After it", "colour": "amber"},
    {"key": OVERDUE, "label": "Overdue now", "colour": "red"},
    {"key": WAITING, "label": "Still in time", "colour": "none"},
]


@dataclass(frozen=True)
class Scope:
    """Whose figures, for which period and about whom ("children", "adults" or "" for both), as of
    `now`.
    """

    user: User
    period: Period
    now: datetime
    about: str = ""

    def seen(self) -> QuerySet[Referral]:
        referrals = visible_referrals(self.user).in_hub(self.user.hub).order_by()
        return referrals.filter(**{f"about_{self.about}": True}) if self.about else referrals

    def of_kind(self, person: str = "") -> Q:
        """Return a condition for the people counted; `person` is the lookup prefix ("subject__")."""
        adult = Q(**{f"{person}kind": codes.PersonKind.ADULT})
        return {"adults": adult, "children": ~adult}.get(self.about, Q())

    @property
    def person_word(self) -> str:
        return {"adults": "adult", "children": "child"}.get(self.about, "person")

    @property
    def people_word(self) -> str:
        return self.about or "people"

    def arrived(self) -> QuerySet[Referral]:
        return self.seen().filter(received_at__gte=self.period.starts, received_at__lt=self.period.ends)


def arrivals(scope: Scope) -> list[dict]:
    """Return the number of arrivals for each step of the period, including zeros."""
    step = TRUNCATE[scope.period.step]("received_at")
    counted = scope.arrived().annotate(step=step).values("step").annotate(n=Count("pk")).values_list("step", "n")
    counts = {timezone.localdate(moment): n for moment, n in counted}
    return [{"label": step_words(day, scope.period.step), "value": counts.get(day, 0)} for day in scope.period.steps()]


def step_words(day: date, step: str) -> str:
    return f"{day:%b %Y}" if step == MONTH else moments.words(day, "short")


def by_stage(scope: Scope) -> list[dict]:
    """Return where the arrivals stand now, split by their current rating."""
    counted = scope.arrived().values("status", "rating").annotate(n=Count("pk")).values_list("status", "rating", "n")
    return _table([(s, r or NOT_RATED, n) for s, r, n in counted], {s.value: s.label for s in Status})


# Short labels for two channels that begin alike, because a chart has little room
SHORT_CHANNELS = {codes.Channel.WEB_PUBLIC: "Online, public", codes.Channel.WEB_PROFESSIONAL: "Online, professional"}


def by_source_and_channel(scope: Scope) -> tuple[list[dict], list[dict]]:
    """Return the arrivals by sender and by channel, largest first."""
    counted = list(
        scope.arrived()
        .values("source_code", "channel")
        .annotate(n=Count("pk"))
        .values_list("source_code", "channel", "n")
    )
    sources: Counter[str] = Counter()
    channels: Counter[str] = Counter()
    for source, channel, n in counted:
        sources[codes.SourceCode(source).label] += n
        channels[SHORT_CHANNELS.get(channel, codes.Channel(channel).label)] += n
    return _most_first(sources), _most_first(channels)


@dataclass(frozen=True)
class Speed:
    """One measure: clocks against their targets, and the time taken by the calendar without pauses."""

    label: str
    done: int
    in_time: int
    late: int
    overdue: int
    paused: int
    median: timedelta | None
    ninetieth: timedelta | None

    @property
    def share(self) -> str:
        return share_words(self.in_time, self.in_time + self.late + self.overdue)

    @property
    def median_words(self) -> str:
        return spell_out(self.median) if self.median is not None else "–"

    @property
    def ninetieth_words(self) -> str:
        return spell_out(self.ninetieth) if self.ninetieth is not None else "–"

    @property
    def bar(self) -> dict:
        return {"label": self.label, "values": {IN_TIME: self.in_time, LATE: self.late, OVERDUE: self.overdue}}


SINCE_ARRIVAL = (codes.ClockMeasure.FIRST_DECISION, codes.ClockMeasure.FINAL_DECISION)
MEASURES = (*SINCE_ARRIVAL, codes.ClockMeasure.FEEDBACK)
# A feedback clock that stopped because the referrer is, for a recorded reason, not told.
WITHOUT_TELLING = Exists(
    Feedback.objects.filter(referral=OuterRef("referral"), at=OuterRef("stopped_at")).exclude(not_sent_reason="")
)


def speeds(scope: Scope) -> list[Speed]:
    """Return the speed of first decision, final decision and feedback.

    Replaced clocks do not count. The indicator hubs report is feedback within one working day. A
    referrer who was not told, with a reason, counts neither as in time nor as late; `not_told`
    counts them.
    """
    by_measure = {row.pop("measure"): row for row in _sped(scope, "measure")}
    return [_speed(measure.label, by_measure.get(measure, {})) for measure in MEASURES]


def not_told(scope: Scope) -> int:
    """Return how many referrers were not told the decision, with a reason."""
    ended = Clock.objects.filter(referral__in=scope.arrived(), replaced=False, measure=codes.ClockMeasure.FEEDBACK)
    return ended.filter(WITHOUT_TELLING).count()


def final_speeds_by_rating(scope: Scope) -> list[Speed]:
    final = _sped(scope, "rating", measure=codes.ClockMeasure.FINAL_DECISION)
    by_rating = {row.pop("rating"): row for row in final}
    return [_speed(rating.label, by_rating[rating]) for rating in codes.Rating if rating in by_rating]


def _sped(scope: Scope, by: str, **only: str):
    """Return for each `by` how many clocks are done, in time, late, overdue and paused, and
    percentiles.
    """
    done, running = Q(stopped_at__isnull=False), Q(stopped_at=None)
    # The clock of the final decision starts at triage, but the time taken counts from arrival.
    begins = Case(When(measure__in=SINCE_ARRIVAL, then=F("referral__received_at")), default=F("started_at"))
    of_this = Q(clock__measure=OuterRef("measure")) | Q(clock__measure=codes.ClockMeasure.FIRST_DECISION)
    within = Q(at__gte=OuterRef("begins"), ended_at__lte=OuterRef("stopped_at"))
    paused = _paused_for(ClockPause.objects.filter(of_this, within, referral=OuterRef("referral")))
    took = ExpressionWrapper(F("stopped_at") - F("begins") - paused, output_field=DurationField())
    return (
        Clock.objects.filter(referral__in=scope.arrived(), replaced=False, **only)
        # Nobody was told, so such a clock says nothing about how fast feedback is.
        .exclude(WITHOUT_TELLING, measure=codes.ClockMeasure.FEEDBACK)
        .order_by()
        .annotate(begins=begins)
        .values(by)
        .annotate(
            done=Count("pk", filter=done),
            in_time=Count("pk", filter=done & Q(stopped_at__lte=F("due_at"))),
            late=Count("pk", filter=done & Q(stopped_at__gt=F("due_at"))),
            overdue=Count("pk", filter=running & Q(due_at__lt=scope.now, pause_review_on=None)),
            paused=Count("pk", filter=running & Q(pause_review_on__isnull=False)),
            median=Percentile(took, fraction=0.5),
            ninetieth=Percentile(took, fraction=0.9),
        )
    )


def _paused_for(pauses: QuerySet) -> Coalesce:
    """Return the total calendar time of these ended pauses, or zero."""
    lasted = Sum(F("ended_at") - F("at"), output_field=DurationField())
    together = pauses.order_by().values("referral").annotate(together=lasted).values("together")
    return Coalesce(Subquery(together), Value(timedelta(0)), output_field=DurationField())


def _speed(label: str, row: dict) -> Speed:
    nothing = {"done": 0, "in_time": 0, "late": 0, "overdue": 0, "paused": 0, "median": None, "ninetieth": None}
    return Speed(label, **{**nothing, **row})


@dataclass(frozen=True)
class AgencySpeed:
    agency: str
    asked: int
    answered: int
    in_time: int
    late: int
    overdue: int
    paused: int
    nothing_known: int
    median: timedelta | None

    @property
    def share(self) -> str:
        """Return the share in time, of the requests answered or overdue."""
        return share_words(self.in_time, self.in_time + self.late + self.overdue)

    @property
    def median_words(self) -> str:
        return spell_out(self.median) if self.median is not None else "–"

    @property
    def bar(self) -> dict:
        waiting = self.asked - self.answered - self.overdue
        values = {IN_TIME: self.in_time, LATE: self.late, OVERDUE: self.overdue, WAITING: waiting}
        return {"label": self.agency, "values": values}


def agencies(scope: Scope) -> list[AgencySpeed]:
    """Return how agencies answered the requests sent in the period, whenever the referral arrived."""
    answered, waiting = Q(closed_at__isnull=False), Q(closed_at=None)
    paused = _paused_for(ClockPause.objects.filter(request=OuterRef("pk"), ended_at__isnull=False))
    took = ExpressionWrapper(F("closed_at") - F("sent_at") - paused, output_field=DurationField())
    counted = (
        InformationRequest.objects.filter(hub=scope.user.hub_id, referral__in=scope.seen())
        .filter(sent_at__gte=scope.period.starts, sent_at__lt=scope.period.ends)
        .order_by()
        .values("agency__name")
        .annotate(
            asked=Count("pk"),
            answered=Count("pk", filter=answered),
            in_time=Count("pk", filter=answered & Q(closed_at__lte=F("due_at"))),
            late=Count("pk", filter=answered & Q(closed_at__gt=F("due_at"))),
            overdue=Count("pk", filter=waiting & Q(due_at__lt=scope.now, pause_review_on=None)),
            paused=Count("pk", filter=waiting & Q(pause_review_on__isnull=False)),
            nothing_known=Count("pk", filter=Q(outcome=codes.ResponseOutcome.NOTHING_KNOWN)),
            median=Percentile(took, fraction=0.5),
        )
        .order_by("agency__name")
    )
    return [AgencySpeed(row.pop("agency__name"), **row) for row in counted]


def overdue_now(scope: Scope) -> list[dict]:
    """Return open cases past their next target or pause review, whenever they arrived."""
    # A paused case counts as overdue only once its review is.
    late = scope.seen().open().filter(next_due_at__lt=scope.now)
    counted = late.values("due_measure", "rating").annotate(n=Count("pk")).values_list("due_measure", "rating", "n")
    return _table([(m, r or NOT_RATED, n) for m, r, n in counted], dict(codes.DUE_FOR))


def outcomes(scope: Scope) -> list[dict]:
    """Return the outcomes in force for the subjects counted."""
    counted = _in_force(scope).values("outcome").annotate(n=Count("pk")).values_list("outcome", "n")
    return _most_first(Counter({codes.Outcome(outcome).label: n for outcome, n in counted}))


def rating_changes(scope: Scope) -> list[dict]:
    """Compare the last rating at triage with the decided one, for each subject."""
    at_triage = RatingGiven.objects.filter(
        referral=OuterRef("referral"), stage=codes.RatingStage.TRIAGE, is_recommendation=False
    ).order_by("-at", "-id")
    counted = (
        _in_force(scope)
        .annotate(triaged=Subquery(at_triage.values("level")[:1]))
        .values("triaged", "final_rating")
        .annotate(n=Count("pk"))
        .values_list("triaged", "final_rating", "n")
    )
    rows = {**{r.value: r.label for r in codes.Rating}, NOT_RATED: "Not rated"}
    return _table([(t or NOT_RATED, f, n) for t, f, n in counted], rows)


def _in_force(scope: Scope) -> QuerySet[Decision]:
    return Decision.objects.filter(
        scope.of_kind("subject__"), state=Decision.State.SIGNED, referral__in=scope.arrived()
    ).order_by()


def _table(counted: list[tuple[str, str, int]], labels: dict[str, str]) -> list[dict]:
    """Return the rows of a stacked chart in the order of `labels`, without empty ones."""
    rows: dict[str, Counter] = {}
    for row, column, n in counted:
        rows.setdefault(row, Counter())[column] += n
    return [{"key": key, "label": label, "values": dict(rows[key])} for key, label in labels.items() if key in rows]


def _most_first(counted: Counter) -> list[dict]:
    return [{"label": label, "value": n} for label, n in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))]
