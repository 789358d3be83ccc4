"""Send information requests: a round at a time, and never without a lawful basis."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from mash.refusals import RuleViolation
from referrals import codes, events
from referrals.access.granting import open_request
from referrals.codes import Status
from referrals.evidence.frozen_records import frozen
from referrals.information_requests.asking.copies import Copy, NewRequest, draw_up
from referrals.messages.outbox import post
from referrals.models import InformationRequest, LawfulBasis, Referral, RequestQuestion
from referrals.models.identifiers import with_new_reference
from referrals.people.addresses import secret_in
from referrals.people.secret_homes import Secrets, secrets_of
from referrals.people.terms import keep_terms_of_request
from referrals.timing.authorising import note_to_authorise
from referrals.timing.targets import DUE_FIELDS, note_next_due
from referrals.workflow import MOVES, MoveNotAllowed, lock, move


class MayNotAsk(RuleViolation):
    """The case is not ready for asking; `missing` is rating, basis or authorisation."""

    def __init__(self, missing: str, words: str):
        super().__init__(words)
        self.missing = missing


@transaction.atomic
def send_requests(
    referral: Referral, *, asks: Sequence[NewRequest], by, seen: int | None = None, now: datetime | None = None
) -> list[InformationRequest]:
    """Send one request to each agency and return them. Raises MayNotAsk or RuleViolation.

    An agency can open its own copy and nothing else of the case.
    """
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    # Under the lock: the basis may have changed since the page was opened.
    basis = basis_for_asking(referral)
    _check(referral, asks)
    _check_that_it_is_asked_who_knows(basis, asks)
    secret = secrets_of(referral)
    _check_for_secrets(asks, secret)
    copies = [draw_up(referral, ask, secret=secret, basis=basis, by=by, now=now) for ask in asks]
    for copy in copies:
        _send(copy, by=by, now=now)
    early = _authorised_afterwards(referral, basis, now=now)
    moved = move(referral, "request information", by=by, now=now)
    sent = [copy.request.reference for copy in copies]
    record(events.REQUESTS_SENT, about=referral, by=by, now=now, frozen=frozen(moved), requests=sent, **early)
    return [copy.request for copy in copies]


def basis_for_asking(referral: Referral) -> LawfulBasis:
    """Return the newest lawful basis. Raises MoveNotAllowed or MayNotAsk, naming what is missing."""
    if referral.status not in MOVES["request information"][0]:
        raise MoveNotAllowed(
            f"This case is “{referral.get_status_display()}”, so agencies cannot be asked now. {_way_on(referral)}"
        )
    if not referral.rating:
        raise MayNotAsk("rating", "Give this case a rating before you ask agencies: it sets how long they have.")
    basis = referral.lawful_bases.last()
    if basis is None:
        raise MayNotAsk("basis", "Record the lawful basis for asking before you send a request.")
    if referral.about_both and not basis.adult_gateway:
        raise MayNotAsk("basis", "Record the lawful basis for the adults as well before you send a request.")
    if basis.asks_why_section_47 and not basis.section_47_reason:
        raise MayNotAsk("basis", "The case is no longer rated red. Record the lawful basis with why it is section 47.")
    # Red waits for nobody: what is asked is authorised afterwards.
    if not basis.serves_asking:
        raise MayNotAsk(
            "authorisation",
            "Somebody does not know or objects, so a manager must authorise asking before you send a request.",
        )
    return basis


def _early(basis: LawfulBasis) -> dict[str, Any]:
    return {} if basis.permits_asking else {"before_authorisation": True}


def _authorised_afterwards(referral: Referral, basis: LawfulBasis, *, now: datetime) -> dict[str, Any]:
    """Have what was asked before its authorisation authorised afterwards, and return what to note of it.

    The first request sets the day.
    """
    early = _early(basis)
    if early:
        note_to_authorise(referral, basis, now=now)
        note_next_due(referral)
        referral.save(update_fields=["authorise_by", *DUE_FIELDS])
    return early


def _way_on(referral: Referral) -> str:
    if referral.status == Status.RECEIVED:
        return "Triage it first."
    if referral.status in MOVES["reopen"][0]:
        return "Reopen it first, if it must be looked at again."
    return "Go back to the case to see what you can do."


def _check(referral: Referral, asks: Sequence[NewRequest]) -> None:
    """Raise RuleViolation unless every request is complete and its agency belongs to the hub."""
    if not asks:
        raise RuleViolation("Select at least one agency to ask.", field="agencies")
    if len({ask.agency.pk for ask in asks}) < len(asks):
        raise RuleViolation("Ask each agency once: put all your questions to it in one request.")
    for ask in asks:
        # An agency can be deactivated between preview and sending.
        if ask.agency.hub_id != referral.hub_id or not ask.agency.is_active:
            raise RuleViolation("One of the agencies is no longer asked by this hub. Choose the agencies again.")
        if not ask.people or any(person.referral_id != referral.pk for person in ask.people):
            raise RuleViolation(f"Select who {ask.agency.name} should search for.")
        if not ask.questions:
            raise RuleViolation(f"Enter at least one question for {ask.agency.name}.")
        if not ask.reason.strip():
            raise RuleViolation(f"Enter why you are asking {ask.agency.name}.")


def _check_that_it_is_asked_who_knows(basis: LawfulBasis, asks: Sequence[NewRequest]) -> None:
    """Raise MayNotAsk for somebody added since: of whom nothing is recorded, an agency thinks that they know."""
    people = (person for ask in asks for person in ask.people if person.kind != codes.PersonKind.UNBORN)
    new = next((person for person in people if basis.who_knows and str(person.pk) not in basis.who_knows), None)
    if new:
        raise MayNotAsk(
            "basis",
            f"{new.display_name} came to the case after its lawful basis. Record the basis again, with what they know, "
            "before you ask about them.",
        )


def _check_for_secrets(asks: Sequence[NewRequest], secret: Secrets) -> None:
    """Raise RuleViolation if the words of a request give away an address that must be kept secret."""
    for ask in asks:
        if secret.gives_away("\n".join([ask.reason, *ask.questions])):
            raise RuleViolation(f"{secret_in(f'The request to {ask.agency.name}')}.")


def _save(request: InformationRequest, reference: str) -> None:
    request.reference = reference
    request.save(force_insert=True)


def _send(copy: Copy, *, by, now: datetime) -> None:
    """Save one request with its questions, open it to its agency, and notify the agency."""
    request = copy.request
    # Drawn only when the request is sent, so that previews use up no references.
    with_new_reference("REQ", partial(_save, request))
    RequestQuestion.objects.bulk_create(copy.questions)
    open_request(request)
    keep_terms_of_request(request)
    record(
        events.REQUEST_SENT,
        about=request,
        by=by,
        now=now,
        # The log line vouches for the copy that the agency sees.
        frozen=frozen(request),
        referral=request.referral.reference,
        agency=request.agency_id,
        people=len(request.subjects),
        questions=len(copy.questions),
        gateway=request.gateway,
        family_informed=request.family_informed,
        **({"adult_gateway": request.adult_gateway} if request.adult_gateway else {}),
        **_early(request.lawful_basis),
    )
    due = {"due": request.due_at.isoformat()} if request.due_at else {}
    post(
        template="request_sent",
        to=request.agency.notice_email,
        hub=request.hub,
        key=f"request_sent:{request.pk}",
        now=now,
        reference=request.reference,
        **due,
    )
