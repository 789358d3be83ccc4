"""People on many referrals at once: short descriptions, and how often the hub has heard of them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db import connection

from mash.hub_time import months_before
from referrals.access.visible import visible_referrals
from referrals.models import Person, Referral
from referrals.people.ages import age_words
from referrals.people.incidents import tellings
from referrals.people.other_referrals import Times

EARLIER = Path(__file__).with_name("earlier.sql").read_text()


def name_and_age(person: Person, today: date) -> str:
    return ", ".join(part for part in (person.display_name, age_words(person, today)) if part)


def earlier_times(user, referrals: Iterable[Referral]) -> dict[UUID, Times]:
    """Return how often the hub was told before about the people or the address of each of these cases, if it was.

    Two queries for all. Only cases that the user may see are counted.
    """
    came = {referral.pk: referral.received_at for referral in referrals}
    with connection.cursor() as cursor:
        cursor.execute(EARLIER, {"cases": list(came)})
        ties = cursor.fetchall()
    if not ties:
        return {}
    others = visible_referrals(user).filter(pk__in={other for _, other, _ in ties})
    when = dict(others.values_list("pk", "received_at"))
    before: dict[UUID, list[datetime]] = defaultdict(list)
    counted: dict[UUID, dict[UUID, list[UUID]]] = defaultdict(dict)
    for case, other, told_with in ties:
        if other in when:
            counted[case][other] = told_with
            if when[other] <= came[case]:
                before[case].append(when[other])
    months = user.hub.repeat_months
    return {
        case: Times(
            sum(moment >= months_before(came[case], months) for moment in before[case]),
            len(before[case]),
            months,
            tellings([case, *others], others),
        )
        for case, others in counted.items()
    }
