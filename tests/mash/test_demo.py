"""The demo's data is played through the real actions, and only where a demo was asked for."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agencies.models import Team
from audit.models import Event
from mash.demo.scenarios import SCENARIOS
from mash.identity import acting_as
from referrals.models import Decision, Item, Person, Referral
from referrals.people.ages import age_now
from tests.database import as_role

WALLS = {"decision.signed", "ask.put", "ask.answered", "break_glass.opened", "emergency.reviewed", "bar.given"}
WALLS |= {"bar.confirmed", "referral.restricted", "log.unusual_found", "log.unusual_judged"}


def say(*arguments, **options) -> str:
    words = StringIO()
    call_command("demo", *arguments, stdout=words, **options)
    return words.getvalue()


def test_demo_data_never_goes_into_a_real_hub(db, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="not a demo"):
        say("--load")


def test_accounts_are_refused_where_nothing_was_loaded(nobody_here, settings):
    settings.DEMO = True
    with pytest.raises(CommandError, match="No demo data"):
        say("--accounts")


def test_the_stories_leave_a_true_trail(nobody_here, settings):
    settings.DEMO = True
    output = say("--load", referrals=24)
    assert "24 of 24 referrals played through" in output
    accounts = json.loads(say("--accounts"))
    assert {"role", "email", "password", "hub", "agency"} == set(accounts[0])
    assert {account["hub"] for account in accounts} == {"Northvale Council", "Southmere Borough"}
    with as_role("mash_owner"):
        referrals = list(Referral.objects.all())
        references = set(
            Event.objects.filter(code__in=["referral.keyed", "referral.sent"]).values_list("reference", flat=True)
        )
        assert references == {referral.reference for referral in referrals}
        noted = set(Event.objects.values_list("code", flat=True))
        assert noted >= WALLS
        assert Item.objects.filter(replaces__isnull=False, about__0__gt=0).exists()
        assert Decision.objects.filter(state="corrected").exists()
        assert Team.objects.filter(hub__slug="northvale", people__isnull=False).distinct().count() == 2
        for person in Person.objects.filter(is_subject=True, kind="child").select_related("referral"):
            [ages] = [scenario.ages for scenario in SCENARIOS if scenario.concern in person.referral.concerns]
            assert ages[0] <= age_now(person, person.referral.received_at.date()).in_years <= ages[1]
    with acting_as(None):
        assert not Referral.objects.exists()
    assert say("--load", referrals=24) == ""  # nothing is played twice
