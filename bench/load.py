"""Play a working hour of a hub against an address: `make load` (HOST=http://127.0.0.1:8000 USERS="1 8 32" SECONDS=60).

Needs a demo (`make demo`), or any hub with its accounts; ACCOUNTS and PASSWORD name others. It sends referrals, keeps
notes and answers requests there; for more than some twenty referrals an hour from one address, start the demo with
LIMITS='{"start_address": [0, 1], "send_address": [0, 1]}'. People read for some seconds between pages (PAUSE=0: none
does, which shows the most that it carries).
Printed for each number of users: pages a second, how long half and nineteen in twenty took at most, what failed, and,
where the servers run on this machine, their processor time and connections to the database.
"""

# ruff: noqa: I001 (locust replaces parts of the standard library, so it comes first)
from locust import HttpUser, between, constant, task
from locust.env import Environment

import html
import os
import re
import sys
from functools import partial
from hashlib import sha256
from html.parser import HTMLParser
from itertools import count

import gevent
import psutil

HOST = os.environ.get("HOST", "http://127.0.0.1:8000")
USERS = [int(number) for number in os.environ.get("USERS", "1 8 32").split()]
SECONDS = int(os.environ.get("SECONDS", "60"))
PAUSE = float(os.environ.get("PAUSE", "2"))
ACCOUNTS = os.environ.get("ACCOUNTS", "{}@northvale.example")
PASSWORD = os.environ.get("PASSWORD", "demo-safeguarding-2026")
SERVERS = ("gunicorn", "celery", "postgres", "valkey")
CASE = re.compile(r'href="/cases/([A-Z0-9-]+)/')
REQUEST = re.compile(r'href="/requests/([A-Z0-9-]+)/"')
CHALLENGE = re.compile(r'data-challenge="([^"]+)" data-bits="(\d+)"')
NAME = re.compile(r"<th[^>]*>\s*<a[^>]*>([^<]+)</a>")
turn = count()
say = partial(print, flush=True)  # noqa: T201 (a command)


class Fields(HTMLParser):
    """What a browser would send of the last form of a page, each text with a sentence in it."""

    def __init__(self, page: str):
        super().__init__()
        self.values: dict[str, str] = {}
        self.hidden: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        have = {name: value or "" for name, value in attributes}
        name, kind = have.get("name", ""), have.get("type", "text")
        if tag == "form":
            self.values, self.hidden = {}, {}
        elif name and tag == "textarea" or kind == "text" and tag == "input" and name:
            self.values[name] = have.get("value") or "Searched by name and date of birth."
        elif name and tag == "input" and (kind in ("hidden", "radio") or kind == "checkbox" and "checked" in have):
            self.values.setdefault(name, have.get("value", "on"))
        if name and kind == "hidden":
            self.hidden[name] = have.get("value", "")


class Person(HttpUser):
    abstract = True
    host = HOST
    wait_time = between(PAUSE / 2, PAUSE * 1.5) if PAUSE else constant(0)
    accounts: tuple[str, ...] = ()

    def on_start(self):
        self.page = self.get("/sign-in/", "sign in").text
        names = self.accounts
        sent = {"email": ACCOUNTS.format(names[next(turn) % len(names)]), "password": PASSWORD}
        self.page = self.send("/sign-in/", sent, "sign in").text
        if "Sign out" not in self.page:
            raise SystemExit(
                f"{sent['email']} cannot sign in at {HOST}. Is it a demo? ACCOUNTS and PASSWORD name others."
            )

    def get(self, address: str, name: str):
        return self.client.get(address, name=name)

    def send(self, address: str, values: dict[str, str], name: str):
        fields = Fields(self.page).values | values
        return self.client.post(address, fields, name=f"{name}, sent", headers={"Referer": HOST + address})

    def links(self, kind: re.Pattern) -> list[str]:
        return list(dict.fromkeys(kind.findall(self.page)))

    def chosen(self, options: list[str]) -> str:
        return options[next(turn) % len(options)]


class Screener(Person):
    """Whoever of the hub's team works through the queue."""

    weight = 2
    accounts = ("screener",)

    @task(6)
    def work_on_a_case(self):
        self.page = self.get("/queue/", "queue").text
        if cases := self.links(CASE):
            self.get(f"/cases/{self.chosen(cases)}/", "case")

    @task(2)
    def search(self):
        self.page = self.get("/queue/", "queue").text
        if names := self.links(NAME):
            self.send("/queue/", {"words": html.unescape(self.chosen(names)).split()[-1]}, "search")

    @task(1)
    def keep_a_note(self):
        self.page = self.get("/queue/", "queue").text
        if cases := self.links(CASE):
            address = f"/cases/{self.chosen(cases)}/note/"
            self.page = self.get(address, "note").text
            self.send(address, {}, "note")


class SocialWorker(Screener):
    weight = 3
    accounts = ("socialworker",)

    @task(3)
    def compare_answers(self):
        self.page = self.get("/queue/?stage=gathering", "queue, one stage").text
        if cases := self.links(CASE):
            self.get(f"/cases/{self.chosen(cases)}/collation/", "collation")


class Manager(SocialWorker):
    weight = 2
    accounts = ("manager", "manager2")

    @task(1)
    def look_at_the_dashboard(self):
        self.get("/dashboard/", "dashboard")

    @task(2)
    def prepare_a_decision(self):
        self.page = self.get("/queue/?stage=deciding", "queue, one stage").text
        if cases := self.links(CASE):
            self.get(f"/cases/{self.chosen(cases)}/decide/", "decide")


class Representative(Person):
    """Somebody who answers for an agency."""

    weight = 4
    accounts = ("police", "health", "education", "housing")

    @task(3)
    def read_a_request(self):
        self.page = self.get("/requests/", "inbox").text
        if requests := self.links(REQUEST):
            self.get(f"/requests/{self.chosen(requests)}/", "request")

    @task(1)
    def answer_that_nothing_is_known(self):
        self.page = self.get("/requests/", "inbox").text
        if requests := self.links(REQUEST):
            address = f"/requests/{self.chosen(requests)}/nothing-known/"
            answer = self.client.get(address, name="nothing known", allow_redirects=False)
            if answer.status_code == 200:
                self.page = answer.text
                self.send(address, {}, "nothing known")


# What a neighbour writes, by the page.
WRITTEN = {
    "before-you-start": {"immediate_danger": "no", "has_social_worker": "no"},
    "who": {"capacity": "public"},
    "you": {"source_code": "1B", "role": "Neighbour"},
    "people/add/child": {"first_name": "Alex", "last_name": "Load", "estimated_age": "7", "address": "1 Load Street"},
    "concerns": {"common": "neglect"},
    "what-happened": {"what_happened": "Arrived hungry three days running.", "basis_of_concern": "fact"},
    "worries": {"worries": "No food at home."},
    "family-told": {"family_informed": "not_known"},
    "check": {"true": "on"},
}
MOST_PAGES = 30


def proof_of_work(page: str) -> dict[str, str]:
    """Return what a browser works out before a referral is begun and sent (static/app/proof.js)."""
    challenge = CHALLENGE.search(page)
    if not challenge:
        return {}
    words, bits = html.unescape(challenge[1]), int(challenge[2])
    digests = (int.from_bytes(sha256(f"{words}.{number}".encode()).digest()) for number in count())
    return {"challenge": words, "proof": str(next(n for n, digest in enumerate(digests) if not digest >> (256 - bits)))}


class Referrer(HttpUser):
    """A neighbour who writes to the hub, from the first page to the reference."""

    host = HOST
    weight = 1
    wait_time = Person.wait_time

    @task
    def write(self):
        self.client.cookies.clear()
        self.client.get("/refer/", name="form, first page")
        page = self.send(self.client.get("/refer/in/northvale/", name="form, hub"), "", "form, begun")
        people = False
        for _ in range(MOST_PAGES):
            slug = page.url.partition("/drafts/")[2].partition("/")[2].strip("/")
            if slug == "check":
                self.send(page, slug, "form, sent to the hub")
            if slug in ("", "check"):
                return
            if slug == "people" and not people:
                people, slug = True, "people/add/child"
                page = self.client.get(f"{page.url}add/child/", name="form, a page")
            page = self.send(page, slug, "form, a page sent")
            gevent.sleep(self.wait_time() / 2)

    def send(self, page, slug: str, name: str):
        fields = Fields(page.text).hidden | WRITTEN.get(slug, {}) | proof_of_work(page.text)
        address = page.url.removeprefix(HOST)
        with self.client.post(address, fields, name=name, headers={"Referer": page.url}, catch_response=True) as answer:
            if answer.url == page.url and answer.ok:
                answer.failure(f"{slug or 'the first page'} was not taken")
            return answer


def servers() -> list[psutil.Process]:
    return [process for process in psutil.process_iter() if any(name in _command(process) for name in SERVERS)]


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline()[:4])
    except psutil.Error:
        return ""


def spent() -> float:
    """Return the processor time of the servers on this machine, in seconds."""
    seconds = 0.0
    for process in servers():
        try:
            times = process.cpu_times()
            seconds += times.user + times.system + times.children_user + times.children_system
        except psutil.Error:
            continue
    return seconds


def connections() -> int:
    return sum(bool(re.match(r"postgres: mash_(web|worker)", _command(process))) for process in servers())


def play(users: int) -> int:
    """Let so many people work at once, print what they met, and return how many pages failed."""
    environment = Environment(user_classes=[Screener, SocialWorker, Manager, Representative, Referrer], host=HOST)
    runner = environment.create_local_runner()
    runner.start(users, spawn_rate=users)
    gevent.sleep(5)  # until all are signed in, and pages were asked for once
    environment.stats.reset_all()
    before = spent()
    gevent.sleep(SECONDS)
    processor, open_now = spent() - before, connections()
    total = environment.stats.total
    runner.quit()
    say(
        f"{users:>5} {total.num_requests / SECONDS:>9.1f} {total.median_response_time or 0:>9.0f}"
        f" {total.get_response_time_percentile(0.95) or 0:>9.0f} {total.num_failures:>7}"
        f" {100 * processor / SECONDS:>8.0f} % {open_now:>7}"
    )
    for error in environment.stats.errors.values():
        say(f"      {error.occurrences} × {error.method} {error.name}: {error.error}")
    return total.num_failures


if __name__ == "__main__":
    say("users   pages/s   half ms  19/20 ms  failed  processor  connections")
    failed = [play(users) for users in USERS]
    sys.exit(any(failed))
