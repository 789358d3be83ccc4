"""The hidden token that makes a form work once and says who opened it (mash/guards.py)."""

from django import template
from django.utils.html import format_html

from mash.guards import SUBMISSION, new_submission

register = template.Library()


@register.simple_tag(takes_context=True)
def submission_token(context):
    """A hidden field; put it beside csrf_token in every form that posts."""
    return format_html('<input type="hidden" name="{}" value="{}">', SUBMISSION, new_submission(context["request"]))
