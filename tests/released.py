"""What the version that is out writes: each table with the columns its INSERTs name.

`make released`, when a version is released, writes it down in released.json; until the next release that version may
run beside a newer schema, and tests/house/test_version_before.py inserts just that.
"""

import json
from pathlib import Path

KEPT = Path(__file__).with_suffix(".json")


def written_now() -> dict[str, list[str]]:
    """As Django writes: every column but keys and values that the database makes itself."""
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


def written_by_the_released() -> dict[str, list[str]]:
    return json.loads(KEPT.read_text())


if __name__ == "__main__":
    import django

    django.setup()
    KEPT.write_text(json.dumps(written_now(), indent=1, sort_keys=True) + "\n")
