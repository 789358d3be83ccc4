"""What is done in the access log itself."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from agencies import events as agency_events
from audit import actions, misfiled_events, retention, search_terms
from audit.exports import actions as exporting
from audit.exports.columns import WORDS
from audit.models import Export, UnusualAccess
from audit.recording import SYSTEM, Subject, record
from audit.saved import actions as saving
from audit.unusual import actions as judging
from mash.identity import acting_as, acting_as_system
from referrals.events import QUEUE_LISTED
from tests.database import as_role
from tests.performances import by, deed, performs

REFUSED = {"query": "refused=on", "terms": {"refused": True}, "days": None}


@performs("audit.actions.record_summary_exported", "log.who_looked_exported")
def _(world):
    about = Subject("referral", "", "MASH-BBBB-2222", world.hub.pk)
    facts = {"purpose": "A complaint", "whole": True, "rows": 3}
    return deed(world.auditor, actions.record_summary_exported, about=about, **facts)


EXPORTED = {
    "terms": {"refused": True},
    "query": "refused=on",
    "shape": "csv",
    "columns": list(WORDS),
    "purpose": "Annual review",
}


@performs("audit.exports.actions.export", "log.exported")
def _(world):
    return deed(world.auditor, exporting.export, proven=False, **EXPORTED)


@performs("audit.exports.actions.download", "log.export_downloaded")
def _(world):
    by(world.auditor, exporting.export, proven=True, **EXPORTED)
    with acting_as(world.auditor):
        pending = Export.objects.get()
    return deed(world.auditor, exporting.download, pending)


@performs("audit.misfiled_events.move", "log.strays_moved")
def _(world):
    with transaction.atomic():
        record(agency_events.SETTINGS_OPENED, by=world.administrator, now=timezone.now() + timedelta(days=400))

    def move():
        with as_role("mash_owner"), acting_as_system(), transaction.atomic():
            misfiled_events.move(by=SYSTEM)

    return move


@performs("audit.retention.drop", "log.month_dropped")
def _(world):
    later = timezone.now() + timedelta(days=366 * 9)
    with as_role("mash_owner"), acting_as_system():
        # One of the months that were opened ahead, in which nothing has happened.
        empty = max((month for month in retention.expired_months(later)), key=lambda month: month.until)

    def drop():
        with as_role("mash_owner"), acting_as_system(), transaction.atomic():
            retention.drop(empty, by=SYSTEM)

    return drop


@performs("audit.saved.actions.save_search", "log.search_saved")
def _(world):
    return deed(world.auditor, saving.save_search, name="Refusals", **REFUSED)


@performs("audit.saved.actions.rename_search", "log.search_renamed")
def _(world):
    search = by(world.auditor, saving.save_search, name="Refusals", **REFUSED)
    return deed(world.auditor, saving.rename_search, search, name="Refused")


@performs("audit.saved.actions.delete_search", "log.search_deleted")
def _(world):
    search = by(world.auditor, saving.save_search, name="Refusals", **REFUSED)
    return deed(world.auditor, saving.delete_search, search)


@performs("audit.search_terms.open_words", "log.words_opened")
def _(world):
    line = by(world.screener, lambda by: record(QUEUE_LISTED, by=by, search=search_terms.protected("Zeb Quill")))
    return deed(world.governance, lambda by: search_terms.open_words(line, why="The family asked.", by=by))


@performs("audit.unusual.actions.judge", "log.unusual_judged")
def _(world):
    with as_role("mash_owner"):
        access = UnusualAccess.objects.create(
            hub_id=world.hub.pk,
            day=timezone.localdate(),
            by_id=world.screener.pk,
            by_name=world.screener.name,
            reference="MASH-BBBB-2222",
            reason="many",
            first_at=timezone.now(),
            last_at=timezone.now(),
            lines=40,
        )
    return deed(world.auditor, judging.judge, access, finding="explained", note="Cover for a colleague.", seen=0)
