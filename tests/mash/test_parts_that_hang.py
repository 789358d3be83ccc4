"""A broker that hangs, a database started anew, clocks that differ: pages are answered and nothing is lost."""

import http.client
import shutil
import signal
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
import time_machine
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client

from agencies.models import Letter
from mash.celery import app
from mash.local.processes import wait_until
from referrals.models import Referral
from tests.agencies.signing_in.steps import enter_password
from tests.audit.test_kill import System
from tests.builders import PASSWORD, browser, build_hub, build_referral
from tests.database import as_role
from tests.writing import PUBLIC, Writer

SOON = 4  # seconds, on a machine that other tests keep busy; it was 10 to 25
TOKEN = "a" * 32


class Browser:
    """Asks the system's own web server, with the cookies of a test client."""

    def __init__(self, port: int, client: Client | None = None):
        self.port = port
        self.cookies = {name: cookie.value for name, cookie in client.cookies.items()} if client else {}
        self.slowest = 0.0

    def ask(self, path: str, typed: dict | None = None) -> tuple[int, str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in {**self.cookies, "csrftoken": TOKEN}.items())
        body = urlencode({**typed, "csrfmiddlewaretoken": TOKEN}) if typed is not None else None
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        began, asking = time.monotonic(), http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            asking.request("GET" if typed is None else "POST", path, body, headers)
            answer = asking.getresponse()
            page = answer.read().decode()
        finally:
            asking.close()
        self.slowest = max(self.slowest, time.monotonic() - began)
        return answer.status, answer.headers.get("Location", ""), page


@contextmanager
def running():
    place = Path(tempfile.mkdtemp(prefix="mash-hang-", dir="/tmp"))
    system = System(place)
    try:
        assert wait_until(system.answers, patience=60), system.web.tail()
        yield system
    finally:
        system.stop()
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def stopped(system):
    """The broker takes connections and answers none of them."""
    process = system.servers.valkey.child.process
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)


@pytest.mark.django_db(transaction=True)
def test_no_page_waits_for_a_broker_that_hangs_nor_falls_over_a_database_started_anew():
    world = build_hub("northvale")
    case = build_referral(world)
    hasher = PBKDF2PasswordHasher()  # as the system has it, which knows nothing of the tests' quick one
    world.manager.set_hashed_password(hasher.encode(PASSWORD, hasher.salt()))
    world.manager.save(update_fields=["password"])
    writer = Writer(Client()).start("/refer/in/northvale/")
    writer.answer(**PUBLIC)
    team = browser(world.manager)
    with running() as system:
        for _ in range(8):
            Browser(system.port, team).ask("/queue/")  # the first page of each process takes longest
        with stopped(system):
            first_browser = Browser(system.port)
            assert first_browser.ask("/sign-in/", {"email": world.manager.email, "password": PASSWORD})[0] == 302
            assert first_browser.ask("/sign-in/", {"email": world.manager.email, "password": "wrong"})[0] == 200
            assert first_browser.ask("/forgotten-password/", {"email": world.manager.email})[0] == 302
            staff = Browser(system.port, team)
            assert staff.ask("/queue/")[0] == 200
            assert case.reference in staff.ask(f"/cases/{case.reference}/")[2]
            public = Browser(system.port, writer.client)
            status, onward, _ = public.ask(writer.url("check"), {"true": "on"})
            assert (status, onward) == (302, writer.url("sent"))
            status, _, page = Browser(system.port).ask("/health/")
            assert status == 503
            assert '"broker": "does not answer"' in page
            assert max(first_browser.slowest, staff.slowest, public.slowest) < SOON
        assert system.query("SELECT count(*) FROM referrals_referral") == [(2,)]
        assert system.query("SELECT count(*) FROM agencies_letter") == [(1,)]
        with app.connection_for_write(system.environment["REDIS_URL"]) as broker:
            app.send_task("agencies.tasks.send_letters", connection=broker)
        assert wait_until(lambda: system.query("SELECT FROM agencies_letter") == [], patience=30), system.worker.tail()

        postgres = system.servers.postgres
        postgres.child.stop()
        postgres.child.start()
        assert wait_until(postgres._answers, patience=60)
        for _ in range(12):  # each thread of each process has a connection of its own
            assert Browser(system.port, team).ask("/queue/")[0] == 200
        assert Browser(system.port).ask("/sign-in/", {"email": world.manager.email, "password": PASSWORD})[0] == 302
        with app.connection_for_write(system.environment["REDIS_URL"]) as broker:
            app.send_task("mash.celery.forget_counters", connection=broker)
            app.send_task("audit.tasks.seal", connection=broker)
        assert wait_until(lambda: system.query("SELECT FROM audit_seal") != [], patience=30), system.worker.tail()


@pytest.mark.parametrize("seconds", [-90, 90])
def test_a_web_server_whose_clock_is_wrong_takes_a_referral_and_shows_its_pages(northvale, seconds):
    travel = time_machine.travel(datetime.now(UTC) + timedelta(seconds=seconds))
    with travel:
        visitor = Writer(Client()).start("/refer/in/northvale/").answer(**PUBLIC)
        assert "NV-" in visitor.send().text or visitor.client.get(visitor.url("sent")).status_code == 200
        staff = Client()
        assert enter_password(staff, northvale.manager).status_code == 302
        with as_role("mash_owner"):
            reference = Referral.objects.latest("received_at").reference
        assert staff.get("/queue/").status_code == 200
        assert staff.get(f"/cases/{reference}/").status_code == 200
        staff.post("/forgotten-password/", {"email": northvale.manager.email})
        assert Letter.objects.count() == 1
