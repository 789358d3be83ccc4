"""Every page holds words of 160 letters and the longest names: nothing overflows, overlaps or is cut, also on paper.

The world is that of the need-to-know walk, which has a word in every text field; each is made long on its way to the
browser, and so is longer than many fields allow.
"""

import mimetypes
from http.cookies import SimpleCookie
from pprint import pformat
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import transaction

from agencies.models import Agency, Hub, Team, User
from tests.browser.visitor import DESK, OVERFLOW, SMALL, TELEPHONE
from tests.counting import count_anew
from tests.database import as_role
from tests.need_to_know.walk.addresses import addresses, patterns
from tests.need_to_know.walk.people import NOBODY, SECRET
from tests.need_to_know.walk.visiting import Browser
from tests.need_to_know.walk.walking import ALL
from tests.need_to_know.walk.words import PLANTED
from tests.need_to_know.walk.world import WalkWorld, build_world

SITE = "http://testserver"
A4 = {"width": 680, "height": 1000}  # the sheet without its margins of 15 mm
SURNAME = "Wolfeschlegelsteinhausenbergerdorff"  # 35 letters
LETTERS = 160
PLACES = {
    "1280": (DESK, "screen"),
    "375": (TELEPHONE, "screen"),
    "320": (SMALL, "screen"),
    "paper": (A4, "print"),
}
WHO = ["manager", "social_worker", "police", "health", "referrer", "auditor", "governance", "administrator"]
WHO += ["screener", "named", "second_manager", NOBODY, SECRET]
# A text is in its box where no part of it is right or left of the block it stands in; a box that scrolls holds all.
OUTSIDE = """() => {
    const room = document.documentElement.clientWidth, outside = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange();
    const isBlock = (node) => node.matches("svg") || !/^(inline|contents)$/.test(getComputedStyle(node).display);
    const scrolls = (node) => /auto|scroll/.test(getComputedStyle(node).overflowX);
    while (walker.nextNode()) {
        const node = walker.currentNode, over = node.parentElement;
        if (!node.data.trim() || over.closest(PASSED_OVER)) continue;
        if (!over.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})) continue;
        let box = over.closest("svg") || over;
        while (!isBlock(box)) box = box.parentElement;
        let scroller = box;
        while (scroller && !scrolls(scroller)) scroller = scroller.parentElement;
        if (scroller) continue;
        range.selectNodeContents(node);
        const edge = box.getBoundingClientRect();
        const left = edge.left - 1.5, right = Math.min(edge.right, room) + 1.5;
        const isOut = (text) => text.width > 1 && (text.right > right || text.left < left);
        if ([...range.getClientRects()].some(isOut))
            outside.push(`${node.data.trim().slice(0, 60)} in ${box.outerHTML.slice(0, 120)}`);
    }
    return outside.slice(0, 6);
}""".replace("PASSED_OVER", "'thead, caption, script, option, .govuk-visually-hidden, title, desc'")

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One world for the whole file, rolled back after it."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        count_anew(patch)
        block = transaction.atomic()
        block._from_testcase = True
        with block:
            built = build_world()
            _with_long_names()
            yield built
            transaction.set_rollback(True)


def _with_long_names() -> None:
    with as_role("mash_owner"):
        User.objects.update(name=f"Bartholomew {SURNAME}", job_title=f"{SURNAME} {SURNAME}")
        for model in (Agency, Team):
            for row in model.objects.all():
                model.objects.filter(pk=row.pk).update(name=f"{SURNAME}Constabulary{row.pk}")
        for hub in Hub.objects.all():
            Hub.objects.filter(pk=hub.pk).update(name=f"{SURNAME} {hub.slug}")


def long_words(text: str) -> str:
    return PLANTED.sub(lambda word: word[0] + "w" * (LETTERS - len(word[0])), text)


@pytest.fixture(scope="module")
def shown(world: WalkWorld) -> list[SimpleNamespace]:
    """Return every page that somebody of the world is shown, with its answer to the first of them."""
    browsers = {key: Browser(world.walkers[key]) for key in WHO}
    rules = {page: entry.callback.access_rule for page, entry in patterns()}
    answers: dict[str, SimpleNamespace | None] = {}
    for address in sorted(addresses(world), key=lambda address: "decided" not in address.about):
        for key, browser in browsers.items():
            if address.page in answers:
                break
            if not _may_be_let_in(world.walkers[key].user, rules[address.page].permission):
                continue
            browser.cookies = SimpleCookie(browser.cookies_kept)
            response = browser.get(address.url)
            if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
                answers[address.page] = SimpleNamespace(page=address.page, url=address.url, who=key, response=response)
            elif response.status_code in (200, 405):  # a file, or an action without a page
                answers[address.page] = None
    return [answer for answer in answers.values() if answer]


def _may_be_let_in(user: User | None, permission: str) -> bool:
    return not permission or (user is not None and permission in user.role_permissions)


@pytest.fixture
def look(browser, browser_context_args, shown):
    """Return a function that shows a page in a browser, as it was answered and with long words."""
    context = browser.new_context(**browser_context_args)
    answers = {SITE + page.url: page.response for page in shown}

    def answer(route) -> None:
        path = urlsplit(route.request.url).path
        if route.request.url in answers:
            response = answers[route.request.url]
            body = long_words(response.content.decode())
            route.fulfill(status=200, headers=dict(response.items()), body=body)
        elif path.startswith(settings.STATIC_URL) and (file := finders.find(path.removeprefix(settings.STATIC_URL))):
            route.fulfill(path=file, content_type=mimetypes.guess_type(file)[0])
        else:
            route.fulfill(status=204)

    context.route(f"{SITE}/**", answer)
    page = context.new_page()

    def show(url: str):
        page.goto(SITE + url)
        return page

    yield show
    context.close()


def test_long_words_stay_in_their_boxes_on_every_page(look, shown):
    """A short walk looks at the smallest screen and at paper, where words have the least room."""
    assert len(shown) > 140, "the world has become smaller"
    places = PLACES if ALL else {place: PLACES[place] for place in ("320", "paper")}
    faults = {}
    for answer in shown:
        page = look(answer.url)
        for place, (size, media) in places.items():
            page.emulate_media(media=media)
            page.set_viewport_size(size)
            outside = page.evaluate(OVERFLOW) + page.evaluate(OUTSIDE)
            if outside:
                faults[f"{answer.page} as {answer.who} at {place}"] = outside
    assert not faults, pformat(faults, width=160)
