"""Words for what this app's lines note, and for what lines of every app note in the same way."""

from audit import wording
from audit.details import Detail, as_day, as_kinds, as_page, as_plain, by_field, coded, counted, each, named
from audit.models import UnusualAccess
from audit.registry import registry

SHAPES = [("csv", "CSV, for a spreadsheet"), ("xlsx", "XLSX, a workbook"), ("jsonl", "JSON lines, for a program")]

ACTORS = {"system": "The system itself", "public": "A member of the public"}

as_sentence = each(lambda value, names: wording.sentence(str(value)))


def as_role(value, names) -> str:
    return coded(registry.roles)(value, names)  # read late: the roles are registered after this app


def as_actor(value, names) -> str:
    return ACTORS.get(str(value)) or named("person")(value, names)


def as_column(value, names) -> str:
    from audit.exports.columns import WORDS

    return coded(WORDS.items())(value, names)


DETAILS = {
    # In lines of every app
    "frozen": Detail("Written once, vouched for by this line", as_kinds),
    "references": Detail("References shown"),
    "results": Detail("Number found"),
    "count": Detail("How many"),
    "page": Detail("Page", as_page),
    "filter": Detail("Filter", by_field),
    "search": Detail("Search", by_field),
    "mark": Detail("Mark, the same for the same words"),
    "rule": Detail("Why it was refused"),
    "role": Detail("Role", as_role),
    "why": Detail("Why"),
    "day": Detail("Day", as_day),
    "before": Detail("Before", by_field),
    "after": Detail("After", by_field),
    # Filters of the log and of lists
    "reference": Detail("Reference"),
    "seen": Detail("Person seen"),
    "by": Detail("Person acting", as_actor),
    "code": Detail("What happened", as_sentence),
    "from_on": Detail("From", as_day),
    "to_on": Detail("To", as_day),
    "agency": Detail("Agency", named("agency")),
    "log.searched agency": Detail("Agency"),
    "log.search_saved agency": Detail("Agency"),
    "log.exported agency": Detail("Agency"),
    "log.export_asked agency": Detail("Agency"),
    "purpose": Detail("Purpose"),
    "out_of_hours": Detail("Out of hours", as_plain),
    "emergency": Detail("Emergency openings", as_plain),
    "refused": Detail("Refused or failed", as_plain),
    "nobody": Detail("Sign-ins with an unknown address", as_plain),
    "whole": Detail("With the other records of these people"),
    # Lines about the log itself. Whose doings they are about: those people do not read them.
    "accounts": Detail("Accounts that it was about", machine=True),
    "shape": Detail("Format", coded(SHAPES)),
    "columns": Detail("Columns", as_column),
    "rows": Detail("Lines"),
    "size": Detail("Size in bytes"),
    "lines": Detail("Lines"),
    "month": Detail("Month"),
    "months": Detail("Months, and lines of each"),
    "root": Detail("Root of the lines dropped", machine=True),
    "days": Detail("Days"),
    "seal": Detail("Seal", as_plain),
    "log.line_opened kind": Detail("Kind of line", as_sentence),
    "log.unusual_found reasons": Detail("Why, and how many", counted(UnusualAccess.Reason.choices)),
    "log.unusual_judged reason": Detail("Why it was listed", coded(UnusualAccess.Reason.choices)),
    "log.unusual_opened reason": Detail("Why it was listed", coded(UnusualAccess.Reason.choices)),
    "log.unusual_listed reason": Detail("Why it is listed", coded(UnusualAccess.Reason.choices)),
    "log.unusual_judged outcome": Detail("Outcome", coded(UnusualAccess.Outcome.choices)),
    "log.unusual_listed outcome": Detail("Outcome", coded(UnusualAccess.Outcome.choices)),
    "overdue": Detail("Overdue", as_plain),
    "reported_to": Detail("Reported to", coded(UnusualAccess.ReportedTo.choices)),
    "reported_on": Detail("Reported on", as_day),
    "report_reference": Detail("Reference of the report"),
    "working_days": Detail("Working days allowed"),
    "state": Detail("State", coded(UnusualAccess.State.choices)),
}
PAGES = {
    "events": "Access log",
    "timeline": "Timeline of accesses",
    "who_looked": "Who looked at a record",
    "export_who_looked": "Export who looked at a record",
    "saved_searches": "Saved searches of the access log",
    "save_search": "Save a search of the access log",
    "rename_search": "Name of a saved search",
    "delete_search": "Delete a saved search",
    "unusual_accesses": "List of unusual access",
    "unusual_access": "One unusual access",
    "export": "Export the access log",
    "made_export": "An export of the access log",
    "download": "Download of an export of the access log",
    "event": "A line of the access log",
    "searched_words": "What was searched for",
}
