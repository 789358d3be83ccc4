"""Helpers of the benchmarks: temporary PostgreSQL and Valkey servers, timing, and output."""

import base64
import os
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from mash.local.embedded import Servers  # noqa: E402


@contextmanager
def running() -> Iterator[Servers]:
    """Start both servers, set up Django on them as the app's role, and delete all at the end."""
    place = Path(tempfile.mkdtemp(prefix="mash-bench-", dir="/tmp"))  # noqa: S108
    servers = Servers(place, keep=False)
    try:
        servers.start()
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        os.environ.update(servers.environment(), AUDIT_SEALING_KEY=key, DATA_DIR=str(place), LOG_LEVEL="WARNING")
        os.environ.update(DJANGO_SETTINGS_MODULE="mash.settings", SECURE_TLS="false", REQUIRE_SECOND_FACTOR="false")
        os.environ.update(ALLOWED_HOSTS="testserver", EMAIL_URL="filemail://", SECURITY_LOG=str(place / "security"))
        os.environ["STATIC_STORAGE"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
        (place / "assets").mkdir()
        _migrate(servers)
        yield servers
    finally:
        servers.stop()
        shutil.rmtree(place, ignore_errors=True)


def _migrate(servers: Servers) -> None:
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    # `migrate` connects as the owner of the tables.
    call_command("migrate", verbosity=0)
    connection.close()
    # The cast is built as in the tests, which may become the owner for a moment; pages are read as the web's login.
    with servers.postgres.connect("mash") as superuser:
        superuser.execute((ROOT / "tests" / "roles.sql").read_text())
        superuser.execute("ALTER ROLE mash_test PASSWORD 'mash_test'")
    connection.settings_dict.update(USER="mash_test", PASSWORD="mash_test")  # noqa: S106 (for some minutes)
    connection.settings_dict["OPTIONS"].pop("pool", None)
    connection.settings_dict["OPTIONS"]["assume_role"] = "mash_worker"


def timed(work) -> tuple[float, object]:
    """Return the seconds that `work` takes, and its result."""
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def processor_time(processes: tuple[int, ...]) -> float:
    """Return the seconds that these processes had a processor, from the kernel's own account."""
    return sum(int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) for process in processes) / 1e9


def say(words: str = "") -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()
