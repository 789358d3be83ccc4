"""What is over is removed: numbers of forms sent long ago."""

import uuid
from datetime import timedelta

from django.utils import timezone

from mash import tasks
from mash.models import Submission


def sent(days_ago: float) -> Submission:
    return Submission.objects.create(number=uuid.uuid4(), at=timezone.now() - timedelta(days=days_ago))


def test_numbers_of_forms_sent_long_ago_go_and_newer_ones_stay(db):
    old, new = sent(tasks.KEPT_DAYS + 1), sent(tasks.KEPT_DAYS - 1)
    assert tasks.remove_old_submissions() == 1
    assert list(Submission.objects.filter(pk__in=[old.pk, new.pk])) == [new]


def test_many_go_in_pieces(db, monkeypatch):
    monkeypatch.setattr(tasks, "AT_ONCE", 2)
    for _ in range(5):
        sent(30)
    assert tasks.remove_old_submissions() == 5
