"""The page for a visitor whose browser cannot open a draft: possible reasons, and their text to
copy.

Expired cookies, deleted, sent, foreign and unknown drafts all get the same answer, so it reveals
nothing.
"""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from agencies.models import Hub
from referrals.intake.answers import ANYBODY
from referrals.intake.forms.asking import shown
from referrals.intake.pages import BY_SLUG
from referrals.intake.ways import PUBLIC


def is_of_a_draft(request: HttpRequest) -> bool:
    """Return whether this is a page of a referral being written without an account."""
    return bool(request.resolver_match) and request.resolver_match.view_name.startswith(f"referrals:{PUBLIC.code}_")


def lost(request: HttpRequest, *, status: int = 404) -> HttpResponse:
    context = {
        # Only what this request posted: the draft itself may be somebody else's.
        "typed": _typed(request.POST, request.resolver_match.kwargs.get("slug", "")),
        "hubs": Hub.objects.all(),
        "hours": settings.SESSION_COOKIE_AGE // 3600,
        "draft_days": settings.DRAFT_DAYS,
        "page_title": "Your place in this referral was lost",
    }
    return render(request, "referrals/intake/lost.html", context, status=status)


def _typed(data: QueryDict, slug: str) -> str:
    """Return the answers typed on a page as plain text."""
    answered = [(field.label.format(**ANYBODY), _answer(field, name, data)) for name, field in _fields(slug).items()]
    return "\n\n".join(f"{label}\n{answer}" for label, answer in answered if answer)


def _fields(slug: str) -> dict[str, forms.Field]:
    """Return every field the page can ask, in any of its forms."""
    page = BY_SLUG.get(slug)
    if page is None:
        return {}
    form_classes = [kind.asks for kind in page.kinds.values()] if page.is_list else [page.asks, page.professionals]
    return {name: field for form in form_classes if form for name, field in form.base_fields.items()}


def _answer(field: forms.Field, name: str, data: QueryDict) -> str:
    value = field.widget.value_from_datadict(data, {}, name)
    if isinstance(field.widget, forms.MultiWidget):
        return " ".join(part for part in value if part)
    return shown(field, value)
