"""What the access log costs and how fast it is read: `python bench/log.py 1000000` (lines in the log).

It measures the time a case page spends on writing its line, exports against PostgreSQL's own COPY
of the same lines, and searches of the audit pages against the bare query on the same index. Figures
that are compared come from the same run. It starts a PostgreSQL of its own and deletes it at the
end: ten million lines take 9 GB while it runs.
"""

import resource
import statistics
import sys
import tempfile
import time
import zipfile
from datetime import timedelta
from functools import partial
from pathlib import Path

from database import running, say, timed

PAGES, ROUNDS, TRIES = 5, 60, 15
A_BATCH, MOST_EXPORTED = 500_000, 1_000_000
# The lines are spread over a year, 2,000 people and 100,000 cases. One hub has nine tenths of them.
FILL = """INSERT INTO audit_event (id, at, code, by_id, by_name, by_role, by_agency, hub_id, about_kind, about_id,
    reference, detail, purpose, address, agent, request_id)
    SELECT uuidv7(), timestamptz %(now)s - interval '1 year' * (1 - n::float8 / %(all)s),
      (ARRAY['case.opened', 'search.made', 'queue.listed', 'request.opened', 'sign_in.done'])[1 + n %% 5],
      100000 + n %% 2000, 'Some Body ' || n %% 2000, 'social_worker', 'Agency ' || n %% 12,
      CASE WHEN n %% 10 = 0 THEN %(hub)s + 1000 ELSE %(hub)s END, 'referral', gen_random_uuid()::text,
      'MASH-' || (n * 7919) %% 100000, jsonb_build_object('page', 'casefile', 'n', n), '', '10.0.0.1', 'Firefox',
      gen_random_uuid()::text FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n"""
BARE_COPY = """COPY (SELECT id, at, code, by_id, by_name, by_role, by_agency, hub_id, about_kind, about_id, reference,
    detail, purpose, address, agent, request_id FROM audit_event WHERE hub_id = %s AND at >= %s ORDER BY at, id)
    TO STDOUT (FORMAT csv)"""


def fill(count: int, hub: int) -> None:
    from django.db import connection, transaction
    from django.utils import timezone

    from mash.identity import acting_as_system

    with acting_as_system():
        for first in range(0, count, A_BATCH):
            with transaction.atomic(), connection.cursor() as cursor:
                last = min(first + A_BATCH, count) - 1
                now = timezone.now().isoformat()
                params = {"now": now, "all": count, "hub": hub, "first": first, "last": last}
                cursor.execute(FILL, params)


# What a page spends on its line ---------------------------------------------------------------------------------------


def pages(client, path: str) -> float:
    """Return how many pages are answered in a second."""
    began = time.perf_counter()
    for _ in range(PAGES):
        if client.get(path).status_code != 200:
            raise SystemExit(f"{path} does not answer")
    return PAGES / (time.perf_counter() - began)


def overhead(client, path: str) -> None:
    """Measure pages with and without the log.

    The rounds alternate, so that other load on the machine slows both.
    """
    from audit import recording
    from audit.models import Event

    record, spent = recording.Event.objects.create, []

    def watched(**fields):
        took, line = timed(lambda: record(**fields))
        spent.append(took)
        return line

    rates = {"with": [], "without": []}
    pages(client, path)
    for _ in range(ROUNDS):
        for which, write in (("with", watched), ("without", lambda **fields: Event(**fields))):
            recording.Event.objects.create = write
            rates[which].append(pages(client, path))
    recording.Event.objects.create = record
    on, off = (statistics.median(rates[which]) for which in ("with", "without"))
    share = sum(spent) / (ROUNDS * PAGES) * on
    say(f"case page: {on:.1f} pages/s with the log, {off:.1f} without ({off / on - 1:+.1%}); {len(spent)} lines")
    say(f"           {1000 / on:.1f} ms a page, {share:.1%} of it spent on writing its line")


# Exports --------------------------------------------------------------------------------------------------------------


def drained(pieces) -> int:
    return sum(len(piece) for piece in pieces)


def bare_copy(hub: int, since) -> int:
    from django.db import connection

    with connection.cursor() as cursor, cursor.copy(BARE_COPY, [hub, since]) as copy:
        return drained(copy)


def as_auditor(world, work):
    from django.db import transaction

    from mash.identity import acting_as

    with acting_as(world.auditor), transaction.atomic():
        return work()


def exports(world, lines: int) -> None:
    from audit import searching
    from audit.exports.columns import WORDS
    from audit.exports.shapes import whole_file

    every = searching.lines(world.hub.pk, {}, reader=0)
    since = reaching(world, every, lines)
    lines_exported = every.filter(at__gte=since)
    count = as_auditor(world, lines_exported.count)
    say(f"export of {count:,} lines, every column: lines a second, and memory grown by")
    copied, _ = fastest(lambda: as_auditor(world, lambda: bare_copy(world.hub.pk, since)))
    say(f"  COPY TO STDOUT {count / copied:>10,.0f}")
    for shape in ("csv", "jsonl"):
        before = memory()
        export = partial(whole_file, lines_exported, shape, list(WORDS))
        took, _ = fastest(lambda export=export: as_auditor(world, lambda: drained(export())))
        grown = memory() - before
        say(f"  {shape:<14} {count / took:>10,.0f}  {copied / took:.0%} of COPY  {grown:>4.0f} MB")
    few = every.filter(at__gte=reaching(world, every, 20_000))
    count = as_auditor(world, few.count)
    took, _ = timed(lambda: as_auditor(world, lambda: drained(whole_file(few, "xlsx", list(WORDS)))))
    say(f"  xlsx           {count / took:>10,.0f}  (of {count:,} lines)")


def reaching(world, log_lines, lines: int):
    """Return a time since when there are about so many lines."""
    from django.utils import timezone

    now, count = timezone.now(), as_auditor(world, log_lines.count)
    oldest = as_auditor(world, lambda: log_lines.order_by("at").first().at)
    return now - (now - oldest) * min(1, lines / count)


def proven(world, lines: int) -> None:
    """Measure sealing, an export with proofs, and the verifier that checks the export offline."""
    from django.db import transaction
    from django.utils import timezone

    from audit import sealing
    from audit.models import Event
    from mash.identity import acting_as_system

    with acting_as_system():
        took, seals = timed(lambda: sealing.seal_all(most=10**9))
        with transaction.atomic():
            every = Event.objects.count()
    say(f"sealing: {every / took:,.0f} lines a second ({every:,} in {seals:,} seals)")
    day = timezone.localdate() - timedelta(days=int(365 * min(1, lines / every)))
    for shape in ("csv", "jsonl"):
        before = memory()
        took, made = timed(lambda made=shape: ask_and_make(world, day, made))
        grown = memory() - before
        with tempfile.TemporaryDirectory() as place:
            checked = verified(world, made, Path(place))
        say(f"proven {shape}: {made.done:,} lines at {made.done / took:,.0f} a second, in {grown:.0f} MB more memory;")
        say(f"  {made.size / 1e6:,.0f} MB as a zip, verified offline at {made.done / checked:,.0f} a second")


def ask_and_make(world, day, shape: str):
    from audit.exports import actions, making
    from audit.exports.columns import WORDS
    from audit.models import Export

    query = f"from_on_day={day.day}&from_on_month={day.month}&from_on_year={day.year}"
    request = {"terms": {"from_on": day}, "query": query, "purpose": "Benchmark", "proven": True}
    request |= {"by": world.auditor, "shape": shape, "columns": list(WORDS)}
    requested = as_auditor(world, lambda: actions.export(**request))
    making.make_next()
    made = as_auditor(world, lambda: Export.objects.get(pk=requested.pk))
    if made.state != "ready":
        raise SystemExit(f"The export is {made.state}: {made.failure}")
    return made


def verified(world, made, place: Path) -> float:
    from audit import keys
    from audit.exports import actions
    from audit.offline import verify_export

    with (place / "export.zip").open("wb") as file:
        as_auditor(world, lambda: file.writelines(actions.pieces(made)))
    zipfile.ZipFile(place / "export.zip").extractall(place)
    verifier = verify_export.Verifier([key.public_bytes_raw() for key in keys.trusted().values()])
    took, wrong = timed(lambda: verifier.verify(str(place / f"access-log.{made.shape}"), str(place / "manifest.jsonl")))
    if wrong:
        raise SystemExit(wrong[0])
    return took


# The auditor's desk ---------------------------------------------------------------------------------------------------

DESK = {  # the search terms, and the condition of the bare query
    "newest": ({}, ""),
    "reference": ({"reference": "MASH-1234"}, "AND reference = 'MASH-1234'"),
    "person": ({"by": "101234"}, "AND by_id = 101234"),
    "kind": ({"code": "case.opened"}, "AND code = 'case.opened'"),
    "a day": ({"day": 200}, "AND at >= '{first}' AND at < '{last}'"),
}


def desk(world, owner) -> None:
    from django.utils import timezone

    from audit import searching

    owner.prepare_threshold = None  # the app uses no prepared statements either
    say(
        "desk: one screen and its count as the auditor gets them, and the bare queries on the index; ms in the database"
    )
    for name, (terms, condition) in DESK.items():
        if back := terms.get("day"):
            day = timezone.localdate() - timedelta(days=back)
            terms = {"from_on": day, "to_on": day}
            condition = condition.format(first=day, last=day + timedelta(days=1))
        matches = searching.lines(world.hub.pk, terms)
        ours = statistics.median(looked(world, matches) for _ in range(TRIES))
        bare = statistics.median(barely(owner, world.hub.pk, condition) for _ in range(TRIES))
        say(f"  {name:<10} {ours * 1000:>7.1f}  bare {bare * 1000:>7.1f}  {ours / bare:.1f} ×")


def looked(world, matches) -> float:
    """Return the seconds of the queries for lines.

    The statements that set the acting user are left out: each page has them once in any case.
    """
    from django.db import connection

    from audit import searching

    spent = []

    def watch(execute, sql, params, many, context):
        took, result = timed(lambda: execute(sql, params, many, context))
        spent.append(took)
        return result

    def look():
        with connection.execute_wrapper(watch):
            return searching.page_of_lines(matches, ""), searching.count(matches)

    as_auditor(world, look)
    return sum(spent)


def barely(owner, hub: int, condition: str) -> float:
    """Return the seconds of the same query as a superuser, without row-level security or Django."""
    where = f"FROM audit_event WHERE hub_id = {hub} {condition}"
    screen = f"SELECT * {where} ORDER BY at DESC LIMIT 26"
    count = f"SELECT count(*) FROM (SELECT {where} LIMIT 1001) AS few"  # noqa: S608 (our own words)
    return sum(timed(lambda sql=sql: owner.execute(sql).fetchall())[0] for sql in (screen, count))


def fastest(work) -> tuple[float, object]:
    return min((timed(work) for _ in range(3)), key=lambda done: done[0])


def memory() -> float:
    """Return the peak memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(count: int) -> None:
    with running() as servers, servers.postgres.connect("mash") as owner:
        from django.test import Client

        from tests.builders import build_hub, build_referral

        world = build_hub("northvale")
        case = f"/cases/{build_referral(world).reference}/"
        took, _ = timed(lambda: fill(count, world.hub.pk))
        say(f"{count:,} lines written by the database itself in {took:,.0f} s")
        owner.execute("VACUUM ANALYZE audit_event")
        client = Client()
        client.force_login(world.manager, backend="agencies.backends.EmailBackend")
        overhead(client, case)
        desk(world, owner)
        exports(world, MOST_EXPORTED)
        if count <= MOST_EXPORTED:  # a longer log takes long to seal: see bench/sealing.py
            proven(world, count)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
