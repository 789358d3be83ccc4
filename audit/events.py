"""What is noted about the log itself: looking at it is a line too."""

from audit.recording import EventKind

EVENTS_SEARCHED = EventKind("log.searched", "Searched the access log")
EVENT_OPENED = EventKind("log.line_opened", "Opened a line of the access log")
WORDS_OPENED = EventKind("log.words_opened", "Opened the words somebody searched for, with a reason, for one view")
TIMELINE_OPENED = EventKind("log.timeline_opened", "Looked at the timeline of accesses to one record")
SEARCHES_LISTED = EventKind("log.saved_listed", "Looked at their saved searches of the access log")
SEARCH_SAVED = EventKind("log.search_saved", "Saved a search of the access log")
SEARCH_RENAMED = EventKind("log.search_renamed", "Gave a saved search of the access log another name")
SEARCH_DELETED = EventKind("log.search_deleted", "Deleted a saved search of the access log")
EVENTS_EXPORTED = EventKind("log.exported", "Exported part of the access log, for a stated purpose")
EXPORT_ASKED = EventKind("log.export_asked", "Asked for an export of the access log to be made, for a stated purpose")
EXPORT_MADE = EventKind("log.export_made", "Made an export of the access log that somebody asked for")
EXPORT_FAILED = EventKind("log.export_failed", "Could not make an export of the access log that somebody asked for")
EXPORT_DOWNLOADED = EventKind("log.export_downloaded", "Downloaded an export of the access log")
EXPORT_REMOVED = EventKind("log.export_removed", "Removed an export of the access log whose time was over")
MONTH_DROPPED = EventKind("log.month_dropped", "Dropped a month of the access log whose time was over")
STRAYS_MOVED = EventKind("log.strays_moved", "Gave lines of the access log that had none a month")
