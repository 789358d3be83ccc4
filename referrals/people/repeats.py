"""Whether a person was referred before, again and again, whoever may see those cases."""

from mash.postgres.functions import value_of
from referrals.models import Person


def is_repeat(person: Person) -> bool:
    """Whether the hub's number of referrals about this person in its months is reached, this one counted.

    Restricted cases count too, and nothing else is told of them. False to whoever does not work on this case.
    """
    return bool(value_of("mash_is_repeat", person.pk))
