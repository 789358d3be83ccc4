"""The decision-maker at work, and cases ready to be decided."""

import pytest

from mash.identity import acting_as
from referrals.decisions import actions
from referrals.models import Decision
from tests.referrals.decisions.stories import HOUR, MONDAY, asked, child_decision


@pytest.fixture
def acting(northvale):
    """The manager is at work throughout."""
    with acting_as(northvale.manager):
        yield northvale.manager


@pytest.fixture
def case(northvale):
    """(referral, requests): police and health have been asked about one child."""
    return asked(northvale)


@pytest.fixture
def decide(northvale):
    """decide(referral, **facts): a draft for every undecided subject, signed by the manager; gives the decisions."""

    def both(referral, *, signed=True, by=None, **facts) -> list[Decision]:
        by = by or northvale.manager
        with acting_as(by):
            subjects = list(referral.people.filter(is_subject=True))
            drafted = actions.draft(
                referral, subjects=subjects, facts=child_decision(**facts), by=by, now=MONDAY + 2 * HOUR
            )
            if not signed:
                return drafted
            return actions.sign(referral, decisions=[d.pk for d in drafted], by=by, now=MONDAY + 3 * HOUR)

    return both
