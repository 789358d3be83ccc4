"""The page that lists every kind of event is the code's own list."""

from io import StringIO

from django.core.management import call_command

from tests.house.source import ROOT


def test_the_documented_list_is_the_codes_own():
    written = StringIO()
    call_command("event_list", stdout=written)
    assert (ROOT / "docs" / "events.md").read_text() == written.getvalue(), (
        "run: python manage.py event_list > docs/events.md"
    )
