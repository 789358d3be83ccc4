"""Links from the auditor's pages into the apps above, which say their addresses themselves (audit/neighbours.py)."""

from django import template

from audit.neighbours import told

register = template.Library()


@register.simple_tag
def names_address(reference: str) -> str:
    """The page that opens the names behind a reference; empty where no app has one."""
    return told.names_address(reference)
