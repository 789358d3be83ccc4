"""The Celery tasks of this app. Each may run twice without doing its work twice."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from audit.recording import SYSTEM
from mash.identity import acting_as_system
from referrals.access.bars import suggest_bars_to_staff
from referrals.casefile.digest import tell_of_openings
from referrals.drafts.case_drafts import tidy_case_drafts
from referrals.information_requests.answering.drafts import tidy_answers
from referrals.information_requests.chasing import chase
from referrals.intake.actions import tidy_drafts
from referrals.messages.sending import send_next
from referrals.people.matcher import AT_ONCE, match_people, sweep
from referrals.reports.counting_ahead import count_ahead

MOST_AT_ONCE = 200


@shared_task(bind=True, name="referrals.tasks.send_outbox", expires=60)
def send_outbox(self) -> int:
    """Send the waiting messages and return how many were sent.

    Each has its own transaction, and two workers never send the same one (SKIP LOCKED).
    """
    sent = 0
    with acting_as_system(str(self.request.id or "")):
        # Limited, so that a long outbox cannot keep this worker from its other tasks.
        for _ in range(MOST_AT_ONCE):
            outcome = send_next()
            if outcome is None:
                break
            sent += outcome
    return sent


@shared_task(bind=True, name="referrals.tasks.remove_old_drafts", expires=1800)
def remove_old_drafts(self) -> int:
    """Delete drafts of every kind that nobody has touched for DRAFT_DAYS, without reading them."""
    # All three kinds in one transaction: each deletes at most a batch.
    with acting_as_system(str(self.request.id or "")), transaction.atomic():
        now = timezone.now()
        return sum(tidy(now=now, by=SYSTEM) for tidy in (tidy_drafts, tidy_answers, tidy_case_drafts))


@shared_task(bind=True, name="referrals.tasks.match_people", expires=10)
def compare_people(self) -> int:
    """Compare people who arrived with those of other cases, and return how many were compared."""
    compared = 0
    with acting_as_system(str(self.request.id or "")):
        for _ in range(MOST_AT_ONCE // AT_ONCE):
            batch = match_people(timezone.now())
            compared += batch
            if batch < AT_ONCE:
                break
    return compared


@shared_task(bind=True, name="referrals.tasks.sweep_people", expires=3600)
def sweep_people(self) -> int:
    """Let people whom the comparison may have missed be compared again."""
    with acting_as_system(str(self.request.id or "")):
        return sweep(timezone.now())


@shared_task(bind=True, name="referrals.tasks.suggest_bars", expires=60)
def suggest_bars(self) -> int:
    """Compare staff whose own details changed with the people in every record, and suggest bars."""
    with acting_as_system(str(self.request.id or "")), transaction.atomic():
        return suggest_bars_to_staff(by=SYSTEM, now=timezone.now(), at_most=MOST_AT_ONCE)


@shared_task(bind=True, name="referrals.tasks.tell_of_openings", expires=3600)
def tell_workers_of_openings(self) -> int:
    """Post the daily digest of cases opened by people outside their teams."""
    with acting_as_system(str(self.request.id or "")), transaction.atomic():
        return tell_of_openings(timezone.now())


@shared_task(bind=True, name="referrals.tasks.chase_requests", expires=240)
def chase_requests(self) -> int:
    """Remind agencies of requests that are due soon or overdue."""
    with acting_as_system(str(self.request.id or "")):
        return chase(timezone.now())


@shared_task(bind=True, name="referrals.tasks.count_figures", expires=20)
def count_figures(self) -> int:
    """Count ahead what the dashboard shows of days that changed since they were counted."""
    with acting_as_system(str(self.request.id or "")):
        return count_ahead(timezone.now())
