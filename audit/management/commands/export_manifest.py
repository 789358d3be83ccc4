"""Make the manifest of an export of the access log, and lay the program that verifies both beside them."""

import json
import shutil
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from audit import keys
from audit.manifest import manifest_of
from audit.offline import verify_export
from mash.identity import acting_as_system


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("export", type=Path, help="the file as it was exported, CSV or JSON lines")

    def handle(self, *args, export, **options):
        if not keys.can_sign():
            raise CommandError("AUDIT_SEALING_KEY is not set, so the manifest could not be signed")
        try:
            with acting_as_system(), transaction.atomic():
                made = manifest_of(export, terms={}, shape=export.suffix.removeprefix("."))
        except (OSError, ValueError, KeyError) as fault:
            raise CommandError(f"{export} cannot be read as an export of the log: {fault}") from fault
        manifest = export.with_name(export.name + ".manifest.json")
        manifest.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
        shutil.copy(verify_export.__file__, export.with_name("verify_export.py"))
        self.stdout.write(f"{manifest}: {made['rows']} lines, {len(made['unsealed'])} of them not sealed yet")
