"""Actions on second factors: verifying, adding, removing and resetting them."""

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
from audit.recording import record
from mash import identity
from mash.refusals import RuleViolation, TooOften

WRONG_CODE = "Enter the code your app shows now, or a recovery code you have not used"
WRONG_SET_UP = "Enter the 6 digits the app shows now. If they do not work, check that the telephone’s clock is right"
TOO_MANY = "There have been too many attempts. Wait 15 minutes, then try again"
LAST_FACTOR = "Your role needs a second factor. Set up another one before you remove this one"


def lock_second_factors(user: User) -> None:
    """Lock a user's second factors until the transaction ends."""
    # The user's row, since there may be no authenticator yet to lock.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


@transaction.atomic
def complete_second_step(
    request: HttpRequest, *, how: str, by: User, code: str = "", credential=None
) -> RuleViolation | None:
    """Verify the second factor and sign the user in; return why not, if refused."""
    # Returned and not raised, because an exception would roll back the event that records the failure.
    refusal, kind = verify_second_factor(request, code=code, credential=credential, by=by)
    if refusal is None:
        complete_sign_in(request, how=how, second_factor=kind, by=by)
    return refusal


@transaction.atomic
def verify_second_factor(
    request: HttpRequest, *, by: User, code: str = "", credential=None
) -> tuple[RuleViolation | None, str]:
    """Check a code or passkey; return why it was refused, if so, and the type of authenticator used."""
    address = identity.current.get().address
    if not attempts.allow_code(by.pk, address):
        return _record_failure(by, TOO_MANY, locked=True), ""
    used = passkeys.verify_passkey(by, credential) if credential else codes.verify_code(by, code)
    if used is None:
        message = "That passkey was not accepted. Try again, or use a code" if credential else WRONG_CODE
        return _record_failure(by, message, locked=False), ""
    attempts.reset_codes(by.pk, address)
    if used.type == Authenticator.Type.RECOVERY_CODES:
        record(events.RECOVERY_CODE_USED, about=by, by=by, left=codes.recovery_codes_left(by))
    record(events.SECOND_FACTOR_PASSED, about=by, by=by, kind=used.type)
    return None, used.type


@transaction.atomic
def add_app(request: HttpRequest, *, secret: str, code: str, by: User) -> None:
    """Set up an authenticator app. Raises RuleViolation unless the code is right, which proves that the app works."""
    lock_second_factors(by)
    counter = codes.counter_of(secret, code)
    if counter is None:
        raise RuleViolation(WRONG_SET_UP, field="code")
    _finish_adding(request, codes.replace_app(by, secret, counter), "app", by)


@transaction.atomic
def add_passkey(request: HttpRequest, *, credential, name: str, by: User) -> None:
    """Add a passkey. Raises RuleViolation if the browser's answer is invalid."""
    lock_second_factors(by)
    _finish_adding(request, passkeys.register(by, credential, name), "passkey", by)


@transaction.atomic
def remove(request: HttpRequest, *, authenticator: Authenticator, by: User) -> None:
    """Remove one of the user's own second factors. Raises RuleViolation for the last one if a role requires one."""
    lock_second_factors(by)
    if not requirement.authenticators(by).filter(pk=authenticator.pk).exists():
        raise RuleViolation("It has been removed already")
    if requirement.is_required(by) and requirement.authenticators(by).count() == 1:
        raise RuleViolation(LAST_FACTOR)
    record(events.SECOND_FACTOR_REMOVED, about=by, by=by, kind=authenticator.type)
    authenticator.delete()
    if not requirement.has_second_factor(by):
        # Only recovery codes are left, which stand in for a factor that is gone.
        Authenticator.objects.filter(user=by).delete()
    notify(by, "removed")


@transaction.atomic
def make_recovery_codes(*, by: User) -> None:
    """Replace the user's recovery codes. Raises RuleViolation if they have no second factor."""
    lock_second_factors(by)
    if not requirement.has_second_factor(by):
        raise RuleViolation("Set up an app or a passkey first: recovery codes stand in for one that is lost")
    codes.new_recovery_codes(by)
    record(events.RECOVERY_CODES_MADE, about=by, by=by)
    notify(by, "codes")


@transaction.atomic
def show_recovery_codes(*, by: User) -> list[str]:
    """Return the user's recovery codes the first time, and an empty list from then on."""
    lock_second_factors(by)
    recovery_codes = codes.show_recovery_codes(by)
    if recovery_codes:
        record(events.RECOVERY_CODES_SHOWN, about=by, by=by)
    return recovery_codes


@transaction.atomic
def reset(*, user: User, reason: str, by: User) -> AccountChange:
    """Reset the second factor of a user who lost it, or propose it if their roles need a second person.

    Raises RuleViolation for one's own, and if there is none.
    """
    # Together with a link to choose a password it is a way into the account, so one person alone must not do it.
    if by == user:
        raise RuleViolation("You cannot reset your own. Ask another administrator")
    lock_second_factors(user)
    if not requirement.has_second_factor(user):
        raise RuleViolation("They have no second factor to reset")
    if needs_second_person(user.role_codes):
        return propose(AccountChange.Kind.RESET, user=user, hub=user.home, by=by, reason=reason)
    change = record_change(AccountChange.Kind.RESET, user=user, by=by, notice="reset", reason=reason)
    applying.reset_second_factor(user, change=change, by=by, now=None)
    return change


def _finish_adding(request: HttpRequest, authenticator: Authenticator, kind: str, by: User) -> None:
    # With their first factor only: a second one must not make the codes they have written down useless.
    if not codes.has_recovery_codes(by):
        codes.new_recovery_codes(by)
    requirement.mark_passed(request)
    record(events.SECOND_FACTOR_ADDED, about=by, by=by, kind=authenticator.type)
    notify(by, kind)


def _record_failure(user: User, message: str, *, locked: bool) -> RuleViolation:
    # By the person and not by nobody: the first factor, or the session, has shown whose account it is.
    record(events.SECOND_FACTOR_FAILED, about=user, by=user, locked=locked)
    return (TooOften if locked else RuleViolation)(message, field="code")
