"""The field log says which field changed and nothing of what was written in it."""

import json
from datetime import timedelta

from auditlog.models import LogEntry
from django.utils import timezone

from audit import field_log, tasks
from mash.identity import acting_as
from referrals.models import Person, Referral
from tests.builders import build_referral


def test_free_text_and_dates_of_birth_are_masked_whole(northvale):
    build_referral(northvale, what_happened="Something very particular")
    written = json.dumps([entry.changes for entry in LogEntry.objects.all()], ensure_ascii=False)
    with acting_as(northvale.manager):
        born = str(Person.objects.get().date_of_birth)
    for secret in ["Something very particular", "Example Street", born, "No food at home"]:
        assert secret not in written
    assert "…" in written


def test_coded_fields_are_kept(northvale):
    referral = build_referral(northvale)
    with acting_as(northvale.manager):
        fresh = Referral.objects.get(pk=referral.pk)
        fresh.status = "triaged"
        fresh.save(update_fields=["status"])
    assert LogEntry.objects.filter(changes__status=["received", "triaged"]).count() == 1


def test_a_row_is_named_by_its_reference_or_key(northvale):
    referral = build_referral(northvale)
    names = set(LogEntry.objects.values_list("object_repr", flat=True))
    assert referral.reference in names
    assert not any("Test" in name or "Child" in name for name in names)


def test_old_entries_are_removed_some_at_a_time(northvale, monkeypatch):
    monkeypatch.setattr(field_log, "AT_ONCE", 2)
    build_referral(northvale)
    young = LogEntry.objects.order_by("pk").last()
    old = LogEntry.objects.exclude(pk=young.pk)
    assert old.count() > 4
    old.update(timestamp=timezone.now() - timedelta(days=366))
    expected = old.count()
    assert tasks.tidy_field_log() == expected
    assert list(LogEntry.objects.all()) == [young]
