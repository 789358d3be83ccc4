"""By night, people whom the comparison may have missed are compared again, and nobody waits behind a failure."""

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from audit.models import Event
from mash.identity import acting_as, acting_as_system
from mash.postgres.functions import value_of
from referrals import events
from referrals.models import PersonCompared, PersonPair, PersonToMatch, Referral
from referrals.people import matcher
from referrals.people.matcher import VERSION, match_people, sweep
from referrals.tasks import sweep_people
from tests.builders import build_referral, child, compare_people
from tests.database import as_role

KIT = {"first_name": "Kit", "last_name": "Sumner", "date_of_birth": date(2018, 1, 2)}
LATER = timedelta(hours=2)


def swept(*, at=None, at_most=1000) -> int:
    with acting_as_system():
        return sweep(at or timezone.now(), at_most)


def turns() -> list[int]:
    with as_role("mash_owner"):
        return sorted(PersonToMatch.objects.values_list("turn", flat=True))


def noted() -> list[dict]:
    with as_role("mash_owner"):
        return [line.detail for line in Event.objects.filter(code=events.PEOPLE_SWEPT.code)]


@pytest.fixture
def two(northvale) -> list[Referral]:
    return [build_referral(northvale, people=[child(**KIT)]) for _ in range(2)]


def test_whoever_was_compared_is_left_alone(northvale, two):
    assert swept() == 0
    assert turns() == []
    assert noted() == []


@pytest.mark.parametrize("change", [{"version": "0"}, None], ids=["another version", "never"])
def test_whoever_was_compared_by_another_version_or_never_is_compared_again(northvale, two, change):
    with as_role("mash_owner"):
        PersonCompared.objects.update(**change) if change else PersonCompared.objects.all().delete()
        PersonPair.objects.all().delete()
    assert swept() == 2
    assert noted() == [{"anew": 2, "waited": 0}]
    compare_people()
    with acting_as(northvale.manager):
        assert PersonPair.objects.count() == 1
    with as_role("mash_owner"):
        assert set(PersonCompared.objects.values_list("version", flat=True)) == {VERSION}
    assert swept() == 0


def test_people_of_a_case_that_changed_since_are_compared_again(northvale, two):
    with acting_as(northvale.manager):
        Referral.objects.filter(pk=two[0].pk).update(changed_at=timezone.now() + timedelta(seconds=1))
    assert swept() == 1
    with acting_as_system():
        match_people(timezone.now() + LATER)
    assert swept() == 0


def test_a_night_takes_the_newest_cases_first_and_at_most_so_many(northvale, two):
    with as_role("mash_owner"):
        PersonCompared.objects.all().delete()
    assert swept(at_most=1) == 1
    with as_role("mash_owner"):
        assert PersonToMatch.objects.get().person.referral_id == two[1].pk
    # What waits already takes no place of the next night.
    assert swept(at_most=1) == 1
    assert swept(at_most=1) == 0


def test_who_is_compared_anew_waits_behind_whoever_arrives(northvale, two, monkeypatch):
    with as_role("mash_owner"):
        PersonCompared.objects.all().delete()
    swept()
    with as_role("mash_owner"):
        PersonToMatch.objects.filter(person__referral=two[1]).update(turn=0)
    compared = []
    monkeypatch.setattr(matcher, "match", lambda person, now: compared.append(person.key))
    with acting_as_system():
        match_people(timezone.now(), at_most=1)
    with acting_as(northvale.manager):
        assert compared == [two[1].people.get().pk]


def failing_for(name: str):
    """Return the matcher, which cannot compare whoever has this first name."""
    real = matcher.match

    def match(person, now):
        if person.first_name == name:
            raise ValueError(f"cannot read {person.first_name}")
        real(person, now)

    return match


def test_nobody_waits_behind_somebody_who_cannot_be_compared(northvale, two, monkeypatch, caplog):
    with as_role("mash_owner"):
        PersonCompared.objects.all().delete()
        PersonPair.objects.all().delete()
    swept()
    with as_role("mash_owner"):
        first = PersonToMatch.objects.select_related("person").first().person
        type(first).objects.filter(pk=first.pk).update(first_name="Unreadable")
    monkeypatch.setattr(matcher, "match", failing_for("Unreadable"))
    with acting_as_system():
        assert match_people(timezone.now()) == 2
        assert match_people(timezone.now()) == 0
    assert turns() == [PersonToMatch.Turn.FAILED]
    assert "could not be compared: ValueError" in caplog.text
    assert "Unreadable" not in caplog.text


def test_whoever_failed_or_waited_for_an_hour_has_another_turn_by_night(northvale, two):
    with as_role("mash_owner"):
        for referral, turn in zip(two, PersonToMatch.Turn.values[::2], strict=True):
            person = referral.people.get()
            PersonToMatch.objects.create(person=person, hub=northvale.hub, turn=turn, at=timezone.now())
    assert swept() == 0, "nobody has waited long"
    assert swept(at=timezone.now() + LATER) == 2
    assert noted() == [{"anew": 0, "waited": 2}]
    assert turns() == [0, 1]
    compare_people()
    assert turns() == []


def test_it_is_run_by_night(northvale, two, settings):
    assert [entry for entry in settings.CELERY_BEAT_SCHEDULE.values() if entry["task"] == sweep_people.name]
    assert sweep_people() == 0


@pytest.mark.parametrize(
    ("function", "arguments"), [("mash_sweep_people", ["1", timezone.now(), 1]), ("mash_put_off", [None])]
)
def test_only_background_work_does_it(northvale, function, arguments):
    refused = pytest.raises(ProgrammingError, match="only background work")
    with acting_as(northvale.manager), refused, transaction.atomic():
        value_of(function, *arguments)
