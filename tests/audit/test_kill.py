"""Web, worker and PostgreSQL are killed at random under load: no page was served without its line in the access log,
and no line was lost from sealing. KILL_SECONDS=120 kills for longer than the few seconds of every run.
"""

import http.client
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest
from django.db import connection, transaction

from audit.exports import actions
from audit.exports.columns import WORDS
from mash.celery import app
from mash.identity import acting_as
from mash.local.embedded import DEMO_TUNING, Servers, free_port, passwords
from mash.local.processes import Child, wait_until
from tests.builders import build_hub, build_referral, session_of

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = float(os.environ.get("KILL_SECONDS", "4"))
ROOT = Path(__file__).resolve().parents[2]
SEAL_AND_VERIFY = """import django; django.setup()
from django.core.management import call_command
from audit import sealing
from mash.identity import acting_as_system
with acting_as_system():
    sealing.seal_all()
call_command("verify_trail")"""
READY = "SELECT FROM audit_export WHERE state = 'ready'"
COUNTS = "SELECT (SELECT count(*) FROM audit_event), (SELECT sum(count) FROM audit_seal)"


class System:
    """A web server, a worker and a PostgreSQL of this test's own, over a copy of the test's database."""

    def __init__(self, place: Path):
        self.servers = Servers(place, tuning=DEMO_TUNING, keep=False)
        self.servers.start()
        self._copy()
        own = {
            "DATA_DIR": str(place),
            "SECRET_KEY": os.environ["SECRET_KEY"],
            "DATABASE_OWNER_URL": "",
            "LOG_LEVEL": "ERROR",
            "PYTHONWARNINGS": "ignore",
        }
        self.environment = {**os.environ, **self.servers.environment(), **own}
        self.port = free_port()
        web = [
            "gunicorn",
            "mash.wsgi",
            "--bind",
            f"127.0.0.1:{self.port}",
            "--worker-class",
            "mash.web_server.WaitressWorker",
        ]
        worker = ["celery", "-A", "mash", "worker", "--concurrency", "1", "--loglevel", "ERROR"]
        self.web = self._child("web", [*web, "--workers", "2", "--threads", "3"])
        self.worker = self._child("worker", worker)

    def _copy(self) -> None:
        """What the test has committed, walls and all, without making it again."""
        postgres, here = self.servers.postgres, connection.settings_dict
        secret = passwords(Path(os.environ["DATA_DIR"]))["postgres"]
        source = f"postgres://postgres:{secret}@{here['HOST']}:{here['PORT']}/{here['NAME']}"
        dump = subprocess.run([postgres.bin / "pg_dump", "-Fc", source], capture_output=True, check=True)
        into = [postgres.bin / "pg_restore", "--exit-on-error", "-d", postgres.url("postgres")]
        subprocess.run(into, input=dump.stdout, check=True)

    def _child(self, name: str, command: list[str]) -> Child:
        log = self.servers.data_dir / "logs" / f"{name}.log"
        child = Child(name, [sys.executable, "-m", *command], log=log, environment=self.environment, directory=ROOT)
        child.start()
        return child

    def kill(self, what: str) -> None:
        if what == "a web process":
            with suppress(psutil.NoSuchProcess, IndexError):
                random.choice(psutil.Process(self.web.process.pid).children()).kill()
            return
        child = {"web": self.web, "worker": self.worker, "PostgreSQL": self.servers.postgres.child}[what]
        with suppress(psutil.NoSuchProcess):
            for process in [
                psutil.Process(child.process.pid),
                *psutil.Process(child.process.pid).children(recursive=True),
            ]:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
        child.process.wait()
        if what == "PostgreSQL":
            self.servers.postgres._clear_stale_lock()
        child.start()

    def answers(self) -> bool:
        with suppress(OSError):
            return Visitor(self.port, "").get("/health/")[0] in (200, 503)
        return False

    def query(self, sql: str) -> list[tuple]:
        wait_until(self.servers.postgres._answers, patience=60)
        with self.servers.postgres.connect("mash") as superuser:
            return superuser.execute(sql).fetchall()

    def python(self, program: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "-c", program]
        return subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False)

    def stop(self) -> None:
        for child in (self.web, self.worker):
            child.stop(patience=1)
        self.servers.stop()


class Visitor(threading.Thread):
    """Somebody signed in who looks at one page over and over, and notes the number of each request answered."""

    def __init__(self, port: int, session: str, *paths: str):
        super().__init__(daemon=True)
        self.port, self.session, self.paths = port, session, paths
        self.served: list[str] = []
        self.failed = 0
        self.enough = threading.Event()

    def get(self, path: str) -> tuple[int, str]:
        """The status counts as soon as it has come: what follows it may be a page, or half of one."""
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            asking.request("GET", path, headers={"Cookie": f"sessionid={self.session}"})
            answer = asking.getresponse()
            return answer.status, answer.headers.get("X-Request-Id", "")
        finally:
            asking.close()

    def run(self) -> None:
        while not self.enough.is_set():
            try:
                status, number = self.get(random.choice(self.paths))
            except (OSError, http.client.HTTPException):
                status, number = 0, ""
            if status == 200:
                self.served.append(number)
            else:
                self.failed += 1
                time.sleep(0.05)


@contextmanager
def running():
    place = Path(tempfile.mkdtemp(prefix="mash-kill-", dir="/tmp"))
    system = System(place)
    try:
        assert wait_until(system.answers, patience=60), system.web.tail()
        yield system
    finally:
        system.stop()
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def under_load(system: System, visitors: list[Visitor]):
    """People look at pages and the worker seals and makes an export, until the block ends."""
    enough = threading.Event()
    threads = [*visitors, threading.Thread(target=keep_working, args=[system, enough], daemon=True)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for each in (*(visitor.enough for visitor in visitors), enough):
            each.set()
        for thread in threads:
            thread.join()


def keep_working(system: System, enough: threading.Event) -> None:
    with app.connection_for_write(system.environment["REDIS_URL"]) as broker:
        while not enough.wait(0.2):
            for task in ("seal", "make_exports"):
                app.send_task(f"audit.tasks.{task}", connection=broker)


def kill_at_random(system: System, seconds: float) -> list[str]:
    """PostgreSQL first, then whatever chance says."""
    until, killed = time.monotonic() + seconds, []
    while time.monotonic() < until or len(killed) < 3:
        time.sleep(random.uniform(0.2, 1.2))
        killed.append(random.choice(["PostgreSQL", "a web process", "worker", "web"][: 4 if killed else 1]))
        system.kill(killed[-1])
    return killed


def test_killed_at_any_moment_no_page_is_without_its_line_and_no_line_without_its_seal():
    world = build_hub("northvale")
    case = f"/cases/{build_referral(world).reference}/"
    people = [(world.manager, case), (world.screener, case), (world.auditor, "/access-log/")]
    with acting_as(world.auditor), transaction.atomic():
        ask = {"terms": {}, "query": "", "shape": "xlsx", "columns": list(WORDS), "purpose": "Review", "proven": True}
        actions.export(**ask, by=world.auditor)
    sessions = [(session_of(person), path) for person, path in people]
    with running() as system:
        visitors = [Visitor(system.port, session, path) for session, path in sessions]
        with under_load(system, visitors):
            assert wait_until(lambda: all(len(visit.served) > 2 for visit in visitors), patience=60), system.web.tail()
            assert wait_until(lambda: system.query("SELECT FROM audit_seal"), patience=60, pause=0.2), (
                system.worker.tail()
            )
            killed = kill_at_random(system, SECONDS)
        noted = {number for (number,) in system.query("SELECT DISTINCT request_id FROM audit_event")}
        served = [number for visitor in visitors for number in visitor.served]
        assert all(served)
        assert set(served) - noted == set(), killed
        verified = system.python(SEAL_AND_VERIFY)
        assert "As it was sealed" in verified.stdout, (killed, verified.stdout, verified.stderr)
        assert verified.returncode == 0
        [[lines, sealed]] = system.query(COUNTS)
        assert lines == sealed, killed
