"""What somebody is writing on a page of a case, kept for them alone until it is sent or untouched for DRAFT_DAYS.

A page may be left half-answered: what is kept is what was typed, not what it means.
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


def kept(referral: Referral, *, page: str, by) -> CaseDraft | None:
    return referral.case_drafts.filter(page=page, by=by).first()


def pages_begun(referral: Referral, *, by) -> set[str]:
    return set(referral.case_drafts.filter(by=by).values_list("page", flat=True))


@transaction.atomic
def keep(
    referral: Referral, *, page: str, data: QueryDict, by, buttons: Collection[str] = (), now: datetime | None = None
) -> None:
    """What stands on the page, but for the buttons, takes the place of what was kept of it. Nothing is written where
    they are the same."""
    typed, now = typed_in(data, leaving_out=buttons), now or timezone.now()
    bounds.check(typed)
    fresh = {"typed": typed, "changed_at": now}
    draft, is_new = CaseDraft.objects.get_or_create(referral=referral, page=page, by=by, defaults=fresh)
    if not is_new and draft.typed == typed:
        return
    if not is_new:
        draft.typed, draft.changed_at = typed, now
        draft.save(update_fields=["typed", "changed_at"])
    record(events.CASE_DRAFT_KEPT, about=referral, by=by, now=now)


def forget(referral: Referral, *, page: str, by) -> None:
    """It has been sent; the event of what was done with it says so."""
    referral.case_drafts.filter(page=page, by=by).delete()


def tidy_case_drafts(*, now: datetime, by) -> int:
    """Remove what nobody touched for DRAFT_DAYS; how many went."""
    return remove_untouched("mash_remove_case_drafts", event=events.CASE_DRAFTS_REMOVED, now=now, by=by)
