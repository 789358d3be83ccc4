"""What is noted about the log itself: looking at it is a line too."""

from audit.recording import EventKind

EVENTS_SEARCHED = EventKind("log.searched", "Searched the access log")
EVENT_OPENED = EventKind("log.line_opened", "Opened a line of the access log")
EVENTS_EXPORTED = EventKind("log.exported", "Exported part of the access log, for a stated purpose")
MONTH_DROPPED = EventKind("log.month_dropped", "Dropped a month of the access log whose time was over")
