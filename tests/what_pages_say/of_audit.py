"""What is said to auditors."""

from audit.models import SavedSearch, UnusualAccess
from audit.saved import actions as saving
from tests.builders import browser
from tests.performances import by
from tests.performances.of_audit import REFUSED
from tests.what_pages_say import exists, only, reread, shows

SAVED, UNUSUAL = "/access-log/saved/", "/access-log/unusual/"


def saved(world) -> SavedSearch:
    return by(world.auditor, saving.save_search, name="Refusals", **REFUSED)


@shows("The search is saved.")
def _(world):
    response = browser(world.auditor).post(f"{SAVED}new/?refused=on", {"name": "Refusals", "period": "typed"})
    return response, lambda: only(SavedSearch).query == "refused=on"


@shows("The search has its new name.")
def _(world):
    search = saved(world)
    response = browser(world.auditor).post(f"{SAVED}{search.pk}/name/", {"name": "Of each month"})
    return response, lambda: reread(search).name == "Of each month"


@shows("The search is deleted.")
def _(world):
    search = saved(world)
    response = browser(world.auditor).post(f"{SAVED}{search.pk}/delete/")
    return response, lambda: not exists(SavedSearch, pk=search.pk)


@shows("Your note is saved.")
def _(world):
    from tests.audit.test_unusual import NOTE, judge, put_on_the_list

    response = judge(browser(world.auditor), put_on_the_list(world))
    return response, lambda: exists(UnusualAccess, note=NOTE, judged_by_id=world.auditor.pk, outcome="explained")
