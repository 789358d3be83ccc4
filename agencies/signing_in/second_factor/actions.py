"""Setting up a second factor, giving it, and resetting somebody else's."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest

from agencies import events
from agencies.approvals.proposals import propose, record_change
from agencies.models import AccountChange, User
from agencies.people import applying
from agencies.roles import needs_second_person
from agencies.signing_in import attempts
from agencies.signing_in.actions import complete_sign_in
from agencies.signing_in.notices import notify
from agencies.signing_in.second_factor import codes, passkeys, requirement
from audit.recording import PUBLIC, record
from mash import identity
from mash.refusals import RuleViolation, TooOften

WRONG_CODE = "Enter the code your app shows now, or a recovery code you have not used"
WRONG_SET_UP = "Enter the 6 digits the app shows now. If they do not work, check that the telephone’s clock is right"
TOO_MANY = "There have been too many attempts. Wait 15 minutes, then try again"
LAST_FACTOR = "Your role needs a second factor. Set up another one before you remove this one"


def lock_second_factors(user: User) -> None:
    """What somebody's second factors are is asked and changed by one at a time, until the transaction ends."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


@transaction.atomic
def complete_second_step(
    request: HttpRequest, *, how: str, by: User, code: str = "", credential=None
) -> RuleViolation | None:
    """Like `sign_in`, it gives its refusal back, so that the failure is noted."""
    refusal, kind = verify_second_factor(request, code=code, credential=credential, by=by)
    if refusal is None:
        complete_sign_in(request, how=how, second_factor=kind, by=by)
    return refusal


@transaction.atomic
def verify_second_factor(
    request: HttpRequest, *, by: User, code: str = "", credential=None
) -> tuple[RuleViolation | None, str]:
    """(why not, which kind of second factor it was)."""
    address = identity.current.get().address
    if not attempts.allow_code(by.pk, address):
        return _record_failure(by, TOO_MANY, locked=True), ""
    used = passkeys.verify_passkey(by, credential) if credential else codes.verify_code(by, code)
    if used is None:
        words = "That passkey was not accepted. Try again, or use a code" if credential else WRONG_CODE
        return _record_failure(by, words, locked=False), ""
    attempts.reset_codes(by.pk, address)
    if used.type == Authenticator.Type.RECOVERY_CODES:
        record(events.RECOVERY_CODE_USED, about=by, by=by, left=codes.recovery_codes_left(by))
    record(events.SECOND_FACTOR_PASSED, about=by, by=by, kind=used.type)
    return None, used.type


@transaction.atomic
def add_app(request: HttpRequest, *, secret: str, code: str, by: User) -> None:
    lock_second_factors(by)
    counter = codes.counter_of(secret, code)
    if counter is None:
        raise RuleViolation(WRONG_SET_UP, field="code")
    _finish_adding(request, codes.replace_app(by, secret, counter), "app", by)


@transaction.atomic
def add_passkey(request: HttpRequest, *, credential, name: str, by: User) -> None:
    lock_second_factors(by)
    _finish_adding(request, passkeys.register(by, credential, name), "passkey", by)


@transaction.atomic
def remove(request: HttpRequest, *, authenticator: Authenticator, by: User) -> None:
    lock_second_factors(by)
    if not requirement.authenticators(by).filter(pk=authenticator.pk).exists():
        raise RuleViolation("It has been removed already")
    if requirement.is_required(by) and requirement.authenticators(by).count() == 1:
        raise RuleViolation(LAST_FACTOR)
    record(events.SECOND_FACTOR_REMOVED, about=by, by=by, kind=authenticator.type)
    authenticator.delete()
    if not requirement.has_second_factor(by):
        Authenticator.objects.filter(user=by).delete()  # recovery codes of nothing
    notify(by, "removed")


@transaction.atomic
def make_recovery_codes(*, by: User) -> None:
    lock_second_factors(by)
    if not requirement.has_second_factor(by):
        raise RuleViolation("Set up an app or a passkey first: recovery codes stand in for one that is lost")
    codes.new_recovery_codes(by)
    record(events.RECOVERY_CODES_MADE, about=by, by=by)
    notify(by, "codes")


@transaction.atomic
def show_recovery_codes(*, by: User) -> list[str]:
    lock_second_factors(by)
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
    lock_second_factors(user)
    if not requirement.has_second_factor(user):
        raise RuleViolation("They have no second factor to reset")
    if needs_second_person(user.role_codes):
        return propose(AccountChange.Kind.RESET, user=user, hub=user.home, by=by, reason=reason)
    change = record_change(AccountChange.Kind.RESET, user=user, by=by, told="reset", reason=reason)
    applying.reset_second_factor(user, change=change, by=by, now=None)
    return change


def _finish_adding(request: HttpRequest, authenticator: Authenticator, kind: str, by: User) -> None:
    if not codes.has_recovery_codes(by):
        codes.new_recovery_codes(by)
    requirement.mark_passed(request)
    record(events.SECOND_FACTOR_ADDED, about=by, by=by, kind=authenticator.type)
    notify(by, kind)


def _record_failure(user: User, words: str, *, locked: bool) -> RuleViolation:
    record(events.SECOND_FACTOR_FAILED, about=user, by=PUBLIC, locked=locked)
    return (TooOften if locked else RuleViolation)(words, field="code")
