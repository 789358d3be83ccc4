"""What each page costs as a hub grows: `python bench/pages.py 100000 1000000` (referrals, in rising order).

Every page that people open all day is asked for through the whole of Django, as somebody whose work it is. Its cost is
the processor time of the web process and of its database process together, from the kernel's own account, so that
waiting for other work of the machine does not count. Medians of some rounds, in each of which every page is asked for
once, and beside it the bare page of the same rows and look (bench/bare.py). Beside the time of the larger size stands
how it grows: 0 is not at all, 1 as fast as the hub. The figures of the dashboard were counted ahead, but those of the
last seconds, as the worker leaves them.
"""

import math
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bare import bare_pages
from database import processor_time, running, say
from walls import HUBS, ROWS, fill

WARM, ROUNDS = 3, 15
MOST_MS, MOST_GROWTH = 100, 0.1
MOST_BESIDE_BARE = {"queue": 2.5, "case": 2.2}
# Hours whose cases changed in the 20 seconds since the worker last counted. The large hub has 550 new cases a day and
# about fifteen actions in the life of each: one every four seconds of nine hours, on cases of one or two hours each.
CHANGED = 8


def build_case(world, *, is_decided: bool):
    """Return a case that two agencies were asked about and answered."""
    from django.db import transaction

    from mash.identity import acting_as
    from tests.referrals.decisions.stories import answered, build_asked_case, draft, fact, sign

    with acting_as(world.manager), transaction.atomic():
        referral, requests = build_asked_case(world)
        for kind, request in requests.items():
            answered(request, by=getattr(world, kind), items=[fact()])
        referral.refresh_from_db()
        if is_decided:
            sign(referral, draft(referral, world.manager), world.manager)
    return referral


def pages(owner, world, decided, undecided) -> tuple[dict[str, Callable], dict[str, Callable]]:
    """Return for each page, and for each bare page, a function that asks for it and returns the answer."""
    from django.urls import reverse
    from django.utils import timezone

    from referrals.reports.forms import address
    from referrals.reports.period import Period
    from tests.builders import browser

    manager, police, auditor, governance = map(browser, (world.manager, world.police, world.auditor, world.governance))
    reference = decided.reference
    [request] = owner.execute(
        "SELECT reference FROM referrals_informationrequest WHERE referral_id = %s AND agency_id = %s",
        [decided.pk, world.agencies["police"].pk],
    ).fetchone()
    [last] = owner.execute(
        """SELECT p.last_name FROM referrals_referral r JOIN referrals_person p ON p.referral_id = r.id
            WHERE r.hub_id = %s AND NOT r.restricted AND r.status = 'closed' LIMIT 1""",
        [world.hub.pk],
    ).fetchone()

    def get(client, name, *args, **query):
        return lambda: client.get(reverse(name, args=args), query)

    def searching(client, name):
        found = client.post(reverse(name), {"words": last})
        return lambda: client.get(found.url)

    year = address(Period.days_to(timezone.localdate(), 365))

    asks = {
        "what needs them now": get(manager, "referrals:needs"),
        "queue": get(manager, "referrals:queue"),
        "queue, ended": get(manager, "referrals:queue", stage="ended"),
        "queue by a usual concern": get(manager, "referrals:queue", concern="neglect"),
        "queue by a rare concern, ended": get(manager, "referrals:queue", concern="fgm", stage="ended"),
        "search": searching(manager, "referrals:queue"),
        "people to tell apart": get(manager, "referrals:undecided"),
        "one box": searching(manager, "referrals:search"),
        "case": get(manager, "referrals:case", reference),
        "collation": get(manager, "referrals:collation", reference),
        "decision": get(manager, "referrals:decision", reference),
        "decide": get(manager, "referrals:decide", undecided.reference),
        "inbox": get(police, "referrals:inbox"),
        "inbox, done": get(police, "referrals:inbox", tab="answered"),
        "inbox, search": searching(police, "referrals:inbox"),
        "request": get(police, "referrals:request", request),
        "products": get(police, "referrals:products"),
        "dashboard": get(manager, "referrals:dashboard"),
        "dashboard, 12 months": lambda: manager.get(f"{reverse('referrals:dashboard')}?{year}"),
        "auditor's desk": get(auditor, "audit:events"),
        "governance": get(governance, "referrals:governance"),
    }
    about = {"hub": world.hub.pk, "agency": world.agencies["police"].pk, "case": reference, "request": request}
    return asks, bare_pages(owner, asks, world.manager, **about, like=f"% {last.lower()}%")


def cost_of(ask: Callable, backends: tuple[int, ...]) -> float:
    """Return the seconds of processor time of the web process and its database processes for one page."""
    before, web = processor_time(backends), time.process_time()
    answer = ask()
    if answer.status_code != 200:
        raise SystemExit(f"{answer.status_code} from {answer.wsgi_request.path}")
    return time.process_time() - web + processor_time(backends) - before


def measured(owner, asks: dict[str, Callable], bare: dict[str, Callable]) -> dict[str, tuple[float, float]]:
    """Return the milliseconds of each page, and of its bare page (nan where it has none)."""
    from django.db import connection

    connection.ensure_connection()
    backends = connection.connection.info.backend_pid, owner.info.backend_pid
    rounds = [
        {
            name: (cost_of(ask, backends), cost_of(bare[name], backends) if name in bare else math.nan)
            for name, ask in asks.items()
        }
        for _ in range(WARM + ROUNDS)  # plans, templates and pages of the tables are read before it counts
    ][WARM:]
    return {
        name: tuple(1000 * statistics.median(costs[name][side] for costs in rounds) for side in (0, 1)) for name in asks
    }


def count_ahead(owner, world) -> None:
    """Count the figures as the worker does, and then let something happen on some days."""
    from django.utils import timezone

    from mash.identity import acting_as_system
    from referrals.reports import counting_ahead

    with acting_as_system():
        while counting_ahead.count_ahead(timezone.now()):
            pass
    owner.execute(
        """INSERT INTO referrals_figurechange (hub_id, hour)
        SELECT %s, date_trunc('hour', now() - interval '37 hours' * n) FROM generate_series(0, %s - 1) n""",
        [world.hub.pk, CHANGED],
    )


def main(sizes: list[int]) -> None:
    with running() as servers, servers.postgres.connect("mash") as owner:
        from tests.builders import build_hub

        world = build_hub("northvale")
        for number in range(1, HUBS):
            build_hub(f"hub{number}")
        decided, undecided = build_case(world, is_decided=True), build_case(world, is_decided=False)
        before, first, missed = {}, 0, []
        for size in sizes:
            fill(owner, world, decided, first, size, [*ROWS, Path(__file__).with_suffix(".sql")])
            owner.prepare_threshold = 5
            owner.execute("VACUUM ANALYZE")
            count_ahead(owner, world)
            say(f"{size:,} referrals; processor time in ms, beside the bare page")
            costs = measured(owner, *pages(owner, world, decided, undecided))
            for name, (cost, bare) in costs.items():
                growth = math.log(cost / before[name][0], size / first) if name in before else 0.0
                beside = "" if math.isnan(bare) else f"{cost / bare:5.1f} × {bare:6.1f}"
                say(f"  {name:<32} {cost:>8.1f}   {beside:<16}" + (f" grows by {growth:5.2f}" if before else ""))
                if cost > MOST_MS or growth > MOST_GROWTH or cost > bare * MOST_BESIDE_BARE.get(name, math.inf):
                    missed.append(f"{name} at {size:,}")
            before, first = costs, size
    say("Missed: " + "; ".join(missed) if missed else "Every budget is kept.")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [100_000, 1_000_000])
