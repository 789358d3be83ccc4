"""Mask values in the field log that are no longer logged. Logs in as the owner; can be run again."""

from django.core.management.base import BaseCommand

from audit import field_log
from mash.postgres.owner import become_owner


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        become_owner()
        self.stdout.write(f"{field_log.mask_old()} entries masked")
