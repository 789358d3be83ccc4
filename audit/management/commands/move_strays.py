"""Move lines of the access log out of the default partition into their months. Logs in as the owner."""

from django.core.management.base import BaseCommand

from audit import misfiled_events
from audit.recording import SYSTEM
from mash.postgres.owner import become_owner


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        become_owner()
        moved, left = misfiled_events.move(by=SYSTEM)
        self.stdout.write(f"{moved} lines moved" + (f", {left} are dated too far ahead" if left else ""))
