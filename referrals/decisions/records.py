"""Show the record of a decision as it was signed, without what its owners now keep from this
reader.

Also identifies what a page showed, so that nothing else is signed.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime

from referrals import codes
from referrals.access.items import readable_items
from referrals.decisions.freezing import Grounds, facts_of, fingerprint, freeze, is_unchanged
from referrals.decisions.rules import why_second_signature
from referrals.evidence.frozen_records import FrozenRecords, VouchedRecord
from referrals.models import Decision, Dissent, Item, Referral
from referrals.overview.basis_rows import frozen_rows

GRAVITY = {level: place for place, level in enumerate(codes.Rating.values)}
MOMENTS = ("at", "sent_at", "due_at", "received_at")
NOT_SIGNED = ("salt", "fingerprint", "handling")  # of an item: what the page does not show in words
AWAITED = ("no_reply", "partial")
FOR_DECISION_MAKER = "Kept for the decision-maker."
WITHDRAWN = "Its owner has since withdrawn this."
CORRECTED = "Its owner has since corrected this."
HIDDEN_SINCE = "Its owner has since kept these words from you."
EXISTS = "Information held. Its owner lets nobody read the words."
CHANGED = "Kept for the decision-maker. Its owner has since changed the words."
NOT_COPIED = " The words were kept for the decision-maker, so no copy of them was made."


@dataclass
class Record:
    """A decision as shown.

    `content` is the frozen record, or what would be frozen now, with moments parsed.
    """

    decision: Decision
    content: dict[str, Any]
    items: list[dict[str, Any]]
    vouched: VouchedRecord | None = None

    @property
    def basis_rows(self) -> list[dict]:
        return frozen_rows(self.content["lawful_basis"])

    @property
    def is_signed(self) -> bool:
        return self.decision.state != Decision.State.DRAFT

    @property
    def is_unchanged(self) -> bool:
        return is_unchanged(self.decision)

    @property
    def higher_ratings(self) -> list[dict[str, str]]:
        """Return the ratings above the final one, to show beside it."""
        final = GRAVITY[self.content["decision"]["final_rating"]]
        return [rating for rating in self.content["ratings"] if GRAVITY[rating["level"]] < final]

    @property
    def parts(self) -> dict[str, Any]:
        """Return what a signature covers, by section of the page.

        The waiting time of an open request is left out: it grows without anybody changing it.
        """
        content = self.content
        return {
            "decision": [content["subject"], content["decision"], content["adult"]],
            "items": [{key: item[key] for key in item if key not in NOT_SIGNED} for item in self.items],
            "views": content["views"],
            "without": [{**row, "words": ""} if row["why"] in AWAITED else row for row in content["decided_without"]],
            "ratings": content["ratings"],
            "basis": content["lawful_basis"],
            "second": content["second_signature"],
        }

    @property
    def dissent(self) -> list[dict[str, str]]:
        return [view for view in self.content["views"] if view["agrees"] == Dissent.View.DISAGREES]


def vouched_for(records: list[Record], frozen_records: FrozenRecords) -> list[Record]:
    """Add to each signed record what the access log says about it."""
    for record in records:
        record.vouched = frozen_records.of(record.decision) if record.is_signed else None
    return records


PART_WORDS = {
    "decision": "What is decided",
    "items": "Information it rests on",
    "views": "What the agencies think of it",
    "without": "Decided without",
    "ratings": "All ratings",
    "basis": "Lawful basis for asking",
    "second": "Signatures",
}


def shown_of(records: Iterable[Record]) -> str:
    """Return a fingerprint of each part of what a page shows, to be posted with the signature."""
    return " ".join(f"{mark}{digest}" for record in records for mark, digest in _marks(record))


def changed_since(shown: str, records: Iterable[Record]) -> list[str]:
    """Return in words the parts of these records that differ from what a page showed."""
    seen = set(shown.split())
    changed = [
        mark.split(".")[1] for record in records for mark, digest in _marks(record) if f"{mark}{digest}" not in seen
    ]
    return [f"“{PART_WORDS[part]}”" for part in dict.fromkeys(changed)]


def _marks(record: Record) -> Iterator[tuple[str, str]]:
    for name, part in record.parts.items():
        words = json.dumps(part, sort_keys=True, default=str)
        yield f"{record.decision.pk}.{name}.", hashlib.sha256(words.encode()).hexdigest()[:16]


def records_of(referral: Referral, decisions: list[Decision], *, reader, now) -> list[Record]:
    if not decisions:
        return []
    # Frozen records need no grounds, which saves their queries.
    if all(decision.frozen for decision in decisions):
        return records_from([decision.frozen for decision in decisions], decisions, readable_items(reader, referral))
    grounds = Grounds.of(referral, reader=reader, now=now)
    contents = [decision.frozen or as_it_would_be_signed(decision, grounds, reader) for decision in decisions]
    return records_from(contents, decisions, grounds.items)


def records_from(contents: list[dict[str, Any]], decisions: list[Decision], items: list[Item]) -> list[Record]:
    """Return the records of these decisions; `items` are those the reader may see."""
    readable = {str(item.pk): item for item in items}
    keys = [item["id"] for decision in decisions if decision.frozen for item in decision.frozen["items"]]
    # One query for all records: which cited items no longer stand, and whether they were replaced.
    gone = Item.objects.filter(pk__in=keys).exclude(withdrawn_at=None).values_list("pk", "replaced_by")
    notes = {str(key): CORRECTED if replaced_by else WITHDRAWN for key, replaced_by in gone}
    return [_record(decision, content, readable, notes) for decision, content in zip(decisions, contents, strict=True)]


def as_it_would_be_signed(draft: Decision, grounds: Grounds, reader) -> dict[str, Any]:
    """Return the record that would be frozen, including why it needs a second signature, if it
    does.
    """
    return freeze(draft, grounds) | {"second_signature": why_second_signature(draft, reader)}


def _record(decision: Decision, content: dict[str, Any], readable: dict[str, Item], notes: dict[str, str]) -> Record:
    items = [_shown(item, readable.get(item["id"]), notes.get(item["id"], "")) for item in content["items"]]
    return Record(decision, _with_moments(content), sorted(items, key=lambda item: item["words"] is None))


def _shown(item: dict[str, Any], live: Item | None, note: str) -> dict[str, Any]:
    """Return an item as this reader may see it now, with a note on what has changed."""
    words, facts = item["words"], item
    if live is not None and live.handling == codes.ItemHandling.EXISTENCE_ONLY:
        words, note, facts = None, EXISTS, item | facts_of(live)
    # The owner restricted the item after signing: the copy follows the owner's current marks.
    elif live is not None and words is not None and live.words is None:
        words, note, facts = None, HIDDEN_SINCE, item | facts_of(live)
    elif words is None:
        words, note = _kept(item, live, note)
        facts = item | facts_of(live) if live is not None and words is not None else item
    date = parse_date(facts["date"]) if facts["date"] else None
    handling = live.handling if live is not None and words is not None else ""
    return {**facts, "date": date, "words": words, "note": note, "handling": handling}


def _kept(item: dict[str, Any], live: Item | None, note: str) -> tuple[str | None, str]:
    """Return words for decision-makers from their owner, checked against the fingerprint."""
    if live is None:
        return None, note + NOT_COPIED
    if live.words is None:
        return None, FOR_DECISION_MAKER
    same = fingerprint(item["salt"], live.words) == item["fingerprint"]
    return (live.words, "Only decision-makers can read this.") if same else (None, CHANGED)


def _with_moments(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _with_moments(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_moments(inner) for inner in value]
    return parse_datetime(value) if name in MOMENTS and value else value
