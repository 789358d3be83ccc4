"""Copies security events of the access log to a log file for a SIEM, as JSON lines without names.

The access log stays the evidence; these copies are written after the transaction commits and may be lost.
docs/events.md lists which kinds are copied.
"""

import json
import logging
from datetime import UTC, datetime

from django.db import transaction

from mash import identity

logger = logging.getLogger("mash.security")
# Families of kinds ("sign_in.failed" is of the family sign_in). A test wants every family in one list or the other.
WATCHED = {
    "access", "account_change", "bar", "break_glass", "emergency", "grant", "log", "mail_domains", "password", "person",
    "record", "recovery_codes", "role", "second_factor", "sign_in", "sign_out", "single_sign_on", "step_up",
}  # fmt: skip
UNWATCHED = {
    "action", "agency", "agreement", "answer", "ask", "case", "case_draft", "clock", "code_list", "collation",
    "concerns", "dashboard", "decision", "demo", "discussion", "draft", "duty", "fact", "feedback", "flag",
    "governance", "hours", "hub", "hub_ask", "identity", "inbox", "item", "lawful_basis", "message", "needs", "note",
    "notification", "pair", "pause_rules", "product", "question_set", "queue", "referral", "referrer", "request",
    "restriction", "search", "settings", "target", "triage",
}  # fmt: skip
# Before sign-in the actor is unknown, so for these the address matters. A referrer's address is never copied.
AT_THE_DOOR = {"password", "second_factor", "sign_in", "single_sign_on", "step_up"}


def family(code: str) -> str:
    return code.partition(".")[0]


def copy_event(event, mark: str) -> None:
    """Copy the event after its transaction commits. An error while copying never fails the request."""
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
    """Formats a record as one JSON object. Messages of Django's own loggers may quote a visitor and are left out."""

    def format(self, record: logging.LogRecord) -> str:
        words = getattr(record, "security", None) or {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "code": record.name,
            "outcome": record.levelname.lower(),
            "fault": record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "",
        }
        return json.dumps(words)
