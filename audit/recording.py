"""`record`, the only way to write a line of the access log, in the transaction of what it describes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils import timezone

from audit import security_log
from audit.models import Event
from mash import identity


@dataclass(frozen=True)
class Subject:
    """What a line is about. `reference` is the number people use for it, and never contains a name."""

    kind: str
    id: str
    reference: str = ""
    hub_id: int | None = None


@dataclass(frozen=True)
class Frozen:
    """A record that never changes from now on, of a kind its app has declared (see registry.py)."""

    kind: str
    id: UUID

    @property
    def as_dict(self) -> dict[str, str]:
        return {"kind": self.kind, "id": str(self.id)}


class Auditable(Protocol):
    @property
    def audit_subject(self) -> Subject: ...


@dataclass(frozen=True)
class Actor:
    name: str
    id: int | None = None
    role: str = ""
    agency: str = ""
    hub_id: int | None = None


SYSTEM = Actor(name="SYSTEM")
OPERATOR = Actor(name="OPERATOR")  # somebody at the command line of the server
PUBLIC = Actor(name="Member of the public")


@dataclass(frozen=True)
class EventKind:
    """A kind of line: its code ("referral.decided"), a sentence for people, and whether it is refused or emergency.

    Raises ImproperlyConfigured if the code is already used.
    """

    code: str
    sentence: str
    mark: str = ""  # REFUSED or EMERGENCY
    registry: dict[str, "EventKind"] = field(default_factory=lambda: KINDS, repr=False, compare=False)

    def __post_init__(self):
        if self.code in self.registry:
            raise ImproperlyConfigured(f"Two kinds of event are called {self.code!r}; give one another code.")
        self.registry[self.code] = self


KINDS: dict[str, EventKind] = {}
REFUSED, EMERGENCY = "refused", "emergency"


def codes_marked(mark: str) -> list[str]:
    return [kind.code for kind in KINDS.values() if kind.mark == mark]


def actor(by) -> Actor:
    """Return the actor for a signed-in user, an `Actor`, or None (a member of the public)."""
    if by is None:
        return PUBLIC
    return by if isinstance(by, Actor) else by.audit_name


def record(
    kind: EventKind,
    /,
    *,
    about: Auditable | Subject | None = None,
    by=None,
    now: datetime | None = None,
    purpose: str = "",
    hub=None,
    frozen: Iterable[Frozen] = (),
    **detail: Any,
) -> Event:
    """Write one line. Raises RuntimeError outside a transaction, as a line must not outlive a rollback.

    `frozen` names records whose content the database digests into the line, as they are now.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{kind.code}: record() must run in the transaction of what it records")
    who, where = actor(by), identity.current.get()
    if named_records := [record_named.as_dict for record_named in frozen]:
        detail["frozen"] = named_records
    subject = about if isinstance(about, Subject) or about is None else about.audit_subject
    event = Event.objects.create(
        at=now or timezone.now(),
        code=kind.code,
        by_id=who.id,
        by_name=who.name,
        by_role=who.role,
        by_agency=who.agency,
        hub_id=_hub_id(subject, who, hub),
        about_kind=subject.kind if subject else "",
        about_id=subject.id if subject else "",
        reference=subject.reference if subject else "",
        detail=detail,
        # A purpose too long for its column must not stop the work it describes.
        purpose=purpose[:300],
        address="" if who is PUBLIC else where.address,  # a member of the public stays unknown to those who read this
        agent="" if who is PUBLIC else where.agent,
        request_id=where.request_id,
    )
    security_log.copy_event(event, kind.mark)
    return event


def _hub_id(subject: Subject | None, who: Actor, hub) -> int | None:
    if hub is not None:
        return hub.pk
    return subject.hub_id if subject and subject.hub_id else who.hub_id
