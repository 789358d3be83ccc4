"""Which words of the agencies' items a person may read: the one place that applies handling marks for the hub."""

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
    """Does its owner still let an item go to the product's readers? They cannot read the item itself to find out."""

    function = "mash_reads_copy"
    output_field = BooleanField()


def readable_items(user, referral: Referral) -> list[Item]:
    """Items of a case that stand, each with `words`: the text, or None where its owner keeps it from this reader, who
    then learns nothing else of it either; and with `earlier`: what it corrects, newest first, each with its own words.

    The one place that applies handling marks for the hub; collation, decision, chronology and product read from here.
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
    shown = [version for item in standing for version in (item, *item.earlier)]
    words = dict(ItemBody.objects.filter(item__in=shown).values_list("item_id", "text"))
    for item in shown:
        item.words = words.get(item.pk)
        keep_from(user, item)
    return sorted(standing, key=lambda item: item.occurred_on is None)  # what is kept stands where no date places it


def _corrected_by(item: Item, by_key: dict) -> Iterator[Item]:
    while item.replaces_id:
        item = by_key[item.replaces_id]
        yield item


def keep_from(user, item: Item) -> None:
    """Somebody who may not read an item is told that it is there, and not what, when, whom or which question."""
    if not may_read(user, item):
        item.words = None
        item.tell_nothing()


def may_read(user, item: Item) -> bool:
    if item.handling == codes.ItemHandling.HUB_TEAM:
        return True
    return item.handling == codes.ItemHandling.DECISION_MAKER and user.has_perm(roles.READ_DECISION_MAKER_ITEMS)


def pieces_of(product: Product) -> list[ProductItem | None]:
    """The items a product went out with, by number; None in place of what its owner no longer shares so far."""
    copies = ProductItem.objects.filter(StillShared(F("item_id"), F("product_id")), product=product)
    shared = {copy.position: copy for copy in copies}
    return [shared.get(number) for number in range(1, pieces(product) + 1)]


def pieces(product: Product) -> int:
    """How many items a product went out with, those kept from this reader by now among them."""
    return value_of("mash_pieces", product.pk)
