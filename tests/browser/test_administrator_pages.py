"""The hub administrator's pages: people, agencies, agreements, questions, targets and hours."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from agencies.models import Membership, SharingAgreement, User
from agencies.organisations.actions import change_agency
from agencies.people.actions import give_role as give
from mash.identity import acting_as
from tests.builders import build_hub
from tests.database import as_role
from tests.two_hands import give_role, invite

WHY = {"reason": "Asked for by their manager"}
pytestmark = pytest.mark.django_db(transaction=True)


def test_people_are_listed_found_invited_and_kept_out(visit, worker_at_once, mailoutbox):
    northvale = build_hub("northvale")
    person = [northvale.police.pk]
    administrator = visit(northvale.administrator)
    administrator.open("agencies:people").fill({"role": "representative"}).press("Apply filters")
    assert administrator.page.locator(".app-worklist tbody tr").count() == 3
    administrator.open("agencies:find_people").fill({"words": "parker"}).press()
    assert "Parker Police" in administrator.text
    administrator.open("agencies:invite").refused("Enter their full name", "Select what they will do", "Enter why")
    new = {"name": "Nova", "email": "nova@northvale.example", "role": "representative", **WHY}
    administrator.answer({**new, "agency": str(northvale.agencies["health"].pk)}, then="agencies:person")
    assert "choose-password" not in administrator.text
    administrator.tour(person, "agencies:person", "agencies:move", "agencies:new_link", "agencies:particulars")
    administrator.open("agencies:give_role", *person).refused("Select the role to give")
    administrator.open("agencies:details", *person).fill({"email": "p@elsewhere.example", **WHY})
    administrator.refused("Addresses of Northvale police end in northvale.example")
    administrator.open("agencies:end_role", *person, "representative")
    administrator.open("agencies:suspend", *person).answer(WHY, then="agencies:person")
    administrator.open("agencies:restore", *person).answer(WHY, then="agencies:person")
    assert "waits for a second person" in administrator.text

    manager = visit(northvale.manager)
    manager.open("agencies:changes").click(manager.page.get_by_role("link", name="Role: Agency representative"))
    manager.lands_on("agencies:change").press("Confirm this change").lands_on("agencies:changes")
    link = re.search(r"/choose-password/\S+", mailoutbox[-1].body)[0]
    invited = visit().open(link).lands_on("agencies:choose_password").refused()
    chosen = {"password": "three random words", "again": "three random words"}
    invited.answer(chosen, then="referrals:inbox")
    visit().open("agencies:choose_password", status=404)


def test_changes_are_refused_withdrawn_listed_and_roles_reviewed(visit):
    northvale = build_hub("northvale")
    with acting_as(northvale.administrator), transaction.atomic():
        by = northvale.administrator
        pending = give(user=northvale.screener, role="social_worker", by=by, reason="Winter cover")
        withdrawn = give(user=northvale.screener, role="manager", by=by, reason="Acting up")
    with as_role("mash_owner"):
        long_ago = timezone.now() - timedelta(days=100)
        Membership.objects.filter(user__hub=northvale.hub).update(started_at=long_ago)
        User.objects.filter(pk=northvale.health.pk).update(invited_at=long_ago)
    administrator, manager = visit(northvale.administrator), visit(northvale.manager)
    administrator.open("agencies:change", withdrawn.pk).open("agencies:withdraw_change", withdrawn.pk).refused(
        "Enter why"
    )
    administrator.answer(WHY, then="agencies:changes")
    manager.open("agencies:refuse_change", pending.pk).answer(WHY, then="agencies:changes")
    manager.open("agencies:changes_done").open("agencies:change", pending.pk)
    manager.open("agencies:review").refused("Select the roles you have looked at", "Enter why")
    manager.page.locator("main [name=held]").first.check()
    manager.answer({"what": "keep", **WHY}, then="agencies:review")
    administrator.open("agencies:domains").open("agencies:hub_domains").fill({"domains": "not a domain", **WHY})
    administrator.refused("like northvale.gov.uk")
    police = northvale.agencies["police"].pk
    administrator.open("agencies:agency_domains", police).answer(
        {"domains": "northvale.police.uk", **WHY}, then="agencies:domains"
    )
    visit(northvale.governance).open("agencies:watched")


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
    administrator.open("agencies:pauses").fill({"pause_reasons": "Waiting for the court"}).refused("usual reasons")
    administrator.fill({"pause_reasons": "Waiting for the interpreter"}).press().lands_on("agencies:pauses")
    administrator.open("agencies:code_lists")
    administrator.open("agencies:code_list", "gateway").fill({"offered_CA04-16LA-D": "yes"}).refused("came into force")
    administrator.fill({"offered_CA04-16LA-D": "no"}).press().lands_on("agencies:code_lists")
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

    administrator.open("agencies:suspend", officer.pk).fill(WHY)
    give_role(user=officer, role="referrer", by=second)
    administrator.refused("Quinn Quicker changed this person")
    administrator.press().lands_on("agencies:person")
