"""Freeze a decision when it is signed: a copy of everything it rests on, with a digest.

The whole team may read a decision, so words for decision-makers only are not copied. The record has
their fingerprint instead, which can later prove what was read. Signed records are read through
`records.py`.
"""

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from mash.govuk import moments
from referrals import codes
from referrals.access.items import readable_items
from referrals.decisions import further
from referrals.decisions.collation import unanswered, withheld
from referrals.models import Decision, Item, LawfulBasis, Referral
from referrals.overview.basis_rows import in_words

FORMAT = 1


@dataclass(frozen=True)
class Grounds:
    """What all decisions on one case rest on for this reader, loaded once."""

    items: list[Item]
    ratings: list[dict[str, str]]
    lawful_basis: dict[str, Any] | None
    without: list[dict[str, Any]]

    @classmethod
    def of(cls, referral: Referral, *, reader, now: datetime) -> Self:
        return cls(
            items=readable_items(reader, referral),
            ratings=ratings(referral),
            lawful_basis=_lawful_basis(referral),
            without=unanswered(referral, now) + withheld(referral),
        )


def freeze(decision: Decision, grounds: Grounds) -> dict[str, Any]:
    """Return the record as of now for the reader of the grounds, as JSON values."""
    referral = decision.referral
    return {
        "format": FORMAT,
        "case": {
            "reference": referral.reference,
            "hub": referral.hub.name,
            "received_at": referral.received_at.isoformat(),
            "channel": referral.get_channel_display(),
            "concerns": referral.known_concern_labels,
        },
        "subject": _subject(decision),
        "decision": _content(decision),
        "adult": _adult(decision),
        "items": _items(decision, grounds.items),
        "ratings": grounds.ratings,
        "views": _views(decision),
        "lawful_basis": grounds.lawful_basis,
        "decided_without": grounds.without,
        "drafted": {"name": decision.by.name, "at": decision.at.isoformat()},
        # This and the signatures are added when it is signed.
        "second_signature": "",
        "signatures": [],
    }


def signature(person, *, part: str, now: datetime) -> dict[str, str]:
    return {
        "part": part,
        "name": person.name,
        "role": person.job_title or person.role_label,
        "registration": person.registration,
        "at": now.isoformat(),
    }


def canonical(record: dict[str, Any]) -> bytes:
    """Serialise a record in one fixed form, so that equal records have equal digests."""
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of(record: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(record)).hexdigest()


def is_unchanged(decision: Decision) -> bool:
    """Return whether the frozen record still matches its digest."""
    return bool(decision.frozen) and hmac.compare_digest(digest_of(decision.frozen), decision.digest)


def _subject(decision: Decision) -> dict[str, Any]:
    person = decision.subject
    born = person.date_of_birth or person.expected_on
    return {
        "position": person.position,
        "name": person.display_name,
        "kind": person.get_kind_display(),
        "born": born.isoformat() if born else "",
    }


def _content(decision: Decision) -> dict[str, Any]:
    return {
        "version": decision.version,
        "correction_reason": decision.correction_reason,
        "stage": decision.get_stage_display(),
        "threshold": decision.get_threshold_display(),
        "outcome": decision.outcome,
        "outcome_label": decision.get_outcome_display(),
        "outcome_reason": decision.get_outcome_reason_display(),
        "also": [codes.OnwardRoute(route).label for route in decision.also],
        "final_rating": decision.final_rating,
        "contradiction_reason": decision.contradiction_reason,
        "rationale": decision.rationale,
        "voice": decision.voice,
        "next_steps": decision.next_steps,
        "further": further.rows(decision),
    }


def _adult(decision: Decision) -> dict[str, Any] | None:
    """Return what is recorded for adults only, or None."""
    if decision.subject.kind != codes.PersonKind.ADULT:
        return None
    limbs = [
        {"part": limb.label, "answer": codes.LimbAnswer(limb_answer["answer"]).label, "reason": limb_answer["reason"]}
        for limb in codes.S42Limb
        if (limb_answer := decision.limbs.get(limb))
    ]
    return {
        "test": codes.S42_TEST,
        "limbs": limbs,
        "capacity_decision": decision.capacity_decision,
        "capacity_on": moments.words(decision.capacity_on) if decision.capacity_on else "",
        "capacity": decision.get_capacity_display(),
        "capacity_detail": decision.capacity_detail,
        "wishes_asked": decision.get_wishes_asked_display(),
        "wishes": decision.wishes,
    }


def _items(decision: Decision, items: list[Item]) -> list[dict[str, Any]]:
    """Return the cited items that still stand. Signing compares their number with the citations."""
    cited = {citation.item_id for citation in decision.citations.all()}
    return [_item(item) for item in items if item.pk in cited]


def _item(item: Item) -> dict[str, Any]:
    """Return the copy of an item, or only a fingerprint if its words are for decision-makers."""
    is_private = item.handling != codes.ItemHandling.HUB_TEAM
    # The salt prevents guessing short words from their fingerprint.
    salt = secrets.token_hex(16) if is_private else ""
    return {
        "id": str(item.pk),
        "agency": item.request.agency.name,
        "request": item.request.reference,
        **({"date": "", "kind": "", "basis": ""} if is_private else facts_of(item)),
        "words": None if is_private else item.words,
        "salt": salt,
        "fingerprint": fingerprint(salt, item.words) if is_private and item.words is not None else "",
    }


def facts_of(item: Item) -> dict[str, str]:
    date = item.occurred_on.isoformat() if item.occurred_on else ""
    return {"date": date, "kind": item.get_kind_display(), "basis": item.get_basis_display()}


def fingerprint(salt: str, words: str) -> str:
    return hmac.new(salt.encode(), words.encode(), hashlib.sha256).hexdigest()


def ratings(referral: Referral) -> list[dict[str, str]]:
    """Return all earlier ratings: the hub's at triage, and each agency's own view."""
    rows = referral.ratings.select_related("by").exclude(
        stage__in=[codes.RatingStage.FINAL, codes.RatingStage.RESPONSE]
    )
    hub_ratings = [
        {
            "stage": "Recommended at triage" if row.is_recommendation else row.get_stage_display(),
            "by": row.by.name if row.by else "",
            "level": row.level,
            "reason": row.reason,
            "at": row.at.isoformat(),
        }
        for row in rows
    ]
    return hub_ratings + agency_ratings(referral)


def agency_ratings(referral: Referral) -> list[dict[str, str]]:
    """Return each agency's own view of the risk, where it stands."""
    requests = referral.requests.select_related("agency").with_views()
    views = [(request.agency.name, request.standing_view) for request in requests]
    return [
        {
            "stage": codes.RatingStage.RESPONSE.label,
            "by": agency,
            "level": view.rating,
            "reason": view.rating_reason,
            "at": view.at.isoformat(),
        }
        for agency, view in sorted(((agency, view) for agency, view in views if view), key=lambda rated: rated[1].at)
    ]


def _views(decision: Decision) -> list[dict[str, str]]:
    return [
        {
            "agency": view.agency.name,
            "agrees": view.agrees,
            "words": view.get_agrees_display(),
            "reason": view.reason,
            "spoken_for_by": view.spoken_for_by,
        }
        for view in sorted(decision.views.all(), key=lambda view: view.agency.name)
    ]


def _lawful_basis(referral: Referral) -> dict[str, Any] | None:
    """Return the newest lawful basis, or None."""
    basis = LawfulBasis.objects.filter(referral=referral).select_related("authorised_by").last()
    return in_words(basis) if basis else None
