"""Rate limits for signing in. Each attempt is counted before the password, code or link is checked."""

from django.utils.crypto import salted_hmac

from agencies.addresses import normalise
from agencies.models import User
from mash import limits

ACCOUNT_AND_ADDRESS = "sign_in_account_address"


def account_key(email: str) -> str:
    """Return the key by which attempts are counted: the person if there is one, else the masked address."""
    person = User.objects.at(email).values_list("pk", flat=True).first()
    return f"person {person}" if person else f"address {mask(email)}"


def mask(email: str) -> str:
    """Return a keyed hash of an address, so that attempts can be matched without storing what was typed."""
    normalised = normalise(email) or email.strip().casefold()
    return salted_hmac("agencies.signing_in", normalised, algorithm="sha256").hexdigest()[:24]


def allow_sign_in(email: str, address: str) -> bool:
    """Count an attempt to sign in; return whether it may go ahead."""
    exceeded = limits.take(**_sign_in_limits(email, address))
    if not exceeded or ACCOUNT_AND_ADDRESS in exceeded:
        return not exceeded
    # Where this account has been signed in before, only its limit at this address counts: guesses made elsewhere
    # must not lock its holder out.
    return limits.is_known("came_in", account_key(email), address)


def reset_sign_in(email: str, address: str) -> None:
    """Forget the failures of this account at this address, after a successful sign-in."""
    attempt = _sign_in_limits(email, address)
    limits.forget(**{ACCOUNT_AND_ADDRESS: attempt.pop(ACCOUNT_AND_ADDRESS)})
    # Shared limits only lose this one attempt: a success must not wipe out other people's guesses.
    limits.give_back(**attempt)
    limits.remember("came_in", account_key(email), address)


def allow_code(person: int, address: str) -> bool:
    """Count an attempt at the second factor; return whether it may go ahead."""
    return not limits.take(code_person=(person,), code_address=(address,), code=())


def reset_codes(person: int, address: str) -> None:
    """Forget a person's failed codes, after a right one."""
    limits.forget(code_person=(person,))
    limits.give_back(code_address=(address,), code=())


def allow_link_request(email: str, address: str) -> bool:
    """Count a request for a link; return whether one may be sent."""
    # Few for each account, so that nobody can flood another person's mailbox.
    return not limits.take(link_account=(account_key(email),), link_address=(address,), link=())


def allow_single_sign_on(address: str) -> bool:
    """Count a sign-in with a provider; return whether it may go ahead."""
    # The page waits while the provider is asked, so a flood of these would hold up the web server.
    return not limits.take(elsewhere_address=(address,))


def allow_link_opening(address: str) -> bool:
    """Count the opening of a one-time link; return whether it may be looked up."""
    return not limits.take(opening_address=(address,))


def refund_link_opening(address: str) -> None:
    """Take back one counted opening, after a link that was valid."""
    limits.give_back(opening_address=(address,))


def _sign_in_limits(email: str, address: str) -> dict[str, tuple]:
    account = account_key(email)
    return {
        ACCOUNT_AND_ADDRESS: (account, address),
        "sign_in_account": (account,),
        "sign_in_address": (address,),
        "sign_in": (),
    }
