"""What takes two people takes two people again: a role after its end, a reset, a return, an address."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.approvals import actions as approvals
from agencies.models import AccountChange, Membership, User
from agencies.people import actions
from agencies.signing_in.second_factor.actions import reset
from agencies.tasks import end_roles_past_their_date
from mash.identity import acting_as
from mash.refusals import RuleViolation
from tests import two_hands
from tests.agencies.signing_in.steps import add_app, authenticators
from tests.database import as_role

WHY = "As agreed."


def fresh(person) -> User:
    return User.objects.select_related("hub", "agency").get(pk=person.pk)


def waiting_for(world, person) -> AccountChange:
    with acting_as(world.administrator):
        return AccountChange.objects.waiting().get(user=person)


def confirmed(world, change):
    with acting_as(world.manager):
        approvals.confirm(change, by=world.manager)


@pytest.mark.parametrize("ends_by_itself", [True, False])
def test_a_role_given_again_after_its_end_waits_for_a_second_person_again(northvale, ends_by_itself):
    administrator, person = northvale.administrator, northvale.referrer
    soon = timezone.now() + timedelta(days=1)
    two_hands.give_role(user=person, role="screener", by=administrator, ends_at=soon)
    if ends_by_itself:
        with as_role("mash_owner"):
            Membership.objects.filter(role="screener", user=person).update(
                ends_at=timezone.now() - timedelta(seconds=1)
            )
        assert end_roles_past_their_date.apply().get() == 1
    else:
        actions.end_role(user=fresh(person), role="screener", by=administrator, reason=WHY)
    with acting_as(administrator):
        actions.give_role(user=fresh(person), role="screener", by=administrator, reason=WHY)
    assert fresh(person).role_codes == ["referrer"]
    confirmed(northvale, waiting_for(northvale, person))
    assert sorted(fresh(person).role_codes) == ["referrer", "screener"]
    assert Membership.objects.filter(user=person, role="screener", ended_at=None).count() == 1


def test_a_second_reset_of_a_second_factor_waits_for_a_second_person_again(northvale):
    person = northvale.social_worker
    for _ in range(2):
        add_app(person)
        with acting_as(northvale.administrator):
            reset(user=fresh(person), reason=WHY, by=northvale.administrator)
            with pytest.raises(RuleViolation, match="waits already"):
                reset(user=fresh(person), reason=WHY, by=northvale.administrator)
        assert authenticators(person) == ["totp"]
        change = waiting_for(northvale, person)
        confirmed(northvale, change)
        assert authenticators(person) == []
        with pytest.raises(RuleViolation, match="decided on this already"):
            confirmed(northvale, change)


def test_a_second_suspension_is_lifted_by_two_people_again(northvale):
    person = northvale.social_worker
    for _ in range(2):
        actions.suspend(user=fresh(person), by=northvale.administrator, reason=WHY)
        with acting_as(northvale.administrator):
            actions.restore(user=fresh(person), by=northvale.administrator, reason=WHY)
        assert not fresh(person).is_active
        confirmed(northvale, waiting_for(northvale, person))
        assert fresh(person).is_active


def test_a_refused_address_can_be_asked_for_again_and_is_refused_or_confirmed_anew(northvale):
    person, address = northvale.social_worker, "another@northvale.example"
    for is_confirmed in (False, True):
        with acting_as(northvale.administrator):
            actions.change_details(user=fresh(person), by=northvale.administrator, reason=WHY, email=address)
        change = waiting_for(northvale, person)
        with acting_as(northvale.manager):
            if is_confirmed:
                approvals.confirm(change, by=northvale.manager)
            else:
                approvals.refuse(change, reason="Not theirs.", by=northvale.manager)
        assert (fresh(person).email == address) == is_confirmed
