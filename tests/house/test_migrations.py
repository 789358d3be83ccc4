"""Migrations match the models, and each app has one line of them without forks."""

from io import StringIO

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader


def test_the_models_have_no_change_without_its_migration(db):
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


def test_every_app_has_one_tip(db):
    loader = MigrationLoader(connection)
    assert loader.detect_conflicts() == {}
