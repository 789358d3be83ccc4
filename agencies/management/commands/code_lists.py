"""Print every list of codes with what holds of each code, as the page docs/code-lists.md."""

from django.core.management.base import BaseCommand

from agencies.registry import LISTS, ListedCode

HEAD = """# The lists, and the law behind them

Made by `python manage.py code_lists > docs/code-lists.md`; a test keeps it in step with the code.
Codes are stored in records and keep their words for ever: where words had to change, the old code ended and a new one
began. *Waits*: the law is made and its first day is not known here; a hub enters it. *May be switched off*: by the hub,
under Targets, Lists. *What changed*: since the last release.

"""
COLUMNS = ("code", "words", "to the family", "for whom", "who may use it", "source", "in force", "hub", "what changed")


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        self.stdout.write(HEAD)
        for key, listed in LISTS.items():
            self.stdout.write(f"## {listed.title} (`{key}`)\n\n| {' | '.join(COLUMNS)} |\n{'|---' * len(COLUMNS)}|")
            for code in listed.codes:
                self.stdout.write(f"| {' | '.join(_row(code))} |")
            self.stdout.write("")


def _row(listed: ListedCode) -> list[str]:
    words = f"{listed.words}. *{listed.note}*" if listed.note else listed.words
    family = listed.family if listed.family != listed.words else ""
    hub = "may be switched off" if listed.optional else ""
    return [
        f"`{listed.code}`",
        words,
        family,
        listed.whom,
        listed.bodies,
        listed.source,
        _in_force(listed),
        hub,
        listed.changed,
    ]


def _in_force(listed: ListedCode) -> str:
    if listed.waits:
        return "waits"
    starts = f"from {listed.starts.isoformat()}" if listed.starts else ""
    ends = f"until {listed.ends.isoformat()}" if listed.ends else ""
    return " ".join(filter(None, [starts, ends])) or "yes"
