"""The demo can be looked around in before all of it is played, and goes on where it was stopped."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agencies import events
from agencies.models import Hub, User
from agencies.people.actions import suspend
from audit.models import Event, UnusualAccess
from audit.recording import SYSTEM, record
from mash.demo import ENOUGH, cast, play
from mash.demo.stories import Story
from mash.postgres.owner import as_owner
from mash.refusals import RuleViolation
from referrals.models import BreakGlass, Referral
from tests.database import as_role

PATIENT = 3


class Stopped(BaseException):
    """Ctrl-C."""


class Listening(StringIO):
    """Looks around the moment it is told that it can."""

    def write(self, words):
        if ENOUGH in words:
            self.looked_around = looked_around()
        return super().write(words)


def looked_around() -> dict[str, int]:
    with as_role("mash_owner"):
        shown = (Referral, UnusualAccess, BreakGlass)
        return {each.__name__: each.objects.values("hub_id").distinct().count() for each in shown}


def marks() -> list[str]:
    with as_role("mash_owner"):
        lines = Event.objects.filter(code__in=["referral.keyed", "referral.sent"])
        return sorted(lines.values_list("request_id", flat=True))


@pytest.fixture
def demo(nobody_here, settings):
    settings.DEMO = True

    def load(wanted: int = 4) -> Listening:
        words = Listening()
        call_command("demo", "--load", referrals=wanted, stdout=words)
        return words

    return load


def test_it_goes_on_where_it_was_stopped_and_plays_nothing_twice(demo, monkeypatch):
    monkeypatch.setattr(play, "FIRST", PATIENT)
    real, lines = Story.play, []

    def tell_two(story):
        lines.append(real(story))
        if len(lines) == 2:
            raise Stopped  # when all of it is written and nothing is committed
        return lines[-1]

    monkeypatch.setattr(Story, "play", tell_two)
    with pytest.raises(Stopped):
        demo()
    monkeypatch.setattr(Story, "play", real)
    assert marks() == ["demo-referral-0"]

    output = demo()
    assert "Going on: 1 of 4 referrals are there" in output.getvalue()
    assert "4 of 4 referrals played through" in output.getvalue()
    assert output.looked_around == {"Referral": 2, "UnusualAccess": 2, "BreakGlass": 2}  # each hub has its tour
    played = marks()
    assert [mark for mark in played if "referral" in mark] == [f"demo-referral-{n}" for n in range(4)]

    assert demo().getvalue() == ""
    assert marks() == played


def test_a_refused_part_is_left_out_and_tried_again(demo, monkeypatch):
    """Whoever looks around may change what a part still to come needs."""
    shut = True

    def play_part():
        if shut:
            raise RuleViolation("They are suspended")
        record(events.HUB_CHANGED, about=Hub.objects.get(slug="northvale"), by=SYSTEM)

    part = play.DemoPart("demo-referral-0", play_part, is_referral=True)
    monkeypatch.setattr(play, "parts", lambda worlds, wanted: ([part], []))
    assert "demo-referral-0 was left out: They are suspended" in demo(1).getvalue()
    shut = False
    assert "1 of 1 referrals played through" in demo(1).getvalue()


def test_what_an_earlier_version_played_is_left_as_it_is(demo):
    with as_owner():
        cast.build_worlds()  # without a mark
    assert "left as it is" in demo().getvalue()
    assert marks() == []


def test_where_a_hub_has_no_auditor_left_nothing_is_played_twice(demo, monkeypatch):
    play.build_cast()
    suspend(user=User.objects.get(email="auditor@northvale.example"), by=SYSTEM)
    assert "left as it is" in demo().getvalue()
    assert marks() == []


def test_other_data_is_left_alone(settings, northvale):
    settings.DEMO = True
    with pytest.raises(CommandError, match="data already"):
        call_command("demo", "--load", stdout=StringIO())
