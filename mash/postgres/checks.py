"""`manage.py check --database default`, and each `migrate`: is the server set as mash/roles.sql would set it?

An operator whose PostgreSQL somebody else runs may not be able to run all of that file, and is told what is missing.
"""

from django.core import checks
from django.db import connections

from mash.postgres.server_log import FOR_OUR_LOGINS

LOGGED = "SELECT name, setting FROM pg_settings WHERE name = ANY (%s)"
OPEN_TO_ALL = """SELECT what FROM (VALUES
    ('make temporary objects', has_database_privilege('public', current_database(), 'TEMPORARY')),
    ('make objects in the schema public', has_schema_privilege('public', 'public', 'CREATE')),
    ('make large objects', has_function_privilege('public', 'lo_create(oid)', 'EXECUTE')),
    ('read the statements of others with the same login',
      has_function_privilege('public', 'pg_stat_get_activity(integer)', 'EXECUTE')),
    ('end the statements of others with the same login',
      has_function_privilege('public', 'pg_terminate_backend(integer, bigint)', 'EXECUTE')),
    ('run loops inside the database', has_language_privilege('public', 'plpgsql', 'USAGE'))) AS rights (what, given)
  WHERE given"""


@checks.register(checks.Tags.database)
def server_is_hardened(databases=None, **kwargs) -> list[checks.Warning]:
    return [warning for alias in databases or () for warning in _warnings(connections[alias])]


def _warnings(connection) -> list[checks.Warning]:
    with connection.cursor() as cursor:
        cursor.execute(LOGGED, [list(FOR_OUR_LOGINS)])
        settings = dict(cursor.fetchall())
        cursor.execute(OPEN_TO_ALL)
        rights = [what for (what,) in cursor.fetchall()]
    unsafe_settings = [name for name, wanted in FOR_OUR_LOGINS.items() if settings.get(name) != wanted]
    warnings = []
    if unsafe_settings:
        warnings.append(
            checks.Warning(
                f"PostgreSQL may write what was typed into its log: {', '.join(unsafe_settings)}",
                hint="Run mash/roles.sql as a superuser, or set these for each login (docs/operation.md).",
                id="mash.W001",
            )
        )
    if rights:
        warnings.append(
            checks.Warning(
                f"Everybody who logs in to this database may {'; '.join(rights)}",
                hint="Run mash/roles.sql in this database as a superuser.",
                id="mash.W002",
            )
        )
    return warnings
