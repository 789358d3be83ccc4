"""Where the reader's system chooses all colours, what colours alone would say is still drawn or written."""

from datetime import timedelta

import pytest
from django.utils import timezone

from referrals import codes
from tests.browser.test_case_pages import build_full, decide
from tests.builders import build_hub, build_referral

pytestmark = pytest.mark.django_db(transaction=True)
# The canvas of forced colours is white here and its text black, as Chromium's own scheme has them.
LOOK = "node => { const look = getComputedStyle(node); return [look.fill, look.stroke, look.display]; }"
HATCHES = """chart => [...chart.querySelectorAll("pattern path")].map((path) => path.getAttribute("d"))"""
DRAWN_IN = (
    """(rect) => document.getElementById(rect.getAttribute("fill").slice(5, -1)).firstElementChild.getAttribute("d")"""
)
EDGES = """nodes => nodes.filter((node) => node.checkVisibility())
    .filter((node) => getComputedStyle(node).outlineStyle === "none" || !node.innerText.trim())
    .map((node) => node.outerHTML)"""
UNREADABLE = """nodes => nodes.map((node) => getComputedStyle(node).fill).filter((fill) => fill !== "rgb(0, 0, 0)")"""


@pytest.fixture
def manager(visit):
    northvale = build_hub("northvale")
    for number in range(33):
        source = list(codes.SourceCode)[number % 3]
        build_referral(northvale, now=timezone.now() - timedelta(days=number % 9), source_code=source)
    referral = build_full(northvale)
    decide(northvale, referral)
    visitor = visit(northvale.manager)
    visitor.page.emulate_media(forced_colors="active", color_scheme="light")
    yield visitor, referral
    visitor.page.emulate_media(forced_colors="none")


def test_the_series_of_a_chart_are_told_apart_by_what_is_drawn_in_them(manager):
    visitor, _ = manager
    visitor.page.goto(f"{visitor.site}/dashboard/")
    stacked = visitor.page.locator("figure:has(.app-chart__keys)")
    assert stacked.count()
    for chart in stacked.all():
        hatches = chart.evaluate(HATCHES)
        keys = [rect.evaluate(DRAWN_IN) for rect in chart.locator(".app-chart__swatch .app-chart__hatched").all()]
        assert keys == hatches
        assert len(set(hatches)) == len(hatches) > 1
        for rect in chart.locator(".app-chart__hatched").all():
            assert rect.evaluate(LOOK)[2] != "none"
        for path in chart.locator("pattern path").all():
            assert path.evaluate(LOOK)[1] == "rgb(0, 0, 0)"
        for rect in chart.locator("rect[class^=app-chart__fill]").all():
            assert rect.evaluate(LOOK)[:2] == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]


def test_the_words_and_bars_of_charts_have_the_colour_of_text(manager):
    visitor, _ = manager
    visitor.page.goto(f"{visitor.site}/dashboard/")
    assert visitor.page.eval_on_selector_all("main svg text", UNREADABLE) == []
    plain = ".app-chart__picture:not(:has(.app-chart__hatched)) rect[class^=app-chart__fill]"
    assert visitor.page.locator(plain).count()
    assert visitor.page.eval_on_selector_all(plain, UNREADABLE) == []


def test_without_forced_colours_nothing_is_drawn_over_the_series(manager):
    visitor, _ = manager
    visitor.page.emulate_media(forced_colors="none")
    visitor.page.goto(f"{visitor.site}/dashboard/")
    hatched = visitor.page.locator(".app-chart__hatched")
    assert hatched.count()
    assert all(rect.evaluate(LOOK)[2] == "none" for rect in hatched.all())


@pytest.mark.parametrize("path", ["/queue/?stage=all", "/cases/{}/", "/cases/{}/collation/", "/cases/{}/decision/"])
def test_every_tag_keeps_its_word_and_an_edge(manager, path):
    visitor, referral = manager
    visitor.page.goto(visitor.site + path.format(referral.reference))
    assert visitor.page.locator("main .govuk-tag").count()
    assert visitor.page.eval_on_selector_all(".govuk-tag", EDGES) == []
