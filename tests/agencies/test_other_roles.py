"""Roles beside the usual ones: what each can reach, and the one thing each must not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from mash.identity import acting_as
from mash.refusals import RuleViolation
from referrals.access.visible import visible_referrals
from referrals.casefile.actions import grant_access
from referrals.decisions import actions as deciding
from referrals.models import Decision, Referral
from tests import two_hands
from tests.builders import adult, build_referral
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


def test_a_safeguarding_adults_manager_sends_back_no_decision_about_a_child(northvale):
    referral = build_triaged(northvale, way="decide", rationale="Clear.", level="amber")
    with acting_as(northvale.manager):
        deciding.draft(referral, subjects=list(referral.people.all()), facts=child_decision(), by=northvale.manager)
    with as_role("mash_owner"):
        waiting = {"state": Decision.State.SECOND_SIGNATURE, "signed_by": northvale.manager, "digest": "x"}
        Decision.objects.update(**waiting)
    manager = invited(northvale, "adults_manager")
    with acting_as(manager):
        keys = [decision.pk for decision in referral.decisions.all()]
    with acting_as(manager), pytest.raises(RuleViolation, match="signs decisions about adults"):
        deciding.send_back(referral, decisions=keys, reason="Say more.", by=manager)


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


def test_a_data_protection_officer_reads_the_log_and_no_case(northvale, as_person):
    referral, officer = build_referral(northvale), invited(northvale, "data_protection")
    browser = as_person(officer)
    assert browser.get(reverse("audit:events")).status_code == 200
    assert browser.get(address("case", referral)).status_code in {403, 404}
    with acting_as(officer):
        assert not Referral.objects.exists()
        assert Event.objects.exists()
