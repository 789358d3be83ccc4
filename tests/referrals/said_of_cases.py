"""Each message that a page about a case shows after an action, and when the database bears it out.

A message that is not here fails the test of the page that shows it.
"""

import re

from django.db.models import Q

from referrals import codes
from referrals.access.bars import barred_from
from referrals.access.granting import GIVEN_BY_PEOPLE
from referrals.access.who_can_see import who_can_see
from referrals.models import Ask, CaseLink, Decision, PairVerdict, ProtectedIdentity
from referrals.people.other_hubs import other_hubs

Status, State = codes.Status, Decision.State


def _newest(referral):
    newest = {decision.subject_id: decision for decision in referral.decisions.order_by("version")}
    return list(newest.values())


def _a_new_way_in(referral, user):
    return any(way.kind in GIVEN_BY_PEOPLE and way.given_by == user.name for way in who_can_see(referral))


def _paused(referral):
    return referral.pauses.filter(ended_at=None).exists()


def _basis(referral):
    return referral.lawful_bases.last()


TRUE_WHEN = {
    # The page of a case
    r"The note is added\.": lambda case, user: case.notes.filter(by=user).exists(),
    r"The concerns are added\.": lambda case, user: (
        case.hub_concerns and case.notes.filter(by=user, text__startswith="Concerns added: ").exists()
    ),
    r"It is saved, and stands in the history of both cases\.": lambda case, user: PairVerdict.objects.filter(
        Q(pair__first_referral=case) | Q(pair__second_referral=case), by=user
    ).exists(),
    r"It is recorded, with its source\.": lambda case, user: case.facts.filter(by=user).exists(),
    r"They are added to the case\.": lambda case, user: (
        case.facts.filter(by=user).exists() or case.professionals.exclude(added_at=None).exists()
    ),
    r"The two cases are linked, and both say so\.": lambda case, user: (
        CaseLink.objects.standing().of(case).filter(by=user).exists()
    ),
    r"The link is undone, and both cases say so\.": lambda case, user: (
        CaseLink.objects.of(case).filter(undone_by=user).exists()
    ),
    r"The case is open again, as no duplicate\. .*": lambda case, user: (
        case.status in (Status.RECEIVED, Status.DECIDING)
        and not CaseLink.objects.standing().filter(first=case, kind=CaseLink.Kind.DUPLICATE).exists()
    ),
    r"The case has ended into the other, and both say so\.": lambda case, user: (
        case.status == Status.CLOSED
        and CaseLink.objects.standing().filter(first=case, kind=CaseLink.Kind.DUPLICATE, by=user).exists()
    ),
    r"They cannot see this record now\..*": lambda case, user: bool(barred_from(case)),
    r"They can now see this case\.": _a_new_way_in,
    r"The access they were given is withdrawn\.": lambda case, user: case.restricted,
    r"The access they were given is withdrawn\. If they are in the team.*": lambda case, user: not case.restricted,
    r"The case is restricted: its team no longer sees it.*": lambda case, user: (
        case.restricted and "team" not in {way.via for way in who_can_see(case)}
    ),
    r"Your decision is saved, with its reason\.": lambda case, user: not case.is_carried,
    r"The identity is protected: only a governance officer.*": lambda case, user: ProtectedIdentity.objects.filter(
        referral=case, by=user, ended_at=None
    ).exists(),
    r"Your question is sent to the duty team of the other hub\..*": lambda case, user: any(
        hub.asks for hub in other_hubs(case, case.people.all())
    ),
    r"The team can see this case again\.": lambda case, user: "team" in {way.via for way in who_can_see(case)},
    r"Your ask is sent to those who can answer it\..*": lambda case, user: Ask.objects.filter(
        asked_by=user, seen_from_id=case.pk, answered_at=None
    ).exists(),
    r"Your answer is recorded\..*": lambda case, user: Ask.objects.filter(referral=case, answered_by=user).exists(),
    r"What you have written is kept for you alone.*": lambda case, user: case.case_drafts.filter(by=user).exists(),
    # What needs somebody now
    r"The case is flagged\.": lambda case, user: case.flags.filter(by=user, cleared_at=None).exists(),
    r"What was done is recorded, and the flag is off the list\.": lambda case, user: (
        case.flags.filter(cleared_by=user).exclude(what_was_done="").exists()
    ),
    # Triage
    r".* is now yours\.": lambda case, user: case.allocated_to_id == user.pk,
    r"The case is allocated\.": lambda case, user: (
        case.allocated_to_id in {way.person for way in who_can_see(case) if way.kind == codes.GrantKind.ALLOCATION}
    ),
    r"Nobody has the case now\.": lambda case, user: case.allocated_to_id is None,
    r"Triage is recorded\.": lambda case, user: case.rating and case.status != Status.RECEIVED,
    r"Your recommendation is with the managers\.": lambda case, user: (
        case.status == Status.RECEIVED and case.ratings.filter(is_recommendation=True, by=user).exists()
    ),
    r"The rating is changed\.": lambda case, user: case.ratings.last().level == case.rating,
    r"The lawful basis is recorded\.": lambda case, user: _basis(case).by_id == user.pk,
    r"Asking is authorised\.": lambda case, user: (
        _basis(case).permits_asking and _basis(case).authorised_by_id == user.pk
    ),
    r"It is recorded that they were told\.": lambda case, user: any(
        facts.get("how") for facts in _basis(case).tellings.values()
    ),
    r"It is recorded that they will never be told\.": lambda case, user: any(
        facts.get("never") for facts in _basis(case).tellings.values()
    ),
    r"The referral is returned\.": lambda case, user: case.status == Status.RETURNED,
    r"The referral is received again\.": lambda case, user: case.status == Status.RECEIVED,
    r"The case is forwarded\. It stays with this hub until the other council confirms that it has it\.": (
        lambda case, user: bool(case.forwarded_to) and case.look_again_on and not case.is_ended
    ),
    r"The case stays with this hub\.": lambda case, user: not case.forwarded_to and not case.is_ended,
    r"The case is transferred\.": lambda case, user: case.status == Status.TRANSFERRED,
    r"The clock is paused\.": lambda case, user: _paused(case),
    r"The clock runs again\.": lambda case, user: case.pauses.filter(ended_by=user).exists(),
    # Decisions
    r"The draft is (saved|changed)\. Nothing is decided until it is signed\.": lambda case, user: any(
        decision.state == State.DRAFT for decision in _newest(case)
    ),
    r"Signed\. Another manager must now give the second signature\.": lambda case, user: any(
        decision.state == State.SECOND_SIGNATURE for decision in _newest(case)
    ),
    r"Signed\.": lambda case, user: any(
        decision.state == State.SIGNED and decision.signed_by_id == user.pk for decision in _newest(case)
    ),
    r"The second signature is given\.": lambda case, user: any(
        decision.state == State.SIGNED and decision.second_signed_by_id == user.pk for decision in _newest(case)
    ),
    r"The decision is a draft again\.": lambda case, user: any(
        decision.state == State.DRAFT for decision in _newest(case)
    ),
    r"A new version is drafted\. Change it, then sign it\.": lambda case, user: any(
        decision.state == State.DRAFT and decision.version > 1 for decision in _newest(case)
    ),
    r"Feedback is recorded\.": lambda case, user: case.feedback.filter(by=user).exists(),
    r"The notification is recorded\.": lambda case, user: case.notifications_made.filter(by=user).exists(),
    r"The case is closed\.": lambda case, user: case.status == Status.CLOSED,
    r"The case is reopened\..*": lambda case, user: case.status == Status.DECIDING,
    r"The product is released\.": lambda case, user: case.products.filter(by=user).exists(),
}


def pattern_of(words: str) -> str | None:
    return next((pattern for pattern in TRUE_WHEN if re.fullmatch(pattern, words, re.DOTALL)), None)
