"""How often somebody may try, counted outside the database for a quarter of an hour."""

from django.core.cache import cache
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

LIMIT = 10  # passwords for one e-mail address from one place
CODES = 5  # codes for one person, from wherever
LINKS = 3  # links for one forgotten password
WINDOW = 15 * 60  # seconds


def mask(email: str) -> str:
    """The same for the same address, and of no use to whoever has not our key."""
    return salted_hmac("agencies.signing_in", email.strip().lower(), algorithm="sha256").hexdigest()[:24]


def take(email: str, address: str) -> bool:
    """Count this attempt, before its password is looked at; False once there have been too many."""
    return _take(_key("sign-in", email, address), LIMIT, uncounted=True)  # better than to let nobody in; /health/ tells


def forget(email: str, address: str) -> None:
    _forget(_key("sign-in", email, address))


def take_code(person: int) -> bool:
    """Six digits are soon guessed by who may guess uncounted, so nobody may while nothing counts."""
    return _take(_key("code", person), CODES, uncounted=False)


def forget_codes(person: int) -> None:
    _forget(_key("code", person))


def take_link(email: str) -> bool:
    return _take(_key("forgotten", email), LINKS, uncounted=False)


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
