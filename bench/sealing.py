"""How fast the access log is sealed and verified: `python bench/sealing.py 10000 100000` (numbers of lines).

Starts a PostgreSQL of its own in a temporary directory and leaves nothing behind.
"""

import base64
import os
import resource
import secrets
import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mash.embedded import Servers  # noqa: E402

FILL = """INSERT INTO audit_event (id, at, code, by_id, by_name, by_role, by_agency, hub_id, about_kind, about_id,
    reference, detail, purpose, address, agent, request_id)
    SELECT gen_random_uuid(), now(), 'referral.opened', n %% 500, 'Some Body', 'social_worker', 'Some agency', 1,
      'referral', gen_random_uuid()::text, 'MASH-' || n %% 9999, jsonb_build_object('page', 'casefile', 'n', n), '',
      '10.0.0.1', 'Firefox', gen_random_uuid()::text FROM generate_series(1, %s) AS n"""


def timed(work) -> tuple[float, object]:
    began = time.perf_counter()
    done = work()
    return time.perf_counter() - began, done


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
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    rates = f"{count / sealed:>10,.0f} {report.lines / verified:>10,.0f}"
    return f"{count:>10,} {rates} {report.lines:>10,} {grown:>8} MB"


def main(sizes: list[int]) -> None:
    place = Path(tempfile.mkdtemp(prefix="mash-bench-", dir="/tmp"))  # noqa: S108
    servers = Servers(place, keep=False)
    try:
        servers.start()
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        os.environ.update(servers.environment(), AUDIT_SEALING_KEY=key, DATA_DIR=str(place), LOG_LEVEL="WARNING")
        os.environ["DJANGO_SETTINGS_MODULE"] = "mash.settings"
        import django
        from django.core.management import call_command

        django.setup()
        login = django.conf.settings.DATABASES["default"].copy()
        call_command("migrate", verbosity=0)
        _back_to_the_app(login)
        sys.stdout.write("     lines  sealed/s verified/s   in total  grown by\n")
        for size in sizes:
            sys.stdout.write(measure(size) + "\n")
    finally:
        servers.stop()
        shutil.rmtree(place, ignore_errors=True)


def _back_to_the_app(login: dict) -> None:
    from django.db import connection

    connection.close()
    connection.settings_dict.update({name: login[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")})


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [10_000, 50_000])
