"""Drafts of an answer, shared within the agency, so that colleagues can continue them without
overwriting each other.

A page saves over the version it showed only if its writer saved that version and nobody has saved
it since; otherwise it adds a version. Versions from before an answer are still offered, but never
open by themselves.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from audit.recording import record
from mash.refusals import TooLong
from referrals import events
from referrals.drafts import bounds
from referrals.drafts.form_data import typed_in
from referrals.drafts.tidying import remove_untouched
from referrals.models import AnswerDraft, InformationRequest

SAVE, SHOWN = "save", "shown"  # the button, and the version a page shows: its key and time of saving
HERE, BACK = "here", "back"  # save and stay, as Enter does; or save and go back
MOST_KEPT = 20  # versions of one answer that are offered
MOST_VERSIONS = 100  # of one answer; beyond that the writer must continue one of them


def saved_answers(request: InformationRequest) -> list[AnswerDraft]:
    """Return the agency's unsent versions, newest first, each with the answer that overtook it."""
    drafts = list(request.drafts.select_related("by")[:MOST_KEPT])
    # One query, and only if there is a version it could have overtaken.
    newest = request.responses.select_related("by").last() if drafts else None
    for draft in drafts:
        draft.overtaken_by = newest if newest and draft.changed_at <= newest.at else None
    return drafts


def to_go_on_with(drafts: list[AnswerDraft], key: str, *, by) -> AnswerDraft | None:
    """Return the version with this key, or the person's own newest that no answer has overtaken."""
    selected = [draft for draft in drafts if str(draft.pk) == key]
    own = [draft for draft in drafts if draft.by_id == by.pk and not draft.overtaken_by]
    return next(iter([*selected, *own]), None)


def mark(draft: AnswerDraft | None) -> str:
    """Return the mark a page has for the version it shows."""
    return f"{draft.pk} {draft.changed_at.isoformat()}" if draft else ""


@transaction.atomic
def save_answer(request: InformationRequest, *, data: QueryDict, by, now: datetime | None = None) -> AnswerDraft:
    """Save what stands on the page as a version of the answer. Raises TooLong."""
    now = now or timezone.now()
    typed = _typed(data)
    bounds.check(typed)
    # Only the writer's own version is overwritten; a colleague's stays as it is.
    draft = _shown(request, data.get(SHOWN, ""), by)
    if draft is None and request.drafts.count() >= MOST_VERSIONS:
        raise TooLong
    if draft is None:
        draft = AnswerDraft.objects.create(request=request, typed=typed, by=by, changed_at=now)
    else:
        draft.typed, draft.changed_at = typed, now
        draft.save(update_fields=["typed", "changed_at"])
    record(events.ANSWER_SAVED, about=request, by=by, now=now)
    return draft


def is_saved(request: InformationRequest, data: QueryDict) -> bool:
    """Return whether the version the page shows, by anybody, has all that is on the page."""
    shown = _shown(request, data.get(SHOWN, ""), by=None)
    return shown is not None and sorted(shown.typed) == sorted(_typed(data))


@transaction.atomic
def clear_answer(request: InformationRequest, *, shown: str, by, now: datetime | None = None) -> None:
    """Delete the version that was sent, unless somebody has saved it again since."""
    draft = _shown(request, shown, by=None)
    if draft is not None:
        draft.delete()
        record(events.ANSWER_CLEARED, about=request, by=by, now=now)


def tidy_answers(*, now: datetime, by) -> int:
    """Remove versions not changed for DRAFT_DAYS and return how many were removed."""
    return remove_untouched("mash_remove_answer_drafts", event=events.ANSWERS_REMOVED, now=now, by=by)


def _typed(data: QueryDict) -> list[list[str]]:
    return typed_in(data, leaving_out={SAVE, SHOWN})


def _shown(request: InformationRequest, shown: str, by) -> AnswerDraft | None:
    """Return the version a page showed if it is unchanged, or None.

    With `by` it must be theirs, and is locked for saving.
    """
    key, _, moment = shown.partition(" ")
    try:
        key, at = UUID(key), parse_datetime(moment)
    except ValueError:
        # Posted by the browser, so it may be anything: what is malformed matches no version.
        return None
    if at is None:
        return None
    matches = request.drafts.filter(pk=key, changed_at=at, **({"by": by} if by else {}))
    return matches.select_for_update(of=("self",)).first() if by else matches.first()
