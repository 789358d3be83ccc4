"""Roles beside the usual ones: what each can reach, and the one thing each must not."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from mash.identity import acting_as
from mash.refusals import RuleViolation
from referrals.access.granting import grant_to_user
from referrals.access.visible import visible_referrals
from referrals.casefile.actions import grant_access, restrict
from referrals.decisions import actions as deciding
from referrals.decisions import closing, products
from referrals.models import Referral
from referrals.triage import actions as triage_actions
from referrals.triage import lawful_basis, pausing, returning, telling
from tests import two_hands
from tests.agencies.test_views import create_agreement
from tests.builders import adult, build_referral, child
from tests.builders_requests import build_triaged
from tests.database import as_role
from tests.referrals.decisions.stories import adult_decision, child_decision


def invited(world, role):
    return two_hands.invite(
        hub=world.hub,
        email=f"{role}@northvale.example",
        name=f"{role.title()} Person",
        role=role,
        by=world.administrator,
    )


def let_in(world, referral, person):
    with acting_as(world.manager):
        until = timezone.now() + timedelta(days=7)
        grant_access(referral, person=person, why="Audit of May", until=until, by=world.manager)


def address(name, referral):
    return reverse(f"referrals:{name}", args=[referral.reference])


def test_a_quality_auditor_reads_the_chosen_case_and_no_other(northvale, as_person):
    chosen, other = build_referral(northvale), build_referral(northvale)
    auditor = invited(northvale, "quality_auditor")
    browser = as_person(auditor)
    assert browser.get(address("case", chosen)).status_code == 404
    let_in(northvale, chosen, auditor)
    assert browser.get(address("case", chosen)).status_code == 200
    assert browser.get(address("case", other)).status_code == 404
    with acting_as(auditor):
        assert [it.pk for it in visible_referrals(auditor)] == [chosen.pk]
        assert [it.pk for it in Referral.objects.all()] == [chosen.pk]


@pytest.mark.parametrize("name", ["note", "triage", "lawful_basis", "decide", "allocate", "collation", "who_can_see"])
def test_a_quality_auditor_changes_nothing(northvale, as_person, name):
    referral, auditor = build_referral(northvale), invited(northvale, "quality_auditor")
    let_in(northvale, referral, auditor)
    page = as_person(auditor).post(address(name, referral), {"text": "Mine", "seen": 1})
    assert page.status_code in {403, 404, 405}
    with as_role("mash_owner"):
        assert not Event.objects.filter(by_id=auditor.pk, code__in=["note.added", "referral.triaged"]).exists()


def test_a_quality_auditors_visit_ends(northvale, as_person):
    referral, auditor = build_referral(northvale), invited(northvale, "quality_auditor")
    let_in(northvale, referral, auditor)
    with as_role("mash_owner"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL mash.upkeep = 'on'")
        cursor.execute("UPDATE referrals_referralusergrant SET expires_at = now() - interval '1 second'")
    assert as_person(auditor).get(address("case", referral)).status_code == 404


def test_a_quality_auditor_is_given_no_access_without_an_end(northvale, as_person):
    referral, auditor = build_referral(northvale), invited(northvale, "quality_auditor")
    with acting_as(northvale.manager):
        with pytest.raises(RuleViolation, match="their access ends"):
            grant_access(referral, person=auditor, why="Audit of May", by=northvale.manager)
        with pytest.raises(RuleViolation, match="hub’s team"):
            restrict(referral, reason="high_risk", people=[auditor], by=northvale.manager)
        unending = {"with_user": auditor, "why": "Audit of May", "by": northvale.manager}
        for kind in ("named", "allocation", "visit"):
            with pytest.raises(DatabaseError, match="not in the team"), transaction.atomic():
                grant_to_user(referral, kind=kind, **unending)
    browser = as_person(northvale.manager)
    page = browser.get(address("restrict", referral)).content.decode()
    assert auditor.name not in page
    assert northvale.screener.name in page
    typed = {"person": str(auditor.pk), "how_long": "withdrawn", "why": "Audit of May"}
    assert "their access ends" in browser.post(address("share_case", referral), typed).content.decode()


def test_a_safeguarding_adults_manager_signs_for_adults(northvale):
    referral = build_triaged(northvale, people=[adult()], way="decide", rationale="Clear.", level="amber")
    manager = invited(northvale, "adults_manager")
    with acting_as(manager):
        subject = list(referral.people.all())
        deciding.draft(referral, subjects=subject, facts=adult_decision(), by=manager)
        drafts = [decision.pk for decision in referral.decisions.all()]
        signed = deciding.sign(referral, decisions=drafts, by=manager)
    assert [decision.signed_by for decision in signed] == [manager]


def test_a_safeguarding_adults_manager_does_not_sign_for_a_child(northvale):
    referral = build_triaged(northvale, way="decide", rationale="Clear.", level="amber")
    manager = invited(northvale, "adults_manager")
    with acting_as(manager):
        deciding.draft(referral, subjects=list(referral.people.all()), facts=child_decision(), by=manager)
        drafts = [decision.pk for decision in referral.decisions.all()]
        with pytest.raises(RuleViolation, match="signs decisions about adults"):
            deciding.sign(referral, decisions=drafts, by=manager)


def managed(referral, manager) -> dict:
    """Return for each action that a manager of adults' cases alone is limited in, what calls it."""
    today = timezone.localdate()
    confirmed = {"confirmed_by": "Pat Duty", "confirmed_on": today, "confirmed_how": "phone"}
    return {
        "triage": (triage_actions.triage, {"level": "amber", "reason": "Hungry.", "way": "partners"}),
        "rate": (triage_actions.rate, {"level": "amber", "reason": "Hungry."}),
        "return": (returning.return_referral, {"reason": "wrong_area", "words": "Phone us."}),
        "forward": (returning.forward, {"area": "Southmere", "why": "They moved."}),
        "keep": (returning.keep, {"why": "They stay."}),
        "transfer": (returning.transfer, confirmed),
        "authorise": (lawful_basis.authorise, {"authorising_reason": "He may hurt them."}),
        "never told": (telling.record_never_told, {"people": ["1"], "reason": "He may hurt them."}),
        "pause": (pausing.pause_clocks, {"what": ["all"], "reason": "x", "why": "x", "review_on": today}),
        "close": (closing.close, {}),
        "reopen": (closing.reopen, {"reason": "New."}),
        "release": (
            products.release,
            {"audience": "professional", "agencies": [], "subjects": [], "items": [], "summary": "x"},
        ),
    }


@pytest.mark.parametrize("name", list(managed(None, None)))
def test_a_safeguarding_adults_manager_manages_no_case_about_children_alone(northvale, name):
    referral, manager = build_referral(northvale), invited(northvale, "adults_manager")
    action, facts = managed(referral, manager)[name]
    with acting_as(manager), pytest.raises(RuleViolation, match="manages cases about adults"):
        action(referral, **facts, by=manager)


def test_a_safeguarding_adults_manager_manages_a_case_about_a_child_and_an_adult(northvale, as_person):
    manager = invited(northvale, "adults_manager")
    alone, both = build_referral(northvale), build_referral(northvale, people=[child(), adult()])
    with acting_as(manager):
        triage_actions.triage(both, level="amber", reason="Hungry.", way="partners", by=manager)
    browser = as_person(manager)
    assert address("rate", both) in browser.get(address("case", both)).content.decode()
    page = browser.get(address("case", alone)).content.decode()
    assert address("triage", alone) not in page
    assert address("recommend", alone) in page


def test_a_safeguarding_adults_manager_sends_no_decision_about_a_child_back(northvale):
    northvale.hub.second_signature_outcomes = ["assessment"]
    with as_role("mash_owner"):
        northvale.hub.save()
    referral = build_triaged(northvale, way="decide", rationale="Clear.", level="amber")
    manager = invited(northvale, "adults_manager")
    with acting_as(northvale.manager):
        facts = {"subjects": list(referral.people.all()), "facts": child_decision(outcome="assessment")}
        deciding.draft(referral, **facts, by=northvale.manager)
        drafts = [decision.pk for decision in referral.decisions.all()]
        deciding.sign(referral, decisions=drafts, by=northvale.manager)
    with acting_as(manager), pytest.raises(RuleViolation, match="signs decisions about adults"):
        deciding.send_back(referral, decisions=drafts, reason="Ask the school.", by=manager)


def test_somebody_who_is_a_mash_manager_as_well_signs_for_everybody(northvale):
    referral = build_triaged(northvale, way="decide", rationale="Clear.", level="amber")
    two_hands.give_role(user=northvale.manager, role="adults_manager", by=northvale.administrator)
    with acting_as(northvale.manager):
        deciding.draft(referral, subjects=list(referral.people.all()), facts=child_decision(), by=northvale.manager)
        drafts = [decision.pk for decision in referral.decisions.all()]
        assert deciding.sign(referral, decisions=drafts, by=northvale.manager)


def test_the_out_of_hours_team_rates_and_asks_and_signs_nothing(northvale, as_person):
    referral, night = build_referral(northvale), invited(northvale, "out_of_hours")
    browser = as_person(night)
    for name in ("case", "triage"):
        assert browser.get(address(name, referral)).status_code == 200
    typed = {"level": "red", "reason": "Bruising tonight.", "way": "partners", "seen": 1}
    assert browser.post(address("triage", referral), typed).status_code == 302
    assert browser.get(address("request_information", referral)).status_code == 200
    assert browser.get(address("sign", referral)).status_code == 403


def test_the_out_of_hours_team_forwards_a_case_and_does_not_send_it_away(northvale, as_person):
    referral, night = build_referral(northvale), invited(northvale, "out_of_hours")
    with acting_as(night):
        returning.forward(referral, area="Southmere", why="They moved.", by=night)
    browser = as_person(night)
    assert browser.get(address("transfer", referral)).status_code == 403
    assert address("transfer", referral) not in browser.get(address("case", referral)).content.decode()


def test_a_data_protection_officer_reads_agreements_and_changes_none(northvale, as_person):
    officer = as_person(invited(northvale, "data_protection"))
    agreement = create_agreement(northvale)
    page = officer.get("/agreements/")
    assert page.status_code == 200
    assert agreement.title in page.content.decode()
    assert "/agreements/add/" not in page.content.decode()
    assert f"/agreements/{agreement.pk}/" not in page.content.decode()
    for url in ("/agreements/add/", f"/agreements/{agreement.pk}/", f"/agreements/{agreement.pk}/end/"):
        assert [officer.get(url).status_code, officer.post(url, {}).status_code] == [403, 403], url


def test_a_data_protection_officer_reads_the_log_and_no_case(northvale, as_person):
    referral, officer = build_referral(northvale), invited(northvale, "data_protection")
    browser = as_person(officer)
    assert browser.get(reverse("audit:events")).status_code == 200
    assert browser.get(address("case", referral)).status_code in {403, 404}
    with acting_as(officer):
        assert not Referral.objects.exists()
        assert Event.objects.exists()
