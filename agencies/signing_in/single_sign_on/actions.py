"""Coming in by another organisation's sign-in, or being turned away."""

from django.db import transaction
from django.http import HttpRequest

from agencies import events
from agencies.models import User
from agencies.signing_in import attempts
from agencies.signing_in.account.actions import confirmed
from agencies.signing_in.actions import come_in, enter
from audit.recording import PUBLIC, record
from mash.guards import CONFIRMED
from mash.refusals import RuleViolation
from mash.single_use import spend_once


@transaction.atomic
def sign_in_from(request: HttpRequest, *, provider: str, state: str, trusted: bool, by: User) -> None:
    """`state` is what this browser was sent off with, good for one return; raises RuleViolation for a second.

    `trusted`: the provider asks everybody for a second factor. Nothing was typed here, so nothing is fresh."""
    _come_back_once(state)
    how = f"single sign-on: {provider}"
    if trusted:
        enter(request, how=how, second_factor="provider", by=by)
    else:
        come_in(request, how=how, by=by)
    request.session.pop(CONFIRMED, None)


@transaction.atomic
def confirm_from(request: HttpRequest, *, provider: str, state: str, by: User) -> None:
    _come_back_once(state)
    confirmed(request, how=f"single sign-on: {provider}", by=by)


def _come_back_once(state: str) -> None:
    if not spend_once("single sign-on", state):
        raise RuleViolation("This sign-in has been used")


@transaction.atomic
def refuse(*, provider: str, why: str, email: str = "", by=PUBLIC) -> None:
    person = User.objects.at(email).first()
    masked = attempts.mask(email) if email else ""
    record(events.SINGLE_SIGN_ON_REFUSED, about=person, by=by, provider=provider, why=why, email=masked)
