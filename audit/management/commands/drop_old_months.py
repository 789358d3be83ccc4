"""Drop months of the access log older than AUDIT_YEARS, leaving a signed tombstone for each. Logs in as the owner."""

from django.core.management.base import BaseCommand, CommandError

from audit import retention
from audit.recording import SYSTEM
from mash.postgres.owner import become_owner


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--really", action="store_true", help="drop them; otherwise they are only named")

    def handle(self, *args, really, **options):
        become_owner()
        for month in retention.expired_months():
            if not really:
                self.stdout.write(f"{month.name}: would be dropped")
                continue
            try:
                stone = retention.drop(month, by=SYSTEM)
            except retention.CannotDrop as reason:
                raise CommandError(f"{month.name}: {reason}") from reason
            self.stdout.write(f"{month.name}: {stone.count} lines dropped")
