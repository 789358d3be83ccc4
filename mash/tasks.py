"""What the worker clears away of the floor's own: numbers of forms sent long ago."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from mash.identity import acting_as_system
from mash.models import Submission

KEPT_DAYS = 7  # a page left open longer than that belongs to a sign-in that is over
AT_ONCE = 10_000


@shared_task(bind=True, name="mash.tasks.remove_old_submissions", expires=3600)
def remove_old_submissions(self) -> int:
    """In pieces, so that no page waits for a long deletion. Gives how many there were."""
    before, removed = timezone.now() - timedelta(days=KEPT_DAYS), 0
    with acting_as_system(str(self.request.id or "")):
        while True:
            old = Submission.objects.filter(at__lt=before).order_by("at").values("number")[:AT_ONCE]
            count, _ = Submission.objects.filter(number__in=old).delete()
            removed += count
            if count < AT_ONCE:
                return removed
