"""Print every kind of line the access log can hold, as the page docs/events.md."""

from importlib import import_module
from importlib.util import find_spec
from itertools import groupby

from django.apps import apps
from django.core.management.base import BaseCommand

from audit.recording import KINDS
from audit.security_log import WATCHED

HEAD = """# What the access log holds

Made by `python manage.py event_list > docs/events.md`; a test keeps it in step with the code.
Every line also says when, who, under which role, from which agency, about which reference, from which address and
browser family, and in which request. No line holds a name or a word of a case.

Families marked *watched* are copied to the security log as well, as JSON lines for a SIEM (`SECURITY_LOG`). Their keys:
`at` (UTC), `code`, `outcome` (done, refused, emergency), `line` (its number here), `by` (the person's number),
`role`, `agency`, `hub`, `about`, `reference`, `address`, `agent`, `request`. Besides, `django.security.…` says that
Django refused a request (a wrong host, a form without its token), and `django.request` that a page failed (`fault`).

"""


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        for app in apps.get_app_configs():  # each app declares its kinds when its events are imported
            if find_spec(f"{app.name}.events"):
                import_module(f"{app.name}.events")
        self.stdout.write(HEAD)
        codes = sorted(KINDS)
        for family, members in groupby(codes, key=lambda code: code.split(".")[0]):
            watched = " (watched)" if family in WATCHED else ""
            self.stdout.write(f"## {family}{watched}\n\n| code | what happened |\n|---|---|")
            for code in members:
                self.stdout.write(f"| `{code}` | {KINDS[code].sentence} |")
            self.stdout.write("")
