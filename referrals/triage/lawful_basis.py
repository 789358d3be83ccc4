"""Record the lawful basis for asking agencies, and a manager's authorisation to ask before
everybody knows or although somebody objects.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.forms.models import model_to_dict
from django.utils import timezone

from agencies import roles
from audit.recording import record
from mash.guards import Denied
from mash.refusals import RuleViolation
from referrals import codes, events
from referrals.codes import lists
from referrals.codes.facts import Body, CodeList
from referrals.codes.offering import refuse_not_offered
from referrals.evidence.frozen_records import frozen
from referrals.messages.outbox import post_reminder
from referrals.models import LawfulBasis, Person, Referral
from referrals.people.addresses import gives_away, kept_secret, secret_in
from referrals.timing.targets import DUE_FIELDS, note_next_due, opening_of
from referrals.workflow import BEFORE_DECISION, lock, touch

RULE = "Only a MASH manager may authorise asking without the family’s knowledge."
NOT_ALLOWED = {
    "purpose": "Select a purpose that fits the people of this case.",
    "gateway": "Select a power that is in force and fits the people of this case.",
    "not_informed_reason": "Select a reason that your hub offers.",
    **dict.fromkeys(("article6", "article9", "article10", "without_consent"), "Select what a council may rely on."),
}
WHY_SECTION_47 = "Enter why it is section 47 and not section 17, though the case is not rated red"
WHY_WITHOUT_AGREEMENT = "Enter why agencies are asked about early help without agreement to it"
ANOTHER = "You recorded this lawful basis yourself. Another manager must authorise it."
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
)


@transaction.atomic
def record_basis(
    referral: Referral,
    *,
    purpose: str,
    gateway: str,
    article6: str,
    article9: str,
    article10: str,
    necessity: str,
    who_knows: dict[str, str],
    agreement: str,
    without_consent: str = "",
    adult_purpose: str = "",
    adult_gateway: str = "",
    section_47_reason: str = "",
    no_agreement_reason: str = "",
    not_informed_reason: str = "",
    not_informed_detail: str = "",
    objection_detail: str = "",
    tell_by: date | None = None,
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> LawfulBasis:
    """Add a lawful basis; the newest one counts. Raises RuleViolation.

    `who_knows` has a `Knows` code by the number of each person that `people_to_tell` returns. A referral about children
    and adults needs a purpose and a power for each; others have no `adult_` fields.
    """
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    # Who was not told is told also after the decision, and what they know then is recorded.
    if not (referral.status == codes.Status.DECIDED and referral.tell_by):
        _refuse_after_decision(referral)
    for_adults = _for_adults(referral, adult_purpose=adult_purpose, adult_gateway=adult_gateway)
    conditions = {"article6": article6, "article9": article9, "article10": article10}
    conditions["without_consent"] = _limb_of_paragraph_18({article9, article10}, without_consent)
    _refuse_what_the_law_does_not_allow(referral, purpose=purpose, gateway=gateway, **for_adults, **conditions)
    _refuse_a_review_power(purpose, gateway, field="gateway")
    _refuse_a_review_power(adult_purpose, adult_gateway, field="adult_gateway")
    if not necessity.strip():
        raise RuleViolation("Enter why asking is necessary and proportionate.", field="necessity")
    reasons = {
        "section_47_reason": _why_section_47(referral, purpose, gateway, section_47_reason),
        "no_agreement_reason": _why_without_agreement({purpose, adult_purpose}, agreement, no_agreement_reason),
    }
    answers = _answer_for_each(referral, who_knows)
    telling = _telling(referral, answers, not_informed_reason, not_informed_detail, tell_by, now)
    basis = referral.lawful_bases.create(
        purpose=purpose,
        gateway=gateway,
        **for_adults,
        **conditions,
        necessity=necessity,
        who_knows=answers,
        agreement=agreement,
        **reasons,
        **telling,
        objection_detail=_answer_to_objection(answers, objection_detail),
        by=by,
        at=now,
    )
    _note_recorded(referral, basis, by=by, now=now)
    referral.tell_by = basis.tell_by
    note_next_due(referral)
    touch(referral, by=by, now=now, what="recorded the lawful basis", fields=("tell_by", *DUE_FIELDS))
    _remind_to_tell(referral, basis, by=by, now=now)
    return basis


@transaction.atomic
def authorise(
    referral: Referral, *, authorising_reason: str, by, seen: int | None = None, now: datetime | None = None
) -> LawfulBasis:
    """Authorise asking before everybody knows, or over an objection. Raises Denied or RuleViolation.

    Whoever recorded the basis cannot authorise it. It adds a copy of the newest basis that still names who recorded it
    and when; the old row stays as history.
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
    touch(referral, by=by, now=now, what="authorised asking without the family’s knowledge")
    return basis


def people_to_tell(referral: Referral) -> list[Person]:
    """Return the people of the case of whom it is asked what they know: all but the unborn."""
    return [person for person in referral.people.all() if person.kind != codes.PersonKind.UNBORN]


def answers_about(person: Person) -> list[codes.Knows]:
    """Return what may be answered about what somebody knows: an adult is not too young for it."""
    adult = person.kind == codes.PersonKind.ADULT
    return [answer for answer in codes.Knows if not (adult and answer == codes.Knows.TOO_YOUNG)]


def _answer_for_each(referral: Referral, who_knows: dict[str, str]) -> dict[str, str]:
    answers = {}
    for person in people_to_tell(referral):
        answers[str(person.pk)] = answer = who_knows.get(str(person.pk), "")
        if answer not in answers_about(person):
            raise RuleViolation("Select what this person knows.", field=f"knows_{person.pk}")
    return answers


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
    by_section_47 = purpose == codes.SharingPurpose.SECTION_47 or gateway == codes.StatutoryGateway.CHILD_ENQUIRIES
    return by_section_47 and referral.rating != codes.Rating.RED


def asks_why_without_agreement(purposes: Collection[str], agreement: str) -> bool:
    """Whether early help, which is below the statutory threshold, is a purpose although nobody has agreed to it."""
    return codes.SharingPurpose.EARLY_HELP in purposes and agreement != codes.ServiceAgreement.GIVEN


def _why_section_47(referral: Referral, purpose: str, gateway: str, reason: str) -> str:
    if not asks_why_section_47(referral, purpose, gateway):
        return ""
    if not reason.strip():
        raise RuleViolation(WHY_SECTION_47, field="section_47_reason")
    # It goes to the agencies with the power.
    if gives_away(reason, kept_secret(list(referral.people.all()))):
        raise RuleViolation(f"{secret_in('Why section 47')}.", field="section_47_reason")
    return reason


def _why_without_agreement(purposes: Collection[str], agreement: str, reason: str) -> str:
    if not asks_why_without_agreement(purposes, agreement):
        return ""
    if not reason.strip():
        raise RuleViolation(WHY_WITHOUT_AGREEMENT, field="no_agreement_reason")
    return reason


def _refuse_a_review_power(purpose: str, gateway: str, *, field: str) -> None:
    if gateway in codes.ONLY_FOR_REVIEWS and purpose != codes.SharingPurpose.REVIEW:
        raise RuleViolation("This power is for a safeguarding review only. Select another power.", field=field)


def _limb_of_paragraph_18(conditions: set[str], without_consent: str) -> str:
    if not conditions & codes.ON_PARAGRAPH_18:
        return ""
    if not without_consent:
        raise RuleViolation("Select why this is done without consent.", field="without_consent")
    return without_consent


def _telling(
    referral: Referral, answers: dict[str, str], reason: str, detail: str, tell_by: date | None, now: datetime
) -> dict[str, Any]:
    """Return whether everybody knows, and otherwise why not and by when they do. An answer left over is dropped."""
    informed = _family_informed(answers)
    if informed == codes.FamilyInformed.YES:
        return {"family_informed": informed}
    _refuse_silence_without_reason(referral, reason, detail, tell_by, now)
    untold = {"not_informed_reason": reason, "not_informed_detail": detail, "tell_by": tell_by}
    return {"family_informed": informed, **untold}


def _family_informed(answers: dict[str, str]) -> codes.FamilyInformed:
    if codes.Knows.MUST_NOT in answers.values():
        return codes.FamilyInformed.NO
    return codes.FamilyInformed.NOT_YET if codes.Knows.NOT_YET in answers.values() else codes.FamilyInformed.YES


def _answer_to_objection(answers: dict[str, str], detail: str) -> str:
    if codes.Knows.OBJECTS not in answers.values():
        return ""
    if not detail.strip():
        raise RuleViolation("Enter why it goes on although somebody objects.", field="objection_detail")
    return detail


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


def _remind_to_tell(referral: Referral, basis: LawfulBasis, *, by, now: datetime) -> None:
    """Tell the duty team and the worker once, on the day by which people are told, unless a later basis stands then."""
    if basis.tell_by is None:
        return
    worker = (referral.allocated_to or by).email
    due = max(opening_of(referral.hub, basis.tell_by), now)
    for whom, to in {"duty": referral.hub.duty_email, "worker": worker}.items():
        post_reminder(
            template="telling_due",
            to=to,
            hub=referral.hub,
            key=f"telling_due:{basis.pk}:{whom}",
            now=now,
            not_before=due,
            reference=referral.reference,
            on=basis.tell_by.isoformat(),
        )


def _refuse_after_decision(referral: Referral) -> None:
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


def _refuse_silence_without_reason(
    referral: Referral, reason: str, detail: str, tell_by: date | None, now: datetime
) -> None:
    if not reason:
        raise RuleViolation("Select why they have not been told.", field="not_informed_reason")
    _refuse_what_the_law_does_not_allow(referral, not_informed_reason=reason)
    if not detail.strip():
        raise RuleViolation("Enter what makes it unsafe or impossible to tell them.", field="not_informed_detail")
    if tell_by is None:
        raise RuleViolation("Enter the day by which they are told.", field="tell_by")
    if tell_by < timezone.localdate(now):
        raise RuleViolation("The day by which they are told must be today or later.", field="tell_by")
