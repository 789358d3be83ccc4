"""The judge of pages works on our own pages, under their own content security policy."""

import pytest
from playwright.sync_api import Error


def test_axe_finds_what_is_wrong_and_nothing_else(live_server, page, axe):
    answer = page.goto(f"{live_server.url}/privacy/")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert axe(page) == []
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert [violation["id"] for violation in axe(page)] == ["html-has-lang"]
    assert axe(page, ("target-size",)) == axe(page, without=("html-has-lang",)) == []


def test_axe_judges_the_kinds_of_pieces_it_is_asked_about(live_server, page, axe):
    page.goto(f"{live_server.url}/privacy/")
    page.evaluate("""() => {
        const pale = document.querySelector("main p");
        pale.style.color = "#eeeeee";
        window.pieces = new Map([["pale", [pale]], ["title", [document.querySelector("h1")]]]);
    }""")
    assert [violation["id"] for violation in axe(page, ("color-contrast",), of=["title", "pale"])] == ["color-contrast"]
    assert axe(page, ("color-contrast",), of=["title"]) == axe(page, ("color-contrast",), of=[]) == []


def test_the_browser_reaches_nothing_beyond_this_machine(page):
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.org/")


def test_pages_are_set_in_the_measures_of_arial_whatever_fonts_the_machine_has(page):
    words = ("Hamburgefonstiv", "✓", "↻", "\ue000")  # the last is nobody's
    page.set_content("".join(f'<p><span style="font: 2048px Arial">{word}</span></p>' for word in words))
    word, *signs, box = page.eval_on_selector_all("span", "all => all.map(one => one.getBoundingClientRect().width)")
    assert word == 15481  # by Arial's own table of widths
    assert box not in signs
