"""Count what the dashboard shows once more, and compare it with what was counted ahead; --rebuild counts all anew.

Exits with 1 if there is a difference, which can only come from rows that were changed by hand, past the triggers.
"""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.timezone import localtime

from mash.identity import acting_as_system
from referrals.reports.counting_ahead import count_ahead, differences, forget

MINUTE = "%Y-%m-%d %H:%M"


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument(
            "--rebuild", action="store_true", help="drop all that was counted ahead, and count it again"
        )

    def handle(self, *args, rebuild, **options):
        with acting_as_system("check_figures"):
            if rebuild:
                forget()
                done = 0
                while counted := count_ahead(timezone.now()):
                    done += counted
                    self.stdout.write(f"{done} hours, days, months and years counted")
                return
            wrong_ones = list(differences(timezone.now()))
        for hub, wrong in wrong_ones:
            self.stdout.write(
                f"{hub.slug}: {localtime(wrong.starts):{MINUTE}} to {localtime(wrong.ends):{MINUTE}}, "
                f"{wrong.figure} {wrong.part} {wrong.piece}: "
                f"{wrong.ahead} counted ahead, {wrong.anew} now"
            )
        if wrong_ones:
            raise CommandError(f"{len(wrong_ones)} figures are wrong. Run it again with --rebuild.")
        self.stdout.write("Every figure that was counted ahead is right.")
