"""Django's migrate, logged in as the role that owns the tables."""

from django.core.management.commands import migrate

from mash.postgres.owner import become_owner


class Command(migrate.Command):
    def handle(self, *args, **options):
        become_owner(options["database"])
        super().handle(*args, **options)
