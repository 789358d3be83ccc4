"""Verifying the access log against its seals: one unbroken chain, each line as it was sealed, none lost."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing

from django.db import connection

from audit import frozen, keys, places, sealing
from audit.checking import Checks, TrailReport, end, start
from audit.models import Seal

A_PAGE = 50  # seals looked at together
# Lines no seal has reached yet: past the end of the newest, and not of a transaction still to come.
WAITING = """SELECT count(*) FROM audit_event WHERE cluster = %s AND (xid, id) >= (%s, %s)
    AND (cluster <> audit_cluster() OR xid < greatest(pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
                                                      pg_current_xact_id_if_assigned()::text::bigint + 1))"""


def verify(
    *,
    first: int = 1,
    last: int | None = None,
    trust: keys.Keys | None = None,
    elsewhere: Iterable[tuple[int, bytes]] = (),
    progress: Callable[[TrailReport], None] = lambda report: None,
) -> TrailReport:
    """As the system, in a transaction. `elsewhere`: numbers and hashes of seals as somebody else keeps them.

    Seals are read a page at a time and their lines through a cursor, so that a log of any length takes no more memory.
    """
    checks = Checks(keys.trusted() if trust is None else trust)
    checks.tombstones()
    checks.begin_after(Seal.objects.filter(number__lt=first).order_by("-number").first(), first)
    for run in _runs(_pages(first, last)):
        with closing(places.lines(run[0].cluster, start(run[0]), end(run[-1]))) as rows:
            checks.run(run, rows)
        progress(checks.report)
    if (first, last) == (1, None):
        _nothing_outside(checks.report)
    for known in itertools.batched(elsewhere, A_PAGE):
        inside = [(number, root) for number, root in known if first <= number <= (last or number)]
        checks.known_elsewhere(inside)
    frozen.check(checks.report, checks.trust, first=first, last=last, progress=progress)
    return checks.report


def _pages(first: int, last: int | None) -> Iterator[list[Seal]]:
    after = first - 1
    while True:
        found = Seal.objects.select_related("sealedlines").filter(number__gt=after).order_by("number")
        page = list((found if last is None else found.filter(number__lte=last))[:A_PAGE])
        if not page:
            return
        yield page
        after = page[-1].number


def _runs(pages: Iterable[list[Seal]]) -> Iterator[list[Seal]]:
    """Seals whose ranges meet, so that one cursor reads the lines of them all."""
    for page in pages:
        run: list[Seal] = []
        for seal in page:
            if run and (seal.cluster, start(seal)) != (run[-1].cluster, end(run[-1])):
                yield run
                run = []
            run.append(seal)
        yield run


def _nothing_outside(report: TrailReport) -> None:
    """A line where no seal looks, nor the next will, was not put there by this program."""
    here, _ = places.here()
    open_ended = {here, report.newest.cluster} if report.newest else {here}
    with connection.cursor() as cursor:
        for cluster in open_ended:
            cursor.execute(WAITING, [cluster, *sealing.end_of_last(cluster)])
            report.waiting += cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM audit_event")
        outside = cursor.fetchone()[0] - report.lines - report.waiting
    if outside > 0:
        report.add(None, f"{outside} lines stand where no seal looks")
