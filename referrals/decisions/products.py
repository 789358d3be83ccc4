"""Products: copies of the items their owners release, for chosen agencies."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies.models import Agency
from audit.recording import record
from mash.govuk.moments import words
from mash.refusals import RuleViolation
from referrals import codes, events
from referrals.access.granting import open_product
from referrals.access.items import readable_items
from referrals.decisions.standing import Standings
from referrals.evidence.frozen_records import frozen
from referrals.messages.outbox import post
from referrals.models import Item, Product, ProductItem, Referral
from referrals.models.identifiers import with_new_reference
from referrals.people.addresses import gives_away, kept_secret, secret_in
from referrals.workflow import MoveNotAllowed, lock, touch

AUDIENCES = [choice for choice in codes.ReleaseMark.choices if choice[0] != codes.ReleaseMark.NONE]


def releasable(referral: Referral, *, audience: str, reader) -> list[Item]:
    """Return the items this reader can read and whose owner lets them go to this audience."""
    items = readable_items(reader, referral)
    return [item for item in items if item.words is not None and audience in item.release]


def suggested_summary(referral: Referral) -> str:
    """Return a draft summary: who it is about, what was decided and what happens next."""
    paragraphs = []
    for decision in Standings.of(referral).in_force:
        born = decision.subject.date_of_birth
        who = f"{decision.subject.display_name}, born {words(born)}" if born else decision.subject.display_name
        steps = f"\n{decision.next_steps}" if decision.next_steps else ""
        paragraphs.append(f"{who}: {decision.get_outcome_display()}.{steps}")
    return "\n\n".join(paragraphs)


def content_of(audience: str, agencies: Iterable[Agency], items: Iterable[Item], summary: str) -> str:
    """Return a fingerprint of what a preview shows, so that nothing else can be released."""
    parts = [audience, summary]
    parts += sorted(str(agency.pk) for agency in agencies)
    parts += [f"{item.pk}:{item.words}" for item in items]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


@transaction.atomic
def release(
    referral: Referral,
    *,
    audience: str,
    agencies: Iterable[Agency],
    items: Iterable[Any],
    summary: str,
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> Product:
    """Release a product: copy the items (keys) and summary, and open it to the agencies."""
    now = now or timezone.now()
    referral, agencies = lock(referral, seen=seen), list(agencies)
    chosen = _checked(referral, audience, agencies, items, summary, by)
    facts = {"audience": audience, "summary": summary, "hub": referral.hub, "by": by, "at": now}
    number = referral.products.count() + 1
    product = with_new_reference(
        "PRD", lambda reference: referral.products.create(reference=reference, number=number, **facts)
    )
    product.agencies.set(agencies)
    ProductItem.objects.bulk_create([_copy(product, position, item) for position, item in enumerate(chosen, start=1)])
    for agency in agencies:
        _open_to(product, agency, now)
    names = [agency.name for agency in agencies]
    record(
        events.PRODUCT_RELEASED,
        about=product,
        by=by,
        now=now,
        frozen=frozen(product),
        case=referral.reference,
        agencies=names,
        audience=audience,
    )
    touch(referral, by=by, now=now, what="released a product")
    return product


def _checked(referral: Referral, audience: str, agencies: list[Agency], items, summary: str, by) -> list[Item]:
    """Return the items to copy. Raises MoveNotAllowed or RuleViolation."""
    # A draft may still change, so nothing leaves the hub before a signature.
    if not Standings.of(referral).in_force:
        raise MoveNotAllowed("Sign a decision first: a product says what was decided.")
    if audience not in dict(AUDIENCES):
        raise RuleViolation("Select who the product is for.", field="audience")
    if not agencies or any(agency.hub_id != referral.hub_id or not agency.is_active for agency in agencies):
        raise RuleViolation("Select at least one agency that works with the hub now.", field="agencies")
    if not summary.strip():
        raise RuleViolation("Enter a summary.", field="summary")
    # Checked again on release: an owner may have withdrawn an item since the preview.
    selected = {str(key) for key in items}
    chosen = [item for item in releasable(referral, audience=audience, reader=by) if str(item.pk) in selected]
    # Refuse all rather than release less than the preview showed.
    if len(chosen) != len(selected):
        raise RuleViolation(
            "An item you selected cannot go to this audience: its owner does not allow it, or no longer does. "
            "Check the items again.",
            field="items",
        )
    secret = kept_secret(list(referral.people.all()))
    if gives_away(summary, secret):
        raise RuleViolation(secret_in("The summary"), field="summary")
    if any(gives_away(item.words or "", secret) for item in chosen):
        raise RuleViolation(secret_in("An item you selected"), field="items")
    return chosen


def _copy(product: Product, position: int, item: Item) -> ProductItem:
    """Copy an item, so that the product stays as it was released."""
    return ProductItem(
        product=product,
        item=item,
        position=position,
        agency_name=item.request.agency.name,
        about_whom=item.about_whom,
        kind=item.kind,
        occurred_on=item.occurred_on,
        ended_on=item.ended_on,
        basis=item.basis,
        text=item.words,
    )


def _open_to(product: Product, agency: Agency, now: datetime) -> None:
    """Open the product to an agency and notify it, by reference only."""
    open_product(product, agency=agency)
    post(
        template="product_released",
        to=agency.notice_email,
        hub=product.hub,
        key=f"product:{product.pk}:{agency.pk}",
        now=now,
        reference=product.reference,
    )
