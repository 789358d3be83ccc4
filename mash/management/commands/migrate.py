"""Django's migrate, logged in as the role that owns the tables."""

from django.core.management.commands import migrate
from django.db import connections

from mash.postgres.owner import become_owner
from mash.proofs import store_keys


class Command(migrate.Command):
    def handle(self, *args, **options):
        become_owner(options["database"])
        super().handle(*args, **options)
        if not options["plan"] and "agencies_proofkey" in connections[options["database"]].introspection.table_names():
            store_keys()
