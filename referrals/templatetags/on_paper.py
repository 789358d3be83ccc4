"""What a page of a case shows on the screen and leaves out on paper."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from referrals.models import Referral
from referrals.people.secret_homes import Secrets, secrets_of

register = template.Library()
SECRETS = "what is kept secret"


@register.simple_tag(takes_context=True)
def not_secret(context: template.Context, text: str | None) -> str | SafeString:
    """Write a text of the page's `referral`; on paper without the sentences that give away a secret address."""
    if not text:
        return ""
    printed = _secret(context).on_paper(text)
    if printed == text:
        return text
    spans = '<span class="app-no-print">{}</span><span class="app-only-print">{}</span>'
    return format_html(spans, text, printed)


def _secret(context: template.Context) -> Secrets:
    page: dict[Any, Any] = context.render_context.dicts[0]  # of all templates that the page includes
    if SECRETS not in page:
        referral: Referral = context["referral"]
        page[SECRETS] = secrets_of(referral)
    return page[SECRETS]
