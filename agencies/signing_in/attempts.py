"""How often somebody may try, counted outside the database for a quarter of an hour."""

from django.core.cache import cache
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

from agencies.addresses import normal
from agencies.models import User

LIMIT = 10  # passwords for one e-mail address from one place
CODES = 5  # codes for one person, from wherever
LINKS = 3  # links for one forgotten password
WINDOW = 15 * 60  # seconds


def mask(email: str) -> str:
    """The same for the same address, and of no use to whoever has not our key."""
    told = normal(email) or email.strip().casefold()  # what is nobody's address is masked all the same
    return salted_hmac("agencies.signing_in", told, algorithm="sha256").hexdigest()[:24]


def whose(email: str) -> str:
    """Upon whom an attempt is counted: the person, however their address was written; else the address itself."""
    person = User.objects.at(email).values_list("pk", flat=True).first()
    return f"person {person}" if person else f"address {mask(email)}"


def take(email: str, address: str) -> bool:
    """Count this attempt, before its password is looked at; False once there have been too many."""
    return _take(
        _key("sign-in", whose(email), address), LIMIT, uncounted=True
    )  # better than to let nobody in; /health/ tells


def forget(email: str, address: str) -> None:
    _forget(_key("sign-in", whose(email), address))


def take_code(person: int) -> bool:
    """Six digits are soon guessed by who may guess uncounted, so nobody may while nothing counts."""
    return _take(_key("code", person), CODES, uncounted=False)


def forget_codes(person: int) -> None:
    _forget(_key("code", person))


def take_link(email: str) -> bool:
    return _take(_key("forgotten", whose(email)), LINKS, uncounted=False)


def _take(key: str, limit: int, *, uncounted: bool) -> bool:
    try:
        cache.add(key, 0, WINDOW)
        return cache.incr(key) <= limit
    except ValueError:  # the window ended between the two
        return True
    except RedisError:
        return uncounted


def _forget(key: str) -> None:
    try:
        cache.delete(key)
    except RedisError:
        return


def _key(kind: str, *about) -> str:
    return f"{kind}:{mask(' '.join(map(str, about)))}"
