"""Restrictions that follow somebody to their next case, and what is then told to whom."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from agencies.models import Hub, User
from audit.recording import Subject, record
from mash.postgres.functions import rows_of, value_of
from referrals import codes, events
from referrals.messages.outbox import post


class Carried(NamedTuple):
    """A case that is now restricted as another record is: who sees it (`named`), and who did and no longer does."""

    record: UUID
    reference: str
    hub: int
    named: list[int]
    lost: list[int]


def carry_restrictions(*, by, now: datetime) -> int:
    """Restrict new referrals about somebody of a restricted record, and return how many. Only for background work."""
    return _tell(rows_of("mash_carry_restrictions", Carried, now), by=by, now=now)


def carry_by_link(pair: UUID, *, by, now: datetime) -> int:
    """Restrict the open one of two cases of which the other is restricted, once a pair was found to be one person."""
    return _tell(rows_of("mash_carry_by_link", Carried, pair, now), by=by, now=now)


def lost_by_carrying(reference: str) -> bool:
    """Whether a case was restricted so while the user acting had to do with it, and they see it no more."""
    return value_of("mash_lost_by_carrying", reference)


def _tell(carried: list[Carried], *, by, now: datetime) -> int:
    but = by.pk if isinstance(by, User) else 0  # whoever does it knows
    for case in carried:
        about = Subject("referral", str(case.record), case.reference, case.hub)
        reason = codes.RestrictionReason.CARRIED
        record(events.RESTRICTED, about=about, by=by, now=now, reason=reason, named=case.named)
        for template, people in (("restriction_carried", case.named), ("sight_lost", case.lost)):
            for person in User.objects.filter(pk__in=people, is_active=True).exclude(pk=but):
                post(
                    template=template,
                    to=person.email,
                    hub=Hub.objects.get(pk=case.hub),
                    key=f"{template}:{case.record}:{now.isoformat()}:{person.pk}",
                    now=now,
                    reference=case.reference,
                )
    return len(carried)
