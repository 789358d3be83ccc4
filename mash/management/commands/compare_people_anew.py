"""Have everybody compared again with the people of other cases: after a new SECRET_KEY, or a new scheme of keys.

The worker does it, some fifty people a second; what somebody decided about two people stays.
"""

from django.core.management.base import BaseCommand

from mash.identity import acting_as_system
from referrals.people.matcher import compare_anew


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        with acting_as_system("compare_people_anew"):
            waiting = compare_anew()
        self.stdout.write(f"{waiting} people wait to be compared. The worker compares them.")
