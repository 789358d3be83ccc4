"""Which texts of the agencies' items a person may read. Only this module applies handling marks."""

from collections.abc import Iterator

from django.db.models import BooleanField, F, Func

from agencies import roles
from mash.postgres.functions import value_of
from referrals import codes
from referrals.models import (
    Item,
    ItemBody,
    Product,
    ProductItem,
    Referral,
)


class StillShared(Func):
    """Whether the owner of an item still shares it with the readers of a product.

    A database function, because those readers cannot read the item itself.
    """

    function = "mash_reads_copy"
    output_field = BooleanField()


def readable_items(user, referral: Referral) -> list[Item]:
    """Return the current items of a case as this user may read them, dated items first.

    Each has `words`: its text, or None if its owner keeps it from this user, who then learns no
    other fact of it either. Each has `earlier`: the items it corrects, newest first, treated the
    same way. Collation, decision, chronology and product all read from here.
    """
    items = list(
        Item.objects.filter(request__referral=referral)
        .select_related("request__agency", "response", "question")
        .order_by(F("occurred_on").asc(nulls_last=True), "request__sent_at", "position")
    )
    by_key = {item.pk: item for item in items}
    standing = [item for item in items if item.withdrawn_at is None]
    for item in standing:
        item.earlier = list(_corrected_by(item, by_key))
    versions = [version for item in standing for version in (item, *item.earlier)]
    # Row-level security leaves out the texts this user may not read; `keep_from` is the same rule
    # in Python, so that a mistake in either shows nothing.
    words = dict(ItemBody.objects.filter(item__in=versions).values_list("item_id", "text"))
    for item in versions:
        item.words = words.get(item.pk)
        keep_from(user, item)
    # Sorted again, or the place of an item kept from this user would reveal its date.
    return sorted(standing, key=lambda item: item.occurred_on is None)


def _corrected_by(item: Item, by_key: dict) -> Iterator[Item]:
    while item.replaces_id:
        item = by_key[item.replaces_id]
        yield item


def keep_from(user, item: Item) -> None:
    """Clear every fact of an item the user may not read. They still learn that the item exists."""
    if not may_read(user, item):
        item.words = None
        item.tell_nothing()


def may_read(user, item: Item) -> bool:
    if item.handling == codes.ItemHandling.HUB_TEAM:
        return True
    return item.handling == codes.ItemHandling.DECISION_MAKER and user.has_perm(roles.READ_DECISION_MAKER_ITEMS)


def pieces_of(product: Product) -> list[ProductItem | None]:
    """Return the items of a product by number, with None for an item its owner no longer shares.

    The gap keeps the numbers of the other items as they were when the product was released.
    """
    copies = ProductItem.objects.filter(StillShared(F("item_id"), F("product_id")), product=product)
    shared = {copy.position: copy for copy in copies}
    return [shared.get(number) for number in range(1, pieces(product) + 1)]


def pieces(product: Product) -> int:
    """Return how many items the product was released with, hidden items included."""
    return value_of("mash_pieces", product.pk)
