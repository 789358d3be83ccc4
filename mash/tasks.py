"""Celery tasks of the project: removing the numbers of forms sent long ago."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from mash.identity import acting_as_system
from mash.models import Submission

KEPT_DAYS = 7  # a page left open longer than that belongs to a sign-in that is over
AT_ONCE = 10_000


@shared_task(bind=True, name="mash.tasks.remove_old_submissions", expires=3600)
def remove_old_submissions(self) -> int:
    """Delete old submissions in batches, so that no request waits for a long lock; return how many."""
    before, removed = timezone.now() - timedelta(days=KEPT_DAYS), 0
    with acting_as_system(str(self.request.id or "")):
        while True:
            old = Submission.objects.filter(at__lt=before).order_by("at").values("number")[:AT_ONCE]
            count, _ = Submission.objects.filter(number__in=old).delete()
            removed += count
            if count < AT_ONCE:
                return removed
