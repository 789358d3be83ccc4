"""What a case is waiting for from somebody who may authorise or sign, shown in the queue."""

from django.db.models import Case, Exists, OuterRef, Q, TextChoices, Value, When
from django.db.models.expressions import RawSQL

from referrals.codes import Status
from referrals.models import Decision, Flag, RatingGiven
from referrals.workflow import BEFORE_DECISION


class Wait(TextChoices):
    LOOK_NOW = "look_now", "Somebody to look at it now"
    RECOMMENDED = "recommended", "Recommended at triage"
    AUTHORISE = "authorise", "To be authorised"
    SECOND_SIGNATURE = "second_signature", "Second signature"
    SIGN = "sign", "Draft to sign"
    NOT_TOLD = "not_told", "Referrer not told: e-mail failed"
    CONFIRMATION = "confirmation", "Another council’s confirmation"

    @property
    def tag(self) -> str:
        return "Look at this now" if self == Wait.LOOK_NOW else self.label.removesuffix(" at triage")


def waits_for(wait: str) -> Q:
    """Return a condition for referrals that wait for this."""
    return {
        Wait.LOOK_NOW: Q(Exists(_of(Flag).filter(cleared_at=None))),
        Wait.RECOMMENDED: Q(status=Status.RECEIVED) & Q(Exists(_of(RatingGiven).filter(is_recommendation=True))),
        Wait.AUTHORISE: ~Q(unauthorised_since=None)
        & (Q(status__in=BEFORE_DECISION) | Q(status=Status.DECIDED) & ~Q(tell_by=None, authorise_by=None)),
        Wait.SECOND_SIGNATURE: _decisions(Decision.State.SECOND_SIGNATURE),
        Wait.SIGN: _decisions(Decision.State.DRAFT),
        Wait.NOT_TOLD: Q(pk__in=RawSQL("SELECT mash_not_told()", [])),
        Wait.CONFIRMATION: ~Q(forwarded_to="") & ~Q(status__in=Status.ended()),
    }[Wait(wait)]


def as_columns() -> dict[str, Case]:
    """Return an annotation for each wait; `said_of` reads them."""
    return {f"waits_{wait}": Case(When(waits_for(wait), then=Value(True)), default=Value(False)) for wait in Wait}


def said_of(case) -> list[str]:
    return [wait.tag for wait in Wait if getattr(case, f"waits_{wait}")]


def _of(model):
    return model.objects.filter(referral=OuterRef("pk"))


def _decisions(state: str) -> Q:
    # A correction of a decided case puts it back to deciding, so it is covered as well.
    return Q(status__in=BEFORE_DECISION) & Q(Exists(_of(Decision).filter(state=state)))
