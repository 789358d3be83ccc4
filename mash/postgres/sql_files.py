"""Files of SQL that hold policies, functions, triggers and privileges as they are now, and how migrations run them.

Each thing the database is told in SQL stands in one file, named for what it guards: `agencies/walls`, `audit/walls`,
`referrals/access` and `mash/postgres`. The first migration of each app runs the files of that app in order.

To change something later: edit its file, and add a migration that runs the file again,

    operations = [RunSQLFiles("referrals/access", ["granting"], again=True)]

Files are written so that they can be run again (CREATE OR REPLACE, IF NOT EXISTS; a policy is dropped before it is
made). Running one again takes nothing away, so what left a file is dropped or revoked by the migration itself, with
`migrations.RunSQL` beside it. tests/house/test_walls_text.py compares the files with a migrated database.

To guard a new table: a new file with a block of statements like those of the other tables, run by the migration that
makes the table. A new database runs every file as it is now, so a file of the first migration may speak of a table or
column that is made later only inside functions, which are not looked into until they are called; a policy that asks
for one stands in the new file.
"""

import re
from pathlib import Path

from django.db.migrations.operations.base import Operation, OperationCategory

ROOT = Path(__file__).parents[2]
# How what a statement made is taken away again, by the beginning of the statement. Each begins at the start of a line.
# Rights to a function go with it.
UNDONE_BY = [
    (re.compile(pattern, re.MULTILINE), by)
    for pattern, by in [
        (r"^CREATE POLICY (\w+) ON (\w+)", r"DROP POLICY \1 ON \2"),
        (r"^CREATE OR REPLACE TRIGGER (\w+)\s[^;]*?\bON (\w+)", r"DROP TRIGGER \1 ON \2"),
        (r"^CREATE OR REPLACE FUNCTION (\w+)", r"DROP FUNCTION \1"),
        (r"^CREATE INDEX IF NOT EXISTS (\w+)", r"DROP INDEX \1"),
        (r"^CREATE TABLE IF NOT EXISTS (\w+)", r"DROP TABLE \1"),
        (
            r"^ALTER TABLE (\w+) ENABLE ROW LEVEL",
            r"ALTER TABLE \1 DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY",
        ),
        (r"^GRANT (?!EXECUTE)([^;]*)\sTO\s([^;]*);", r"REVOKE \1 FROM \2"),
        (
            r"^(SET LOCAL ROLE mash_guard;\n)?ALTER DEFAULT PRIVILEGES REVOKE ([^;]*) FROM ([^;]*);",
            r"\1ALTER DEFAULT PRIVILEGES GRANT \2 TO \3;\nSET LOCAL ROLE mash_owner",
        ),
    ]
]
POLICY = UNDONE_BY[0][0]
# A function may ask for what is made after it. (tests/house/test_definer_functions.py has them looked into.)
BODIES_LATER = "SET LOCAL check_function_bodies = off;"
BODIES_AT_ONCE = "SET LOCAL check_function_bodies = on;"
# Functions that look past the walls belong to mash_guard, which makes them itself and otherwise makes nothing.
GUARD_MAY_MAKE = "GRANT CREATE ON SCHEMA public TO mash_guard;"
GUARD_MAY_NOT = "REVOKE CREATE ON SCHEMA public FROM mash_guard;"


class RunSQLFiles(Operation):
    """Runs files of one folder, in this order; undone, it drops what they make, as a first migration must.

    `again` is for a later migration that runs changed files: undone, it leaves things as the files have them now.
    """

    category = OperationCategory.SQL
    reduces_to_sql = True

    def __init__(self, folder: str, names: list[str], again: bool = False):
        self.folder, self.names, self.again = folder, names, again

    @property
    def paths(self) -> list[Path]:
        return [ROOT / self.folder / f"{name}.sql" for name in self.names]

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for path in self.paths:
            schema_editor.execute(runnable(path.read_text()), params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for path in [] if self.again else reversed(self.paths):
            schema_editor.execute(undone(path.read_text()), params=None)

    def describe(self):
        return f"Run the SQL files of {self.folder}: {', '.join(self.names)}"


def runnable(text: str) -> str:
    """What runs a file, whether or not it was run before."""
    policies = [f"DROP POLICY IF EXISTS {name} ON {table};" for name, table in POLICY.findall(text)]
    return "\n".join([BODIES_LATER, GUARD_MAY_MAKE, *policies, text, GUARD_MAY_NOT, BODIES_AT_ONCE])


def undone(text: str) -> str:
    """What takes away all that a file makes, the last made first."""
    undoing = [(made.start(), made.expand(by)) for pattern, by in UNDONE_BY for made in pattern.finditer(text)]
    return ";\n".join(statement for _, statement in sorted(undoing, reverse=True))
