"""Coming in by another organisation's sign-in, or being turned away."""

from django.db import transaction
from django.http import HttpRequest

from agencies import events
from agencies.models import User
from agencies.signing_in import attempts
from agencies.signing_in.account.actions import mark_confirmed
from agencies.signing_in.actions import complete_first_step, complete_sign_in
from audit.recording import PUBLIC, record
from mash.guards import CONFIRMED
from mash.once import first
from mash.refusals import RuleViolation


@transaction.atomic
def sign_in_with_provider(request: HttpRequest, *, provider: str, state: str, trusted: bool, by: User) -> None:
    """`state` is what this browser was sent off with, good for one return; raises RuleViolation for a second.

    `trusted`: the provider asks everybody for a second factor. Nothing was typed here, so nothing is fresh."""
    _use_state_once(state)
    how = f"single sign-on: {provider}"
    if trusted:
        complete_sign_in(request, how=how, second_factor="provider", by=by)
    else:
        complete_first_step(request, how=how, by=by)
    request.session.pop(CONFIRMED, None)


@transaction.atomic
def confirm_with_provider(request: HttpRequest, *, provider: str, state: str, by: User) -> None:
    _use_state_once(state)
    mark_confirmed(request, how=f"single sign-on: {provider}", by=by)


def _use_state_once(state: str) -> None:
    if not first("single sign-on", state):
        raise RuleViolation("This sign-in has been used")


@transaction.atomic
def record_refusal(*, provider: str, why: str, email: str = "", by=PUBLIC) -> None:
    person = User.objects.at(email).first()
    masked = attempts.mask(email) if email else ""
    record(events.SINGLE_SIGN_ON_REFUSED, about=person, by=by, provider=provider, why=why, email=masked)
