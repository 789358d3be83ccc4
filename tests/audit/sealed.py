"""An access log to seal: lines in committed transactions, some small and some large, over two months."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from agencies import events
from audit import sealing
from audit.recording import Actor, Subject, record
from mash.identity import acting_as_system

SOMEBODY = Actor("Somebody", 7, "manager", "A hub", 1)


def write(count: int, *, now=None, reference="MASH-SEAL", hub_id=1, **detail) -> None:
    """So many lines in one transaction."""
    with acting_as_system(), transaction.atomic():
        for step in range(count):
            moment = (now or timezone.now()) + timedelta(milliseconds=step)
            about = Subject("test", "", reference, hub_id)
            record(events.SETTINGS_OPENED, about=about, by=SOMEBODY, now=moment, step=step, **detail)


def seal(**how) -> int:
    with acting_as_system():
        return sealing.seal_all(**how)


def a_log(sizes=(3, 1, 7, 2, 5, 1), **where) -> None:
    """One seal for each transaction, the first half of them dated far back, in the oldest partition."""
    for number, size in enumerate(sizes):
        back = timedelta(days=200) if number < len(sizes) / 2 else timedelta(0)
        write(size, now=timezone.now() - back, number=number, share=0.25, words="Größe 😀", **where)
        seal()


def value(sql: str, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()[0]


def run(sql: str, *parameters) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.rowcount
