"""The field log says which field of a setting or an account changed, and nothing of what was written in it."""

import json
from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from django.db import ProgrammingError, transaction
from django.utils import timezone

from agencies.models import Agency, User
from audit import field_log, tasks
from mash.identity import acting_as, acting_as_system
from tests.builders import build_referral
from tests.builders_requests import build_asked, give_answer
from tests.database import as_role

WORDS = "Something very particular"


@pytest.fixture
def renamed(northvale):
    """An agency that was given another name, and an account that was suspended."""
    with as_role("mash_owner"):
        LogEntry.objects.all().delete()
        agency = Agency.objects.get(pk=northvale.agencies["police"].pk)
        agency.name = WORDS
        agency.save(update_fields=["name"])
        user = User.objects.get(pk=northvale.screener.pk)
        user.is_active = False
        user.save(update_fields=["is_active"])
    return northvale


def test_words_are_masked_whole_and_what_is_listed_is_kept(renamed):
    with as_role("mash_owner"):
        (of_agency,), (of_user,) = LogEntry.objects.get_for_model(Agency), LogEntry.objects.get_for_model(User)
        written = json.dumps([entry.changes for entry in LogEntry.objects.all()], ensure_ascii=False)
    assert of_agency.changes == {"name": ["…", "…"]}
    assert of_user.changes == {"is_active": ["True", "False"]}
    assert WORDS not in written


def test_an_account_is_named_by_its_key(renamed):
    with as_role("mash_owner"):
        (of_user,) = LogEntry.objects.get_for_model(User)
    assert str(renamed.screener.pk) in of_user.object_repr
    assert not [word for word in ("Skyler", "Screener", "@") if word in of_user.object_repr]


def test_of_a_case_there_is_no_second_copy(northvale):
    with as_role("mash_owner"):
        before = LogEntry.objects.count()
    [request] = build_asked(northvale, "police")
    give_answer(northvale.police, request)
    with as_role("mash_owner"):
        assert LogEntry.objects.count() == before


def test_what_was_kept_once_can_be_masked_afterwards(renamed, monkeypatch):
    monkeypatch.setattr(field_log, "BATCH_SIZE", 2)
    with as_role("mash_owner"):
        assert field_log.mask_old() == 0
        (old,) = LogEntry.objects.get_for_model(User)
        old.changes |= {"name": ["None", WORDS], "gone": ["None", WORDS]}
        old.changes_text, old.serialized_data = WORDS, {"name": WORDS}
        old.save()
        assert field_log.mask_old() == 1
        old.refresh_from_db()
        assert old.changes == {"is_active": ["True", "False"], "name": ["…", "…"], "gone": ["…", "…"]}
        assert (old.changes_text, old.serialized_data) == ("", None)
        assert field_log.mask_old() == 0


def test_old_entries_are_removed_some_at_a_time(northvale, monkeypatch):
    monkeypatch.setattr(field_log, "BATCH_SIZE", 2)
    with as_role("mash_owner"):
        young = LogEntry.objects.order_by("pk").last().pk
        old = LogEntry.objects.exclude(pk=young)
        expected = old.update(timestamp=timezone.now() - timedelta(days=366))
    assert expected > 4
    assert tasks.tidy_field_log() == expected
    assert list(LogEntry.objects.values_list("pk", flat=True)) == [young]


@pytest.mark.parametrize("column", ["object_repr", "changes", "object_pk", "actor_id", "serialized_data"])
def test_whoever_serves_pages_adds_to_it_and_reads_nothing_of_it(northvale, column):
    build_referral(northvale)
    for who in (acting_as(northvale.manager), acting_as_system()):
        with who, pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            LogEntry.objects.values_list(column).first()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        LogEntry.objects.update(timestamp=timezone.now())
