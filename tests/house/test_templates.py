"""Templates have short lines, links that point down, and descriptive names."""

import re
from functools import cache

from tests.house.source import APPS, ROOT, SAY_NOTHING

TEMPLATES = ROOT / "templates"
LONGEST = 120
# Which app a folder of templates belongs to, the lowest first. A template straight in templates/ is the roof's.
HEIGHT = {"gds": 0, "govuk": 0, "audit": 1, "agencies": 2, "referrals": 3, "mash": 4, "": 4}
# The base template of every page and the links in its footer, whichever app shows the page.
FRAME = {"base.html"}
SITE_WIDE = {"home", "privacy", "accessibility"}


@cache
def templates() -> dict[str, str]:
    """Return paths below templates/ with their text, mails among them."""
    paths = [path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt"}]
    return {str(path.relative_to(TEMPLATES)): path.read_text() for path in sorted(paths)}


def height(name: str) -> int:
    return HEIGHT[name.split("/")[0] if "/" in name else ""]


def tag_libraries() -> dict[str, int]:
    """Return our template tag libraries, with the level of the app that each belongs to."""
    libraries = {}
    for app in APPS:
        for path in (ROOT / app).rglob("templatetags/*.py"):
            folder = "govuk" if "govuk" in path.parts else app
            libraries[path.stem] = HEIGHT[folder]
    return libraries


def links(text: str) -> list[tuple[str, int]]:
    """Return every page, template and tag library a template names, with its level."""
    pages = [name for name in re.findall(r"""\{% url ["']([\w:.-]+)["']""", text) if name not in SITE_WIDE]
    parts = [name for name in re.findall(r"""\{% (?:include|extends) ["']([^"']+)["']""", text) if name not in FRAME]
    loaded = [name for names in re.findall(r"\{% load ([\w ]+?) ?%\}", text) for name in names.split()]
    ours = tag_libraries()
    return (
        [(f"url {name}", HEIGHT[name.split(":")[0] if ":" in name else ""]) for name in pages]
        + [(f"template {name}", height(name)) for name in parts]
        + [(f"tags {name}", ours[name]) for name in loaded if name in ours]
    )


def test_lines_are_short():
    """Mail templates are left out: a line break in plain text is a line break in the mail."""
    long = {
        f"{name}:{number}"
        for name, text in templates().items()
        for number, line in enumerate(text.splitlines(), 1)
        if name.endswith(".html") and len(line) > LONGEST
    }
    assert not long, f"Lines over {LONGEST} characters: {sorted(long)}"


def test_links_point_down():
    """A page higher up is reached through what its app registers (audit/registry.py)."""
    for name, text in templates().items():
        above = [link for link, its_height in links(text) if its_height > height(name)]
        assert not above, f"templates/{name} stands below what it names: {above}"


def test_links_are_found():
    """The test above finds names with its own patterns; try them on a template that breaks it."""
    text = """{% load govuk registered_links %}
        {% include "referrals/_looks.html" %}{% url 'referrals:case' reference %}"""
    assert [link for link, its_height in links(text) if its_height > HEIGHT["audit"]] == [
        "url referrals:case",
        "template referrals/_looks.html",
    ]
    assert dict(links(text))["tags registered_links"] == HEIGHT["audit"]


def test_names_made_in_a_template_are_nouns():
    for name, text in templates().items():
        loops = [word for names in re.findall(r"\{% for ([\w, ]+) in ", text) for word in re.split(r", ?", names)]
        tags = re.findall(r"\{% (?:with|include) .*?%\}", text)
        handed = [word for tag in tags for word in re.findall(r"(\w+)=", tag)]
        stored = re.findall(r"\{% [^%]* as (\w+) %\}", text)
        assert not SAY_NOTHING & {*loops, *handed, *stored}, f"templates/{name}: say what it is"
