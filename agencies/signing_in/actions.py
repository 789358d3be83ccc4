"""Coming in, going out, and choosing a password."""

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
    """Gives its refusal back rather than raising it: that somebody failed is noted in this very transaction.

    The words are the same whether the address is unknown, the password wrong or the person suspended.
    """
    address = identity.current.get().address
    if not attempts.allow_sign_in(email, address):
        _record_failure(email, locked=True)
        return TooOften(TOO_MANY, field="email")
    user = authenticate(request, username=email, password=password)
    if user is None:
        _record_failure(email, locked=False)
        return RuleViolation(WRONG, field="email")
    attempts.reset_sign_in(email, address)
    complete_first_step(request, how="password", by=user)
    return None


@transaction.atomic
def complete_first_step(request: HttpRequest, *, how: str, by: User) -> None:
    """Somebody has shown who they are, by a password or elsewhere. Who has a second factor is not in before it."""
    if requirement.has_second_factor(by):
        record(events.FIRST_STEP_DONE, about=by, by=PUBLIC, how=how)
        pending.start(request, by, how=how)
    else:
        complete_sign_in(request, how=how, by=by)


@transaction.atomic
def complete_sign_in(request: HttpRequest, *, how: str, by: User, second_factor: str = "") -> None:
    pending.clear(request)
    sessions.close_sign_in(request)  # whatever sign-in this session was, half-way or another's
    login(request, by, backend=BACKEND)  # sessions.begin notes where
    if second_factor:
        requirement.mark_passed(request)
    with identity.acting_in(request.session.session_key, by):  # this request began as nobody's
        record(events.SIGNED_IN, about=by, by=by, how=how, second_factor=second_factor)


@transaction.atomic
def sign_out(request: HttpRequest, *, by: User) -> None:
    record(events.SIGNED_OUT, about=by, by=by)
    sessions.close_sign_in(request)
    logout(request)


@transaction.atomic
def end_idle_sign_in(request: HttpRequest, *, by: User) -> None:
    """Nobody has used this sign-in for too long."""
    record(events.SIGN_IN_ENDED, about=by, by=by, why="idle")
    sessions.close_sign_in(request)
    logout(request)


@transaction.atomic
def end_abandoned_sign_ins(*, by, at_most: int) -> int:
    """The sign-ins nobody has used for too long and nobody came back to."""
    found = sessions.abandoned_sign_ins().select_for_update(skip_locked=True, of=("self",)).select_related("user")
    ended = list(found[:at_most])
    for sign_in in ended:
        record(events.SIGN_IN_ENDED, about=sign_in.user, by=by, why="idle")
    return sessions.end_sign_ins(sessions.abandoned_sign_ins().filter(pk__in=[sign_in.pk for sign_in in ended]))


@transaction.atomic
def choose_password(request: HttpRequest, *, password: str, token: str, by: User) -> None:
    """By somebody who followed their link: the password is set, the link is spent, all other places are signed out.

    Raises RuleViolation where somebody else spent it meanwhile.
    """
    if links.spend(by, token) is None:
        raise RuleViolation(LINK_USED)
    had_one = by.has_usable_password()
    sessions.open_sign_in(request, by, lasting=pending.MAX_AGE, halfway=True)  # the link has shown who they are
    with identity.acting_in(request.session.session_key, by):
        _set_password(by, password)
    sessions.close_sign_in(request)
    if had_one:
        notify(by, "password")
    complete_first_step(request, how="link", by=by)


@transaction.atomic
def request_password_link(*, email: str, by=PUBLIC) -> None:
    """Somebody forgot their password. Nothing they see or could time says whether the address is anybody's."""
    person = User.objects.at(email).filter(is_active=True).first()
    wanted = attempts.allow_link_request(email, identity.current.get().address) and not (
        person and uses_single_sign_on(person)
    )
    record(events.PASSWORD_FORGOTTEN, about=person, by=by, email=attempts.mask(email), sent=bool(person and wanted))
    letters.post(person if wanted else None, letters.FORGOTTEN)


@transaction.atomic
def change_password(request: HttpRequest, *, current: str, password: str, by: User) -> RuleViolation | None:
    """Every other place where this person is signed in is signed out by it. A wrong `current` counts as an attempt."""
    address = identity.current.get().address
    if not attempts.allow_sign_in(by.email, address):
        return TooOften(TOO_MANY, field="current")
    if not by.check_password(current):
        return RuleViolation(WRONG_CURRENT, field="current")
    attempts.reset_sign_in(by.email, address)
    if password == current:
        return RuleViolation(NOT_CHANGED, field="password")
    _set_password(by, password)
    before = request.session.session_key
    update_session_auth_hash(request, by)
    sessions.move_sign_in(request, before)
    return None


def _set_password(user: User, password: str) -> None:
    """Wherever else they are signed in, the database ends it."""
    user.set_password(password)
    user.save(update_fields=["password"])
    record(events.PASSWORD_SET, about=user, by=user)


def _record_failure(email: str, *, locked: bool) -> None:
    """A hub's auditors see attempts upon its own people, every auditor those upon nobody's. What was typed is kept as
    a keyed hash; from where it came is noted, for whoever tries is not one of the public, who stay unknown."""
    person = User.objects.at(email).first()
    record(events.SIGN_IN_FAILED, about=person, by=UNKNOWN_ACTOR, email=attempts.mask(email), locked=locked)
