"""Builders for information requests, from triage to the answers, through the real actions."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from mash.identity import acting_as
from referrals import codes
from referrals.information_requests.answering.actions import answer
from referrals.information_requests.answering.items import NewItem
from referrals.information_requests.asking.actions import send_requests
from referrals.information_requests.asking.copies import NewRequest
from referrals.models import InformationRequest, Referral
from referrals.triage.actions import triage
from referrals.triage.lawful_basis import authorise, record_basis
from referrals.triage.who_knows import people_to_tell
from tests.builders import build_referral

BASIS = {
    "purpose": codes.SharingPurpose.SECTION_17,
    "gateway": codes.StatutoryGateway.CHILD_IN_NEED,
    "article6": codes.Article6.PUBLIC_TASK,
    "article9": codes.Article9.SAFEGUARDING,
    "article10": codes.Article10.NO_OFFENCE_DATA,
    "without_consent": codes.WithoutConsent.WOULD_PREJUDICE,
    "necessity": "We cannot tell how serious this is without the agencies.",
    "agreement": codes.ServiceAgreement.NOT_SOUGHT,
}
ADULTS = {"adult_purpose": codes.SharingPurpose.SECTION_42, "adult_gateway": codes.StatutoryGateway.ADULT_ENQUIRY}
NOT_TOLD = {
    "knows": codes.Knows.MUST_NOT,
    "not_informed_reason": codes.NotInformedReason.RISK_CHILD,
    "not_informed_detail": "The child would be blamed for telling.",
    "tell_by": timezone.localdate() + timedelta(days=60),
}


def build_triaged(world, *, level="red", reason="Grave.", way="partners", rationale="", now=None, **facts) -> Referral:
    """Return a triaged referral; `facts` are those that `build_referral` takes."""
    referral = build_referral(world, now=now, **facts)
    with transaction.atomic(), acting_as(world.manager):
        return triage(referral, level=level, reason=reason, way=way, rationale=rationale, by=world.manager, now=now)


def build_basis(world, referral, *, by=None, authorised=False, knows="knows", now=None, **facts):
    """Record a lawful basis; `knows` answers for everybody; `authorised`: by a second manager."""
    by = by or world.manager
    with transaction.atomic(), acting_as(by):
        law = {**BASIS, **ADULTS}
        if referral.about_adults and not referral.about_children:
            law |= {"purpose": ADULTS["adult_purpose"], "gateway": ADULTS["adult_gateway"]}
        answers = {"who_knows": everybody(referral, knows), **law, **facts}
        basis = record_basis(referral, **answers, by=by, now=now)
    if not authorised:
        return basis
    with transaction.atomic(), acting_as(world.second_manager):
        reason = "They would put pressure on the child before anybody has spoken to her."
        return authorise(referral, authorising_reason=reason, by=world.second_manager, now=now)


def as_typed(world, referral, *, knows="knows", **answers) -> dict[str, str]:
    """Return the answers of the page on the lawful basis, as a browser sends them."""
    typed = {**BASIS, **answers}
    if day := typed.pop("tell_by", None):
        typed |= {"tell_by_day": day.day, "tell_by_month": day.month, "tell_by_year": day.year}
    with acting_as(world.manager):
        return typed | {f"knows_{number}": answer for number, answer in everybody(referral, knows).items()}


def everybody(referral, knows) -> dict[str, str]:
    return {str(person.pk): knows for person in people_to_tell(referral)}


def build_ready(world, **facts) -> Referral:
    """Return a triaged referral with a lawful basis that permits requests."""
    referral = build_triaged(world, **facts)
    build_basis(world, referral, now=facts.get("now"))
    return referral


def ask_of(world, referral, kind="police", **changes) -> NewRequest:
    return NewRequest(
        **{
            "agency": world.agencies[kind],
            "people": list(referral.people.all()),
            "reason": "We have a concern about neglect.",
            "questions": ["Is each person known to you?", "What worries do you have?"],
            **changes,
        }
    )


def send(world, referral, *kinds, by=None, now=None, **changes) -> list[InformationRequest]:
    by = by or world.manager
    with transaction.atomic(), acting_as(by):
        asks = [ask_of(world, referral, kind, **changes) for kind in kinds or ["police"]]
        return send_requests(referral, asks=asks, by=by, now=now)


def build_asked(world, *kinds, **facts) -> list[InformationRequest]:
    """Return one request per agency kind; each request's `referral` is the case."""
    return send(world, build_ready(world, **facts), *kinds, now=facts.get("now"))


def new_item(**changes) -> NewItem:
    return NewItem(
        **{
            "kind": codes.ItemKind.EVENT,
            "basis": codes.ItemBasis.FACT,
            "handling": codes.ItemHandling.HUB_TEAM,
            "text": "Called to the address.",
            **changes,
        }
    )


def give_answer(user, request, *, outcome="supplied", items=None, now=None, **facts):
    items = [new_item()] if items is None and outcome in codes.OUTCOMES_NEEDING_ITEMS else items or []
    facts.setdefault("search_made", "Records. Searched by: name.")
    if outcome in codes.NOT_SHARING:
        facts.setdefault("decline_reason", codes.DeclineReason.LIVE_INVESTIGATION)
    with transaction.atomic(), acting_as(user):
        return answer(request, outcome=outcome, items=items, by=user, now=now, **facts)
