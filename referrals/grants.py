"""Giving, withdrawing and asking: the functions of the database that change grants, and what they tell of them.

The app role writes no grant itself. Each function refuses whoever may not do what it does
(referrals/access/granting.sql).
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from django.db import connection
from django.utils import timezone

from agencies.roles import ROLES
from audit.recording import Subject, record
from referrals import events
from referrals.codes import BarReason, GrantKind
from referrals.frozen import Frozens, frozens_of
from referrals.models import InformationRequest, OutboxMessage, Product, Referral
from referrals.models.grants import UNTIL_WITHDRAWN

GIVEN_BY_PEOPLE = (GrantKind.ALLOCATION, GrantKind.NAMED, GrantKind.VISIT)


def share(referral: Referral, *, with_user, kind: GrantKind, why: str, by, until: datetime = UNTIL_WITHDRAWN) -> None:
    """Let one person of the hub see this case. The database refuses a giver who cannot see it themselves.

    Given again for the same kind of reason, the earlier giving ends and stays as history.
    """
    _call("mash_grant_access", referral.pk, with_user.pk, kind, until, why)
    record(events.GRANTED, about=referral, by=by, to=with_user.pk, kind=kind, until=until.isoformat())


def unshare(referral: Referral, *, with_user, by, kinds: Iterable[GrantKind] = GIVEN_BY_PEOPLE) -> None:
    """End what opened the case to this person for these reasons; what opened it for another stays."""
    _call("mash_withdraw_access", referral.pk, with_user.pk, list(kinds))
    record(events.WITHDRAWN, about=referral, by=by, to=with_user.pk, kinds=list(kinds))


def open_request(request: InformationRequest) -> None:
    _call("mash_open_request", request.pk)


def open_product(product: Product, *, agency) -> None:
    _call("mash_open_product", product.pk, agency.pk)


def hand_over(referral: Referral, *, to_hub, why: str, until: datetime, by) -> None:
    """Let the team of another hub of this deployment read a case that was transferred to it, until a time."""
    _call("mash_hand_over", referral.pk, to_hub.pk, until, why)
    record(events.GRANTED, about=referral, by=by, to_hub=to_hub.pk, kind=GrantKind.TRANSFER, until=until.isoformat())
    suggest_bars(referral, by=by, now=timezone.now())


def bar(referral_id, *, person, because: BarReason, why: str) -> int | None:
    """Keep one person from a record, at once; the key of the bar, or None where they are barred already."""
    return _call("mash_bar", referral_id, person.pk, because, why)[0]


def bar_by_reference(reference: str, *, person, because: BarReason, why: str) -> int | None:
    """A confirmed bar, for a governance officer, who cannot open the record; its key, or None for nothing to bar."""
    return _call("mash_bar_by_reference", reference, person.pk, because, why)[0]


class Suggested(NamedTuple):
    bar: int
    reference: str
    hub: int


def suggest_bars(referral: Referral, *, by, now: datetime) -> None:
    """Keep from this record, at once, the staff who are or may be related to somebody in it; whose bars they are
    stays with the database and with governance, who confirm or dismiss each. Safe to run again."""
    _note_suggested(_rows("mash_suggest_bars", Suggested, referral.pk, now), by=by, now=now)


def suggest_bars_to_staff(*, by, now: datetime, at_most: int) -> int:
    """The same for staff whose particulars changed, with every record. Asked by background work only."""
    suggested = _rows("mash_suggest_bars_to_staff", Suggested, now, at_most)
    _note_suggested(suggested, by=by, now=now)
    return len(suggested)


def _note_suggested(suggested: list[Suggested], *, by, now: datetime) -> None:
    for one in suggested:
        record(events.BAR_SUGGESTED, about=Subject("bar", str(one.bar), one.reference, one.hub), by=by, now=now)


def still_concerns(message: OutboxMessage) -> bool:
    """May whoever a waiting message is for still see what it points to? Asked by background work only."""
    return _call("mash_still_concerns", message.pk)[0]


def pieces(product: Product) -> int:
    """How many items a product went out with, those kept from this reader by now among them."""
    return _call("mash_pieces", product.pk)[0]


def named_counts(records: Iterable[UUID]) -> dict[UUID, int]:
    """How many people hold sight of each of these records of the hubs one governs."""
    return dict(_rows("mash_named_counts", lambda record, named: (record, named), list(records)))


def _call(function: str, *values) -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({', '.join(['%s'] * len(values))})", values)  # noqa: S608 (our own names)
        return cursor.fetchone()


def _rows(function: str, shape: Callable, *values) -> list:
    """What a function of the database answers, each row as `shape`."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {function}({', '.join(['%s'] * len(values))})", values)  # noqa: S608
        return [shape(*row) for row in cursor.fetchall()]


# Existence without content, and the emergency ------------------------------------------------------------------------


class ExistenceCard(NamedTuple):
    """A restricted record names somebody of this case; `card` stands for it without saying which it is."""

    card: str
    person: int  # position of whom it names in this case
    sure: bool  # the NHS number is the same
    asked_at: datetime | None
    answered_at: datetime | None
    granted: bool | None


def existence_cards(referral: Referral) -> list[ExistenceCard]:
    """Matching records this person may not open; none that they are barred from."""
    return _rows("mash_existence_cards", ExistenceCard, referral.pk)


def ask_to_see(referral: Referral, *, card: str, key: UUID, why: str) -> int | None:
    """Put an ask to the team of the record behind a card; its hub, or None where there is nothing new to ask."""
    return _call("mash_ask", referral.pk, card, key, why)[0]


def tell_of_ask(key: UUID) -> None:
    """Post a message to whoever holds the record that was asked for; who that is stays with the database."""
    _call("mash_tell_of_ask", key, uuid4())


class Opened(NamedTuple):
    reference: str
    referral_id: UUID
    until: datetime
    worker: int | None  # whom the record is allocated to
    restricted_by: int | None


def break_glass(wanted: str, *, seen_from: Referral | None, key: UUID, why: str) -> Opened | None:
    """Open a restricted record by its reference or a card; None for whatever cannot be opened so, always alike."""
    return next(iter(_rows("mash_break_glass", Opened, wanted, seen_from.pk if seen_from else None, key, why)), None)


def end_emergency(opening: UUID) -> bool:
    """End somebody else's emergency opening now, as governance of its hub; False where it was over already."""
    return _call("mash_end_emergency", opening)[0]


# Who can see what, and why? ------------------------------------------------------------------------------------------


class WayIn(NamedTuple):
    who: str
    via: str  # team, person, group, request or product
    reason: str
    given_by: str
    given_at: datetime | None
    expires_at: datetime | None
    person: int | None  # whose own grant it is
    kind: str  # a GrantKind, or "team"


def who_can_see(referral: Referral) -> list[WayIn]:
    return _rows("mash_who_can_see", WayIn, referral.pk)


def ways_cards_and_frozen(referral: Referral) -> tuple[list[WayIn], list[ExistenceCard], Frozens]:
    """`who_can_see`, `existence_cards` and `frozen_in` in one statement, for the page that shows them all."""
    with connection.cursor() as cursor:
        cursor.execute(WAYS_CARDS_AND_FROZEN, [referral.pk] * 3)
        rows = cursor.fetchall()
    ways, cards = len(WayIn._fields), len(ExistenceCard._fields)
    return (
        [WayIn(*row[3 : 3 + ways]) for row in rows if row[0]],
        [ExistenceCard(*row[3 + ways : 3 + ways + cards]) for row in rows if row[1]],
        frozens_of([row[3 + ways + cards :] for row in rows if row[2]]),
    )


# Joined on nothing, so that each row is of one of the three.
WAYS_CARDS_AND_FROZEN = """
SELECT w.who IS NOT NULL, c.card IS NOT NULL, f.kind IS NOT NULL, w.*, c.*, f.*,
       (SELECT max(s.signed_at) FROM audit_seal s)
  FROM mash_who_can_see(%s) w
  FULL JOIN mash_existence_cards(%s) c ON false
  FULL JOIN mash_frozen_in('referral', %s) f ON false
"""


class Barred(NamedTuple):
    who: str
    since: datetime
    confirmed: bool


def barred_from(referral: Referral) -> list[Barred]:
    """Who may never open it, without the reason, for those who work on it; never oneself."""
    return _rows("mash_barred", Barred, referral.pk)


class Look(NamedTuple):
    who: str
    role: str
    agency: str
    times: int
    first_at: datetime
    last_at: datetime

    @property
    def roles(self) -> str:
        codes = self.role.split(", ")
        return ", ".join(ROLES[code].label if code in ROLES else code for code in codes)


def looked_at(reference: str) -> list[Look]:
    """Who has looked at a record, the latest first: for those who work on it, and for governance of its hub."""
    return _rows("mash_looked_at", Look, reference)


class NameBehind(NamedTuple):
    first_name: str
    last_name: str
    kind: str
    is_subject: bool


def names_behind(reference: str) -> list[NameBehind]:
    """Of the people in a record of the hub whoever asks governs; of a restricted or barred one, nobody's."""
    return _rows("mash_names_behind", NameBehind, reference)


class OpenedByOthers(NamedTuple):
    reference: str
    hub: int
    worker: str
    people: int


def opened_by_others(since: datetime, until: datetime) -> list[OpenedByOthers]:
    """Whose case somebody outside its team opened, and how many did. Asked by background work only."""
    return _rows("mash_opened_by_others", OpenedByOthers, since, until)


class PastSight(NamedTuple):
    who: str
    kind: str
    reason: str
    given_by: str
    given_at: datetime
    ended_at: datetime
    ended_by: str  # empty where it ran out by itself


def past_sight(referral: Referral) -> list[PastSight]:
    return _rows("mash_past_access", PastSight, referral.pk)


class SightOf(NamedTuple):
    reference: str
    kind: str
    reason: str
    given_by: str
    given_at: datetime
    expires_at: datetime | None
    is_open: bool


def sight_of(person) -> list[SightOf]:
    """What one person sees, or saw, beyond their team's cases; empty unless who asks governs that person's hub."""
    return _rows("mash_access_of", SightOf, person.pk)


class OwnReferral(NamedTuple):
    reference: str
    received_at: datetime
    status: str


def own_referrals() -> list[OwnReferral]:
    """What the person acting has sent with their account: reference, time and stage, nothing else."""
    return _rows("mash_own_referrals", OwnReferral)


class OwnFeedback(NamedTuple):
    reference: str
    text: str
    at: datetime


def own_feedback() -> dict[str, OwnFeedback]:
    """What the person acting was told of the referrals they sent with their account, newest each, by reference."""
    return {told.reference: told for told in _rows("mash_own_feedback", OwnFeedback)}


class OwnWorkplace(NamedTuple):
    role: str
    organisation: str
    source_code: str
    phone: str


def own_workplace() -> OwnWorkplace | None:
    """Where the person acting works, as they said in the last referral they sent with their account."""
    return next(iter(_rows("mash_own_workplace", OwnWorkplace)), None)
