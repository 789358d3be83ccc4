"""A strategy discussion and an action as the tests record them."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from mash.identity import acting_as
from referrals.models import CaseAction, StrategyDiscussion
from referrals.strategy import actions


def discussed(world, **changes) -> dict:
    """Return what is recorded of a discussion with the police and health."""
    return {
        "called_by": "The duty manager",
        "held_at": timezone.now() - timedelta(hours=1),
        "how": "phone",
        "from_hub": "Sasha Socialworker and Morgan Manager",
        "attended": {world.agencies["police"].pk: "DS Moss", world.agencies["health"].pk: "Nurse Okoro"},
        "shared": "Three bruises in a month.",
        "outcome": "section_47_joint",
        "reasons": "He cannot have hurt himself.",
        **changes,
    }


def held(world, referral, *, by=None, **changes) -> StrategyDiscussion:
    by = by or world.social_worker
    with transaction.atomic(), acting_as(by):
        return actions.record_discussion(referral, **discussed(world, **changes), by=by)


def entrusted(world, referral, *, to=None, agency="", by=None, **changes) -> CaseAction:
    facts = {"what": "Visit today.", "due_at": timezone.now() + timedelta(hours=3)}
    whose = {"owner": to, "agency": world.agencies[agency] if agency else None}
    by = by or world.manager
    with transaction.atomic(), acting_as(by):
        return actions.give_action(referral, **{**facts, **whose, **changes}, by=by)


def moment(name, at) -> dict:
    """Return a date and time as a form sends them."""
    here = timezone.localtime(at)
    parts = {"day": str(here.day), "month": str(here.month), "year": str(here.year), "time": f"{here:%H:%M}"}
    return {f"{name}_{part}": value for part, value in parts.items()}
