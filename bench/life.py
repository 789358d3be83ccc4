"""What a referral costs in its whole life: `python bench/life.py`.

It arrives, is triaged, five requests are sent and answered, it is decided, its referrer is told, and it is closed.

Processor time of the process that acts and of its database process, what is written to the log of the database, and the
rows that stay, each as PostgreSQL stores it. Medians of some lives. The same for django-auditlog's and the access log's
share of the rows.
"""

import statistics
import time

from database import processor_time, running, say

LIVES, WARM = 15, 3
MOST_MS, MOST_KB = 300, 25
ROWS = """SELECT coalesce(sum(pg_column_size(t.*)), 0) FROM "{}" t"""


def live(world) -> None:
    from django.db import transaction

    from mash.identity import acting_as
    from referrals.decisions.closing import How, close, send_feedback, wordings_for
    from tests.builders_requests import send
    from tests.referrals.decisions.stories import (
        HOUR,
        MONDAY,
        answered,
        build_asked_case,
        draft,
        fact,
        sign,
        subjects_of,
    )

    with transaction.atomic(), acting_as(world.manager):
        referral, requests = build_asked_case(world, kinds=("police", "health", "education"))
        people = subjects_of(referral)
    again = send(world, referral, "police", "health", people=people, now=MONDAY)
    first = [*zip((world.police, world.health, world.school), requests.values(), strict=True)]
    for person, request in [*first, *zip((world.police, world.health), again, strict=True)]:
        answered(request, by=person, items=[fact()])
    with acting_as(world.manager):
        with transaction.atomic():
            referral.refresh_from_db()
            sign(referral, draft(referral, world.manager), world.manager)
        with transaction.atomic():
            wording = wordings_for(referral)[0].key
            send_feedback(referral, wording=wording, how=How.PHONE, by=world.manager, now=MONDAY + 3 * HOUR)
        with transaction.atomic():
            referral.refresh_from_db()
            close(referral, by=world.manager, now=MONDAY + 4 * HOUR)


def sizes(owner) -> dict[str, int]:
    """Return the bytes of the rows of each table."""
    tables = owner.execute(
        """SELECT relname FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition"""
    ).fetchall()
    return {table: int(owner.execute(ROWS.format(table)).fetchone()[0]) for (table,) in tables}


def main() -> None:
    with running() as servers, servers.postgres.connect("mash") as owner:
        from django.db import connection

        from tests.builders import build_hub

        world = build_hub("northvale")
        connection.ensure_connection()
        backend = (connection.connection.info.backend_pid,)
        for _ in range(WARM):
            live(world)
        costs, before = [], sizes(owner)
        [start] = owner.execute("SELECT pg_current_wal_insert_lsn()").fetchone()
        for _ in range(LIVES):
            began = time.process_time(), processor_time(backend)
            live(world)
            costs.append((time.process_time() - began[0], processor_time(backend) - began[1]))
        [wal] = owner.execute("SELECT pg_current_wal_insert_lsn() - %s::pg_lsn", [start]).fetchone()
        after = sizes(owner)
    web, database = (1000 * statistics.median(cost[part] for cost in costs) for part in (0, 1))
    say(f"A life: {web + database:.0f} ms, of which {web:.0f} in the web process and {database:.0f} in the database")
    say(f"  {int(wal) / LIVES / 1000:.0f} kB written ahead (WAL)")
    rows = {table: (after[table] - before.get(table, 0)) / LIVES / 1000 for table in after}
    say(f"  {sum(rows.values()):.1f} kB of rows, of which")
    for table, size in sorted(rows.items(), key=lambda row: -row[1])[:8]:
        say(f"    {size:5.1f} kB {table}")
    is_within = web + database <= MOST_MS and sum(rows.values()) <= MOST_KB
    say("The budget is kept." if is_within else f"Missed: at most {MOST_MS} ms and {MOST_KB} kB.")


if __name__ == "__main__":
    main()
