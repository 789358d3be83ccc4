"""What the demo sent by e-mail, for whoever tries it out: there is no mailbox to look into."""

import email
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from audit.recording import record
from mash.guards import public
from referrals import events

BETWEEN = b"\n" + b"-" * 79 + b"\n"  # what Django's file backend writes after each message
AT_MOST = 100


@dataclass(frozen=True)
class SentMail:
    at: datetime
    to: str
    subject: str
    body: str


@public("The demo only, where all mail is to made-up people; elsewhere the page does not exist.")
def sent_mail(request):
    if not settings.DEMO:
        raise Http404("Page not found")
    record(events.SENT_MAIL_LOOKED_AT, by=request.user if request.user.is_authenticated else None)
    page = {"sent": list(islice(newest_first(Path(settings.MAIL_DIR)), AT_MOST)), "page_title": "Sent email"}
    return render(request, "mash/sent_mail.html", page)


def newest_first(folder: Path):
    """One file holds what one connection sent, in the order it was sent."""
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in files:
        for raw in reversed(file.read_bytes().split(BETWEEN)):
            if raw.strip():
                yield _read(email.message_from_bytes(raw, policy=default))


def _read(message: EmailMessage) -> SentMail:
    part = message.get_body(("plain", "html"))
    return SentMail(
        at=parsedate_to_datetime(message["Date"]) if message["Date"] else timezone.now(),
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        body=part.get_content() if part else "",
    )
