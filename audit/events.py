"""The kinds of event about the access log itself; reading the log is logged too."""

from audit.recording import EventKind

EVENTS_SEARCHED = EventKind("log.searched", "Searched the access log")
EVENT_OPENED = EventKind("log.line_opened", "Opened a line of the access log")
WORDS_OPENED = EventKind("log.words_opened", "Opened the words somebody searched for, with a reason, for one view")
TIMELINE_OPENED = EventKind("log.timeline_opened", "Looked at the timeline of accesses to one record")
WHO_LOOKED_SEEN = EventKind("log.who_looked", "Looked at the summary of who looked at a record")
WHO_LOOKED_EXPORTED = EventKind(
    "log.who_looked_exported", "Took away the summary of who looked at a record, for a stated purpose"
)
SEARCHES_LISTED = EventKind("log.saved_listed", "Looked at their saved searches of the access log")
SEARCH_SAVED = EventKind("log.search_saved", "Saved a search of the access log")
SEARCH_RENAMED = EventKind("log.search_renamed", "Gave a saved search of the access log another name")
SEARCH_DELETED = EventKind("log.search_deleted", "Deleted a saved search of the access log")
UNUSUAL_FOUND = EventKind("log.unusual_found", "Listed unusual access to records, for auditors to look into")
UNUSUAL_LISTED = EventKind("log.unusual_listed", "Looked at the list of unusual access")
UNUSUAL_OPENED = EventKind("log.unusual_opened", "Looked at one unusual access")
UNUSUAL_JUDGED = EventKind(
    "log.unusual_judged", "Took up an unusual access, or closed it with its outcome, with a note"
)
UNUSUAL_REMINDED = EventKind("log.unusual_reminded", "Reminded those who read the log of unusual access that waits")
UNUSUAL_REMOVED = EventKind("log.unusual_removed", "Removed entries of unusual access whose time was over")
EVENTS_EXPORTED = EventKind("log.exported", "Exported part of the access log, for a stated purpose")
EXPORT_ASKED = EventKind("log.export_asked", "Asked for an export of the access log to be made, for a stated purpose")
EXPORT_MADE = EventKind("log.export_made", "Made an export of the access log that somebody asked for")
EXPORT_FAILED = EventKind("log.export_failed", "Could not make an export of the access log that somebody asked for")
EXPORT_DOWNLOADED = EventKind("log.export_downloaded", "Downloaded an export of the access log")
EXPORT_REMOVED = EventKind("log.export_removed", "Removed an export of the access log whose time was over")
MONTH_DROPPED = EventKind("log.month_dropped", "Dropped a month of the access log whose time was over")
STRAYS_MOVED = EventKind("log.strays_moved", "Gave lines of the access log that had none a month")
