"""Fixtures for decisions: the acting manager, and cases ready to be decided."""

import pytest

from mash.identity import acting_as
from referrals import codes
from referrals.decisions import actions
from referrals.models import Decision
from tests.builders import browser
from tests.referrals.decisions.browsing import fresh, signed
from tests.referrals.decisions.stories import HOUR, MONDAY, answered, build_asked_case, child_decision, fact
from tests.standing import standing_case


@pytest.fixture
def acting(northvale):
    """Act as the manager for the whole test."""
    with acting_as(northvale.manager):
        yield northvale.manager


@pytest.fixture
def case(northvale):
    """(referral, requests): police and health have been asked about a child."""
    return standing_case("asked for a decision", lambda: build_asked_case(northvale))


@pytest.fixture
def decide(northvale):
    """Return decide(referral, **facts), which drafts and signs for every undecided subject."""

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


@pytest.fixture
def shared(northvale):
    return standing_case("shared", lambda: _shared(northvale))


def _shared(northvale):
    """A case where the police gave a fact, a decision-maker's item and an existence-only item."""
    referral, requests = build_asked_case(northvale)
    items = [
        fact(release=["partners"]),
        fact("An informant says so.", handling=codes.ItemHandling.DECISION_MAKER),
        fact("", handling=codes.ItemHandling.EXISTENCE_ONLY, ask_whom="the inspector"),
    ]
    answered(requests["police"], by=northvale.police, items=items, rating="red", rating_reason="Third call.")
    return referral


@pytest.fixture
def decided(northvale):
    """As `shared`, decided and signed by the manager on the pages."""
    return standing_case("decided", lambda: _decided(northvale))


def _decided(northvale):
    referral = _shared(northvale)
    signed(browser(northvale.manager), northvale, referral)
    return fresh(northvale, referral)


@pytest.fixture
def manager(as_person, northvale):
    return as_person(northvale.manager)
