"""Setting up a second factor, giving it, and resetting somebody else's."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest

from agencies import events
from agencies.approvals.proposing import note, propose
from agencies.models import AccountChange, User
from agencies.people import applying
from agencies.roles import needs_two
from agencies.signing_in import attempts
from agencies.signing_in.actions import enter
from agencies.signing_in.second_factor import codes, owing, passkeys
from agencies.signing_in.telling import tell
from audit.recording import PUBLIC, record
from mash import identity
from mash.refusals import RuleViolation, TooOften

WRONG_CODE = "Enter the code your app shows now, or a recovery code you have not used"
WRONG_SET_UP = "Enter the 6 digits the app shows now. If they do not work, check that the telephone’s clock is right"
TOO_MANY = "There have been too many attempts. Wait 15 minutes, then try again"
LAST_ONE = "Your role needs a second factor. Set up another one before you remove this one"


def one_at_a_time(user: User) -> None:
    """What somebody's second factors are is asked and changed by one at a time, until the transaction ends."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


@transaction.atomic
def take_second_step(
    request: HttpRequest, *, how: str, by: User, code: str = "", credential=None
) -> RuleViolation | None:
    """Like `sign_in`, it gives its refusal back, so that the failure is noted."""
    refusal, kind = prove(request, code=code, credential=credential, by=by)
    if refusal is None:
        enter(request, how=how, second_factor=kind, by=by)
    return refusal


@transaction.atomic
def prove(request: HttpRequest, *, by: User, code: str = "", credential=None) -> tuple[RuleViolation | None, str]:
    """(why not, which kind of second factor it was)."""
    address = identity.current.get().address
    if not attempts.take_code(by.pk, address):
        return _failed(by, TOO_MANY, locked=True), ""
    used = passkeys.accepted(by, credential) if credential else codes.accepted(by, code)
    if used is None:
        words = "That passkey was not accepted. Try again, or use a code" if credential else WRONG_CODE
        return _failed(by, words, locked=False), ""
    attempts.forget_codes(by.pk, address)
    if used.type == Authenticator.Type.RECOVERY_CODES:
        record(events.RECOVERY_CODE_USED, about=by, by=by, left=codes.recovery_codes_left(by))
    record(events.SECOND_FACTOR_PASSED, about=by, by=by, kind=used.type)
    return None, used.type


@transaction.atomic
def add_app(request: HttpRequest, *, secret: str, code: str, by: User) -> None:
    one_at_a_time(by)
    counter = codes.counter_of(secret, code)
    if counter is None:
        raise RuleViolation(WRONG_SET_UP, field="code")
    _added(request, codes.put_app(by, secret, counter), "app", by)


@transaction.atomic
def add_passkey(request: HttpRequest, *, credential, name: str, by: User) -> None:
    one_at_a_time(by)
    _added(request, passkeys.add(by, credential, name), "passkey", by)


@transaction.atomic
def remove(request: HttpRequest, *, authenticator: Authenticator, by: User) -> None:
    one_at_a_time(by)
    if not owing.authenticators(by).filter(pk=authenticator.pk).exists():
        raise RuleViolation("It has been removed already")
    if owing.must_have(by) and owing.authenticators(by).count() == 1:
        raise RuleViolation(LAST_ONE)
    record(events.SECOND_FACTOR_REMOVED, about=by, by=by, kind=authenticator.type)
    authenticator.delete()
    if not owing.has_one(by):
        Authenticator.objects.filter(user=by).delete()  # recovery codes of nothing
    tell(by, "removed")


@transaction.atomic
def make_recovery_codes(*, by: User) -> None:
    one_at_a_time(by)
    if not owing.has_one(by):
        raise RuleViolation("Set up an app or a passkey first: recovery codes stand in for one that is lost")
    codes.new_recovery_codes(by)
    record(events.RECOVERY_CODES_MADE, about=by, by=by)
    tell(by, "codes")


@transaction.atomic
def show_recovery_codes(*, by: User) -> list[str]:
    one_at_a_time(by)
    shown = codes.show_recovery_codes(by)
    if shown:
        record(events.RECOVERY_CODES_SHOWN, about=by, by=by)
    return shown


@transaction.atomic
def reset(*, user: User, reason: str, by: User) -> AccountChange:
    """For whoever lost their telephone and their codes: they set up a new one when they next sign in. With a link to
    choose a password it is a way into the account, so two people do it for whoever holds a role that two give."""
    if by == user:
        raise RuleViolation("You cannot reset your own. Ask another administrator")
    one_at_a_time(user)
    if not owing.has_one(user):
        raise RuleViolation("They have no second factor to reset")
    if needs_two(user.role_codes):
        return propose(AccountChange.Kind.RESET, user=user, hub=user.home, by=by, reason=reason)
    change = note(AccountChange.Kind.RESET, user=user, by=by, told="reset", reason=reason)
    applying.reset_second_factor(user, change=change, by=by, now=None)
    return change


def _added(request: HttpRequest, authenticator: Authenticator, kind: str, by: User) -> None:
    if not codes.have_recovery_codes(by):
        codes.new_recovery_codes(by)
    owing.settle(request)
    record(events.SECOND_FACTOR_ADDED, about=by, by=by, kind=authenticator.type)
    tell(by, kind)


def _failed(user: User, words: str, *, locked: bool) -> RuleViolation:
    record(events.SECOND_FACTOR_FAILED, about=user, by=PUBLIC, locked=locked)
    return (TooOften if locked else RuleViolation)(words, field="code")
