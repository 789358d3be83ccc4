"""Yesterday's looks at records that the night finds unusual, one of which the auditor has looked into."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from audit.models import UnusualAccess
from audit.recording import record
from audit.unusual.actions import judge
from audit.unusual.finding import list_unusual
from mash.demo.cast import World
from mash.identity import acting_as, acting_as_system
from referrals import events
from referrals.models import Referral

MANY = 45


@transaction.atomic
def tell_of_looks(worlds: list[World]) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    for world in worlds:
        _look_about(world, yesterday)
    with acting_as_system():
        list_unusual(yesterday, now=timezone.now())
    for world in worlds:
        with acting_as(world.auditor):
            late = UnusualAccess.objects.filter(hub_id=world.hub.pk, reason=UnusualAccess.Reason.OUT_OF_HOURS).first()
            note = "They stood in for the emergency duty team that night, as the rota shows."
            judge(late, state=UnusualAccess.State.DISMISSED, note=note, seen=0, by=world.auditor)


def _look_about(world: World, day: date) -> None:
    curious, late, busy = world.socialworker2, world.screener, world.manager2
    with acting_as(world.manager):
        cases = list(Referral.objects.in_hub(world.hub).filter(restricted=False, received_at__date__lt=day))
    of_a_colleague = [case for case in cases if case.allocated_to_id == world.socialworker.pk]
    _look(curious, of_a_colleague[:2], _at(day, 11))
    _look(late, cases[:1], _at(day, 22))
    _look(busy, cases[:MANY], _at(day, 14))


def _look(person, cases: list[Referral], start: datetime) -> None:
    with acting_as(person):
        for number, case in enumerate(cases):
            record(events.CASE_OPENED, about=case, by=person, now=start + timedelta(minutes=number), page="case")


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
