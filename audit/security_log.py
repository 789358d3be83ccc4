"""Lines of the access log that whoever watches the machines needs at once: JSON lines for a SIEM, without names.

The access log stays the evidence; these are copies, sent after the transaction has ended and lost if nobody listens.
docs/events.md says which kinds are copied.
"""

import json
import logging
from datetime import UTC, datetime

from django.db import transaction

from mash import identity

logger = logging.getLogger("mash.security")
# Families of kinds ("sign_in.failed" is of the family sign_in). A test wants every family in one list or the other.
WATCHED = {
    "access", "account_change", "bar", "emergency", "glass", "grant", "log", "mail_domains", "password", "person",
    "record", "recovery_codes", "role", "second_factor", "sign_in", "sign_out", "single_sign_on", "step_up",
}  # fmt: skip
UNWATCHED = {
    "agency", "agreement", "answer", "ask", "case", "case_draft", "collation", "dashboard", "decision", "demo",
    "draft", "duty", "feedback", "governance", "hours", "hub", "inbox", "item", "lawful_basis", "message", "note",
    "product", "question_set", "queue", "referral", "referrer", "request", "restriction", "settings", "target",
    "triage",
}  # fmt: skip
# Somebody who is not known yet, but comes to the staff's door: from where is the point. A referrer's is never said.
AT_THE_DOOR = {"password", "second_factor", "sign_in", "single_sign_on", "step_up"}


def family(code: str) -> str:
    return code.partition(".")[0]


def copy_event(event, mark: str) -> None:
    """Copy this line once its transaction has ended well. A listener that fails stops nobody's work."""
    if family(event.code) not in WATCHED:
        return
    where = identity.current.get()
    at_the_door = family(event.code) in AT_THE_DOOR
    words = {
        "at": event.at.astimezone(UTC).isoformat(),
        "code": event.code,
        "outcome": mark or "done",
        "line": str(event.id),
        "by": event.by_id,
        "role": event.by_role,
        "agency": event.by_agency,
        "hub": event.hub_id,
        "about": event.about_kind,
        "reference": event.reference,
        "address": event.address or (where.address if at_the_door else ""),
        "agent": event.agent or (where.agent if at_the_door else ""),
        "request": event.request_id,
    }
    transaction.on_commit(lambda: logger.info("", extra={"security": words}), robust=True)


class JsonLines(logging.Formatter):
    """One object a line. What Django's own security loggers say may quote a visitor, so only their name is kept."""

    def format(self, record: logging.LogRecord) -> str:
        words = getattr(record, "security", None) or {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "code": record.name,
            "outcome": record.levelname.lower(),
            "fault": record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "",
        }
        return json.dumps(words)
