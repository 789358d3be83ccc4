"""How fast the access log is sealed and verified: `python bench/sealing.py 10000 100000` (numbers of lines).

Starts a PostgreSQL of its own in a temporary directory and leaves nothing behind.
"""

import resource
import sys

from database import running, say, timed

FILL = """INSERT INTO audit_event (id, at, code, by_id, by_name, by_role, by_agency, hub_id, about_kind, about_id,
    reference, detail, purpose, address, agent, request_id)
    SELECT uuidv7(), now(), 'referral.opened', n %% 500, 'Some Body', 'social_worker', 'Some agency', 1,
      'referral', gen_random_uuid()::text, 'MASH-' || n %% 9999, jsonb_build_object('page', 'casefile', 'n', n), '',
      '10.0.0.1', 'Firefox', gen_random_uuid()::text FROM generate_series(1, %s) AS n"""


def measure(count: int) -> str:
    from django.db import connection, transaction

    from audit import sealing, trail
    from mash.identity import acting_as_system

    def verify():
        with transaction.atomic():
            return trail.verify()

    with acting_as_system():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(FILL, [count])
        sealed, _ = timed(lambda: sealing.seal_all(most=10**6))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        verified, report = timed(verify)
    if report.findings:
        raise SystemExit(str(report.findings[0]))
    # The maximum of the process never falls, so this is what verifying added to it.
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    rates = f"{count / sealed:>10,.0f} {report.lines / verified:>10,.0f}"
    return f"{count:>10,} {rates} {report.lines:>10,} {grown:>8} MB"


if __name__ == "__main__":
    sizes = [int(size) for size in sys.argv[1:]] or [10_000, 50_000]
    with running():
        say("     lines  sealed/s verified/s   in total  grown by")
        for size in sizes:
            say(measure(size))
