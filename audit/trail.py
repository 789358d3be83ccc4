"""Verifies the access log against its seals: the chain is unbroken and every line is as it was sealed."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing

from django.db import connection

from audit import frozen_check, keys, positions, sealing
from audit.models import Seal
from audit.seal_checks import Checks, TrailReport, end, start

PAGE_SIZE = 50  # seals looked at together
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
    """Verify the log, or the seals `first` to `last`. Call it as the system, in a transaction.

    `elsewhere` yields numbers and hashes of seals that somebody else has stored. Seals are read in pages and lines
    through a cursor, so memory use is constant.
    """
    checks = Checks(keys.trusted() if trust is None else trust)
    # First, because tombstones say which lines may be missing.
    checks.check_tombstones()
    checks.begin_after(Seal.objects.filter(number__lt=first).order_by("-number").first(), first)
    for run in _runs(_pages(first, last)):
        with closing(positions.read_lines(run[0].cluster, start(run[0]), end(run[-1]))) as rows:
            checks.check_run(run, rows)
        progress(checks.report)
    # Only a check of the whole log can say that a line is outside every seal.
    if (first, last) == (1, None):
        _check_nothing_outside(checks.report)
    for known in itertools.batched(elsewhere, PAGE_SIZE):
        inside = [(number, root) for number, root in known if first <= number <= (last or number)]
        checks.compare_roots(inside)
    frozen_check.check(checks.report, checks.trust, first=first, last=last, progress=progress)
    return checks.report


def _pages(first: int, last: int | None) -> Iterator[list[Seal]]:
    after = first - 1
    while True:
        seals = Seal.objects.select_related("sealedlines").filter(number__gt=after).order_by("number")
        page = list((seals if last is None else seals.filter(number__lte=last))[:PAGE_SIZE])
        if not page:
            return
        yield page
        after = page[-1].number


def _runs(pages: Iterable[list[Seal]]) -> Iterator[list[Seal]]:
    """Yield seals in runs whose ranges adjoin, so that one cursor reads the lines of a whole run."""
    for page in pages:
        run: list[Seal] = []
        for seal in page:
            if run and (seal.cluster, start(seal)) != (run[-1].cluster, end(run[-1])):
                yield run
                run = []
            run.append(seal)
        yield run


def _check_nothing_outside(report: TrailReport) -> None:
    """Report lines outside every sealed range and the next one: this program did not write them."""
    here, _ = positions.current()
    open_ended = {here, report.newest.cluster} if report.newest else {here}
    with connection.cursor() as cursor:
        for cluster in open_ended:
            cursor.execute(WAITING, [cluster, *sealing.end_of_last(cluster)])
            report.waiting += cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM audit_event")
        outside = cursor.fetchone()[0] - report.lines - report.waiting
    if outside > 0:
        report.add(None, f"{outside} lines stand where no seal looks")
