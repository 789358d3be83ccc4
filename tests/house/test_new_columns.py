"""New columns have database defaults, because the version before still writes meanwhile."""

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

OURS = ("audit", "agencies", "referrals")
WITHOUT_A_DEFAULT = """SELECT attribute.attrelid::regclass::text, attribute.attname
  FROM pg_attribute AS attribute
 WHERE attribute.attnum > 0 AND attribute.attnotnull AND NOT attribute.atthasdef AND attribute.attidentity = ''
   AND attribute.attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)"""


def demanded_later(app: str) -> set[tuple[str, str]]:
    """Return the (table, column) pairs that became required after the table was created."""
    loader, columns, before = MigrationLoader(None), set(), {}
    for key in loader.graph.leaf_nodes(app):
        for step in [step_key for step_key in loader.graph.forwards_plan(key) if step_key[0] == app]:
            state = loader.project_state(step)
            after = {
                model._meta.db_table: {field.column for field in model._meta.concrete_fields if not field.null}
                for model in state.apps.get_app_config(app).get_models(include_auto_created=True)
            }
            columns |= {(table, column) for table in before for column in after.get(table, set()) - before[table]}
            before = after
    return columns


@pytest.mark.parametrize("app", OURS)
def test_a_column_added_to_a_table_has_a_default_in_the_database(app, db):
    with connection.cursor() as cursor:
        cursor.execute(WITHOUT_A_DEFAULT)
        demanding = {(table.strip('"'), column) for table, column in cursor.fetchall()}
    assert demanded_later(app) & demanding == set(), (
        "An INSERT of the version before leaves these out. Give each a db_default beside its default; or, where who "
        "writes a row may not read it back (Django asks for db_default columns with RETURNING), SET DEFAULT in SQL."
    )
