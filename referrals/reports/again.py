"""How many of the people referred had been referred in the 12 months before."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import CharField, Count, DateTimeField, Exists, Func, OuterRef, Q, QuerySet
from django.db.models.functions import Lower, Upper

from referrals.models import Person
from referrals.reports.counting import share_words
from referrals.reports.figures import Scope


class YearBefore(Func):
    """The same day and time a year earlier, by the hub's calendar: `mash.hub_time.years_before` in SQL."""

    HERE = f"AT TIME ZONE '{settings.TIME_ZONE}'"
    template = f"((%(expressions)s {HERE}) - interval '1 year') {HERE}"
    output_field = DateTimeField()


class InitCap(Func):
    function = "initcap"
    output_field = CharField()


@dataclass(frozen=True)
class Again:
    people: int  # subjects of referrals, each time they are referred
    known: int  # of them, those with an NHS number or a last name and date of birth
    again: int

    @property
    def unknown(self) -> int:
        return self.people - self.known

    @property
    def share(self) -> str:
        return share_words(self.again, self.known)


def referred_again(scope: Scope) -> Again:
    """Count people referred again: same NHS number, or same last name and date of birth, in this
    hub.
    """
    subjects = Person.objects.filter(scope.of_kind(), is_subject=True, referral__in=scope.arrived()).order_by()
    known = ~Q(nhs_number="") | (~Q(last_name="") & Q(date_of_birth__isnull=False))
    before = Exists(_by_number(scope)) | Exists(_by_name(scope))
    counted = subjects.aggregate(
        people=Count("pk"), known=Count("pk", filter=known), again=Count("pk", filter=known & before)
    )
    return Again(**counted)


def _earlier(scope: Scope) -> QuerySet[Person]:
    came = OuterRef("referral__received_at")
    return Person.objects.filter(
        is_subject=True,
        referral__in=scope.seen(),
        referral__received_at__lt=came,
        referral__received_at__gte=YearBefore(came),
    ).order_by()


def _by_number(scope: Scope) -> QuerySet[Person]:
    return _earlier(scope).filter(nhs_number=OuterRef("nhs_number")).exclude(nhs_number="")


def _by_name(scope: Scope) -> QuerySet[Person]:
    """Match by name in four spellings, so that the index on names is used."""
    name = OuterRef("last_name")
    spellings = [name, Upper(name), Lower(name), InitCap(name)]
    return (
        _earlier(scope).filter(last_name__in=spellings, date_of_birth=OuterRef("date_of_birth")).exclude(last_name="")
    )
