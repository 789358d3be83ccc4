"""Sends the roots of seals elsewhere, so that the database's owner cannot rewrite sealed lines unnoticed."""

import json
import logging
import os
import urllib.request
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.utils import timezone

from audit import sealing
from audit.models import RootsSent, Seal

log = logging.getLogger(__name__)
BATCH_SIZE = 1000
MAIL_EVERY = timedelta(days=1)
TIMEOUT = 10  # seconds
ONE_AT_A_TIME = "SELECT pg_try_advisory_xact_lock(hashtext('audit.roots'), hashtext(%s))"


class CannotSend(Exception):
    pass


def send_all() -> int:
    """Send each destination the seals it does not have yet; return how many were sent. Call it as the system."""
    return sum(send(destination) for destination in settings.AUDIT_ROOTS_TO)


def send(destination: str) -> int:
    """Send one batch and record the outcome. Failures are retried; sending a root twice does no harm."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            # A destination that hangs may last longer than the interval of the task.
            cursor.execute(ONE_AT_A_TIME, [destination])
            [alone] = cursor.fetchone()
        if not alone or _too_soon(destination):
            return 0
        known = RootsSent.objects.filter(destination=destination, failure="").order_by("-up_to").first()
        seals = list(Seal.objects.filter(number__gt=known.up_to if known else 0).order_by("number")[:BATCH_SIZE])
        if not seals:
            return 0
        failure = _deliver(destination, [as_dict(seal) for seal in seals])
        up_to = seals[-1].number
        RootsSent.objects.create(destination=destination[:300], up_to=up_to, at=timezone.now(), failure=failure)
    if failure:
        log.error("Roots of the access log could not be sent (%s)", failure)
    return 0 if failure else len(seals)


def as_dict(seal: Seal) -> dict:
    fields = sealing.body(seal) | {"previous": bytes(seal.previous).hex(), "signature": bytes(seal.signature).hex()}
    return fields | {"hash": sealing.hash_of(seal).hex()}


def read(lines: Iterable[str]) -> Iterator[tuple[int, bytes]]:
    """Yield seal numbers and hashes from a file of roots or a saved email, skipping other lines.

    Raises ValueError for a malformed root.
    """
    for line in lines:
        if not line.lstrip().startswith("{"):
            continue
        try:
            root = json.loads(line)
            yield int(root["number"]), bytes.fromhex(root["hash"])
        except (ValueError, KeyError, TypeError) as fault:
            raise ValueError(f"a line of it begins like a root and is none: {line[:60]!r}") from fault


def _too_soon(destination: str) -> bool:
    if not destination.startswith("mailto:"):
        return False
    return RootsSent.objects.filter(destination=destination, failure="", at__gt=timezone.now() - MAIL_EVERY).exists()


def _deliver(destination: str, roots: list[dict]) -> str:
    """Send the roots; return the kind of failure or "". Its message may contain an address and is dropped."""
    senders = {"mailto": _mail, "https": _post, "http": _post}
    try:
        senders.get(urlsplit(destination).scheme, _append)(destination, roots)
    except Exception as fault:  # one place that cannot be reached must not hold up the others
        return type(fault).__name__
    return ""


def _append(path: str, roots: list[dict]) -> None:
    lines = "".join(json.dumps(root, sort_keys=True) + "\n" for root in roots)
    with Path(path.removeprefix("file://")).open("a", encoding="utf-8") as file:
        file.write(lines)
        file.flush()
        # Recorded as sent afterwards, so it must survive a crash.
        os.fsync(file.fileno())


def _mail(address: str, roots: list[dict]) -> None:
    """Send one email a day. Roots are chained, so the newest one vouches for all before it."""
    parts = urlsplit(address)
    subject = parse_qs(parts.query).get("subject", [f"Access log: sealed up to {roots[-1]['number']}"])[0]
    words = "Keep this message. It lets you notice if the access log is rewritten (manage.py verify_trail --roots).\n\n"
    lines = "\n".join(json.dumps({"number": root["number"], "hash": root["hash"]}) for root in roots)
    EmailMessage(subject=subject, body=words + lines, to=[unquote(parts.path)]).send()


def _post(url: str, roots: list[dict]) -> None:
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost"):
        raise CannotSend("roots go by https, or to this machine")
    body = json.dumps({"seals": roots}).encode()
    request = urllib.request.Request(url, data=body, headers={"Content-Type": "application/json"}, method="POST")  # noqa: S310
    with urllib.request.build_opener(_NoRedirects).open(request, timeout=TIMEOUT) as answer:
        if not 200 <= answer.status < 300:
            raise CannotSend(answer.status)


# A redirect could lead to plain http or to another host.
class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None
