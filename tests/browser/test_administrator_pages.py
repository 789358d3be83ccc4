"""The hub administrator's pages: people, agencies, agreements, questions, targets and hours."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.models import SharingAgreement
from agencies.organisations.actions import change_agency
from tests.builders import build_hub
from tests.two_hands import give_role, invite

pytestmark = pytest.mark.django_db(transaction=True)


def test_people_are_listed_found_invited_and_kept_out(visit):
    northvale = build_hub("northvale")
    person = [northvale.police.pk]
    administrator = visit(northvale.administrator)
    administrator.open("agencies:people").fill({"role": "representative"}).press("Apply filters")
    assert administrator.page.locator(".app-worklist tbody tr").count() == 3
    administrator.open("agencies:find_people").fill({"words": "parker"}).press()
    assert "Parker Police" in administrator.text
    administrator.open("agencies:invite").refused("Enter their full name", "Select what they will do")
    new = {"name": "Nova", "email": "nova@northvale.example", "role": "representative"}
    administrator.answer({**new, "agency": str(northvale.agencies["health"].pk)}, then="agencies:person")
    link = administrator.page.inner_text("main code").partition("/choose-password")[2]
    administrator.tour(person, "agencies:person", "agencies:move", "agencies:new_link", "agencies:particulars")
    administrator.open("agencies:give_role", *person)
    administrator.open("agencies:end_role", *person, "representative")
    administrator.open("agencies:suspend", *person).press().lands_on("agencies:person")
    administrator.open("agencies:restore", *person).press().lands_on("agencies:person")

    invited = visit().open(f"/choose-password{link}").lands_on("agencies:choose_password").refused()
    chosen = {"password": "three random words", "again": "three random words"}
    invited.answer(chosen, then="referrals:inbox")
    visit().open("agencies:choose_password", status=404)


def test_agencies_agreements_and_questions(visit):
    northvale = build_hub("northvale")
    today = timezone.localdate()
    facts = {"hub": northvale.hub, "agency": northvale.agencies["police"], "title": "Tier 2", "signed_on": today}
    agreement = SharingAgreement.objects.create(**facts, review_on=today + timedelta(days=9))
    administrator = visit(northvale.administrator)
    administrator.open("agencies:agencies").open("agencies:add_agency")
    administrator.open("agencies:agency", northvale.agencies["police"].pk)
    administrator.open("agencies:agreements").open("agencies:add_agreement").refused("Enter the date it was signed")
    administrator.open("agencies:agreement", agreement.pk)
    administrator.open("agencies:end_agreement", agreement.pk)
    administrator.open("agencies:question_sets").press().lands_on("agencies:question_sets")
    administrator.open("agencies:questions_of_kind", "police")
    administrator.open("agencies:question_set", "police", "always")
    administrator.open("agencies:question_set", "police", "neglect").press().lands_on("agencies:questions_of_kind")


def test_targets_hours_and_the_hub(visit):
    northvale = build_hub("northvale")
    administrator = visit(northvale.administrator)
    administrator.open("agencies:targets").fill({"hours_agency_response_red": "soon"}).refused("must be a number")
    administrator.open("agencies:hours").fill({"opens_5": "9am"}).refused("Enter when you close on Saturday")
    administrator.open("agencies:hub_settings").fill({"teams": "North"}).press().lands_on("agencies:hub_settings")
    administrator.open("agencies:change_team", northvale.screener.pk)
    north = str(northvale.hub.teams.get().pk)
    administrator.answer({"team": north}, then="agencies:person")


def test_a_setting_another_administrator_changed_meanwhile(visit):
    northvale = build_hub("northvale")
    agency, officer = northvale.agencies["police"], northvale.police
    facts = {"email": "second@northvale.example", "name": "Quinn Quicker", "role": "administrator"}
    second = invite(hub=northvale.hub, by=northvale.administrator, **facts)
    administrator = visit(northvale.administrator)
    administrator.open("agencies:agency", agency.pk).fill({"name": "Police of Northvale"})
    change_agency(agency=agency, name="Northvale constabulary", link="virtual", by=second)
    administrator.refused("Quinn Quicker changed this agency")
    assert "Northvale constabulary" in administrator.page.inner_text(".app-worklist")
    administrator.press().lands_on("agencies:agencies")
    assert "Police of Northvale" in administrator.text

    administrator.open("agencies:suspend", officer.pk)
    give_role(user=officer, role="referrer", by=second)
    administrator.refused("Quinn Quicker changed this person")
    administrator.press().lands_on("agencies:person")
