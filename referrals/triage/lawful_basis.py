"""Record the lawful basis for asking agencies, and a manager's authorisation to ask before
everybody knows or although somebody objects.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NotRequired, Unpack

from django.db import transaction
from django.forms.models import model_to_dict
from django.utils import timezone

from agencies import roles
from audit.recording import record
from mash.guards import Denied
from mash.refusals import RuleViolation
from referrals import codes, events
from referrals.access.adults import check_manages
from referrals.codes import lists
from referrals.codes.facts import Body, CodeList
from referrals.codes.offering import refuse_not_offered
from referrals.evidence.frozen_records import frozen
from referrals.messages.outbox import remind
from referrals.models import LawfulBasis, Referral
from referrals.overview.changed_copies import tell_agencies
from referrals.people.addresses import secret_in
from referrals.people.secret_homes import secrets_of
from referrals.timing.authorising import note_to_authorise
from referrals.timing.targets import DUE_FIELDS, note_next_due, opening_of
from referrals.triage.who_knows import NOT_OFFERED, Telling, checked
from referrals.workflow import BEFORE_DECISION, lock, touch

RULE = "Only a MASH manager may authorise asking before everybody knows, or over an objection."
NOT_ALLOWED = {
    "purpose": "Select a purpose that fits the people of this case.",
    "gateway": "Select a power that is in force and fits the people of this case.",
    "not_informed_reason": NOT_OFFERED,
    **dict.fromkeys(("article6", "article9", "article10", "without_consent"), "Select what a council may rely on."),
}
WHY_SECTION_47 = "Enter why it is section 47 and not section 17, though the case is not rated red"
WHY_WITHOUT_AGREEMENT = "Enter why agencies are asked about early help without agreement to it"
ANOTHER = "You recorded this lawful basis yourself. Another manager must authorise it."
DAYS = ("tell_by", "authorise_by", "unauthorised_since", *DUE_FIELDS)
COPIED = (
    "purpose",
    "gateway",
    "adult_purpose",
    "adult_gateway",
    "article6",
    "article9",
    "article10",
    "without_consent",
    "necessity",
    "section_47_reason",
    "family_informed",
    "who_knows",
    "agreement",
    "no_agreement_reason",
    "not_informed_reason",
    "not_informed_detail",
    "objection_detail",
    "tell_by",
    "tellings",
)


class BasisAnswers(Telling):
    """What is answered in a lawful basis. A case about children and adults needs a purpose and a power for each."""

    purpose: str
    gateway: str
    article6: str
    article9: str
    article10: str
    necessity: str
    agreement: str
    without_consent: NotRequired[str]
    adult_purpose: NotRequired[str]
    adult_gateway: NotRequired[str]
    section_47_reason: NotRequired[str]
    no_agreement_reason: NotRequired[str]


@transaction.atomic
def record_basis(
    referral: Referral, *, by, seen: int | None = None, now: datetime | None = None, **answers: Unpack[BasisAnswers]
) -> LawfulBasis:
    """Add a lawful basis; the newest one counts. Raises RuleViolation.

    `who_knows` has a `Knows` code by the number of each person that `people_to_tell` returns.
    """
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    _refuse_once_it_serves_nothing(referral)
    law = _law(referral, answers)
    basis = referral.lawful_bases.create(**law, **checked(referral, answers, now), by=by, at=now)
    _note_recorded(referral, basis, by=by, now=now)
    _note(referral, basis, by=by, now=now, what="recorded the lawful basis")
    tell_agencies(referral, now=now)
    return basis


@transaction.atomic
def authorise(
    referral: Referral, *, authorising_reason: str, by, seen: int | None = None, now: datetime | None = None
) -> LawfulBasis:
    """Authorise asking before everybody knows, or over an objection. Raises Denied or RuleViolation.

    After the decision it authorises that somebody is told later than the day that stands. Whoever recorded the basis
    cannot authorise it. It adds a copy of the newest basis that still names who recorded it and when; the old row stays
    as history.
    """
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    if not by.has_perm(roles.AUTHORISE_NOT_TELLING):
        raise Denied(RULE, about=referral)
    check_manages(by, roles.AUTHORISE_NOT_TELLING, referral)
    _refuse_once_it_serves_nothing(referral)
    latest = referral.lawful_bases.last()
    if latest is None:
        raise RuleViolation("There is no lawful basis to authorise yet. Record it first.")
    if latest.permits_asking:
        raise RuleViolation("There is nothing to authorise: the lawful basis already permits asking.")
    if latest.by_id == by.pk:
        raise RuleViolation(ANOTHER)
    if not authorising_reason.strip():
        raise RuleViolation("Enter your own reason for authorising this.", field="authorising_reason")
    basis = referral.lawful_bases.create(
        # A new row, because a recorded basis is frozen and never changes.
        **model_to_dict(latest, fields=COPIED),
        by=latest.by,
        at=latest.at,
        authorised_by=by,
        authorised_at=now,
        authorising_reason=authorising_reason,
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
    _note(referral, basis, by=by, now=now, what="authorised asking before they know or over an objection")
    return basis


def _law(referral: Referral, answers: BasisAnswers) -> dict[str, str]:
    """Return the fields of a lawful basis about purpose, power and conditions. Raises RuleViolation."""
    adults = {name: answers.get(name, "") for name in ("adult_purpose", "adult_gateway")}
    conditions = {name: answers[name] for name in ("article6", "article9", "article10")}
    limb = _limb_of_paragraph_18({conditions["article9"], conditions["article10"]}, answers.get("without_consent", ""))
    law = {"purpose": answers["purpose"], "gateway": answers["gateway"], **_for_adults(referral, **adults)}
    law |= {**conditions, "without_consent": limb}
    _refuse_what_the_law_does_not_allow(referral, **law)
    _refuse_a_review_power(law["purpose"], law["gateway"], field="gateway")
    _refuse_a_review_power(law["adult_purpose"], law["adult_gateway"], field="adult_gateway")
    if not answers["necessity"].strip():
        raise RuleViolation("Enter why asking is necessary and proportionate.", field="necessity")
    return {**law, "necessity": answers["necessity"], **_agreement(law, answers), **_section_47(referral, law, answers)}


def _for_adults(referral: Referral, **answers: str) -> dict[str, str]:
    """Return the purpose and the power for the adults: none, unless the case is about children as well."""
    if not referral.about_both:
        return dict.fromkeys(answers, "")
    if not answers["adult_purpose"]:
        raise RuleViolation("Select why information about the adults is needed.", field="adult_purpose")
    if not answers["adult_gateway"]:
        raise RuleViolation("Select the power that allows asking about the adults.", field="adult_gateway")
    return answers


def asks_why_section_47(referral: Referral, purpose: str, gateway: str) -> bool:
    """Whether section 47 needs a reason: its purpose or its power is chosen, and the case is not rated red."""
    return LawfulBasis(referral=referral, purpose=purpose, gateway=gateway).asks_why_section_47


def asks_why_without_agreement(purposes: Collection[str], agreement: str) -> bool:
    """Whether early help, which is below the statutory threshold, is a purpose although nobody has agreed to it."""
    return codes.SharingPurpose.EARLY_HELP in purposes and agreement != codes.ServiceAgreement.GIVEN


def _section_47(referral: Referral, law: dict[str, str], answers: BasisAnswers) -> dict[str, str]:
    if not asks_why_section_47(referral, law["purpose"], law["gateway"]):
        return {"section_47_reason": ""}
    reason = answers.get("section_47_reason", "")
    if not reason.strip():
        raise RuleViolation(WHY_SECTION_47, field="section_47_reason")
    # It goes to the agencies with the power.
    if secrets_of(referral).gives_away(reason):
        raise RuleViolation(f"{secret_in('Why section 47')}.", field="section_47_reason")
    return {"section_47_reason": reason}


def _agreement(law: dict[str, str], answers: BasisAnswers) -> dict[str, str]:
    agreement, reason = answers["agreement"], answers.get("no_agreement_reason", "")
    if not asks_why_without_agreement({law["purpose"], law["adult_purpose"]}, agreement):
        return {"agreement": agreement, "no_agreement_reason": ""}
    if not reason.strip():
        raise RuleViolation(WHY_WITHOUT_AGREEMENT, field="no_agreement_reason")
    return {"agreement": agreement, "no_agreement_reason": reason}


def _refuse_a_review_power(purpose: str, gateway: str, *, field: str) -> None:
    if gateway in codes.ONLY_FOR_REVIEWS and purpose != codes.SharingPurpose.REVIEW:
        raise RuleViolation("This power is for a safeguarding review only. Select another power.", field=field)


def _limb_of_paragraph_18(conditions: set[str], without_consent: str) -> str:
    if not conditions & codes.ON_PARAGRAPH_18:
        return ""
    if not without_consent:
        raise RuleViolation("Select why this is done without consent.", field="without_consent")
    return without_consent


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


def _note(referral: Referral, basis: LawfulBasis, *, by, now: datetime, what: str) -> None:
    note_days(referral, basis, now=now)
    note_next_due(referral)
    touch(referral, by=by, now=now, what=what, fields=DAYS)
    _remind_to_tell(referral, by=by, now=now)


def note_days(referral: Referral, basis: LawfulBasis, *, now: datetime) -> None:
    """Set the days by which those who do not know are told, and by which a manager authorises, on the object only.

    What permits asking is authorised; what does not, though an agency was asked, waits for a manager.

    A later day than the one that stands counts once another manager has authorised it: nobody keeps a secret longer
    by recording it again.
    """
    day = basis.tell_by
    if day and referral.tell_by and basis.authorised_by_id is None:
        day = min(day, referral.tell_by)
    referral.tell_by = day
    referral.unauthorised_since = None if basis.permits_asking else basis.at
    if basis.permits_asking:
        referral.authorise_by = None
    elif referral.requests.exists():
        note_to_authorise(referral, basis, now=now)


def _remind_to_tell(referral: Referral, *, by, now: datetime) -> None:
    """Tell the duty team and the worker once, on the day by which people are told, unless they are told before."""
    on = referral.tell_by
    if on is None:
        return
    due = max(opening_of(referral.hub, on), now)
    worker = referral.allocated_to or by
    remind([worker], referral, template="telling_due", on=on, not_before=due, now=now)


def _refuse_once_it_serves_nothing(referral: Referral) -> None:
    """Raise RuleViolation after the decision, unless somebody is still to be told or to authorise."""
    if referral.status == codes.Status.DECIDED and (referral.tell_by or referral.authorise_by):
        return
    if referral.status not in BEFORE_DECISION:
        raise RuleViolation(
            f"This case is “{referral.get_status_display()}”. A lawful basis is recorded before the decision."
        )


def _refuse_what_the_law_does_not_allow(referral: Referral, **answers: str) -> None:
    """Refuse a code that the hub does not offer, or that is not for the people of this case or not for a council."""
    for name, (code_list, limits) in what_the_law_allows(referral).items():
        refuse_not_offered(
            code_list, answers.get(name, ""), referral.hub, field=name, message=NOT_ALLOWED[code_list.key], **limits
        )


def what_the_law_allows(referral: Referral) -> dict[str, tuple[CodeList, dict[str, Any]]]:
    """Return by field the list to choose from, and the limits that `offered` takes."""
    adults = {codes.PersonKind.ADULT}
    subjects = {person.kind for person in referral.people.all() if person.is_subject}
    first = subjects - adults if referral.about_both else subjects
    conditions = (lists.ARTICLE_6, lists.ARTICLE_9, lists.ARTICLE_10, lists.WITHOUT_CONSENT)
    return {
        "purpose": (lists.PURPOSE, {"kinds": first}),
        "gateway": (lists.GATEWAY, {"kinds": first, "body": Body.COUNCIL}),
        "adult_purpose": (lists.PURPOSE, {"kinds": adults}),
        "adult_gateway": (lists.GATEWAY, {"kinds": adults, "body": Body.COUNCIL}),
        "not_informed_reason": (lists.NOT_INFORMED, {"kinds": subjects}),
        **{code_list.key: (code_list, {"body": Body.COUNCIL}) for code_list in conditions},
    }
