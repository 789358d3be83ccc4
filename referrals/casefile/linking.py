"""Link a case with another of the hub, and undo it. A duplicate ends into the other (decisions/duplicates.py)."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet, TextChoices
from django.utils import timezone

from mash.refusals import RuleViolation
from referrals.access.visible import visible_referrals
from referrals.models import CaseLink, Referral
from referrals.people.case_links import add_link, case_to_link, lock_all, take_back

Kind = CaseLink.Kind


class Says(TextChoices):
    """What somebody who is on a case can say of another."""

    SAME_INCIDENT = "same_incident", "Both tell of the same incident"
    SIBLINGS = "siblings", "They are about brothers and sisters"
    SUPERSEDES = "supersedes", "This case takes the place of it"
    SUPERSEDED = "superseded", "It takes the place of this case"


@transaction.atomic
def link(
    referral: Referral, *, other: str, says: Says, why: str, by, seen: int | None = None, now: datetime | None = None
) -> CaseLink:
    """Link a case with the one that has the reference `other`. Raises RuleViolation, and StalePage."""
    now = now or timezone.now()
    referral, linked = lock_all(referral, [case_to_link(referral, other, by=by)], seen=seen)
    first, second = (linked, referral) if says == Says.SUPERSEDED else (referral, linked)
    kind = Kind.SUPERSEDES if says == Says.SUPERSEDED else Kind(says)
    return add_link(first, second, kind=kind, why=why, by=by, now=now)


@transaction.atomic
def unlink(
    referral: Referral, *, link: CaseLink, why: str, by, seen: int | None = None, now: datetime | None = None
) -> None:
    """Undo a link. Raises RuleViolation, and StalePage if somebody changed this case meanwhile."""
    now = now or timezone.now()
    referral, other = lock_all(referral, [other_side(link, referral)], seen=seen)
    first, second = (referral, other) if link.first_id == referral.pk else (other, referral)
    if link.kind == Kind.DUPLICATE and first.is_ended:
        raise RuleViolation(f"{first.reference} ended as a duplicate. Reopen it: that undoes the link.")
    take_back(link, first, second, why=why, by=by, now=now)


def links_of(referral: Referral, *, by) -> QuerySet[CaseLink]:
    """Return the standing links of a case with cases that this person may see."""
    seen = visible_referrals(by)
    links = CaseLink.objects.standing().of(referral).filter(first__in=seen, second__in=seen)
    return links.select_related("first__hub", "second__hub", "by")


def other_side(link: CaseLink, referral: Referral) -> Referral:
    return link.second if link.first_id == referral.pk else link.first
