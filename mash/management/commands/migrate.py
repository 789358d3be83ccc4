"""Django's migrate, logged in as the role that owns the tables."""

import environ
from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections


class Command(migrate.Command):
    def handle(self, *args, **options):
        if settings.DATABASE_OWNER_URL:
            connection = connections[options["database"]]
            connection.close()
            owner = environ.Env().db_url_config(settings.DATABASE_OWNER_URL)
            connection.settings_dict.update({key: owner[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")})
        super().handle(*args, **options)
