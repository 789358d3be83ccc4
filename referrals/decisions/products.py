"""Products: copies of the items their owners release, for chosen agencies."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies import roles
from agencies.models import Agency
from audit.recording import record
from mash.govuk.moments import words
from mash.refusals import RuleViolation
from referrals import codes, events
from referrals.access.adults import check_manages
from referrals.access.granting import open_product
from referrals.access.items import readable_items
from referrals.decisions.standing import Standings
from referrals.evidence.frozen_records import frozen
from referrals.messages.outbox import post
from referrals.models import Decision, Item, LawfulBasis, Product, ProductItem, Referral
from referrals.models.identifiers import with_new_reference
from referrals.people.addresses import secret_in
from referrals.people.ages import birth_or_age
from referrals.people.secret_homes import secrets_of
from referrals.workflow import MoveNotAllowed, lock, touch

AUDIENCES = [choice for choice in codes.ReleaseMark.choices if choice[0] != codes.ReleaseMark.NONE]


def releasable(referral: Referral, *, audience: str, reader) -> list[Item]:
    """Return the items this reader can read and whose owner lets them go to this audience."""
    items = readable_items(reader, referral)
    return [item for item in items if item.words is not None and audience in item.release]


def suggested_summary(referral: Referral) -> str:
    """Return a draft summary: what strategy discussions decided, and what happens next for each person."""
    decided = [decision for decision in Standings.of(referral).in_force if decision.next_steps]
    held = [
        f"Strategy discussion on {words(timezone.localdate(discussion.held_at))}: {discussion.get_outcome_display()}"
        for discussion in referral.discussions.filter(replaced_by=None)
    ]
    return "\n\n".join([*held, *(f"{decision.subject.display_name}: {decision.next_steps}" for decision in decided)])


def parts_of(decisions: Iterable[Decision], *, audience: str, basis: LawfulBasis | None) -> list[dict[str, str]]:
    """Return what a product says of each person and of the decision about them, in words.

    Agencies also read what the person knows of the sharing, whether the family must not be told, and whether somebody
    does not know whom the product does not name. It is of the newest lawful `basis`, and stands in no product for a
    family or a court.
    """
    decisions = list(decisions)
    named = {str(decision.subject_id) for decision in decisions}
    return [_parts(decision, audience=audience, basis=basis, named=named) for decision in decisions]


def _parts(decision: Decision, *, audience: str, basis: LawfulBasis | None, named: Collection[str]) -> dict[str, str]:
    subject = decision.subject
    telling = {}
    if audience == codes.ReleaseMark.PARTNERS:
        answers = basis.who_knows if basis else {}
        others = {answer for number, answer in answers.items() if number not in named}
        telling = {
            "knows": answers.get(str(subject.pk), ""),
            "others_untold": "yes" if codes.NOT_TOLD & others else "",
            "do_not_tell": "yes" if decision.referral.do_not_tell else "",
        }
    return {
        **{name: value for name, value in telling.items() if value},
        "person": str(subject.pk),
        "name": subject.display_name,
        "age": birth_or_age(subject, timezone.localdate()),
        "kind": subject.get_kind_display(),
        "outcome": decision.get_outcome_display(),
        "decided_on": words(timezone.localdate(decision.signed_at)) if decision.signed_at else "",
    }


def people_about(item: Item) -> dict[str, str]:
    """Return whom the hub may say an item is about, by place, if its agency did not say."""
    return {} if item.about_whom else {str(place): name for place, name in item.request.people_asked_about}


def by_the_hub(item: Item, about: Mapping[str, str]) -> str:
    """Return whom the hub says an item is about, in words that say that it is the hub's view."""
    name = people_about(item).get(about.get(str(item.pk), ""), "")
    return f"{name} (as the hub understands it)" if name else ""


def content_of(
    audience: str,
    agencies: Iterable[Agency],
    subjects: Iterable[dict[str, str]],
    items: Iterable[Item],
    about: Mapping[str, str],
    summary: str,
) -> str:
    """Return a fingerprint of what a preview shows, so that nothing else can be released."""
    parts = [audience, summary]
    parts += sorted(str(agency.pk) for agency in agencies)
    parts += ["\x1f".join(subject.values()) for subject in subjects]
    parts += [f"{item.pk}:{item.about_whom or about.get(str(item.pk), '')}:{item.words}" for item in items]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


@transaction.atomic
def release(
    referral: Referral,
    *,
    audience: str,
    agencies: Iterable[Agency],
    subjects: Iterable[Any],
    items: Iterable[Any],
    summary: str,
    by,
    about: Mapping[str, str] | None = None,
    seen: int | None = None,
    now: datetime | None = None,
) -> Product:
    """Release a product and open it to the agencies.

    It copies whom it is about (keys of people about whom a decision is signed) with that decision, the items (keys)
    and the summary. `about` says of items whose agency did not say, by their key, whom they are about: a place among
    the people of its request.
    """
    now, about = now or timezone.now(), about or {}
    referral, agencies = lock(referral, seen=seen), list(agencies)
    check_manages(by, roles.RELEASE_PRODUCT, referral)
    people = _checked_subjects(referral, subjects, audience)
    chosen = _checked(referral, audience, agencies, items, summary, by)
    _check_each_is_about_somebody(chosen, about)
    _check_names_nobody_left_out(referral, people, chosen, about, summary)
    facts = {"audience": audience, "subjects": people, "summary": summary, "hub": referral.hub, "by": by, "at": now}
    number = referral.products.count() + 1
    product = with_new_reference(
        "PRD", lambda reference: referral.products.create(reference=reference, number=number, **facts)
    )
    product.agencies.set(agencies)
    ProductItem.objects.bulk_create(
        [_copy(product, position, item, about) for position, item in enumerate(chosen, start=1)]
    )
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


def _checked_subjects(referral: Referral, subjects: Iterable[Any], audience: str) -> list[dict[str, str]]:
    """Return what the product says of each person. Raises MoveNotAllowed or RuleViolation."""
    in_force = Standings.of(referral).in_force
    # A draft may still change, so nothing leaves the hub before a signature.
    if not in_force:
        raise MoveNotAllowed("Sign a decision first: a product says what was decided.")
    wanted = {str(key) for key in subjects}
    decisions = [decision for decision in in_force if str(decision.subject_id) in wanted]
    if not wanted or len(decisions) != len(wanted):
        raise RuleViolation(
            "Select whom the product is about, among those about whom a decision is signed.", "subjects"
        )
    basis = referral.lawful_bases.last()
    return parts_of(decisions, audience=audience, basis=basis)


def _check_each_is_about_somebody(items: Iterable[Item], about: Mapping[str, str]) -> None:
    """Raise RuleViolation for an item of which neither its agency nor the hub says whom it is about."""
    for item in items:
        if not item.about_whom and about.get(str(item.pk), "") not in people_about(item):
            raise RuleViolation(
                f"Select whom the information of {item.request.agency.name} is about, or leave it out.", field="items"
            )


def _check_names_nobody_left_out(
    referral: Referral, people: list[dict[str, str]], items: Iterable[Item], about: Mapping[str, str], summary: str
) -> None:
    """Raise RuleViolation if the product names somebody about whom it should say nothing."""
    chosen = {person["person"] for person in people}
    subjects = [decision.subject for decision in Standings.of(referral).in_force]
    for left_out in (subject for subject in subjects if str(subject.pk) not in chosen and subject.first_name):
        words = f"This names {left_out.display_name}, whom the product leaves out. Include them, or take it out."
        if left_out.display_name in summary:
            raise RuleViolation(words, field="summary")
        if any(left_out.display_name in (item.about_whom or by_the_hub(item, about)) for item in items):
            raise RuleViolation(words, field="items")


def _checked(referral: Referral, audience: str, agencies: list[Agency], items, summary: str, by) -> list[Item]:
    """Return the items to copy. Raises RuleViolation."""
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
    secret = secrets_of(referral, texts=[summary, *(item.words or "" for item in chosen)])
    if secret.gives_away(summary):
        raise RuleViolation(secret_in("The summary"), field="summary")
    if any(secret.gives_away(item.words) for item in chosen):
        raise RuleViolation(secret_in("An item you selected"), field="items")
    return chosen


def _copy(product: Product, position: int, item: Item, about: Mapping[str, str]) -> ProductItem:
    """Copy an item, so that the product stays as it was released."""
    return ProductItem(
        product=product,
        item=item,
        position=position,
        agency_name=item.request.agency.name,
        about_whom=item.about_whom or by_the_hub(item, about),
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
