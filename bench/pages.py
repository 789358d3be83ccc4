"""What each page costs as a hub grows: `python bench/pages.py 100000 1000000` (referrals, in rising order).

Every page that people open all day is asked for through the whole of Django, as somebody whose work it is. Its cost is
the processor time of the web process and of its database process together, from the kernel's own account, so that
waiting for other work of the machine does not count. Medians of some rounds, in each of which every page is asked for
once. Beside the time of the larger size stands how it grows: 0 is not at all, 1 as fast as the hub.
"""

import math
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from database import running, say
from walls import HUBS, ROWS, fill

ROUNDS = 15
MOST_MS, MOST_GROWTH = 100, 0.1


def build_decided(world):
    """Return a case that two agencies were asked about and answered, and that was decided."""
    from mash.identity import acting_as
    from tests.referrals.decisions.stories import answered, build_asked_case, draft, fact, sign

    referral, requests = build_asked_case(world)
    for kind, request in requests.items():
        answered(request, by=getattr(world, kind), items=[fact()])
    with acting_as(world.manager):
        referral.refresh_from_db()
        sign(referral, draft(referral, world.manager), world.manager)
    return referral


def pages(owner, world) -> dict[str, Callable]:
    """Return for each page a function that asks for it and returns the answer."""
    from django.urls import reverse
    from django.utils import timezone

    from referrals.reports.forms import address
    from referrals.reports.period import Period
    from tests.builders import browser

    manager, police, auditor, governance = map(browser, (world.manager, world.police, world.auditor, world.governance))
    reference, request, last = owner.execute(
        """SELECT r.reference, q.reference, p.last_name FROM referrals_referral r
             JOIN referrals_informationrequest q ON q.referral_id = r.id AND q.agency_id = %s
             JOIN referrals_person p ON p.referral_id = r.id AND p.is_subject
            WHERE r.hub_id = %s AND NOT r.restricted AND r.status = 'closed' LIMIT 1""",
        [world.agencies["police"].pk, world.hub.pk],
    ).fetchone()

    def get(client, name, *args, **query):
        return lambda: client.get(reverse(name, args=args), query)

    def searching(client, name):
        found = client.post(reverse(name), {"words": last})
        return lambda: client.get(found.url)

    year = address(Period.days_to(timezone.localdate(), 365))

    return {
        "queue": get(manager, "referrals:queue"),
        "queue, ended": get(manager, "referrals:queue", stage="ended"),
        "queue by a usual concern": get(manager, "referrals:queue", concern="neglect"),
        "queue by a rare concern, ended": get(manager, "referrals:queue", concern="fgm", stage="ended"),
        "search": searching(manager, "referrals:queue"),
        "case": get(manager, "referrals:case", reference),
        "collation": get(manager, "referrals:collation", reference),
        "decision": get(manager, "referrals:decision", reference),
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


def cost_of(ask: Callable) -> float:
    """Return the seconds of processor time of the web process and its database process for one page."""
    from django.db import connection

    connection.ensure_connection()
    backend = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    before, web = _on_processor(backend), time.process_time()
    answer = ask()
    if answer.status_code != 200:
        raise SystemExit(f"{answer.status_code} from {answer.wsgi_request.path}")
    return time.process_time() - web + _on_processor(backend) - before


def _on_processor(account: Path) -> float:
    return int(account.read_text().split()[0]) / 1e9


def measured(asks: dict[str, Callable]) -> dict[str, float]:
    for ask in asks.values():  # plans, templates and pages of the tables are read before it counts
        cost_of(ask)
    rounds = [{name: cost_of(ask) for name, ask in asks.items()} for _ in range(ROUNDS)]
    return {name: 1000 * statistics.median(costs[name] for costs in rounds) for name in asks}


def main(sizes: list[int]) -> None:
    with running() as servers, servers.postgres.connect("mash") as owner:
        from tests.builders import build_hub

        world = build_hub("northvale")
        for number in range(1, HUBS):
            build_hub(f"hub{number}")
        case, before, first, missed = build_decided(world), {}, 0, []
        for size in sizes:
            fill(owner, world, case, first, size, [*ROWS, Path(__file__).with_suffix(".sql")])
            say(f"{size:,} referrals; processor time in ms")
            costs = measured(pages(owner, world))
            for name, cost in costs.items():
                growth = math.log(cost / before[name][0], size / before[name][1]) if name in before else 0.0
                say(f"  {name:<32} {cost:>8.1f}" + (f"   grows by {growth:5.2f}" if before else ""))
                if cost > MOST_MS or growth > MOST_GROWTH:
                    missed.append(f"{name} at {size:,}")
            before, first = {name: (cost, size) for name, cost in costs.items()}, size
        say("Missed: " + "; ".join(missed) if missed else "Every budget is kept.")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [100_000, 1_000_000])
