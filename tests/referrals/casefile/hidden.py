"""A record only the manager may see, beside another of the same child that the team sees."""

from mash.identity import acting_as
from referrals.casefile.actions import restrict
from referrals.models import OutboxMessage
from tests.builders import build_referral, child
from tests.database import as_role

SAME = {"nhs_number": "9990000018"}


def build_hidden(world):
    hidden = build_referral(world, people=[child(**SAME)], what_happened="Nobody else may know of this.")
    seen = build_referral(world, people=[child(**SAME)])  # older than the restriction, which does not follow to it
    with acting_as(world.manager):
        restrict(hidden, reason="high_risk", by=world.manager)
    return hidden, seen


def posted(template) -> list[OutboxMessage]:
    with as_role("mash_owner"):
        return list(OutboxMessage.objects.filter(template=template).order_by("to"))
