"""Celery tasks of the access log: sealing, sending roots, partitions, exports and unusual access."""

import logging
from datetime import timedelta

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from audit import field_log, keys, months, roots, sealing
from audit.exports import making
from audit.unusual import alerts, finding
from mash.identity import acting_as_system

log = logging.getLogger(__name__)
TOO_LONG = timedelta(minutes=10)
WEEK = 7


# Tasks expire so that a queue which was stuck does not run each of them many times over.
@shared_task(name="audit.tasks.seal", expires=60)
def seal() -> int:
    """Seal new lines, or make an empty seal if the last is an hour old; return how many seals were made.

    Runs every half minute. Safe to run twice or at the same time: an advisory lock lets only one seal.
    """
    if not keys.can_sign():
        log.error("The access log is not sealed: AUDIT_SEALING_KEY is not set")
        return 0
    with acting_as_system():
        made = sealing.seal_all()
        with transaction.atomic():
            late = sealing.behind()
    if late > TOO_LONG:
        log.error("The access log is sealed only up to %s ago: look for a transaction left open", late)
    return made


@shared_task(name="audit.tasks.send_roots", expires=120)
def send_roots() -> int:
    with acting_as_system():
        return roots.send_all()


@shared_task(name="audit.tasks.open_months", expires=3600)
def open_months() -> int:
    with acting_as_system(), transaction.atomic():
        opened = months.open_ahead()
        if strays := months.lines_without_a_month():
            log.error("%s lines of the access log have no month: run move_strays", strays)
    return opened


@shared_task(bind=True, name="audit.tasks.make_exports", expires=60)
def make_exports(self) -> int:
    """Make all waiting exports. They are rows, not task arguments, so none is lost with a task."""
    made = 0
    while making.make_next(str(self.request.id or "")):
        made += 1
    return made


@shared_task(bind=True, name="audit.tasks.remove_exports", expires=600)
def remove_exports(self) -> int:
    with acting_as_system(str(self.request.id or "")):
        return making.remove_old()


@shared_task(bind=True, name="audit.tasks.tidy_field_log", expires=3600)
def tidy_field_log(self) -> int:
    with acting_as_system(str(self.request.id or "")):
        return field_log.remove_old()


@shared_task(bind=True, name="audit.tasks.list_unusual", expires=3600)
def list_unusual(self) -> int:
    """List unusual access of the past week, so that a night without a worker loses nothing. Safe to run twice."""
    with acting_as_system(str(self.request.id or "")), transaction.atomic():
        now = timezone.now()
        finding.remove_old(now)
        today = timezone.localdate(now)
        return sum(finding.list_unusual(today - timedelta(days=back), now=now) for back in range(1, WEEK + 1))


# Each minute, and not in the page's own transaction: the comparison with every person and colleague looks past the
# walls, and whoever opens a record must neither wait for it nor be able to make it fail.
@shared_task(bind=True, name="audit.tasks.alert_unusual", expires=60)
def alert_unusual(self) -> int:
    """List the gravest unusual access of the last hour, and mail those who read the log. Safe to run twice."""
    with acting_as_system(str(self.request.id or "")), transaction.atomic():
        return alerts.alert(timezone.now())


@shared_task(bind=True, name="audit.tasks.remind_unusual", expires=3600)
def remind_unusual(self) -> int:
    """Mail those who read the log what has waited too long for an outcome."""
    with acting_as_system(str(self.request.id or "")), transaction.atomic():
        return alerts.remind(timezone.now())
