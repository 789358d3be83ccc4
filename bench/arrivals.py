"""What it takes to know somebody again: `python bench/arrivals.py 100000 1000000` (people, in rising order).

Families of bench/households.py fill a hub, with the keys of each person as the matcher keeps them. Then people of some
of them arrive again, each told in one of the ways in which bench/households.py spoils what is told, and the matcher
looks at them through Django as in the worker: keys, candidates, comparison, pairs. In turn with each stands the bare
lookup of first name, last name and birth date by an index. Half and nineteen in twenty, as waited for.
"""

import statistics
import sys
import time
from collections.abc import Iterator
from random import Random

from database import running, say
from households import SPOILT, Town, told

ARRIVALS, A_BATCH = 600, 20_000
MOST_MS, MOST_BESIDE_BARE, MOST_GROWTH = 50, 15, 3
PEOPLE = """CREATE TEMP TABLE told (
    referral uuid, person uuid, position int, kind text, first_name text, last_name text, other_names text,
    date_of_birth date, expected_on date, estimated_age int, sex text, nhs_number text, upn text, phone text,
    address text, postcode text, school text, relationship text)"""
REFERRALS = """INSERT INTO referrals_referral SELECT made.* FROM (SELECT DISTINCT referral FROM told) AS told,
  (SELECT * FROM referrals_referral WHERE id = %(case)s) AS t,
  LATERAL jsonb_populate_record(t::referrals_referral, jsonb_build_object('id', told.referral,
    'reference', 'B-' || right(told.referral::text, 12), 'status', 'closed')) AS made"""
FROM_PATTERN = """INSERT INTO referrals_person SELECT made.* FROM told,
  (SELECT * FROM referrals_person WHERE referral_id = %(case)s LIMIT 1) AS t,
  LATERAL jsonb_populate_record(t::referrals_person, to_jsonb(told) - 'referral' - 'person' || jsonb_build_object(
    'id', told.person, 'referral_id', told.referral, 'is_subject', told.position = 1)) AS made"""
BARE = "SELECT id FROM referrals_person WHERE last_name = %s AND first_name = %s AND date_of_birth = %s"


def row_of(mention, *, referral, person, position: int) -> tuple:
    """Return somebody as told as the columns of `told`."""
    names = [*mention.names, *[None] * (1 - len(mention.names))]
    others = ", ".join(f"{name.first} {name.last}" for name in names[1:])
    home = mention.homes[0] if mention.homes else ("", "")
    relationship = "" if mention.kind != "adult" or position == 1 else "parent"
    return (
        *(referral, person, position, str(mention.kind), names[0].first, names[0].last, others),
        *(mention.date_of_birth, mention.expected_on, mention.age, mention.sex or "U", mention.nhs_number, mention.upn),
        *(next(iter(mention.phones), ""), *home, next(iter(mention.schools), ""), relationship),
    )


def families(town: Town, random: Random, people: int) -> Iterator[list]:
    """Yield referrals of whole families, children first, until so many people are told."""
    while people > 0:
        family = town.family()
        yield [*family[2:], *family[:2]]
        people -= len(family)


def write(owner, case, rows: list[tuple], keys: list[tuple]) -> None:
    owner.execute("TRUNCATE told")
    with owner.cursor().copy("COPY told FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    owner.execute(REFERRALS, {"case": case.pk})
    owner.execute(FROM_PATTERN, {"case": case.pk})
    with owner.cursor().copy("COPY referrals_personkey (hub_id, person_id, key) FROM STDIN") as copy:
        for key in keys:
            copy.write_row(key)


def fill(owner, world, case, town: Town, random: Random, people: int) -> list:
    """Let so many people be known to the hub, and return some of them."""
    from uuid_utils.compat import uuid7

    from referrals.people.matcher import hashed
    from referrals.people.matching import keys_of

    known, rows, keys = [], [], []
    owner.execute("SET session_replication_role = replica")
    for family in families(town, random, people):
        referral = uuid7()
        for position, somebody in enumerate(family, start=1):
            mention, person = told(somebody, random), uuid7()
            rows.append(row_of(mention, referral=referral, person=person, position=position))
            keys += [(world.hub.pk, person, hashed(*key)) for key in keys_of(mention)]
        if random.random() < 3 * ARRIVALS / people:
            known.append(random.choice(family))
        if len(rows) > A_BATCH:
            write(owner, case, rows, keys)
            rows, keys = [], []
    write(owner, case, rows, keys)
    owner.execute("SET session_replication_role = DEFAULT")
    owner.execute("VACUUM ANALYZE referrals_person")
    owner.execute("VACUUM ANALYZE referrals_personkey")
    return known


def arrive(owner, case, mention) -> None:
    """Let somebody arrive, in a transaction of its own, whom the matcher has not seen yet."""
    from uuid_utils.compat import uuid7

    owner.execute("TRUNCATE told")
    with owner.cursor().copy("COPY told FROM STDIN") as copy:
        copy.write_row(row_of(mention, referral=uuid7(), person=uuid7(), position=1))
    owner.execute(REFERRALS, {"case": case.pk})
    owner.execute(FROM_PATTERN, {"case": case.pk})


def measured(owner, case, known: list, random: Random) -> tuple[list[float], list[float], int]:
    """Return the seconds of each arrival and of each bare lookup, and how many arrivals found somebody."""
    from django.utils import timezone

    from mash.identity import acting_as_system
    from referrals.people.matcher import match_people

    ours, bare = [], []
    pairs = "SELECT count(*) FROM referrals_personpair"
    found = 0
    for somebody in random.sample(known, min(ARRIVALS, len(known))):
        mention = random.choice(list(SPOILT.values()))(somebody, told(somebody, random), random)
        arrive(owner, case, mention)
        [before] = owner.execute(pairs).fetchone()
        began = time.perf_counter()
        with acting_as_system():
            match_people(timezone.now())
        ours.append(time.perf_counter() - began)
        found += owner.execute(pairs).fetchone()[0] > before
        began = time.perf_counter()
        owner.execute(BARE, [somebody.last, somebody.first, somebody.born]).fetchall()
        bare.append(time.perf_counter() - began)
    return ours, bare, found


def percentiles(seconds: list[float]) -> tuple[float, float]:
    """Return half and nineteen in twenty, in milliseconds."""
    return 1000 * statistics.median(seconds), 1000 * statistics.quantiles(seconds, n=20)[-1]


def main(sizes: list[int]) -> None:
    with running() as servers, servers.postgres.connect("mash") as owner:
        from tests.builders import build_hub, build_referral

        world = build_hub("northvale")
        case = build_referral(world)
        owner.execute(PEOPLE)
        town, random, filled, before, missed = Town(11), Random(7), 0, 0.0, []  # noqa: S311 (no secret)
        for size in sizes:
            known = fill(owner, world, case, town, random, size - filled)
            filled = size
            ours, bare, found = measured(owner, case, known, random)
            (half, most), (bare_half, bare_most) = percentiles(ours), percentiles(bare)
            [keys] = owner.execute("SELECT count(*) FROM referrals_personkey").fetchone()
            [[key_bytes]] = owner.execute("SELECT pg_total_relation_size('referrals_personkey')").fetchall()
            say(f"{size:,} people, {keys / size:.1f} keys each, {key_bytes / 2**20:,.0f} MB of keys")
            found_words = f"{found} of {ARRIVALS} found somebody"
            say(f"  an arrival: half {half:.1f} ms, nineteen in twenty {most:.1f} ms; {found_words}")
            beside = f"{most / bare_most:.1f} ×"
            say(f"  bare lookup: half {bare_half:.2f} ms, nineteen in twenty {bare_most:.2f} ms; {beside}")
            if before:
                say(f"  grows {most / before:.1f} ×")
            if most > MOST_MS or most > MOST_BESIDE_BARE * bare_most or (before and most > MOST_GROWTH * before):
                missed.append(f"{size:,}")
            before = most
    say("Missed at " + "; ".join(missed) if missed else "Every budget is kept.")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [100_000, 1_000_000])
