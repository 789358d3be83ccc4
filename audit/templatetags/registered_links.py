"""Links from the auditor's pages into the apps above, which say their addresses themselves (audit/registry.py)."""

from django import template

from audit.registry import registry

register = template.Library()


@register.simple_tag
def names_address(reference: str) -> str:
    """The page that opens the names behind a reference; empty where no app has one."""
    return registry.names_address(reference)
