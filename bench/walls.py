"""What the two walls cost as a hub grows: `python bench/walls.py 100000 1000000` (referrals, in rising order).

It measures the work queue, a case by its reference and a search, as a member of the team reads them
through both walls. Each is compared with the same rows fetched on the same indexes by a superuser,
without row-level security and without Django. Times are medians of the time in the database, and
both times of a pair come from the same run. It starts a PostgreSQL of its own, and deletes it.
"""

import re
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

from database import running, say, timed

TRIES = 25
OPEN = 5_000  # whatever the size: a hub has more closed cases each year, not more open ones
HUBS = 4  # the first has six tenths of the cases
BARRED, VISITS = 20, 200  # bars against the reader, and their grants
BUDGET = {"queue": 3.0, "by reference": 2.0}
SEARCH_BUDGET = 3.0
GROWTH = 1.3
WHOLE = re.compile("Seq Scan on referrals_(person|referral|searchterms) ")

# The bare search reads names by an index of its own: the product has search terms instead.
BARE_INDEXES = [
    """CREATE INDEX IF NOT EXISTS bare_names ON referrals_person
      USING gin ((' ' || lower(first_name) || ' ' || lower(last_name)) gin_trgm_ops)""",
    """CREATE INDEX IF NOT EXISTS bare_copies ON referrals_informationrequest
      USING gin (lower(subjects::text) gin_trgm_ops)""",
]

ROWS = [Path(__file__).with_suffix(".sql")]
BARS = """INSERT INTO referrals_bar
    (referral_id, hub_id, reference, user_id, because, reason, matched, given_at, ended_why)
  SELECT id, hub_id, reference, %(reader)s, 'related', '', '{}', now(), '' FROM referrals_referral
   WHERE hub_id = %(hub)s AND NOT restricted ORDER BY received_at DESC LIMIT %(barred)s"""
LET_IN = """INSERT INTO referrals_referralusergrant SELECT made.* FROM
  (SELECT id FROM referrals_referral WHERE hub_id = %(hub)s AND restricted LIMIT %(visits)s) AS r,
  LATERAL jsonb_populate_record(NULL::referrals_referralusergrant, jsonb_build_object(
    'id', nextval(pg_get_serial_sequence('referrals_referralusergrant', 'id')), 'content_object_id', r.id,
    'user_id', %(reader)s, 'permission_id', (SELECT id FROM auth_permission WHERE codename = 'view_referral'),
    'kind', 'visit', 'reason', 'Benchmark', 'given_at', now(), 'expires_at', now() + interval '1 day')) AS made"""


def fill(owner, world, case, first: int, count: int, files: Sequence[Path] = ROWS) -> None:
    """Insert made-up referrals, without triggers and foreign keys: minutes for a million."""
    statements = ";\n".join([*(file.read_text() for file in files), "DROP TABLE sketch;\n"])
    statements = [text for text in statements.replace(" % ", " %% ").split(";\n") if text.strip()]
    hubs = [row[0] for row in owner.execute("SELECT id FROM agencies_hub ORDER BY id").fetchall()]
    owner.prepare_threshold = None  # the app uses no prepared statements either
    owner.execute("SET session_replication_role = replica")
    values = {"hub": world.hub.pk, "other": hubs[1], "open": OPEN, "case": case.pk, "all": count}
    spell_names(owner)
    for part in range(first, count, 100_000):
        last = min(part + 100_000, count) - 1
        for statement in statements:
            owner.execute(statement, values | {"first": part, "last": last})
    for index in BARE_INDEXES:
        owner.execute(index)
    if first == 0:
        reader = {"hub": world.hub.pk, "reader": world.screener.pk, "barred": BARRED, "visits": VISITS}
        owner.execute(BARS, reader)
        owner.execute(LET_IN, reader)
    owner.execute("SET session_replication_role = DEFAULT")
    for table in ("referral", "person", "searchterms", "personhome", "personpair", "clock", "bar", "referralusergrant"):
        owner.execute(f"VACUUM ANALYZE referrals_{table}")


def spell_names(owner) -> None:
    """Write the search terms of each half of the made-up names once, as the product makes them."""
    from itertools import product

    from referrals.people.matching import Mention, MentionKind, NameMention, terms_of

    syllables = re.search(r"string_to_array\('(.*?)'\s*'(.*?)', ' '\)", ROWS[0].read_text(), re.DOTALL)
    syllables = "".join(syllables.groups()).split()
    halves = [(True, "".join(half).capitalize()) for half in product(syllables, repeat=2)]
    halves += [(False, "".join(half).capitalize()) for half in product(syllables, repeat=3)]
    owner.execute("CREATE TEMP TABLE IF NOT EXISTS spelled (is_first boolean, name text, terms text[])")
    owner.execute("TRUNCATE spelled")
    with owner.cursor().copy("COPY spelled FROM STDIN") as copy:
        for is_first, half in halves:
            name = NameMention(half, "") if is_first else NameMention("", half)
            terms = terms_of(Mention(MentionKind.CHILD, names=(name,)))
            copy.write_row((is_first, half, [f"{term.kind}:{term.text}" for term in terms]))
    owner.execute("ANALYZE spelled")


# As the reader gets them -------------------------------------------------------------------------


def as_reader(world, work) -> tuple[float, int]:
    """Return the seconds in the database and the number of queries.

    The statements that set the acting user are left out: each page has them once in any case.
    """
    from django.db import connection, transaction

    from mash.identity import acting_as

    spent: list[float] = []

    def watch(execute, sql, params, many, context):
        took, result = timed(lambda: execute(sql, params, many, context))
        spent.append(took)
        return result

    with acting_as(world.screener), transaction.atomic(), connection.execute_wrapper(watch):
        work()
    return sum(spent), len(spent)


def queue_of(world, search: str = "", **params):
    from django.http import QueryDict
    from django.utils import timezone

    from referrals.triage.queue import Queue

    query = QueryDict(mutable=True)
    query.update(params)
    queue = Queue(world.screener, query, now=timezone.now(), search=search)
    return queue.rows, queue.tabs


def by_reference(world, reference: str) -> None:
    from referrals.access.visible import visible_referrals

    if not visible_referrals(world.screener).filter(reference=reference).first():
        raise SystemExit(f"{reference} was not found")


def searched(world, words: str) -> None:
    from referrals.triage.searching import matching

    if not matching(world.hub, words):
        raise SystemExit(f"{words!r} finds nothing, so nothing is measured")


def searched_everywhere(world, words: str) -> None:
    from django.utils import timezone

    from referrals.people.understanding import understand
    from referrals.search.finding import search_for

    if not search_for(understand(words, today=timezone.localdate()), by=world.screener).count:
        raise SystemExit(f"{words!r} finds nothing, so nothing is measured")


# The bare queries --------------------------------------------------------------------------------

BARE = {
    "queue": [
        """SELECT status, count(*) FROM referrals_referral WHERE hub_id = %(hub)s
              AND status IN ('received', 'triaged', 'gathering', 'deciding', 'decided') GROUP BY 1
            UNION ALL SELECT 'ended', count(*) FROM (SELECT FROM referrals_referral WHERE hub_id = %(hub)s
              AND status IN ('closed', 'transferred') LIMIT 1001) AS few""",
        """SELECT * FROM referrals_referral WHERE hub_id = %(hub)s AND status = 'received'
            ORDER BY next_due_at NULLS LAST, received_at, id LIMIT 25""",
        "SELECT * FROM referrals_person WHERE referral_id = ANY (%(page)s) AND is_subject",
        "SELECT * FROM referrals_clock WHERE referral_id = ANY (%(page)s) AND stopped_at IS NULL",
        """SELECT q.last_name, q.date_of_birth, r.id, r.received_at FROM referrals_person q
            JOIN referrals_referral r ON r.id = q.referral_id
           WHERE (q.last_name, q.date_of_birth) IN (SELECT last_name, date_of_birth FROM referrals_person
             WHERE referral_id = ANY (%(page)s) AND is_subject) AND r.hub_id = %(hub)s""",
    ],
    "by reference": ["SELECT * FROM referrals_referral WHERE reference = %(reference)s"],
    "search": [
        """SELECT r.id FROM referrals_referral r WHERE r.hub_id = %(hub)s AND r.id IN (
            SELECT p.referral_id FROM referrals_person p WHERE
               (' ' || lower(first_name) || ' ' || lower(last_name)) LIKE %(like)s)
           ORDER BY r.next_due_at IS NULL, r.received_at DESC, r.id LIMIT 2000"""
    ],
    "birth": [
        """SELECT p.*, r.* FROM referrals_person p JOIN referrals_referral r ON r.id = p.referral_id
            WHERE p.date_of_birth = %(born)s AND r.hub_id = %(hub)s ORDER BY r.id DESC LIMIT 50"""
    ],
    "search page": [
        """SELECT p.*, r.* FROM referrals_person p JOIN referrals_referral r ON r.id = p.referral_id
            WHERE (' ' || lower(first_name) || ' ' || lower(last_name)) LIKE %(like)s
              AND r.hub_id = %(hub)s ORDER BY r.id DESC LIMIT 50"""
    ],
}


def barely(owner, hub: int, name: str, **params) -> float:
    params["hub"] = hub
    queries = BARE[name]
    return sum(timed(lambda sql=sql: owner.execute(sql, params).fetchall())[0] for sql in queries)


def refuse_whole_tables(owner, world, words: str) -> None:
    """Stop the benchmark if a search reads a whole table for a name.

    auto_explain sends the plans as notices: EXPLAIN does not show the queries inside a function.
    """
    from django.utils import timezone

    from referrals.people.terms import as_tsquery, of_hub
    from referrals.people.understanding import understand

    [meaning] = understand(words, today=timezone.localdate())
    wanted = as_tsquery(meaning.alike, of_hub(world.hub.pk))
    owner.execute("LOAD 'auto_explain'")
    notices: list[str] = []
    owner.add_notice_handler(lambda notice: notices.append(notice.message_primary))
    for setting in ("log_min_duration = 0", "log_nested_statements = on", "log_level = notice"):
        owner.execute(f"SET auto_explain.{setting}")
    with owner.transaction():
        owner.execute("SELECT set_config('mash.user', %s, true)", [str(world.screener.pk)])
        for function in ("mash_search", "mash_find"):
            owner.execute(f"SELECT {function}(%s, %s, '', 2000)", [world.hub.pk, wanted])
    owner.execute("SET auto_explain.log_min_duration = -1")
    whole = [line.strip() for text in notices for line in text.splitlines() if WHOLE.search(line)]
    if not notices or whole:
        raise SystemExit(f"A search reads whole tables, or its plan was not told: {whole}")


def measured(owner, world, count: int) -> dict[str, tuple[float, float, int]]:
    """Return for each question the reader's seconds, the bare seconds and the number of queries."""
    hub = world.hub.pk
    first_page = (
        "SELECT id FROM referrals_referral WHERE hub_id = %s AND status = 'received' ORDER BY next_due_at LIMIT 25"
    )
    page = [row[0] for row in owner.execute(first_page, [hub]).fetchall()]
    closed_case = """SELECT r.reference, p.first_name, p.last_name, p.date_of_birth
        FROM referrals_referral r JOIN referrals_person p ON p.referral_id = r.id
        WHERE hub_id = %s AND NOT restricted AND status = 'closed' OFFSET %s LIMIT 1"""
    reference, first, last, born = owner.execute(closed_case, [hub, count // 3]).fetchone()
    last, full = last.lower(), f"{first} {last}"
    refuse_whole_tables(owner, world, full)
    questions = {
        "queue": (lambda: queue_of(world), ("queue", {"page": page})),
        "by reference": (lambda: by_reference(world, reference), ("by reference", {"reference": reference})),
        "search, a name": (lambda: searched(world, last), ("search", {"like": f"% {last}%"})),
        "search, few letters": (lambda: searched(world, last[:4]), ("search", {"like": f"% {last[:4]}%"})),
        "one box, a name": (lambda: searched_everywhere(world, last), ("search page", {"like": f"% {last}%"})),
        "one box, both names": (
            lambda: searched_everywhere(world, full),
            ("search page", {"like": f"% {full.lower()}%"}),
        ),
        "one box, few letters": (
            lambda: searched_everywhere(world, last[:4]),
            ("search page", {"like": f"% {last[:4]}%"}),
        ),
        "one box, a birth date": (lambda: searched_everywhere(world, f"{born:%d/%m/%Y}"), ("birth", {"born": born})),
    }
    results = {}
    for question, (ours, (bare, params)) in questions.items():
        # In turn, so that other load on the machine slows both.
        pairs = [(as_reader(world, ours), barely(owner, hub, bare, **params)) for _ in range(TRIES)]
        walls = statistics.median(seconds for (seconds, _), _ in pairs)
        queries = pairs[0][0][1]
        results[question] = (walls, statistics.median(seconds for _, seconds in pairs), queries)
    return results


def main(sizes: list[int]) -> None:
    with running() as servers, servers.postgres.connect("mash") as owner:
        from tests.builders import build_hub, build_referral

        world = build_hub("northvale")
        for number in range(1, HUBS):
            build_hub(f"hub{number}")
        case = build_referral(world)
        before, first, missed = {}, 0, []
        for size in sizes:
            took, _ = timed(lambda first=first, size=size: fill(owner, world, case, first, size))
            say(f"{size:,} referrals, two people each ({took:,.0f} s to write); ms in the database, and queries")
            results = measured(owner, world, size)
            for question, (walls, bare, queries) in results.items():
                ratio, grown = walls / bare, walls / before[question][0] if before else 0
                growth = f", {grown:.2f} × as long as before" if grown else ""
                times = f"{walls * 1000:>7.2f} in {queries}; bare {bare * 1000:>7.2f}"
                say(f"  {question:<20} {times}; {ratio:.1f} ×{growth}")
                budget = BUDGET.get(question, SEARCH_BUDGET)
                if ratio > budget:
                    missed.append(f"{question} at {size:,}: {ratio:.1f} ×, not {budget} ×")
                if grown > GROWTH:
                    missed.append(f"{question} grew {grown:.2f} × by {size:,}, not {GROWTH} ×")
            before, first = results, size
        say("Missed: " + "; ".join(missed) if missed else "Every budget is kept.")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [100_000, 1_000_000])
