"""Limits on how many referrals one person, one address and everybody together may start and send.

High volume refuses nobody whose browser does the proof of work; the work only gets harder. A
browser without scripts waits a minute and may send fewer. A refusal says what to do next, and
nothing typed is lost.
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
OTHERWISE = "{words}. {nothing_lost}If you cannot wait, phone {phone}. If a child or adult is in danger now, call 999."


def challenge(what: str) -> proof.Challenge:
    return proof.new(busy=limits.is_exceeded(what))


def admit(what: str, *, hub: Hub, by, data: QueryDict, draft: Draft | None = None, now: datetime) -> None:
    """Count an attempt to start or send a referral. Raises TooOften.

    It counts before anything is done, so an attempt refused for another reason counts as well.
    """
    # A signed-in person is known and accountable, so the limit is theirs and no work is needed.
    if by:
        words = OFTEN_PERSON if limits.take(**{f"{what}_person": (by.pk,)}) else ""
    else:
        words = _proven(what) if proof.is_given(data) else _unproven(what, draft, now)
    if words:
        # A refused referral may be a child in danger: operators must notice when limits refuse
        # many.
        logger.warning("a referral was not taken (%s): %s", what, words)
        nothing_lost = "Nothing you typed is lost. " if draft else ""
        raise TooOften(OTHERWISE.format(words=words, nothing_lost=nothing_lost, phone=_phones(hub)))


def _proven(what: str) -> str:
    """Return the refusal for a sender who did the work.

    High volume only makes the work harder; what refuses is the limit of their own address.
    """
    passed = limits.take(**{f"{what}_address": (identity.current.get().address,), what: ()})
    return OFTEN if f"{what}_address" in passed else ""


def _unproven(what: str, draft: Draft | None, now: datetime) -> str:
    if draft and now - draft.created_at < timedelta(seconds=settings.UNPROVEN_SECONDS):
        return WAIT
    # Without proof of work a flood costs nothing, so here the total counts as well.
    by_address = f"{what}_slow_address"
    passed = limits.take(**{by_address: (identity.current.get().address,), f"{what}_slow": ()})
    return (OFTEN if by_address in passed else BUSY) if passed else ""


def _phones(hub: Hub) -> str:
    return f"{hub.phone}, or {hub.out_of_hours_phone} in the evening and at weekends"
