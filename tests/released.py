"""What the released version inserts and which migrations it ran.

`make released` records this in released.json: each table with the columns its INSERTs name, the
list of migrations, a digest of each SQL file, and the words of each code. Until the next release, that version may run
beside a newer schema: tests/house/test_version_before.py repeats its inserts. A SQL file changed
since then must be run again (tests/house/test_walls_text.py).
"""

import hashlib
import json
import re
from pathlib import Path

from django.db.models import TextChoices

NOTED = Path(__file__).with_suffix(".json")
ROOT = Path(__file__).parents[1]


def written_now() -> dict[str, list[str]]:
    """Return the columns Django writes: all but keys and values the database generates."""
    from django.apps import apps

    return {
        model._meta.db_table: sorted(
            field.column
            for field in model._meta.concrete_fields
            if not field.generated and field is not model._meta.auto_field
        )
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }


def words_now() -> dict[str, dict[str, str]]:
    """Return the words of each code by the name of its list. Rows keep the code, so its words never change."""
    from agencies.kinds import AgencyKind
    from referrals import codes

    named = [getattr(codes, name) for name in codes.__all__] + [AgencyKind]
    lists = [it for it in named if isinstance(it, type) and issubclass(it, TextChoices)]
    return {code_list.__name__: {str(code): str(label) for code, label in code_list.choices} for code_list in lists}


def digest(path: Path) -> str:
    """Return a digest of the statements of a SQL file, ignoring comments and spacing."""
    statements = re.sub(r"--[^\n]*", "", path.read_text()).split()
    return hashlib.sha256(" ".join(statements).encode()).hexdigest()


def released() -> dict:
    return json.loads(NOTED.read_text())


def written_by_the_released() -> dict[str, list[str]]:
    return released()["writes"]


def _now() -> dict:
    apps = ("agencies", "audit", "mash", "referrals")
    folders = ("agencies/walls", "audit/walls", "mash/postgres", "referrals/access")
    migrations = [path for app in apps for path in (ROOT / app / "migrations").glob("[0-9]*.py")]
    sql = [path for folder in folders for path in (ROOT / folder).glob("*.sql")]
    return {
        "migrations": sorted(f"{path.parts[-3]}.{path.stem}" for path in migrations),
        "sql": {str(path.relative_to(ROOT)): digest(path) for path in sql},
        "words": words_now(),
        "writes": written_now(),
    }


if __name__ == "__main__":
    import django

    django.setup()
    NOTED.write_text(json.dumps(_now(), indent=1, sort_keys=True) + "\n")
