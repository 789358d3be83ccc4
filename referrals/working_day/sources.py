"""Where what needs somebody is looked for: one query of several short ones, each by an index of what still waits.

Nothing here reads what is done: however long the history of a hub, each part is as long as what waits, and is cut off.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from agencies import roles
from agencies.models import User
from referrals.codes import DUE_FOR, Status
from referrals.models import Ask, CaseDraft, Decision, Flag, InformationRequest, LawfulBasis, Referral
from referrals.working_day.order import WORDS, Need, Reason, needs_of_unrated

MOST_OF_A_KIND = 50
COLUMNS = ("case", "why", "since", "detail", "who")
BEFORE_DECISION = (Status.TRIAGED, Status.GATHERING, Status.DECIDING)
DECIDED_LAST = (*BEFORE_DECISION, Status.DECIDED)
OPEN = (Status.RECEIVED, *DECIDED_LAST, Status.RETURNED)
ANSWERS = {Flag.Kind.GRAVE_ANSWER: Reason.GRAVE_ANSWER, Flag.Kind.LATE_ANSWER: Reason.LATE_ANSWER}
NOTHING = Value("", output_field=TextField())


@dataclass(frozen=True)
class Waiting:
    """A row of the query: what waits on a case, before it is put into words."""

    case: object
    why: int
    since: datetime
    detail: str
    who: str

    def needs(self, earlier: int, threshold: int) -> list[Need]:
        reason = Reason(self.why)
        if reason == Reason.UNRATED:
            return needs_of_unrated(int(self.detail), received_at=self.since, earlier=earlier, threshold=threshold)
        if reason == Reason.FLAGGED:
            return [Need(reason, self.since, f"{self.who} says: look at this now. “{self.detail}”")]
        if reason == Reason.AGENCY_OVERDUE:
            return [Need(reason, self.since, f"{self.who} is overdue")]
        if reason == Reason.OWN_OVERDUE:
            return [Need(reason, self.since, f"{WORDS[reason]}: {dict(DUE_FOR).get(self.detail, '').lower()}")]
        if reason in ANSWERS.values():
            return [Need(reason, self.since, f"{WORDS[reason]} ({self.who})")]
        return [Need(reason, self.since, about=self.detail)]


def what_waits(user: User, *, now: datetime) -> list[Waiting]:
    """Return what waits for this person, in one query, which the second wall guards table by table."""
    first, *others = _parts(user, now)
    return [Waiting(*row) for row in first.union(*others, all=True).order_by()]


def _parts(user: User, now: datetime) -> Iterator[QuerySet]:
    hub, leads = user.hub_id, user.has_perm(roles.ALLOCATE)
    mine = Q(referral__allocated_to=user.pk)
    yield _unrated(user)
    flags = Flag.objects.filter(cleared_at=None, referral__hub=hub).annotate(
        why=Case(*(When(kind=kind, then=Value(int(why))) for kind, why in ANSWERS.items()), default=int(Reason.FLAGGED))
    )
    # Whoever leads reads every answer; of the others those of their own cases, and of cases that nobody has.
    theirs = Q() if leads else Q(kind=Flag.Kind.COLLEAGUE) | mine | Q(referral__allocated_to=None)
    yield _part(flags.filter(theirs), "at", detail=F("reason"), who=F("by__name"))
    drafts = CaseDraft.objects.filter(by=user, referral__hub=hub)
    yield _part(drafts, "changed_at", Reason.HALF_WRITTEN, detail=Cast("page", TextField()))
    own = Referral.objects.filter(hub=hub, allocated_to=user, status__in=OPEN, next_due_at__lt=now)
    yield _part(own, "next_due_at", Reason.OWN_OVERDUE, case="pk", detail=Cast("due_measure", TextField()))
    if user.has_perm(roles.SIGN_DECISION):
        decisions = Decision.objects.filter(state=Decision.State.SECOND_SIGNATURE, referral__hub=hub)
        yield _part(decisions.exclude(signed_by=user), "signed_at", Reason.SECOND_SIGNATURE)
    if user.has_perm(roles.AUTHORISE_NOT_TELLING):
        yield _bases(user)
    if user.has_perm(roles.REQUEST_INFORMATION):
        requests = InformationRequest.objects.filter(hub=hub).overdue(now)
        # Of one's own cases, few are asked about: found by the case and not among all that is overdue.
        requests = requests if leads else requests.filter(mine, referral__status__in=OPEN)
        yield _part(requests, "due_at", Reason.AGENCY_OVERDUE, who=F("agency__name"))
    if user.has_perm(roles.RESTRICT):
        asks = Ask.objects.filter(answered_at=None, referral__hub=hub).exclude(asked_by=user)
        yield _part(asks, "at", Reason.ASKED, detail=Cast("pk", TextField()))


def _unrated(user: User) -> QuerySet:
    """The gravest first. Whoever cannot triage sees those they have, and those nobody has."""
    received = Referral.objects.filter(hub=user.hub_id, status=Status.RECEIVED)
    if not user.has_perm(roles.TRIAGE):
        received = received.filter(Q(allocated_to=user.pk) | Q(allocated_to=None))
    columns = {"case": "pk", "detail": Cast("reported_risk", TextField())}
    return _part(received, "received_at", Reason.UNRATED, order=("-reported_risk", "received_at", "pk"), **columns)


def _bases(user: User) -> QuerySet:
    """Cases whose newest lawful basis a colleague recorded and nobody has authorised."""
    own = LawfulBasis.objects.filter(referral=OuterRef("pk"), at=OuterRef("unauthorised_since"), by=user.pk)
    waits = Q(status__in=BEFORE_DECISION) | ~Q(tell_by=None, authorise_by=None)
    # The stages and the time as the index has them.
    cases = Referral.objects.filter(hub=user.hub_id, status__in=DECIDED_LAST, unauthorised_since__isnull=False)
    return _part(cases.filter(waits).exclude(Exists(own)), "unauthorised_since", Reason.BASIS, case="pk")


def _part(
    rows: QuerySet, since: str, why: Reason | None = None, *, case="referral_id", order=(), **columns
) -> QuerySet:
    """Return the columns of `Waiting`, those that have waited longest first unless `order` says otherwise."""
    columns = {"detail": NOTHING, "who": NOTHING, **columns}
    columns |= {"case": F(case), "since": F(since)} | ({} if why is None else {"why": Value(int(why))})
    named = {f"of_{name}": columns[name] for name in COLUMNS if name in columns}
    named |= {} if why is not None else {"of_why": F("why")}
    rows = rows.annotate(**named).order_by(*(order or (since, "pk")))
    return rows.values_list(*(f"of_{name}" for name in COLUMNS))[:MOST_OF_A_KIND]
