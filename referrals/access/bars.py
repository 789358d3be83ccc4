"""Bars: they keep one member of staff out of a record, and are added by hand or suggested."""

from datetime import datetime
from typing import NamedTuple

from audit.recording import Subject, record
from mash.postgres.functions import rows_of, value_of
from referrals import events
from referrals.codes import BarReason
from referrals.models import Referral


def bar(referral_id, *, person, because: BarReason, why: str) -> int | None:
    """Bar one person from a record at once. Return the bar's key, or None if already barred."""
    return value_of("mash_bar", referral_id, person.pk, because, why)


def bar_by_reference(reference: str, *, person, because: BarReason, why: str) -> int | None:
    """Add a confirmed bar, for a governance officer, who cannot open the record.

    Return the key of the bar, or None if there is nothing to bar.
    """
    return value_of("mash_bar_by_reference", reference, person.pk, because, why)


class SuggestedBar(NamedTuple):
    bar: int
    reference: str
    hub: int


def suggest_bars(referral: Referral, *, by, now: datetime) -> None:
    """Bar at once the staff who are or may be related to somebody in this record.

    The result says how many bars there are and not who is barred: only the database and governance
    know that, and governance confirms or dismisses each bar. The call is idempotent.
    """
    # At once and not after a review: else a relative could read about the family in the meantime.
    _note_suggested(rows_of("mash_suggest_bars", SuggestedBar, referral.pk, now), by=by, now=now)


def suggest_bars_to_staff(*, by, now: datetime, at_most: int) -> int:
    """Compare staff whose own details changed with every record; return how many bars were added.

    Only background work may call it. `at_most` limits the staff compared in one transaction.
    """
    suggested = rows_of("mash_suggest_bars_to_staff", SuggestedBar, now, at_most)
    _note_suggested(suggested, by=by, now=now)
    return len(suggested)


def carry_bars(*, by, now: datetime) -> int:
    """Bar whoever is barred from one case of a person from their other cases too; return how many bars were added.

    Only background work may call it.
    """
    carried = rows_of("mash_carry_bars", SuggestedBar, now)
    _note_suggested(carried, by=by, now=now)
    return len(carried)


def _note_suggested(suggested: list[SuggestedBar], *, by, now: datetime) -> None:
    # The log line names the bar, not the person barred: the log has more readers than the register.
    for suggestion in suggested:
        bar_subject = Subject("bar", str(suggestion.bar), suggestion.reference, suggestion.hub)
        record(events.BAR_SUGGESTED, about=bar_subject, by=by, now=now)


class Barred(NamedTuple):
    who: str
    since: datetime
    confirmed: bool


def barred_from(referral: Referral) -> list[Barred]:
    """Return who is barred from the record, without the reasons, for a user who works on it.

    The database leaves out the user themselves: nobody learns that they are barred.
    """
    return rows_of("mash_barred", Barred, referral.pk)
