"""The marks beside people and agencies say what is so: whether they were invited, and whether anybody can answer."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from agencies.approvals import actions as approvals
from agencies.models import AccountChange, User
from agencies.people import actions as people
from mash.identity import acting_as
from mash.refusals import RuleViolation
from tests.agencies.pages import REASON
from tests.builders import browser
from tests.database import as_role
from tests.performances import by
from tests.performances.of_agencies import NOVA, proposed

LATER = timedelta(days=3, minutes=1)  # longer than a link to choose a password lasts


def state_of(world, user: User) -> str:
    """Return the state a list shows, which its filter must bear out."""
    client = browser(world.administrator)
    row = next(row for row in client.get("/people/").context["rows"] if row["person"].pk == user.pk)
    filtered = client.get("/people/", {"state": row["code"]}).context["rows"]
    assert user.pk in {other["person"].pk for other in filtered}
    return row["state"]


def test_whose_role_waits_or_was_refused_is_not_called_invited(northvale):
    change = proposed(northvale)
    nova = change.user
    assert state_of(northvale, nova) == "Not invited yet"
    with time_machine.travel(timezone.now() + LATER, tick=False):
        assert state_of(northvale, nova) == "Not invited yet"
        assert "The link" not in browser(northvale.administrator).get(f"/people/{nova.pk}/").text
        by(northvale.manager, approvals.refuse, change, reason=REASON)
        assert state_of(northvale, nova) == "Not invited yet"


def test_a_confirmed_role_sends_the_invitation(northvale):
    change = proposed(northvale)
    by(northvale.manager, approvals.confirm, change)
    assert state_of(northvale, change.user) == "Invited"


def test_the_invitation_of_somebody_with_a_password_does_not_expire(northvale):
    nova = by(northvale.administrator, people.invite_by_mail, hub=northvale.hub, role="referrer", **NOVA)
    with time_machine.travel(timezone.now() + LATER, tick=False):
        assert state_of(northvale, nova) == "Invitation expired"
        with as_role("mash_owner"):
            nova.set_password("three random words")
            nova.save(update_fields=["password"])
        assert state_of(northvale, nova) == "Invited"


def test_an_agency_of_which_nobody_can_answer_is_marked(northvale):
    def marks() -> dict[str, bool]:
        agencies = browser(northvale.administrator).get("/agencies/").context["agencies"]
        return {agency.kind: agency.can_answer for agency in agencies}

    assert marks() == {"police": True, "health": True, "education": True, "housing": False}
    by(northvale.administrator, people.suspend, user=northvale.police)
    assert not marks()["police"]
    assert browser(northvale.administrator).get("/agencies/").text.count("Nobody to answer") == 2


def test_a_role_whose_last_day_has_passed_cannot_be_confirmed(northvale):
    change = proposed(northvale)
    with as_role("mash_owner"):
        AccountChange.objects.filter(pk=change.pk).update(ends_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(RuleViolation, match="last day"), acting_as(northvale.manager):
        approvals.confirm(change, by=northvale.manager)
