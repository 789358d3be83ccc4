"""Giving and withdrawing access: the functions of the database that change grants.

The application role cannot write grants. Each database function checks the user's right by itself.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from audit.recording import record
from mash.postgres.functions import value_of
from mash.refusals import RuleViolation
from referrals import events
from referrals.access.bars import suggest_bars
from referrals.access.who_can_see import who_can_see
from referrals.codes import GrantKind
from referrals.models import InformationRequest, Product, Referral
from referrals.models.grants import UNTIL_WITHDRAWN

# Emergency openings and transfers are left out: they end by time, or by governance.
GIVEN_BY_PEOPLE = (GrantKind.ALLOCATION, GrantKind.NAMED, GrantKind.VISIT)


class KeptOut(RuleViolation):
    """The person is barred from the record, so no grant opens it to them."""


def grant_to_user(
    referral: Referral,
    *,
    with_user,
    kind: GrantKind,
    why: str,
    by,
    until: datetime = UNTIL_WITHDRAWN,
    field: str = "",
) -> None:
    """Let one person of the hub see this case. Raises KeptOut, beside `field`.

    The database refuses a user who does not work on it, or who is no decision-maker and gives
    access to somebody else. Access to a restricted case cannot last longer than the user's own. A
    new grant of the same kind ends the earlier one, which stays as history.
    """
    # Not guardian's assign_perm, which ignores the end of a grant (docs/decisions/0008).
    value_of("mash_grant_access", referral.pk, with_user.pk, kind, until, why)
    # A bar outranks a grant: look whether the grant has opened the case to them.
    if with_user.pk not in {way.person for way in who_can_see(referral)}:
        raise KeptOut("They are kept from this record, so they cannot be given access to it.", field=field)
    record(events.GRANTED, about=referral, by=by, to=with_user.pk, kind=kind, until=until.isoformat())


def withdraw_from_user(referral: Referral, *, with_user, by, kinds: Iterable[GrantKind] = GIVEN_BY_PEOPLE) -> None:
    """End this person's grants of these kinds. Their grants of other kinds stay in force."""
    value_of("mash_withdraw_access", referral.pk, with_user.pk, list(kinds))
    record(events.WITHDRAWN, about=referral, by=by, to=with_user.pk, kinds=list(kinds))


def open_request(request: InformationRequest) -> None:
    """Let the agency that is asked read the request."""
    value_of("mash_open_request", request.pk)


def open_product(product: Product, *, agency) -> None:
    """Let one agency read the product."""
    value_of("mash_open_product", product.pk, agency.pk)


def hand_over(referral: Referral, *, to_hub, why: str, until: datetime, by) -> None:
    """Let the team of another hub of this deployment read a transferred case until a date."""
    value_of("mash_hand_over", referral.pk, to_hub.pk, until, why)
    record(events.GRANTED, about=referral, by=by, to_hub=to_hub.pk, kind=GrantKind.TRANSFER, until=until.isoformat())
    # The other hub brings new readers, who may be related to the family.
    suggest_bars(referral, by=by, now=timezone.now())
