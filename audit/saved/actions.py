"""Actions on saved searches: save, rename and delete, each by their owner only."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from audit import events
from audit.actions import loggable_terms
from audit.models import SavedSearch
from audit.recording import Subject, record
from mash.refusals import RuleViolation, translate_unique_violation

MOST_SAVED = 50
SAME_NAME = RuleViolation("You have a saved search with this name. Enter another name.", field="name")


@transaction.atomic
def save_search(
    *, name: str, query: str, terms: dict, days: int | None, by, now: datetime | None = None
) -> SavedSearch:
    now, hub_id = now or timezone.now(), by.audit_name.hub_id
    if SavedSearch.objects.filter(by_id=by.pk, hub_id=hub_id).count() >= MOST_SAVED:
        raise RuleViolation(f"You have {MOST_SAVED} saved searches, which is as many as can be kept. Delete one first.")
    search = SavedSearch(hub_id=hub_id, by_id=by.pk, name=name, query=query, days=days, saved_at=now)
    with translate_unique_violation(one_saved_search_by_name=SAME_NAME):
        search.save(force_insert=True)
    record(events.SEARCH_SAVED, about=_subject(search), by=by, now=now, filter=loggable_terms(terms), days=days)
    return search


@transaction.atomic
def rename_search(search: SavedSearch, *, name: str, by, now: datetime | None = None) -> None:
    search.name = name
    with translate_unique_violation(one_saved_search_by_name=SAME_NAME):
        search.save(update_fields=["name"])
    record(events.SEARCH_RENAMED, about=_subject(search), by=by, now=now)


@transaction.atomic
def delete_search(search: SavedSearch, *, by, now: datetime | None = None) -> None:
    # Before deleting, which clears the key that the line names.
    record(events.SEARCH_DELETED, about=_subject(search), by=by, now=now)
    search.delete()


def _subject(search: SavedSearch) -> Subject:
    return Subject("saved search", str(search.pk), "", search.hub_id)
