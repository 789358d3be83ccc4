"""Make certificates for PostgreSQL and Valkey, unless those that are there are good for two months more."""

import os
from pathlib import Path

from django.core.management.base import BaseCommand

from mash import certificates


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []  # it runs before there is a database

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("hosts", nargs="+", help="the names they are reached by: database broker")
        parser.add_argument("--owner", type=int, help="the user who may read the keys, by number; needs root")

    def handle(self, *args, folder, hosts, owner, **options):
        if not certificates.due(folder, hosts):
            self.stdout.write("The certificates are good for more than two months: nothing to do.")
            return
        for key in certificates.make(folder, hosts):
            if owner is not None:
                os.chown(key, owner, owner)
        self.stdout.write(f"Made certificates for {', '.join(hosts)}. Restart what uses them.")
