"""The lists of codes: what holds of each code, what a hub switches, and that old records keep their words."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from agencies.models import CodeSwitch
from agencies.rules.code_lists import Switch, set_code_list, switches_of
from audit.models import Event
from mash.identity import acting_as
from mash.refusals import RuleViolation, StalePage
from referrals.codes.changed import NEW, NEW_LISTS
from referrals.codes.facts import Body
from referrals.codes.listing import what_changed
from referrals.codes.lists import GATEWAY, LISTS, NOT_INFORMED
from referrals.codes.offering import offered
from tests.database import as_role
from tests.house.source import ROOT
from tests.released import released, words_now

EVERY_CODE = [(key, code) for key, code_list in LISTS.items() for code in code_list.codes]


def settle(world, key, by=None, seen=None, **switches):
    by = by or world.administrator
    with acting_as(by):
        set_code_list(hub=world.hub, key=key, switches=switches, by=by, seen=seen)


@pytest.mark.parametrize("name", released()["words"])
def test_a_code_once_released_keeps_its_words(name):
    """Records have the code alone, so other words would change what was recorded."""
    now = words_now().get(name, {})
    assert {code: now.get(code) for code in released()["words"][name]} == released()["words"][name]


@pytest.mark.parametrize(("key", "code"), EVERY_CODE, ids=lambda it: str(it))
def test_every_code_says_where_it_is_written(key, code):
    facts = LISTS[key].facts[code]
    assert facts.source
    assert facts.kinds
    assert facts.bodies
    assert not (facts.waits and (facts.starts or facts.ends)), "a law that waits has no day yet"
    assert not (facts.starts and facts.ends and facts.ends < facts.starts)


def test_the_documented_lists_are_the_codes_own():
    written = StringIO()
    call_command("code_lists", stdout=written)
    assert (ROOT / "docs" / "code-lists.md").read_text() == written.getvalue(), (
        "run: python manage.py code_lists > docs/code-lists.md"
    )


@pytest.mark.parametrize(
    ("day", "is_offered"), [(date(2026, 2, 4), False), (date(2026, 2, 5), True), (date(2030, 1, 1), True)]
)
def test_a_basis_is_offered_from_its_first_day(northvale, day, is_offered):
    bases = dict(offered(LISTS["article6"], northvale.hub, body=Body.NOT_PUBLIC, on=day))
    assert ("6ea" in bases) == is_offered


@pytest.mark.parametrize(("day", "is_offered"), [(date(2026, 11, 29), True), (date(2026, 11, 30), False)])
def test_a_power_is_offered_to_its_last_day(northvale, day, is_offered):
    assert ("DA21" in dict(offered(GATEWAY, northvale.hub, on=day))) == is_offered


def test_a_public_body_is_not_offered_what_serves_others(northvale):
    council = dict(offered(LISTS["article6"], northvale.hub, body=Body.COUNCIL))
    assert list(council) == ["6c", "6d", "6e"]


def test_what_is_for_children_is_not_offered_for_an_adult(northvale):
    powers = dict(offered(GATEWAY, northvale.hub, kinds={"adult"}))
    assert "CA89-47" not in powers
    assert "CA14-42" in powers


def test_a_hub_switches_an_optional_code_off_for_itself_alone(northvale, southmere):
    settle(northvale, "not_informed_reason", other=Switch(False))
    assert "other" not in dict(offered(NOT_INFORMED, northvale.hub))
    assert "other" in dict(offered(NOT_INFORMED, southmere.hub))
    settle(northvale, "not_informed_reason", other=Switch(True))
    assert "other" in dict(offered(NOT_INFORMED, northvale.hub))


def test_what_the_law_settles_is_not_the_hubs_to_switch(northvale):
    settle(northvale, "not_informed_reason", risk_child=Switch(False))
    assert not CodeSwitch.objects.exists()
    CodeSwitch.objects.create(hub=northvale.hub, list="not_informed_reason", code="risk_child", is_offered=False)
    assert "risk_child" in dict(offered(NOT_INFORMED, northvale.hub))


def test_a_law_that_waits_needs_its_day(northvale):
    with pytest.raises(RuleViolation) as refused:
        settle(northvale, "gateway", **{"CA04-16LA-D": Switch(True)})
    assert refused.value.field == "starts_CA04-16LA-D"
    settle(northvale, "gateway", **{"CA04-16LA-D": Switch(True, date(2027, 4, 1))})
    assert "CA04-16LA-D" not in dict(offered(GATEWAY, northvale.hub, on=date(2027, 3, 31)))
    assert "CA04-16LA-D" in dict(offered(GATEWAY, northvale.hub, on=date(2027, 4, 1)))


def test_a_switch_leaves_one_line_with_before_and_after(northvale):
    settle(northvale, "gateway", **{"CA04-16LA-D": Switch(True, date(2027, 4, 1))})
    settle(northvale, "gateway", **{"CA04-16LA-D": Switch(True, date(2027, 4, 1))})
    with as_role("mash_owner"):
        [line] = Event.objects.filter(code="code_list.changed")
    assert line.detail == {
        "list": "gateway",
        "before": {"CA04-16LA-D": "not offered"},
        "after": {"CA04-16LA-D": "offered from 2027-04-01"},
    }


def test_two_administrators_do_not_overwrite_each_other(northvale):
    settle(northvale, "not_informed_reason", seen=0, other=Switch(False))
    with pytest.raises(StalePage):
        settle(northvale, "not_informed_reason", seen=0, child_competent=Switch(False))
    assert switches_of(northvale.hub, "not_informed_reason")["child_competent"].is_offered


def test_the_page_of_a_list_switches_it(northvale, as_person):
    browser = as_person(northvale.administrator)
    page = browser.get(reverse("agencies:code_lists")).content.decode()
    assert "Powers to share" in page
    address = reverse("agencies:code_list", args=["not_informed_reason"])
    form = browser.get(address).context["form"]
    typed = {f"offered_{code}": "yes" for code in switches_of(northvale.hub, "not_informed_reason")}
    assert browser.post(address, {**typed, "offered_other": "no", "seen": form["seen"].value()}).status_code == 302
    assert "other" not in dict(offered(NOT_INFORMED, northvale.hub))


def test_the_page_says_beside_the_field_that_a_day_is_missing(northvale, as_person):
    browser = as_person(northvale.administrator)
    address = reverse("agencies:code_list", args=["gateway"])
    typed = {f"offered_{code}": "yes" for code in switches_of(northvale.hub, "gateway")} | {"seen": 0}
    assert "Enter the day on which it came into force" in browser.post(address, typed).content.decode()


def test_an_unknown_list_is_not_found_and_others_may_not_look(northvale, as_person):
    assert as_person(northvale.administrator).get("/lists/nothing/").status_code == 404
    assert as_person(northvale.social_worker).get(reverse("agencies:code_lists")).status_code == 403


# What changed ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", LISTS)
def test_what_is_new_is_what_the_released_list_lacks(key):
    before = released()["words"].get(LISTS[key].codes.__name__)
    assert (before is None) == (key in NEW_LISTS)
    if before is not None:
        assert set(NEW.get(key, ())) == {code.value for code in LISTS[key].codes} - before.keys()


def test_what_took_the_place_of_a_code_is_in_a_list_and_can_be_chosen():
    for key, code in EVERY_CODE:
        facts = LISTS[key].facts[code]
        assert facts.ends or not facts.instead, code
        for name in facts.instead:
            other, _, value = name.rpartition(":")
            successors = LISTS[other or key]
            assert not successors.facts[successors.codes(value)].ends, name


@pytest.mark.parametrize(
    ("key", "code", "words"),
    [
        ("outcome", "family_help", "ended; now `early_help`, `family_help_section_17`"),
        ("outcome", "early_help", "new, instead of `family_help`"),
        ("article9", "no_special", "renamed from `none`"),
        ("gateway", "DA21", "ended"),
        ("gateway", "MSA15-52", "ended; now `onward_route:nrm`"),
        ("gateway", "CA06-40", "new"),
        ("fgm_duty", "reported", "new"),
        ("outcome", "assessment", ""),
    ],
)
def test_the_table_says_what_became_of_a_code(key, code, words):
    assert what_changed(LISTS[key], code) == words
