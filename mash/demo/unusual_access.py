"""Unusual access to records yesterday, for the auditor's list; one is already dismissed."""

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

MANY_CASES = 45


def add_first_accesses(worlds: list[World]) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    for world in worlds:
        cases = _cases(world, yesterday)
        colleagues_cases = [case for case in cases if case.allocated_to_id == world.socialworker.pk]
        _open_cases(world.socialworker2, colleagues_cases[:2], _at(yesterday, 11))
        _open_cases(world.screener, cases[:1], _at(yesterday, 22))
    _find_unusual(yesterday)
    for world in worlds:
        with acting_as(world.auditor):
            out_of_hours = UnusualAccess.objects.filter(
                hub_id=world.hub.pk, reason=UnusualAccess.Reason.OUT_OF_HOURS
            ).first()
            note = "They stood in for the emergency duty team that night, as the rota shows."
            judge(out_of_hours, finding=UnusualAccess.Outcome.EXPLAINED, note=note, seen=0, by=world.auditor)


def add_many_accesses(worlds: list[World]) -> None:
    """Have one person open many records. Needs enough referrals to be played first."""
    yesterday = timezone.localdate() - timedelta(days=1)
    for world in worlds:
        _open_cases(world.manager2, _cases(world, yesterday)[:MANY_CASES], _at(yesterday, 14))
    _find_unusual(yesterday)


def _cases(world: World, before: date) -> list[Referral]:
    with acting_as(world.manager):
        return list(Referral.objects.in_hub(world.hub).filter(restricted=False, received_at__date__lt=before))


def _find_unusual(day: date) -> None:
    with acting_as_system():
        list_unusual(day, now=timezone.now())


def _open_cases(person, cases: list[Referral], start: datetime) -> None:
    with acting_as(person):
        for number, case in enumerate(cases):
            record(events.CASE_OPENED, about=case, by=person, now=start + timedelta(minutes=number), page="case")


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
