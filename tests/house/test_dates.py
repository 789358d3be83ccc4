"""Dates are told with their year, and days are counted by the hub's calendar."""

import ast
import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash.govuk import moments
from tests.house.source import ROOT, modules, tree

DAY_OR_MONTH, YEAR = re.compile(r"%[-bBdmj]"), re.compile(r"%[yYGcD]")
# Spans that no rule of a hub speaks of, or that are added to a date and not to a moment.
SPANS = {
    "agencies.people.forms": "a day added to a date",
    "agencies.signing_in.mailing": "how long a letter is tried",
    "audit.field_log": "retention by the operator",
    "audit.management.commands.verify_trail": "the end of a day: a local midnight and a day on the wall",
    "audit.roots": "how often a machine mails",
    "audit.saved.views": "days taken from a date",
    "audit.searching": "a day added to a date",
    "audit.tasks": "days taken from a date",
    "audit.unusual.alerts": "days taken from a date",
    "audit.unusual.waiting_days": "a day taken from a date",
    "mash.govuk.ages": "days and weeks added to a date",
    "mash.certificates": "validity of a certificate",
    "mash.hub_time": "the rule itself",
    "mash.tasks": "tidying by a machine",
    "referrals.access.audit_hooks": "a day added to a date, and a threshold of the operator",
    "referrals.casefile.actions": "days added to a date",
    "referrals.casefile.digest": "a day taken from a date",
    "referrals.casefile.forms": "days added to a date",
    "referrals.drafts.tidying": "retention by the operator",
    "referrals.governance.actions": "days added to a date",
    "referrals.governance.forms": "days added to a date",
    "referrals.governance.registers": "days added to a date",
    "referrals.governance.report": "days added to a date",
    "referrals.messages.sending": "how long a message is tried",
    "referrals.people.matching.facts": "days and weeks added to a date",
    "referrals.overview.reported_risk": "weeks added to a date",
    "referrals.reports.period": "days added to a date",
    "referrals.timing.working_week": "days added to a date",
    "referrals.triage.queue_filters": "a day on the wall, added to a local midnight",
    "agencies.organisations.views": "days between two dates",
    "referrals.intake.forms.people": "weeks added to a date",
}


@given(day=st.dates(date(1900, 1, 1)), style=st.sampled_from(["", "short", "day"]))
def test_every_style_tells_the_year(day, style):
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    assert f"{day.year}" in moments.words(day, style)
    assert f"{day.year}" in moments.words(noon, style)


def formats_of(module: str) -> list[tuple[str, bool]]:
    """Return each f-string or strftime of a module that writes part of a date, and whether it has the year."""
    written = []
    for node in ast.walk(tree(modules()[module])):
        if isinstance(node, ast.JoinedStr):
            text = ast.unparse(node)
            specs = "".join(
                ast.unparse(part.format_spec)
                for part in node.values
                if isinstance(part, ast.FormattedValue) and part.format_spec
            )
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "strftime":
            text = specs = ast.unparse(node)
        else:
            continue
        if DAY_OR_MONTH.search(specs):
            written.append((text, bool(YEAR.search(specs) or ".year" in text)))
    return written


@pytest.mark.parametrize("module", [name for name in modules() if not name.startswith("mash.demo")])
def test_no_date_is_written_without_its_year(module):
    assert not [text for text, has_year in formats_of(module) if not has_year]


def test_no_template_writes_a_date_without_its_year_or_takes_the_day_in_utc():
    for path in (ROOT / "templates").rglob("*.*"):
        text = path.read_text()
        for form in re.findall(r"\|date:['\"]([^'\"]+)", text):
            assert not re.search(r"[jdDlFMmNnb]", form) or re.search(r"[Yyco]", form), (path, form)
        # The `date` of an aware moment is the day in UTC: between midnight and one in summer, yesterday.
        assert not re.search(r"_at\.date\b", text), path


@pytest.mark.parametrize("module", modules())
def test_today_is_the_hubs_day(module):
    """`.date()` of a moment is the day in UTC, unless it was made local first; `today()` that of the machine."""
    for node in ast.walk(tree(modules()[module])):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        assert node.func.attr not in ("today", "utcnow"), f"{module}:{node.lineno}"
        if node.func.attr == "date" and not node.args:
            made_local = ast.unparse(node.func.value)
            assert "localtime" in made_local or "LONDON" in made_local or module in LOCAL_ALREADY, (
                f"{module}:{node.lineno} takes the day of {made_local}; use timezone.localdate"
            )


LOCAL_ALREADY = {
    "mash.govuk.moments": "of two moments made local on the line before",
    "mash.hub_time": "of a time on the wall",
    "referrals.casefile.digest": "of a local midnight",
}


def counts_days(module: str) -> bool:
    return any(
        isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "timedelta"
        and {keyword.arg for keyword in node.keywords} & {"days", "weeks"}
        for node in ast.walk(tree(modules()[module]))
    )


def test_days_are_added_by_the_hubs_calendar():
    """A new span of days says here why it is none of a hub's, or goes through mash.hub_time."""
    assert {name for name in modules() if not name.startswith("mash.demo") and counts_days(name)} == set(SPANS)


def test_a_template_never_writes_a_time_of_day_without_its_zone():
    """`{% when %}` is for people. A time to the second is compared with records elsewhere, so it names its zone."""
    of_day = re.compile(r"""\|(?:date|time):["']([^"']*)["']""")
    for path in (ROOT / "templates").rglob("*.html"):
        for style in of_day.findall(path.read_text()):
            assert style == "c" or not set(style) & set("HhGgis") or set(style) & set("TeO"), f"{path}: {style}"
