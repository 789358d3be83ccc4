"""Nobody but the owner makes temporary objects in this database, or anything in its schema.

A right of the database, not of a table: a database made anew (a restore) has it again until mash/roles.sql is run there.
"""

from django.db import migrations

SHUT = """
DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC, mash_app;
"""
OPEN = """
DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database()); END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0011_addresses")]
    operations = [migrations.RunSQL(SHUT, OPEN)]
