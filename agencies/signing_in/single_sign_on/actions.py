"""Actions on sign-ins with another organisation's OpenID provider."""

from django.db import transaction
from django.http import HttpRequest

from agencies import events
from agencies.models import User
from agencies.signing_in import attempts
from agencies.signing_in.account.actions import mark_confirmed
from agencies.signing_in.actions import complete_first_step, complete_sign_in
from audit.recording import PUBLIC, record
from mash.guards import CONFIRMED
from mash.refusals import RuleViolation
from mash.single_use import spend_once


@transaction.atomic
def sign_in_with_provider(request: HttpRequest, *, provider: str, state: str, trusted: bool, by: User) -> None:
    """Sign in a user whom a provider has identified. Raises RuleViolation if `state` was used before.

    `trusted`: the provider requires a second factor itself, so none is asked for here.
    """
    _use_state_once(state)
    how = f"single sign-on: {provider}"
    if trusted:
        complete_sign_in(request, how=how, second_factor="provider", by=by)
    else:
        complete_first_step(request, how=how, by=by)
    # The provider may have recognised the browser without asking anything, so this is no fresh confirmation.
    request.session.pop(CONFIRMED, None)


@transaction.atomic
def confirm_with_provider(request: HttpRequest, *, provider: str, state: str, by: User) -> None:
    """Note that the provider has confirmed who the user is. Raises RuleViolation if `state` was used before."""
    _use_state_once(state)
    mark_confirmed(request, how=f"single sign-on: {provider}", by=by)


def _use_state_once(state: str) -> None:
    # In the database: the session forgets the state too late to stop two returns at the same moment.
    if not spend_once("single sign-on", state):
        raise RuleViolation("This sign-in has been used")


@transaction.atomic
def record_refusal(*, provider: str, why: str, email: str = "", by=PUBLIC) -> None:
    """Record that somebody came from a provider and was not signed in."""
    person = User.objects.at(email).first()
    masked = attempts.mask(email) if email else ""
    record(events.SINGLE_SIGN_ON_REFUSED, about=person, by=by, provider=provider, why=why, email=masked)
