"""What the hub is told before it asks a kind of agency, and what an agency that is no public body is told."""

from datetime import date
from html import unescape

import pytest

from agencies.kinds import AgencyKind
from agencies.organisations.actions import add_agency
from mash.identity import acting_as
from mash.refusals import RuleViolation
from referrals import codes
from referrals.codes import lists
from referrals.codes.agencies import AGENCY_KIND_FACTS, own_bases
from referrals.codes.facts import Body
from referrals.codes.offering import offered
from referrals.information_requests.asking.cautions import cautions, not_its_powers
from tests.builders_requests import build_basis, build_triaged, send

RECOGNISED = codes.Article6.RECOGNISED_INTEREST.label
POLICING = codes.StatutoryGateway.POLICING_PURPOSE


def add(world, kind, name):
    with acting_as(world.administrator):
        return add_agency(
            hub=world.hub, name=name, kind=kind, link="virtual", notice_email="a@example.org", by=world.administrator
        )


def words(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


@pytest.fixture
def case(northvale):
    return build_triaged(northvale)


def write(client, case, agency):
    client.post(f"/cases/{case.reference}/ask/", {"virtual": [str(agency.pk)], "core": []})
    return words(client.get(f"/cases/{case.reference}/ask/questions/"))


def test_every_kind_of_agency_says_which_body_it_is_and_where_that_is_written():
    assert set(AGENCY_KIND_FACTS) == set(AgencyKind)
    assert all(facts.bodies and facts.source for facts in AGENCY_KIND_FACTS.values())


def test_a_power_that_only_the_police_have_is_warned_about_when_a_charity_is_asked():
    assert "Common law: a policing purpose" in not_its_powers("domestic_abuse", [POLICING])[0]
    assert not_its_powers("police", [POLICING]) == []


def test_anybody_may_inform_a_council_under_section_115():
    assert not_its_powers("domestic_abuse", [codes.StatutoryGateway.CRIME_DISORDER]) == []


def test_asking_immigration_enforcement_says_what_it_may_do(northvale):
    assert "keep people from seeking help" in cautions("immigration", [], hub=northvale.hub)[0]
    assert cautions("police", [], hub=northvale.hub) == []


def test_the_page_for_writing_warns_beside_the_agency(northvale, case, as_person):
    build_basis(northvale, case, gateway=codes.StatutoryGateway.CHILD_HELP)
    service = add(northvale, "domestic_abuse", "Safe at Home")
    page = write(as_person(northvale.manager), case, service)
    assert "is not listed as a power" not in page  # councils run such services too
    childminder = add(northvale, "early_years", "Little Steps")
    assert "is not listed as a power" in write(as_person(northvale.manager), case, childminder)


def test_recognised_legitimate_interests_fit_from_their_first_day():
    assert RECOGNISED not in own_bases("domestic_abuse", date(2026, 2, 4))
    assert RECOGNISED in own_bases("domestic_abuse", date(2026, 2, 5))
    assert codes.Article6.PUBLIC_TASK.label not in own_bases("domestic_abuse", date(2026, 11, 30))
    assert own_bases("police", date(2026, 11, 30)) == []


def test_a_body_that_is_not_public_reads_which_of_its_own_bases_may_fit(northvale, case, as_person):
    build_basis(northvale, case)
    service = add(northvale, "domestic_abuse", "Safe at Home")
    [request] = send(northvale, case, agency=service)
    [of_the_police] = send(northvale, case, "police")
    assert request.article6 == codes.Article6.PUBLIC_TASK
    assert RECOGNISED in request.own_bases
    assert of_the_police.own_bases == []
    seen = words(as_person(northvale.police).get(f"/requests/{of_the_police.reference}/"))
    assert "We need the information for a public task" in seen
    assert "Your own lawful basis" not in seen


def test_a_hub_adds_no_agency_of_a_kind_that_it_has_taken_off_its_list(northvale):
    northvale.hub.code_switches.create(list="agency_kind", code="immigration", is_offered=False)
    assert "immigration" not in dict(offered(lists.AGENCY_KIND, northvale.hub))
    with pytest.raises(RuleViolation, match="Select a kind of agency that your hub offers"):
        add(northvale, "immigration", "Border office")


def test_some_kinds_are_no_public_bodies():
    assert Body.NOT_PUBLIC in AGENCY_KIND_FACTS[AgencyKind.CARE_PROVIDER].bodies
    assert Body.NOT_PUBLIC not in AGENCY_KIND_FACTS[AgencyKind.POLICE].bodies
