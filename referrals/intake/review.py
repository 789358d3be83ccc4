"""The "check your answers" page: every page asked, its answers, and a link to change each."""

from referrals.intake.journey import Journey
from referrals.intake.pages import ListPage, Page
from referrals.intake.sending import unfinished

CHANGING = "?change=yes"


def sections(journey: Journey) -> list[dict]:
    """Return one entry for each section of the form, with its heading and cards."""
    cards_by_section: dict[str, list[dict]] = {}
    for page in journey.pages:
        # That page only says to call 999; it has no answers to check.
        if page.slug != "call-999":
            cards_by_section.setdefault(page.part(journey.answers), []).extend(_cards(journey, page))
    return [{"heading": heading, "cards": cards} for heading, cards in cards_by_section.items()]


def missing(journey: Journey) -> list[dict]:
    """Return a title and a link for each page still to be answered."""
    waiting = unfinished(journey.answers)
    return [{"title": page.heading(journey.answers), "href": journey.page_url(page) + CHANGING} for page in waiting]


def _cards(journey: Journey, page: Page) -> list[dict]:
    return _entry_cards(journey, page) if page.is_list else [_page_card(journey, page)]


def _page_card(journey: Journey, page: Page) -> dict:
    forms = page.forms(journey.answers)
    return {
        "title": page.heading(journey.answers),
        "rows": forms[0].summary() if forms else [],
        "href": journey.page_url(page) + CHANGING,
        "done": page.is_done(journey.answers),
        "what": page.heading(journey.answers),
    }


def _entry_cards(journey: Journey, page: ListPage) -> list[dict]:
    """Return a card for each entry, or one that says nobody was added."""
    cards = [
        {
            "title": f"{entry['title']} ({entry['label'].lower()})" if entry["named"] else entry["title"],
            "rows": entry["form"].summary(),
            "href": entry["change"] + CHANGING,
            "remove": entry["remove"] + CHANGING,
            "done": entry["done"],
            "what": f"{entry['label']} {entry['number']}",
        }
        for entry in entries(journey, page)
    ]
    heading = page.heading(journey.answers)
    if not cards or journey.answers.typed(page.slug) is None:
        cards.append(
            {
                "title": heading,
                "rows": [] if cards else [{"key": "Added", "value": "Nobody"}],
                "href": journey.page_url(page) + CHANGING,
                "done": page.is_done(journey.answers),
                "what": heading,
            }
        )
    cards[-1]["adding"] = adding(journey, page, changing=True)
    return cards


def adding(journey: Journey, page: ListPage, *, changing: bool) -> list[dict]:
    """Return a link for each kind of entry that can be added to the list."""
    there = {page.kind_of(entry) for entry in journey.answers.entries(page.slug)}
    oneself = journey.answers.is_oneself(page.slug, 0)
    return [
        {
            "text": f"Add another {kind.asks.entry_name}" if code in there else kind.link(oneself=oneself),
            "href": journey.url("add", slug=page.slug, kind=code) + (CHANGING if changing else ""),
        }
        for code, kind in page.kinds.items()
    ]


def entries(journey: Journey, page: ListPage) -> list[dict]:
    """Return the entries of a list page for its table and for the check page."""
    saved = journey.answers.entries(page.slug)
    rows = []
    for number, (entry, form) in enumerate(zip(saved, page.forms(journey.answers), strict=True), start=1):
        kind = page.kind_of(entry)
        label = page.kinds[kind].asks.entry_name.capitalize()
        rows.append(
            {
                "number": number,
                "kind": kind,
                "form": form,
                "done": form.is_valid(),
                "label": label,
                "called": form.display_name or f"{label.lower()} {number}",
                "named": bool(form.display_name),
                "about": form.about or label,
                "title": form.display_name or f"{label} – name not known",
                "change": journey.entry_url(page, number),
                "remove": journey.url("remove", slug=page.slug, number=number),
            }
        )
    return rows
