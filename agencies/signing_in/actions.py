"""Actions for signing in and out and for choosing a password."""

from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest

from agencies import events, letters
from agencies.models import User
from agencies.people.links import uses_single_sign_on
from agencies.signing_in import attempts, links, pending, sessions
from agencies.signing_in.notices import notify
from agencies.signing_in.second_factor import requirement
from audit.recording import PUBLIC, Actor, record
from mash import identity
from mash.refusals import RuleViolation, TooOften

BACKEND = "agencies.backends.EmailBackend"
WRONG = "Check your email address and password: together they do not let anybody in"
TOO_MANY = "There have been too many attempts to sign in. Wait 15 minutes, then try again"
LINK_USED = "This link has been used"
NOT_CHANGED = "Choose a password other than the one you have"
WRONG_CURRENT = "Enter the password you signed in with"
UNKNOWN_ACTOR = Actor(name="Not signed in")


@transaction.atomic
def sign_in(request: HttpRequest, *, email: str, password: str, by=PUBLIC) -> RuleViolation | None:
    """Check email and password, and complete the first step of signing in; return why not, if refused."""
    # Returned and not raised, because an exception would roll back the event that records the failure.
    address = identity.current.get().address
    if not attempts.allow_sign_in(email, address):
        _record_failure(email, locked=True)
        return TooOften(TOO_MANY, field="email")
    user = authenticate(request, username=email, password=password)
    if user is None:
        _record_failure(email, locked=False)
        # The same message for an unknown address, a wrong password and a suspended account.
        return RuleViolation(WRONG, field="email")
    attempts.reset_sign_in(email, address)
    complete_first_step(request, how="password", by=user)
    return None


@transaction.atomic
def complete_first_step(request: HttpRequest, *, how: str, by: User) -> None:
    """Go on after a password, link or provider: to the second factor if the user has one, else sign them in."""
    if requirement.has_second_factor(by):
        pending.start(request, by, how=how)
        with identity.acting_in(request.session.session_key, by):
            record(events.FIRST_STEP_DONE, about=by, by=by, how=how)
    else:
        complete_sign_in(request, how=how, by=by)


@transaction.atomic
def complete_sign_in(request: HttpRequest, *, how: str, by: User, second_factor: str = "") -> None:
    """Sign a user in. Every way of signing in ends here."""
    pending.clear(request)
    # The session may carry a half-way sign-in, or another user's.
    sessions.close_sign_in(request)
    login(request, by, backend=BACKEND)  # its signal runs sessions.on_login
    if second_factor:
        requirement.mark_passed(request)
    # The request began with nobody signed in; the event has to carry the new identity.
    with identity.acting_in(request.session.session_key, by):
        record(events.SIGNED_IN, about=by, by=by, how=how, second_factor=second_factor)


@transaction.atomic
def sign_out(request: HttpRequest, *, by: User) -> None:
    """End this session's sign-in at its user's wish."""
    record(events.SIGNED_OUT, about=by, by=by)
    sessions.close_sign_in(request)
    logout(request)


@transaction.atomic
def end_idle_sign_in(request: HttpRequest, *, by: User) -> None:
    """End this session's sign-in because it was idle too long."""
    record(events.SIGN_IN_ENDED, about=by, by=by, why="idle")
    sessions.close_sign_in(request)
    logout(request)


@transaction.atomic
def end_abandoned_sign_ins(*, by, at_most: int) -> int:
    """End idle sign-ins whose browser has not come back; return how many."""
    abandoned = sessions.abandoned_sign_ins().select_for_update(skip_locked=True, of=("self",)).select_related("user")
    sign_ins = list(abandoned[:at_most])
    for sign_in in sign_ins:
        record(events.SIGN_IN_ENDED, about=sign_in.user, by=by, why="idle")
    return sessions.end_sign_ins(sessions.abandoned_sign_ins().filter(pk__in=[sign_in.pk for sign_in in sign_ins]))


@transaction.atomic
def choose_password(request: HttpRequest, *, password: str, token: str, by: User) -> None:
    """Set the password of a user who followed a one-time link, and sign them out everywhere else.

    Raises RuleViolation if the link has been used.
    """
    if links.spend(by, token) is None:
        raise RuleViolation(LINK_USED)
    had_password = by.has_usable_password()
    # The link proves who they are. The database sets a password only for somebody signed in, if only half-way.
    sessions.open_sign_in(request, by, lasting=pending.MAX_AGE, halfway=True)
    with identity.acting_in(request.session.session_key, by):
        _set_password(by, password)
    sessions.close_sign_in(request)
    if had_password:
        notify(by, "password")
    complete_first_step(request, how="link", by=by)


@transaction.atomic
def request_password_link(*, email: str, by=PUBLIC) -> None:
    """Queue a link to choose a new password, if the address has an account that signs in with one."""
    # An unknown address takes the same steps and gets the same answer, so that accounts cannot be probed for.
    person = User.objects.at(email).filter(is_active=True).first()
    allowed = attempts.allow_link_request(email, identity.current.get().address) and not (
        person and uses_single_sign_on(person)
    )
    record(events.PASSWORD_FORGOTTEN, about=person, by=by, email=attempts.mask(email), sent=bool(person and allowed))
    letters.post(person if allowed else None, letters.FORGOTTEN)


@transaction.atomic
def change_password(request: HttpRequest, *, current: str, password: str, by: User) -> RuleViolation | None:
    """Change a password and end the user's other sign-ins; return why not, if refused."""
    # Counted like a sign-in: at an unattended computer the current password could be guessed here.
    address = identity.current.get().address
    if not attempts.allow_sign_in(by.email, address):
        return TooOften(TOO_MANY, field="current")
    if not by.check_password(current):
        return RuleViolation(WRONG_CURRENT, field="current")
    attempts.reset_sign_in(by.email, address)
    if password == current:
        return RuleViolation(NOT_CHANGED, field="password")
    _set_password(by, password)
    old_key = request.session.session_key
    update_session_auth_hash(request, by)
    sessions.move_sign_in(request, old_key)
    return None


def _set_password(user: User, password: str) -> None:
    """Store and record a new password. The database ends the user's other sign-ins."""
    user.set_password(password)
    user.save(update_fields=["password"])
    record(events.PASSWORD_SET, about=user, by=user)


def _record_failure(email: str, *, locked: bool) -> None:
    """Record a failed sign-in, about the account if there is one."""
    # Not as PUBLIC, whose network address is never stored: here it is evidence. The address typed is masked,
    # because it may be a stranger's, or a password in the wrong field.
    person = User.objects.at(email).first()
    record(events.SIGN_IN_FAILED, about=person, by=UNKNOWN_ACTOR, email=attempts.mask(email), locked=locked)
