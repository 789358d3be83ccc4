"""Actions on one's own account: ending sign-ins, and confirming one's identity again."""

import time

from django.contrib.auth import authenticate
from django.db import transaction
from django.http import HttpRequest

from agencies import events
from agencies.models import SignIn, User
from agencies.signing_in import attempts, sessions
from agencies.signing_in.second_factor.actions import verify_second_factor
from audit.recording import record
from mash import identity
from mash.guards import CONFIRMED
from mash.refusals import RuleViolation, TooOften

WRONG = "Enter the password you signed in with"
TOO_MANY = "There have been too many attempts. Wait 15 minutes, then try again"


@transaction.atomic
def confirm(
    request: HttpRequest, *, by: User, password: str = "", code: str = "", credential=None
) -> RuleViolation | None:
    """Check a password, code or passkey again before a sensitive page; return why not, if refused."""
    # Returned and not raised, because an exception would roll back the event that records the failure.
    if password and not credential:
        refusal, how = _check_password(request, by, password), "password"
    else:
        refusal, how = verify_second_factor(request, code=code, credential=credential, by=by)
    if refusal is not None:
        record(events.CONFIRMING_FAILED, about=by, by=by)
        return refusal
    mark_confirmed(request, how=how, by=by)
    return None


@transaction.atomic
def mark_confirmed(request: HttpRequest, *, how: str, by: User) -> None:
    """Note in the session and the log that the user has confirmed who they are."""
    request.session[CONFIRMED] = time.time()
    record(events.CONFIRMED, about=by, by=by, how=how)


@transaction.atomic
def end_sign_in(*, sign_in: SignIn, by: User) -> None:
    """End one of the user's own sign-ins."""
    sessions.end_sign_ins(SignIn.objects.filter(pk=sign_in.pk))
    record(events.SIGN_IN_ENDED, about=by, by=by, why="ended by themselves from another browser", ended=1)


@transaction.atomic
def end_other_sign_ins(request: HttpRequest, *, by: User) -> int:
    """End all of the user's sign-ins but this one; return how many."""
    ended = sessions.end_sign_ins(by.sign_ins.exclude(session_key=sessions.sign_in_key(request)))
    record(events.SIGN_IN_ENDED, about=by, by=by, why="ended by themselves from another browser", ended=ended)
    return ended


def _check_password(request: HttpRequest, user: User, password: str) -> RuleViolation | None:
    address = identity.current.get().address
    if not attempts.allow_sign_in(user.email, address):
        return TooOften(TOO_MANY, field="password")
    if authenticate(request, username=user.email, password=password) != user:
        return RuleViolation(WRONG, field="password")
    attempts.reset_sign_in(user.email, address)
    return None
