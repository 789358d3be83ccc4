"""docs/need-to-know.md: what each kind of person finds at each page, as the walk found it."""

from collections import defaultdict
from pathlib import Path

from tests.need_to_know.walk.walking import Walk, Walked, outcome

FILE = Path(__file__).resolve().parents[3] / "docs" / "need-to-know.md"
TEAM = ["screener", "social_worker", "manager", "adults_manager", "out_of_hours"]
TEAM += ["named", "visitor", "quality", "glass", "expired", "barred"]
OUTSIDE = ["police", "referrer", "auditor", "governance", "data_protection", "administrator", "suspended", "signed out"]
OUTSIDE += ["south manager"]
AGENCIES = ["police", "health", "school", "housing", "moved", "barred_police", "manager", "south police"]
# heading: (which of an address's `about`, columns)
SECTIONS = {
    "A case of the hub’s own": ("decided", TEAM + OUTSIDE),
    "A restricted case": ("restricted", TEAM + OUTSIDE),
    "Another hub’s case, and what else is another hub’s": (
        "south",
        ["screener", "manager", "south screener", "south social_worker", "south manager"],
    ),
    "A case handed over by another hub": ("handed", ["screener", "manager", "south screener", "south manager"]),
    "A request to the police about the hub’s own case": ("decided, police", AGENCIES),
    "A request to the police about the restricted case": ("restricted, police", AGENCIES),
    "What another person is writing (here the screener)": ("staffdraft", [*TEAM[:5], *OUTSIDE]),
    "Something of the hub’s own: a person, an agency, a restriction, a bar": ("north", [*TEAM[:5], *OUTSIDE]),
    "Everything else": ("", [*TEAM[:5], "police", "housing", *OUTSIDE[1:]]),
}
COLUMNS = {(about, key) for about, keys in SECTIONS.values() for key in keys}
INTRO = """# Who finds what at each page

Made by the walk of every address by every kind of person; the tests fail when a page answers otherwise than it says
here. `WALK=table make test ARGS=tests/need_to_know/test_every_url.py` writes it anew.

Rows hold the pages that answer everybody alike, by their names in the `urls.py` files.

- **opens**: the page is shown. **a button**: the page only takes what is sent to it, so asking for it shows nothing.
- **refused**: the person may know the page exists; they are told the rule (“Your role does not include this page.”).
- **not found**: what is asked for answers exactly as something that does not exist: words, headers, number of queries.
- **sign in**: first; **goes on**: to another page.

The people: *named* is on the restricted case's list, *visitor* was let in until tomorrow, *glass* opened it in an
emergency, *expired* once could see it, *barred* may never see these cases. *suspended* still has an open browser. Of
the agencies, the police, health and the school were asked about the hub's own case, health and housing were sent its
product; *moved* used to be with the police. *south* is another hub of the same deployment.
"""


def make(walk: Walk) -> None:
    """Request every page of the document as each kind of person, and write the outcomes."""
    for address in walk.addresses:
        for key in walk.world.walkers:
            if (address.about, key) in COLUMNS:
                answer = walk.browsers[key].ask("GET", address.url)
                walk.walked.outcomes[address.page, address.about, key] = outcome(answer)
    write(walk.walked)


def write(walked: Walked) -> None:
    FILE.write_text("\n".join([INTRO, *(_section(walked, heading) for heading in SECTIONS)]))


def _section(walked: Walked, heading: str) -> str:
    about, columns = SECTIONS[heading]
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for page in dict.fromkeys(page for page, place, _ in walked.outcomes if place == about):
        alike[tuple(walked.outcomes[page, about, key] for key in columns)].append(f"`{page.split(':')[-1]}`")
    head = f"| page | {' | '.join(key.replace('_', ' ') for key in columns)} |"
    rows = [f"| {', '.join(pages)} | {' | '.join(cells)} |" for cells, pages in alike.items()]
    return "\n".join([f"## {heading}", "", head, "|---" * (len(columns) + 1) + "|", *rows, ""])


def read() -> dict[tuple[str, str, str], str]:
    """Return what the document says: {(page, about, person): outcome}."""
    outcomes = {}
    for part in FILE.read_text().split("\n## ")[1:]:
        heading, _, table = part.partition("\n")
        about, columns = SECTIONS[heading]
        for row in table.split("\n|")[3:]:
            pages, *cells = [cell.strip() for cell in row.strip().strip("|").split("|")]
            for page in pages.split(", "):
                outcomes |= {(page.strip("`"), about, key): cell for key, cell in zip(columns, cells, strict=True)}
    return outcomes


def differences(walked: Walked) -> list[str]:
    """Return where the outcome of the walk differs from the document."""
    documented = read()
    differing = []
    for (page, about, key), here in walked.outcomes.items():
        there = documented.get((page.split(":")[-1], about, key))
        if (about, key) in COLUMNS and there != here:
            differing.append(f"{page} ({about}) as {key}: {here}, and the document says {there}")
    return differing
