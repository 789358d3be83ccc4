"""The items of an answer: checking and saving them, and replacing the items they correct."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from audit.recording import Frozen
from mash.refusals import RuleViolation
from referrals import codes
from referrals.evidence.frozen_records import frozen, withdrawn
from referrals.models import InformationRequest, Item, ItemBody, RequestQuestion, Response

NARROWER = (codes.ItemHandling.HUB_TEAM, codes.ItemHandling.DECISION_MAKER, codes.ItemHandling.EXISTENCE_ONLY)


@dataclass(frozen=True)
class NewItem:
    """One item as entered. For "existence only" just `ask_whom` is stored."""

    handling: str
    kind: str = ""
    basis: str = ""
    text: str = ""
    occurred_on: date | None = None
    ended_on: date | None = None
    question: RequestQuestion | None = None
    release: Sequence[str] = ()
    ask_whom: str = ""
    about: Sequence[int] = ()  # places in the request's subjects; 0 for the household
    replaces: int | None = None  # number of the earlier item this one corrects


def what_is_corrected(standing: dict[int, Item], items: Sequence[NewItem]) -> dict[int, Item]:
    """Return the items these correct, by number. Raises RuleViolation if one no longer stands."""
    numbers = {new.replaces for new in items if new.replaces is not None}
    # The lowest number first, so that the message is the same every time.
    for number in sorted(numbers - standing.keys()):
        raise RuleViolation(
            f"Item {number} no longer stands, so it cannot be corrected. Check what stands now", "items"
        )
    return {number: standing[number] for number in numbers}


def check_items(request: InformationRequest, items: Sequence[NewItem]) -> None:
    """Raise RuleViolation if an item lacks what its handling needs, or is about nobody in the
    request.
    """
    people = dict(request.people_asked_about)
    for number, item in enumerate(items, start=1):
        if (item.handling == codes.ItemHandling.EXISTENCE_ONLY) == bool(item.text.strip()):
            raise RuleViolation(
                f"Item {number} must have words, or say only that the information exists", field="items"
            )
        if item.handling == codes.ItemHandling.EXISTENCE_ONLY and not item.ask_whom.strip():
            raise RuleViolation(f"Item {number} must say who the hub should ask", field="items")
        if not set(item.about) <= people.keys():
            raise RuleViolation(f"Item {number} must be about somebody in this request", field="items")


def withdraw_items(items: Sequence[Item], now: datetime) -> None:
    Item.objects.filter(pk__in=[item.pk for item in items]).update(withdrawn_at=now)


def keep_only_that_it_is_held(item: Item, ask_whom: str) -> None:
    """Delete an item's words and facts for good.

    Saved with `update`, because saving the row would write them to the field log.
    """
    ItemBody.objects.filter(item=item).delete()
    item.tell_nothing()
    item.handling, item.release, item.ask_whom = codes.ItemHandling.EXISTENCE_ONLY, [], ask_whom
    Item.objects.filter(pk=item.pk).update(handling=item.handling, release=[], ask_whom=ask_whom, **Item.NO_FACTS)


def narrow_what_it_corrects(item: Item) -> None:
    """Give corrected items at least the restriction of the item that replaces them."""
    while item.replaces_id:
        # From the newest back to the oldest: each may itself correct an earlier item.
        older = Item.objects.select_for_update(of=("self",)).get(pk=item.replaces_id)
        if item.handling == codes.ItemHandling.EXISTENCE_ONLY:
            keep_only_that_it_is_held(older, item.ask_whom)
        elif NARROWER.index(item.handling) > NARROWER.index(older.handling):
            older.handling = item.handling
            older.save(update_fields=["handling"])
        item = older


def add_items(response: Response, items: Sequence[NewItem], replaced: dict[int, Item]) -> None:
    """Save the items of an answer.

    Numbers run on through all answers to a request, so that "item 4" is unique.
    """
    last_position = response.request.items.count()
    rows, bodies = [], []
    for position, new in enumerate(items, start=last_position + 1):
        existence_only = new.handling == codes.ItemHandling.EXISTENCE_ONLY
        row = Item(
            response=response,
            request=response.request,
            position=position,
            question=new.question,
            kind=new.kind,
            basis=new.basis,
            occurred_on=new.occurred_on,
            ended_on=new.ended_on,
            handling=new.handling,
            release=[] if existence_only else list(new.release),
            ask_whom=new.ask_whom if existence_only else "",
            about=sorted(set(new.about)),
            replaces=replaced.get(new.replaces),
        )
        rows.append(row)
        if existence_only:
            # Even the fields left by a form must not say what the information is.
            row.tell_nothing()
        else:
            bodies.append(ItemBody(item=row, text=new.text))
    Item.objects.bulk_create(rows)
    ItemBody.objects.bulk_create(bodies)
    for row in rows:
        narrow_what_it_corrects(row)


def only_held(request: InformationRequest) -> Iterable[Item]:
    """Return the items of which only the existence is stored."""
    return request.items.filter(handling=codes.ItemHandling.EXISTENCE_ONLY)


def frozen_by_answer(response: Response, withdrawn_now: Iterable[Item]) -> list[Frozen]:
    """Return the records this answer freezes: its items and words, what it withdrew, and items it
    reduced to existence only.
    """
    items, words = response.items.all(), ItemBody.objects.filter(item__response=response)
    return [*frozen(*items, *words, *only_held(response.request)), *withdrawn(withdrawn_now)]


def marks_shown(item: Item) -> str:
    """Return the mark a page has for an item's marks: when they last changed."""
    return item.marked_at.isoformat() if item.marked_at else ""
