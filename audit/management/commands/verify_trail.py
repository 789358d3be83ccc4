"""Check the access log, or a part of it, against its seals, and frozen records against the log.

Exits with 0 if all is as it was sealed, with 1 if anything is not, and with 2 if it could not check: no key, no
database, no such seal, an unreadable file of roots, or any fault of its own. Only 1 says that something was altered.
"""

import sys
from datetime import date, datetime, time, timedelta
from time import monotonic

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from audit import keys, roots, trail
from audit.models import Seal
from mash.identity import acting_as_system

PROGRESS_SECONDS = 2  # between lines of progress


SOUND, ALTERED, CANNOT_CHECK = 0, 1, 2


class CannotCheck(CommandError):
    def __init__(self, *args):
        super().__init__(*args, returncode=CANNOT_CHECK)


class Command(BaseCommand):
    help = __doc__
    # The checks of the settings fail with 1, which here says that something was altered. `check` has them.
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--from", dest="first", help="a seal's number, or the day its sealing began (2026-11-23)")
        parser.add_argument("--to", dest="last", help="a seal's number, or the last day of sealing")
        parser.add_argument("--roots", help="a file of roots kept elsewhere: from AUDIT_ROOTS_TO, or a mail saved")
        parser.add_argument("--public-key", action="append", help="trust this key (base64) and not the settings'")

    def execute(self, *args, **options):
        try:
            return super().execute(*args, **options)
        except CommandError:
            raise
        except Exception as fault:
            # Its name alone: the text of a fault can quote a line of the log.
            raise CannotCheck(f"Could not check, because of a fault: {type(fault).__name__}") from fault

    def handle(self, *args, first, last, roots: str | None, public_key, **options):
        self.last_output_at, self.began = monotonic(), monotonic()
        with acting_as_system(), transaction.atomic():
            self._require_full_view()
            first, last = self._first(first), self._last(last)
            report = trail.verify(
                first=first,
                last=last,
                trust=self._trust(public_key),
                elsewhere=self._elsewhere(roots),
                progress=self._progress,
            )
        self._summary(report)
        if report.findings:
            sys.exit(ALTERED)

    def _require_full_view(self) -> None:
        """Refuse a login that sees only part of the log, as the missing lines would look like tampering.

        Raises CannotCheck.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT mash_is_trusted()")
            if not cursor.fetchone()[0]:
                wanted = (
                    "Run this with the worker's login (DATABASE_URL of mash_worker): another sees a part of the log"
                )
                raise CannotCheck(wanted)

    def _first(self, text: str | None) -> int:
        if not text or text.isdigit():
            return int(text or 1)
        seal = Seal.objects.filter(signed_at__gte=_day(text)).order_by("number").first()
        if seal is None:
            raise CannotCheck(f"Nothing was sealed on {text} or after it")
        return seal.number

    def _last(self, text: str | None) -> int | None:
        if not text or text.isdigit():
            return int(text) if text else None
        seal = Seal.objects.filter(signed_at__lt=_day(text) + timedelta(days=1)).order_by("-number").first()
        if seal is None:
            raise CannotCheck(f"Nothing was sealed on {text} or before it")
        return seal.number

    def _trust(self, public_keys: list[str] | None) -> keys.Keys:
        try:
            trust = keys.trusted(public_keys)
        except ImproperlyConfigured as fault:
            raise CannotCheck(str(fault)) from fault
        if not trust:
            raise CannotCheck("No key to check signatures with: give --public-key, or set AUDIT_SEALING_PUBLIC_KEYS")
        return trust

    def _elsewhere(self, path: str | None):
        if not path:
            return
        try:
            with open(path, encoding="utf-8") as file:
                yield from roots.read(file)
        except (OSError, ValueError) as fault:
            raise CannotCheck(f"{path} cannot be read: {fault}") from fault

    def _progress(self, report) -> None:
        if monotonic() - self.last_output_at > PROGRESS_SECONDS:
            self.last_output_at = monotonic()
            counts = f"{report.seals} seals, {report.lines} lines, {report.records} records"
            self.stderr.write(f"  {counts}, {len(report.findings)} findings so far")

    def _summary(self, report) -> None:
        took = max(monotonic() - self.began, 0.001)
        self.stdout.write(f"{report.seals} seals and {report.lines} lines checked in {took:.1f} s")
        before = f"; {report.before} were made when lines carried no digest yet" if report.before else ""
        self.stdout.write(f"{report.records} records that are written once held against their lines{before}")
        if report.waiting:
            self.stdout.write(f"{report.waiting} lines are not sealed yet")
        for finding in report.findings:
            self.stdout.write(str(finding))
        self.stdout.write(f"{len(report.findings)} findings" if report.findings else "As it was sealed")


def _day(text: str) -> datetime:
    try:
        return timezone.make_aware(datetime.combine(date.fromisoformat(text), time.min))
    except ValueError as fault:
        raise CannotCheck(f"{text} is neither a seal's number nor a day such as 2026-11-23") from fault
