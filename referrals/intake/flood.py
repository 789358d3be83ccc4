"""How many referrals may be begun and sent: by one person, from one address, and in all.

Nobody is turned away by how many others come: while more do than usual, the work their browser is asked for grows.
Whose browser does none, for want of a script, waits a minute and may send fewer. Whoever is refused is told what to
do, and what they typed stays where it was.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.http import QueryDict

from agencies.models import Hub
from mash import identity, limits
from mash.refusals import TooOften
from referrals.intake import proof
from referrals.models import Draft

logger = logging.getLogger(__name__)
START, SEND = "start", "send"
OFTEN = "Many referrals have come from where you are within an hour. Wait an hour, then try again"
OFTEN_PERSON = "You have made many referrals within an hour. Wait an hour, then try again"
WAIT = "Wait a minute, then choose “Send referral” again. We ask this of browsers that run no scripts"
BUSY = "Very many referrals are coming in. Turn scripts on in your browser, or wait an hour, then try again"
OTHERWISE = "{words}. {kept}If you cannot wait, phone {phone}. If a child or adult is in danger now, call 999."


def challenge(what: str) -> proof.Challenge:
    return proof.new(busy=limits.is_exceeded(what))


def admit(what: str, *, hub: Hub, by, data: QueryDict, draft: Draft | None = None, now: datetime) -> None:
    """Raises TooOften. Counted before anything is done; what is refused for another reason has counted, too."""
    if by:
        words = OFTEN_PERSON if limits.take(**{f"{what}_person": (by.pk,)}) else ""
    else:
        words = _proven(what) if proof.is_given(data) else _unproven(what, draft, now)
    if words:
        logger.warning("a referral was not taken (%s): %s", what, words)
        nothing_lost = "Nothing you typed is lost. " if draft else ""
        raise TooOften(OTHERWISE.format(words=words, kept=nothing_lost, phone=_phones(hub)))


def _proven(what: str) -> str:
    """That very many come makes the work harder and refuses nobody."""
    passed = limits.take(**{f"{what}_address": (identity.current.get().address,), what: ()})
    return OFTEN if f"{what}_address" in passed else ""


def _unproven(what: str, draft: Draft | None, now: datetime) -> str:
    if draft and now - draft.created_at < timedelta(seconds=settings.UNPROVEN_SECONDS):
        return WAIT
    by_address = f"{what}_slow_address"
    passed = limits.take(**{by_address: (identity.current.get().address,), f"{what}_slow": ()})
    return (OFTEN if by_address in passed else BUSY) if passed else ""


def _phones(hub: Hub) -> str:
    return f"{hub.phone}, or {hub.out_of_hours_phone} in the evening and at weekends"
