"""The day by which a manager authorises what agencies were asked before, and who is reminded on it."""

from datetime import datetime

from django.utils import timezone

from agencies import roles
from agencies.models import Membership, User
from referrals.messages.outbox import remind
from referrals.models import LawfulBasis, Referral
from referrals.timing.targets import opening_of, week_of


def note_to_authorise(referral: Referral, basis: LawfulBasis, *, now: datetime) -> None:
    """Have what was asked authorised within a working day; sets the day on the object only. Once is enough.

    The duty team and the managers are told on it, unless it is authorised before.
    """
    if referral.authorise_by is not None:
        return
    on = week_of(referral.hub).open_days_after(timezone.localdate(now), 1)
    referral.authorise_by = on
    due = opening_of(referral.hub, on)
    remind(authorisers(referral, basis), referral, template="authorisation_due", on=on, not_before=due, now=now)


def authorisers(referral: Referral, basis: LawfulBasis) -> list[User]:
    """Return the managers of the hub who may authorise this basis."""
    may = [role.code for role in roles.ROLES.values() if roles.AUTHORISE_NOT_TELLING in role.permissions]
    memberships = Membership.objects.current().filter(role__in=may).values("user")
    managers = User.objects.in_hub(referral.hub).filter(is_active=True, pk__in=memberships)
    return list(managers.exclude(pk=basis.by_id).order_by("pk"))
