"""How often somebody may try to come in: counted before what they gave is looked at (mash/limits.py)."""

from django.utils.crypto import salted_hmac

from agencies.addresses import normalise
from agencies.models import User
from mash import limits

ACCOUNT_AND_ADDRESS = "sign_in_account_address"


def account_key(email: str) -> str:
    """By which attempts are counted: the person, however their address was written; else the address itself."""
    person = User.objects.at(email).values_list("pk", flat=True).first()
    return f"person {person}" if person else f"address {mask(email)}"


def mask(email: str) -> str:
    """The same for the same address, and of no use to whoever has not our key."""
    told = normalise(email) or email.strip().casefold()  # what is nobody's address is masked all the same
    return salted_hmac("agencies.signing_in", told, algorithm="sha256").hexdigest()[:24]


def allow_sign_in(email: str, address: str) -> bool:
    """Count this attempt; False once there have been too many.

    Whoever comes from where this account has been signed in before is not shut out by what others do elsewhere.
    """
    passed = limits.take(**_sign_in_limits(email, address))
    if not passed or ACCOUNT_AND_ADDRESS in passed:
        return not passed
    return limits.is_known("came_in", account_key(email), address)


def reset_sign_in(email: str, address: str) -> None:
    """It was them."""
    attempt = _sign_in_limits(email, address)
    limits.forget(**{ACCOUNT_AND_ADDRESS: attempt.pop(ACCOUNT_AND_ADDRESS)})
    limits.give_back(**attempt)
    limits.remember("came_in", account_key(email), address)


def allow_code(person: int, address: str) -> bool:
    return not limits.take(code_person=(person,), code_address=(address,), code=())


def reset_codes(person: int, address: str) -> None:
    limits.forget(code_person=(person,))
    limits.give_back(code_address=(address,), code=())


def allow_link_request(email: str, address: str) -> bool:
    """Links for one forgotten password are few, lest somebody's letterbox be filled."""
    return not limits.take(link_account=(account_key(email),), link_address=(address,), link=())


def allow_single_sign_on(address: str) -> bool:
    """Of signing in with a provider, which is asked while the page waits."""
    return not limits.take(elsewhere_address=(address,))


def allow_link_opening(address: str) -> bool:
    """Of a one-time link."""
    return not limits.take(opening_address=(address,))


def refund_link_opening(address: str) -> None:
    limits.give_back(opening_address=(address,))


def _sign_in_limits(email: str, address: str) -> dict[str, tuple]:
    account = account_key(email)
    return {
        ACCOUNT_AND_ADDRESS: (account, address),
        "sign_in_account": (account,),
        "sign_in_address": (address,),
        "sign_in": (),
    }
