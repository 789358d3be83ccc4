"""The walk: everybody requests every address by every method, checked against the oracle."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import ndiff

from django.db import transaction

from audit.models import Event
from tests.database import as_role
from tests.need_to_know.walk.access import may_be_named, may_read
from tests.need_to_know.walk.addresses import Address, patterns
from tests.need_to_know.walk.forms import filled
from tests.need_to_know.walk.people import Walker
from tests.need_to_know.walk.visiting import Answer, Browser
from tests.need_to_know.walk.words import Planted, found_in
from tests.need_to_know.walk.world import WalkWorld

ALL = os.environ.get("WALK") == "all"  # leave nothing out
REST = 50  # a shorter walk does not visit every page that shows content
READING = ("GET", "HEAD")
REFUSED_AT_ONCE = ("PUT", "DELETE", "OPTIONS", "PATCH")
# Pages that show most of a case: even a short walk takes everybody there for every record.
CONTENT = {"case", "case_print", "collation", "decision", "who_can_see", "referral_as_received", "public_referrer"}
CONTENT |= {"request", "answer", "product", "queue", "inbox", "products", "preview_requests", "own_referrals", "event"}
CONTENT |= {"sent_request", "message_agency", "message_hub"}
NAMES_PAGE = "referrals:record_names"
# Shown only to their writer, which is no reading of a case.
OWN_WORDS = ("publicdraft", "accountdraft", "staffdraft", "northhub", "southhub")


@dataclass
class Walked:
    """What the walk observed; each finding is a sentence."""

    triples: Counter = field(default_factory=Counter)
    outcomes: dict[tuple[str, str, str], str] = field(default_factory=dict)
    leaks: list[str] = field(default_factory=list)
    told_apart: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    unnoted: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    carried: set[tuple[str, str]] = field(default_factory=set)  # (walker, address) that showed planted words
    shown: set[Planted] = field(default_factory=set)
    forms: dict[str, str] = field(default_factory=dict)  # an address, and its page as somebody was shown it


class Walk:
    def __init__(self, world: WalkWorld, browsers: dict[str, Browser], addresses: list[Address]):
        self.world, self.browsers, self.addresses = world, browsers, addresses
        self.walked = Walked()
        self.unknown: dict[tuple, tuple] = {}
        self.compares = True

    def go(self, walker: Walker, method: str, address: Address, data: dict | None = None) -> Answer:
        with undone(method):
            answer = self.browsers[walker.key].ask(method, address.url, data)
            answer.planted -= found_in(str(data or ""))  # echoed to the sender
            self._note_missing_line(walker, method, address, answer)
        self.walked.triples[method] += 1
        self._judge(walker, method, address, data, answer)
        return answer

    def _judge(self, walker: Walker, method: str, address: Address, data: dict | None, answer: Answer) -> None:
        where = f"{walker.key}: {method} {address.page} ({address.about or 'of none'}): {answer.status}"
        if answer.status >= 500 and address.page != "health":
            self.walked.broken.append(where)
        may = may_be_named if address.page == NAMES_PAGE else may_read
        leaked = [str(word.piece) for word in answer.planted if not may(walker, self.world, word)]
        if leaked:
            self.walked.leaks.append(f"{where} shows {sorted(leaked)[:6]}")
        if answer.planted:
            self.walked.carried.add((walker.key, address.url))
            self.walked.shown |= answer.planted
        hidden = address.knows is not None and not address.knows(walker)
        if hidden and answer.wrote:
            self.walked.changed.append(f"{where} wrote {sorted(answer.wrote)}")
        if hidden and self.compares and answer.status != 405:
            self._compare(walker, method, address, data, answer, where)

    def _compare(self, walker: Walker, method: str, address: Address, data, answer: Answer, where: str) -> None:
        """Check that a hidden object and a missing one get the same answer, echoed input aside."""
        besides = address.unknown.replace(address.nothing, "")  # a redirect to sign in repeats the address
        key = (walker.key, method, besides, address.about.partition(",")[0] if "," in address.about else "", str(data))
        if key not in self.unknown:
            with undone(method):
                nothing = self.browsers[walker.key].ask(method, address.unknown, data)
            self.unknown[key] = nothing.seen_as(address.nothing)
        if (seen := answer.seen_as(address.identifier)) != self.unknown[key]:
            self.walked.told_apart.append(f"{where}: {differing(seen, self.unknown[key])}")

    def _note_missing_line(self, walker: Walker, method: str, address: Address, answer: Answer) -> None:
        pieces = {word.record: word.piece for word in answer.planted if word.record not in OWN_WORDS}
        for record, piece in pieces.items():
            references = self.world.cases[record].references
            noted = [line for line in answer.lines if speaks_of(line, references)]
            if not (noted and standing(noted)):
                self.walked.unnoted.append(
                    f"{walker.key}: {method} {address.page} shows {record} ({piece}), and no line says so"
                )


def differing(seen: tuple, nothing: tuple) -> list[str]:
    """Return the status, queries or lines by which two answers can be told apart."""
    statuses = [f"{a} for {b}" for a, b in zip(seen[::2], nothing[::2], strict=True) if a != b]
    lines = [line[:160] for line in ndiff(nothing[1].splitlines(), seen[1].splitlines()) if line[0] in "+-"]
    return statuses + lines[:6]


def speaks_of(line: Event, references: set[str]) -> bool:
    return line.reference in references or bool(references & set(line.detail.get("references", ())))


def standing(lines: list[Event]) -> bool:
    with as_role("mash_owner"):
        return Event.objects.filter(pk__in=[line.pk for line in lines]).exists()


@contextmanager
def undone(method: str) -> Iterator[None]:
    """Roll back what the request wrote, so that everybody finds the same world."""
    if method in READING:
        yield
        return
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def outcome(answer: Answer) -> str:
    if answer.status in (301, 302):
        location = dict(answer.headers)["Location"]
        return "sign in" if location.startswith("/sign-in/") else "goes on"
    return {200: "opens", 403: "refused", 404: "not found", 405: "a button"}.get(answer.status, str(answer.status))


# Who goes where ----------------------------------------------------------------------------------------------------


def pairs(walk: Walk, *, every: int) -> Iterator[tuple[Walker, Address]]:
    """Yield walkers with addresses.

    A short walk gives every page that shows content to the walkers whose role opens it, and takes
    each `every`-th of the other pairs.
    """
    marks = {page: entry.callback.access_rule for page, entry in patterns()}
    for place, address in enumerate(walk.addresses):
        content = address.page.partition(":")[2] in CONTENT
        for number, walker in enumerate(walk.world.walkers.values()):
            opens = walker.user is not None and marks[address.page].permission in walker.user.role_permissions
            if ALL or (content and opens and every < REST) or (place * 7 + number) % every == 0:
                yield walker, address


def read_everything(walk: Walk, *, every: int = 40) -> None:
    for walker, address in pairs(walk, every=every):
        answer = walk.go(walker, "GET", address)
        walk.walked.outcomes[address.page, address.about, walker.key] = outcome(answer)
        if answer.status == 200 and "<form" in answer.text:
            walk.walked.forms.setdefault(address.url, answer.text)


def send_everything(walk: Walk, *, every: int = 75) -> None:
    """Send each form empty and filled in, also as walkers who were never shown it."""
    for number, (walker, address) in enumerate(pairs(walk, every=every)):
        page = walk.walked.forms.get(address.url)
        if ALL or not page or number % 2:
            walk.go(walker, "POST", address)
        if page and (ALL or number % 2 == 0):
            walk.go(walker, "POST", address, filled(page))


def try_other_methods(walk: Walk) -> None:
    for walker, address in pairs(walk, every=197):
        walk.go(walker, "HEAD", address)
    for number, (walker, address) in enumerate(pairs(walk, every=17)):
        for method in REFUSED_AT_ONCE if ALL else REFUSED_AT_ONCE[number % 4 :][:1]:
            walk.go(walker, method, address)
