"""Record the lawful basis for asking agencies, and a manager's authorisation to ask before the
family knows.
"""

from datetime import datetime

from django.db import transaction
from django.forms.models import model_to_dict
from django.utils import timezone

from agencies import roles
from audit.recording import record
from mash.guards import Denied
from mash.refusals import RuleViolation
from referrals import codes, events
from referrals.evidence.frozen_records import frozen
from referrals.models import LawfulBasis, Referral
from referrals.workflow import BEFORE_DECISION, lock, touch

RULE = "Only a MASH manager may authorise asking without the family’s knowledge."
COPIED = (
    "purpose",
    "gateway",
    "adult_purpose",
    "adult_gateway",
    "article6",
    "article9",
    "necessity",
    "family_informed",
    "agreement",
    "not_informed_reason",
    "not_informed_detail",
)


@transaction.atomic
def record_basis(
    referral: Referral,
    *,
    purpose: str,
    gateway: str,
    article6: str,
    article9: str,
    necessity: str,
    family_informed: str,
    agreement: str,
    adult_purpose: str = "",
    adult_gateway: str = "",
    not_informed_reason: str = "",
    not_informed_detail: str = "",
    authorise_not_telling: bool = False,
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> LawfulBasis:
    """Add a lawful basis; the newest one counts. Raises Denied or RuleViolation.

    A referral about children and adults needs a purpose and a power for each; others have no
    `adult_` fields.
    """
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    _refuse_after_decision(referral)
    if not referral.about_both:
        adult_purpose = adult_gateway = ""
    elif not adult_purpose:
        raise RuleViolation("Select why information about the adults is needed.", field="adult_purpose")
    elif not adult_gateway:
        raise RuleViolation("Select the power that allows asking about the adults.", field="adult_gateway")
    _refuse_powers_not_in_force(gateway=gateway, adult_gateway=adult_gateway)
    if not necessity.strip():
        raise RuleViolation("Enter why asking is necessary and proportionate.", field="necessity")
    family_knows = family_informed == codes.FamilyInformed.YES
    if family_knows:
        not_informed_reason = not_informed_detail = ""
    else:
        _refuse_silence_without_reason(not_informed_reason, not_informed_detail)
    # There is nothing to authorise once the family knows, even if the box was ticked.
    authorised = authorise_not_telling and not family_knows
    if authorised and not by.has_perm(roles.AUTHORISE_NOT_TELLING):
        raise Denied(RULE, about=referral)
    basis = referral.lawful_bases.create(
        purpose=purpose,
        gateway=gateway,
        adult_purpose=adult_purpose,
        adult_gateway=adult_gateway,
        article6=article6,
        article9=article9,
        necessity=necessity,
        family_informed=family_informed,
        agreement=agreement,
        not_informed_reason=not_informed_reason,
        not_informed_detail=not_informed_detail,
        authorised_by=by if authorised else None,
        authorised_at=now if authorised else None,
        by=by,
        at=now,
    )
    _note_recorded(referral, basis, by=by, now=now)
    touch(referral, by=by, now=now, what="recorded the lawful basis")
    return basis


@transaction.atomic
def authorise(referral: Referral, *, by, seen: int | None = None, now: datetime | None = None) -> LawfulBasis:
    """Authorise asking before the family knows. Raises Denied or RuleViolation.

    It adds a copy of the newest basis that still names who recorded it and when; the old row stays
    as history.
    """
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    if not by.has_perm(roles.AUTHORISE_NOT_TELLING):
        raise Denied(RULE, about=referral)
    _refuse_after_decision(referral)
    latest = referral.lawful_bases.last()
    if latest is None:
        raise RuleViolation("There is no lawful basis to authorise yet. Record it first.")
    if latest.permits_asking:
        raise RuleViolation("There is nothing to authorise: the lawful basis already permits asking.")
    basis = referral.lawful_bases.create(
        # A new row, because a recorded basis is frozen and never changes.
        **model_to_dict(latest, fields=COPIED),
        by=latest.by,
        at=latest.at,
        authorised_by=by,
        authorised_at=now,
    )
    record(
        events.BASIS_AUTHORISED,
        about=referral,
        by=by,
        now=now,
        frozen=frozen(basis),
        basis=str(basis.pk),
        recorded=str(latest.pk),
    )
    touch(referral, by=by, now=now, what="authorised asking without the family’s knowledge")
    return basis


def _note_recorded(referral: Referral, basis: LawfulBasis, *, by, now: datetime) -> None:
    """Record the basis and, as an event of its own, its authorisation."""
    record(
        events.BASIS_RECORDED,
        about=referral,
        by=by,
        now=now,
        frozen=frozen(basis),
        basis=str(basis.pk),
        purpose=basis.purpose,
        gateway=basis.gateway,
        family_informed=basis.family_informed,
        agreement=basis.agreement,
        **({"adult_purpose": basis.adult_purpose, "adult_gateway": basis.adult_gateway} if basis.adult_gateway else {}),
    )
    # A separate event, so that every authorisation can be listed, however it was given.
    if basis.authorised_by_id:
        record(events.BASIS_AUTHORISED, about=referral, by=by, now=now, basis=str(basis.pk))


def _refuse_after_decision(referral: Referral) -> None:
    if referral.status not in BEFORE_DECISION:
        raise RuleViolation(
            f"This case is “{referral.get_status_display()}”. A lawful basis is recorded before the decision."
        )


def _refuse_powers_not_in_force(**powers: str) -> None:
    for field, power in powers.items():
        if power in codes.GATEWAYS_NOT_IN_FORCE:
            raise RuleViolation("Select a power that is in force.", field=field)


def _refuse_silence_without_reason(reason: str, detail: str) -> None:
    if not reason:
        raise RuleViolation("Select why the family has not been told.", field="not_informed_reason")
    if not detail.strip():
        raise RuleViolation("Enter what makes it unsafe or impossible to tell the family.", field="not_informed_detail")
