"""Confirm an account change in a hub that has no second person, such as for its first manager.

Uses the database owner's login. The access log names the operator and the reason, for governance and auditors.
"""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from agencies.approvals.actions import confirm_as_operator
from agencies.models import AccountChange
from mash.govuk.moments import words
from mash.postgres.owner import as_owner
from mash.refusals import RuleViolation


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("hub", help="the short name of the hub, as in its addresses")
        parser.add_argument("change", nargs="?", help="which one, as the list says; without it what waits is listed")
        parser.add_argument("--reason", default="", help="why no second person of the hub can do it")

    def handle(self, *args, hub, change, reason, **options):
        with as_owner(), transaction.atomic():
            waiting = list(AccountChange.objects.waiting().filter(hub__slug=hub).select_related("user", "hub"))
            if change is None:
                for candidate in waiting:
                    who = f"account {candidate.user_id}" if candidate.user_id else "the hub"
                    self.stdout.write(
                        f"{candidate.pk}  {candidate.in_words}, {who}, asked for {words(candidate.proposed_at)}"
                    )
                self.stdout.write(f"{len(waiting)} waiting")
                return
            if not reason:
                raise CommandError("Say why with --reason: it is kept for governance officers and auditors.")
            chosen = next((candidate for candidate in waiting if str(candidate.pk) == change), None)
            if chosen is None:
                raise CommandError(f"Nothing of this number waits in {hub}. Leave it out to see what does.")
            try:
                confirm_as_operator(chosen, reason=reason)
            except RuleViolation as violation:
                raise CommandError(violation.words) from violation
        self.stdout.write("Confirmed.")
