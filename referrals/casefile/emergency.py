"""Break-glass: open a restricted record in an emergency, and notify everybody responsible."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from agencies.models import Hub, Membership, User
from audit.recording import Frozen, Subject, record
from mash.refusals import RuleViolation
from referrals import events
from referrals.access.break_glass import EmergencyOpening, break_glass
from referrals.messages.outbox import post
from referrals.models import Referral
from referrals.models.identifiers import looks_like_reference

SHORTEST_REASON = 20  # characters: enough for a sentence a reviewer can judge


@transaction.atomic
def open_in_emergency(
    wanted: str, *, why: str, by, seen_from: Referral | None = None, now: datetime | None = None
) -> EmergencyOpening | None:
    """Open a restricted record by its reference, or by a card on `seen_from`.

    Returns None for anything else, always alike, so that references cannot be probed.
    """
    now = now or timezone.now()
    if len(why.strip()) < SHORTEST_REASON:
        raise RuleViolation(f"The reason must be {SHORTEST_REASON} characters or more.", field="why")
    key = uuid4()
    opened = break_glass(wanted, seen_from=seen_from, key=key, why=why)
    if opened is None:
        # Failed attempts are logged too; only a well-formed reference, because anything else may be
        # a name.
        subject = Subject("asked for", "", wanted if looks_like_reference(wanted) else "", by.hub_id)
        record(events.BREAK_GLASS_HELD, about=subject, by=by, now=now)
        return None
    # From here on the opening lets this person read the record.
    referral = Referral.objects.select_related("hub").get(pk=opened.referral_id)
    record(
        events.BREAK_GLASS_OPENED,
        about=referral,
        by=by,
        now=now,
        frozen=[Frozen("emergency opening", key)],
        use=str(key),
        until=opened.until.isoformat(),
    )
    _tell(referral, opened, key=str(key), by=by, now=now)
    return opened


def _tell(referral: Referral, opened: EmergencyOpening, *, key: str, by, now: datetime) -> None:
    # The worker and the person who restricted it learn of the opening at once, not at its review.
    """Notify the worker, the person who restricted the case, and governance."""
    holders = User.objects.filter(pk__in=[opened.worker, opened.restricted_by], is_active=True).exclude(pk=by.pk)
    to_tell = [("break_glass_opened", person) for person in holders]
    to_tell += [("break_glass_to_review", person) for person in governance_of(referral.hub)]
    for template, person in to_tell:
        post(
            template=template,
            to=person.email,
            hub=referral.hub,
            key=f"{template}:{key}:{person.pk}",
            now=now,
            reference=opened.reference,
            until=opened.until.isoformat(),
            # Only the mail to governance says it: its page is theirs.
            **({"emergency": key} if template == "break_glass_to_review" else {}),
        )


def governance_of(hub: Hub) -> QuerySet[User]:
    memberships = Membership.objects.current().filter(user=OuterRef("pk"), role="governance")
    return User.objects.in_hub(hub).filter(Exists(memberships), is_active=True)
