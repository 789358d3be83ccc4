"""How often somebody may try: ten times in a quarter of an hour for one e-mail address from one place."""

from django.core.cache import cache
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

LIMIT = 10
WINDOW = 15 * 60  # seconds


def mask(email: str) -> str:
    """The same for the same address, and of no use to whoever has not our key."""
    return salted_hmac("agencies.signing_in", email.strip().lower(), algorithm="sha256").hexdigest()[:24]


def take(email: str, address: str) -> bool:
    """Count this attempt, before its password is looked at; False once there have been too many."""
    key = _key(email, address)
    try:
        cache.add(key, 0, WINDOW)
        return cache.incr(key) <= LIMIT
    except ValueError:  # the window ended between the two
        return True
    except RedisError:  # better to let people work uncounted than to let nobody in; /health/ tells
        return True


def forget(email: str, address: str) -> None:
    try:
        cache.delete(_key(email, address))
    except RedisError:
        return


def _key(email: str, address: str) -> str:
    return f"sign-in:{mask(f'{email} {address}')}"
