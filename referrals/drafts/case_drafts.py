"""Drafts of pages of a case. Only the writer sees one, until it is sent or DRAFT_DAYS old.

A draft stores what was typed and not what it means, since a page may be left half answered.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from audit.recording import record
from referrals import events
from referrals.drafts import bounds
from referrals.drafts.form_data import typed_in
from referrals.drafts.tidying import remove_untouched
from referrals.models import CaseDraft, Referral


def draft_of(referral: Referral, *, page: str, by) -> CaseDraft | None:
    """Return the user's draft of a page, or None."""
    return referral.case_drafts.filter(page=page, by=by).first()


def pages_begun(referral: Referral, *, by) -> set[str]:
    """Return the names of the pages of which the user has a draft."""
    return set(referral.case_drafts.filter(by=by).values_list("page", flat=True))


@transaction.atomic
def keep(
    referral: Referral, *, page: str, data: QueryDict, by, buttons: Collection[str] = (), now: datetime | None = None
) -> None:
    """Save what is typed on the page as its draft, leaving out the values of `buttons`.

    Raise TooLong if it is too large. Nothing is written, not even a log line, if nothing changed.
    """
    typed, now = typed_in(data, leaving_out=buttons), now or timezone.now()
    # Checked here as well as on the page: a script can send what no form allows.
    bounds.check(typed)
    fresh = {"typed": typed, "changed_at": now}
    # get_or_create: if two tabs save at once, the unique constraint lets only one create the row.
    draft, is_new = CaseDraft.objects.get_or_create(referral=referral, page=page, by=by, defaults=fresh)
    if not is_new and draft.typed == typed:
        return
    if not is_new:
        draft.typed, draft.changed_at = typed, now
        draft.save(update_fields=["typed", "changed_at"])
    record(events.CASE_DRAFT_KEPT, about=referral, by=by, now=now)


def forget(referral: Referral, *, page: str, by) -> None:
    """Delete the draft of a page that was sent. The event of the action is its line in the log."""
    referral.case_drafts.filter(page=page, by=by).delete()


def tidy_case_drafts(*, now: datetime, by) -> int:
    """Delete drafts that nobody touched for DRAFT_DAYS, and return how many."""
    return remove_untouched("mash_remove_case_drafts", event=events.CASE_DRAFTS_REMOVED, now=now, by=by)
