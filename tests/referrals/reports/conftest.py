"""Every story of what is counted holds twice: counted on request, and counted ahead as the worker does."""

import pytest

from mash.identity import acting_as_system
from referrals.reports.counting import Counts
from referrals.reports.counting_ahead import count_ahead

AT_MOST = 10_000


@pytest.fixture(params=["on request", "ahead"])
def both_ways(request, monkeypatch):
    if request.param == "ahead":
        read = Counts.__init__

        def read_after_counting_ahead(self, scope):
            with acting_as_system():
                count_ahead(scope.now, AT_MOST)
            read(self, scope)

        monkeypatch.setattr(Counts, "__init__", read_after_counting_ahead)
