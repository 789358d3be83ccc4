"""Keeping one person from a record, by hand or because they may be related to somebody in it."""

from datetime import datetime
from typing import NamedTuple

from audit.recording import Subject, record
from mash.postgres.functions import rows_of, value_of
from referrals import events
from referrals.codes import BarReason
from referrals.models import Referral


def bar(referral_id, *, person, because: BarReason, why: str) -> int | None:
    """Keep one person from a record, at once; the key of the bar, or None where they are barred already."""
    return value_of("mash_bar", referral_id, person.pk, because, why)


def bar_by_reference(reference: str, *, person, because: BarReason, why: str) -> int | None:
    """A confirmed bar, for a governance officer, who cannot open the record; its key, or None for nothing to bar."""
    return value_of("mash_bar_by_reference", reference, person.pk, because, why)


class SuggestedBar(NamedTuple):
    bar: int
    reference: str
    hub: int


def suggest_bars(referral: Referral, *, by, now: datetime) -> None:
    """Keep from this record, at once, the staff who are or may be related to somebody in it; whose bars they are
    stays with the database and with governance, who confirm or dismiss each. Safe to run again."""
    _note_suggested(rows_of("mash_suggest_bars", SuggestedBar, referral.pk, now), by=by, now=now)


def suggest_bars_to_staff(*, by, now: datetime, at_most: int) -> int:
    """The same for staff whose particulars changed, with every record. Asked by background work only."""
    suggested = rows_of("mash_suggest_bars_to_staff", SuggestedBar, now, at_most)
    _note_suggested(suggested, by=by, now=now)
    return len(suggested)


def _note_suggested(suggested: list[SuggestedBar], *, by, now: datetime) -> None:
    for one in suggested:
        record(events.BAR_SUGGESTED, about=Subject("bar", str(one.bar), one.reference, one.hub), by=by, now=now)


class Barred(NamedTuple):
    who: str
    since: datetime
    confirmed: bool


def barred_from(referral: Referral) -> list[Barred]:
    """Who may never open it, without the reason, for those who work on it; never oneself."""
    return rows_of("mash_barred", Barred, referral.pk)
