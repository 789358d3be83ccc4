"""Whatever somebody searches for, they are shown the cases that they may see and no others, with either wall down."""

from contextlib import nullcontext

import pytest
from django.test import Client

from agencies import roles
from referrals.models import Person
from tests.database import as_role
from tests.need_to_know import oracle
from tests.need_to_know.walk.access import viewer_of
from tests.need_to_know.walk.world import suspend_whoever_is
from tests.need_to_know.walls import without_wall_one, without_wall_two

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quietly")]


def searches(world) -> dict[str, set[str]]:
    """Return what to search for: of each case its reference, and what is known of its people."""
    words = {fixture.referral.reference for fixture in world.cases.values()} | {"Teacher"}
    with as_role("mash_owner"):
        for person in Person.objects.all():
            words |= {person.last_name, f"{person.date_of_birth:%d/%m/%Y}" if person.date_of_birth else ""}
    return words - {""}


def allowed(world, walker) -> set[str]:
    viewer = viewer_of(walker)
    return {
        fixture.referral.reference
        for fixture in world.cases.values()
        if oracle.sees_record(viewer, fixture.facts) and fixture.facts.hub == walker.facts.hub
    }


@pytest.mark.parametrize("wall_down", [nullcontext, without_wall_one, without_wall_two])
def test_a_search_leads_to_no_case_that_somebody_may_not_see(world, wall_down):
    words, met = searches(world), set()
    readers = [walker for walker in world.walkers.values() if walker.facts and walker.user.has_perm(roles.VIEW_QUEUE)]
    clients = {walker.key: Client() for walker in readers}
    for walker in readers:
        clients[walker.key].force_login(walker.user, backend="agencies.backends.EmailBackend")
    suspend_whoever_is(world)
    with wall_down():
        for walker in readers:
            client, shown = clients[walker.key], set()
            for typed in words:
                answer = client.post("/search/", {"words": typed}, follow=True)
                results = answer.context and answer.context.get("results")
                shown |= set(results.references) if results else set()
            assert shown <= allowed(world, walker), walker.key
            met |= shown
    assert len(met) > 3
