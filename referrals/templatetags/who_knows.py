"""What somebody knows of the sharing, as an agency reads it."""

from django import template

from referrals import codes

register = template.Library()


@register.filter
def for_agency(knows: str) -> codes.KnowsWords:
    """Return the words of a `Knows` code. Raises ValueError for an unknown one: nobody may be thought to know."""
    return codes.KNOWS_FOR_AGENCIES[codes.Knows(knows)]
