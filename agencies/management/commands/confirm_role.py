"""Be the second person where a hub has none: confirm a role an administrator asked for. Logs in as the owner.

For a hub whose only administrator has nobody beside them yet, such as for its first manager. It is noted as the
operator's doing, with the reason, where governance officers and auditors find it.
"""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from agencies.approvals.actions import confirm_as_operator
from agencies.models import AccountChange
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
                for one in waiting:
                    who = f"account {one.user_id}" if one.user_id else "the hub"
                    self.stdout.write(f"{one.pk}  {one.in_words}, {who}, asked for {one.proposed_at:%d %B %Y %H:%M}")
                self.stdout.write(f"{len(waiting)} waiting")
                return
            if not reason:
                raise CommandError("Say why with --reason: it is kept for governance officers and auditors.")
            wanted = next((one for one in waiting if str(one.pk) == change), None)
            if wanted is None:
                raise CommandError(f"Nothing of this number waits in {hub}. Leave it out to see what does.")
            try:
                confirm_as_operator(wanted, reason=reason)
            except RuleViolation as refusal:
                raise CommandError(refusal.words) from refusal
        self.stdout.write("Confirmed.")
