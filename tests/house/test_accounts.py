"""Pages that change an account require a fresh confirmation; one-time links go by mail only."""

import pytest

from agencies import roles
from agencies.urls import approvals, people
from tests.house.source import imported_by, modules

ONLY_LISTS = "shows and changes nothing"
# The pages about people that require no fresh confirmation.
NOT_CONFIRMED = {
    "people": ONLY_LISTS,
    "find_people": ONLY_LISTS,
    "person": ONLY_LISTS,
    "changes": ONLY_LISTS,
    "changes_done": ONLY_LISTS,
    "domains": ONLY_LISTS,
    "watched": ONLY_LISTS,
    "change_team": "a team gives nobody access to anything",
    "particulars": "they keep people from records, and open none",
}
OF_PEOPLE = {roles.MANAGE_PEOPLE, roles.CONFIRM_CHANGES}
MAKERS = {"agencies.signing_in.links.link_for", "agencies.signing_in.links.forgotten_link_for"}


@pytest.mark.parametrize("page", [*people, *approvals], ids=lambda page: page.name)
def test_every_page_that_changes_an_account_wants_a_fresh_confirmation(page):
    confirms = getattr(page.callback, "confirms", False)
    assert confirms != (page.name in NOT_CONFIRMED), f"{page.name}: needs recently_confirmed, or a reason here why not"


def test_the_pages_of_other_folders_that_ask_to_manage_people_are_here():
    from django.urls import get_resolver

    from tests.house.test_pages import patterns

    here = {page.callback for page in [*people, *approvals]}
    asking = {view for _, view in patterns(get_resolver()) if view.access_rule.permission in OF_PEOPLE}
    assert asking <= here


def test_only_the_worker_makes_one_time_links():
    making = {name for name, path in modules().items() if imported_by(path) & MAKERS}
    assert making == {"agencies.signing_in.mailing", "agencies.management.commands.open_hub"}


@pytest.mark.parametrize("name", [name for name in modules() if not name.startswith("agencies.models")])
def test_who_holds_a_role_now_is_asked_in_one_way(name):
    """`current()` leaves out roles that have ended; a filter written elsewhere would not."""
    assert "memberships__ended_at" not in modules()[name].read_text()
