"""The field log says which field changed and nothing of what was written in it."""

import json
from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from django.db import ProgrammingError, transaction
from django.utils import timezone

from audit import field_log, tasks
from mash.identity import acting_as, acting_as_system
from referrals.models import Person, Referral
from tests.builders import build_referral, child
from tests.database import as_role


def test_free_text_and_dates_of_birth_are_masked_whole(northvale):
    build_referral(northvale, what_happened="Something very particular")
    with as_role("mash_owner"):
        written = json.dumps([entry.changes for entry in LogEntry.objects.all()], ensure_ascii=False)
    with acting_as(northvale.manager):
        born = str(Person.objects.get().date_of_birth)
    for secret in ["Something very particular", "Example Street", born, "No food at home"]:
        assert secret not in written
    assert "…" in written


def test_codes_that_say_something_of_somebody_are_masked(northvale):
    """Sex, ethnicity and alleged source stood in it for a year."""
    person = child(sex="F", ethnicity="GRT", alleged_source=True, relationship="parent")
    build_referral(northvale, people=[person], risk_location="home")
    with as_role("mash_owner"):
        (of_person,) = LogEntry.objects.get_for_model(Person)
        (of_referral,) = LogEntry.objects.get_for_model(Referral).filter(action=LogEntry.Action.CREATE)
    shown = {"id", "referral", "position"}
    assert {name for name, values in of_person.changes.items() if values != ["…", "…"]} == shown
    assert {"sex", "ethnicity", "alleged_source", "kind"} <= set(of_person.changes)
    assert of_referral.changes["source_code"] == of_referral.changes["risk_location"] == ["…", "…"]


def test_what_was_kept_once_can_be_masked_afterwards(northvale, monkeypatch):
    monkeypatch.setattr(field_log, "BATCH_SIZE", 2)
    build_referral(northvale)
    with as_role("mash_owner"):
        assert field_log.mask_old() == 0
        (old,) = LogEntry.objects.get_for_model(Person)
        old.changes |= {"sex": ["None", "F"], "gone": ["None", "something"]}
        old.changes_text, old.serialized_data = "sex: F", {"sex": "F"}
        old.save()
        assert field_log.mask_old() == 1
        old.refresh_from_db()
        assert old.changes["sex"] == old.changes["gone"] == ["…", "…"]
        assert "…" not in old.changes["position"]
        assert (old.changes_text, old.serialized_data) == ("", None)
        assert field_log.mask_old() == 0


def test_coded_fields_are_kept(northvale):
    referral = build_referral(northvale)
    with acting_as(northvale.manager):
        fresh = Referral.objects.get(pk=referral.pk)
        fresh.status = "triaged"
        fresh.save(update_fields=["status"])
    with as_role("mash_owner"):
        assert LogEntry.objects.filter(changes__status=["received", "triaged"]).count() == 1


def test_a_row_is_named_by_its_reference_or_key(northvale):
    referral = build_referral(northvale)
    with as_role("mash_owner"):
        names = set(LogEntry.objects.values_list("object_repr", flat=True))
    assert referral.reference in names
    assert not any("Test" in name or "Child" in name for name in names)


def test_old_entries_are_removed_some_at_a_time(northvale, monkeypatch):
    monkeypatch.setattr(field_log, "BATCH_SIZE", 2)
    build_referral(northvale)
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
