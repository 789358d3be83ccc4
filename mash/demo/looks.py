"""Yesterday's looks at records that the night finds unusual, one of which the auditor has looked into."""

from datetime import date, datetime, time, timedelta

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


def tell_of_first_looks(worlds: list[World]) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    for world in worlds:
        cases = _cases(world, yesterday)
        of_a_colleague = [case for case in cases if case.allocated_to_id == world.socialworker.pk]
        _look(world.socialworker2, of_a_colleague[:2], _at(yesterday, 11))
        _look(world.screener, cases[:1], _at(yesterday, 22))
    _find_unusual(yesterday)
    for world in worlds:
        with acting_as(world.auditor):
            late = UnusualAccess.objects.filter(hub_id=world.hub.pk, reason=UnusualAccess.Reason.OUT_OF_HOURS).first()
            note = "They stood in for the emergency duty team that night, as the rota shows."
            judge(late, state=UnusualAccess.State.DISMISSED, note=note, seen=0, by=world.auditor)


def tell_of_many_looks(worlds: list[World]) -> None:
    """Once there are so many records."""
    yesterday = timezone.localdate() - timedelta(days=1)
    for world in worlds:
        _look(world.manager2, _cases(world, yesterday)[:MANY], _at(yesterday, 14))
    _find_unusual(yesterday)


def _cases(world: World, before: date) -> list[Referral]:
    with acting_as(world.manager):
        return list(Referral.objects.in_hub(world.hub).filter(restricted=False, received_at__date__lt=before))


def _find_unusual(day: date) -> None:
    with acting_as_system():
        list_unusual(day, now=timezone.now())


def _look(person, cases: list[Referral], start: datetime) -> None:
    with acting_as(person):
        for number, case in enumerate(cases):
            record(events.CASE_OPENED, about=case, by=person, now=start + timedelta(minutes=number), page="case")


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
