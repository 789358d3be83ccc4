"""Context of every page: the hub and the navigation links for the person's roles."""

from django.conf import settings
from django.urls import reverse

from agencies import roles

SEARCH = "referrals:search"
CONFIRMING = "Changes to confirm"
LINKS = [
    ("Needs you now", "referrals:needs", roles.CLAIM),
    ("Work queue", "referrals:queue", roles.VIEW_QUEUE),
    ("New referral", "referrals:key_referral", roles.KEY_REFERRAL),
    ("Matches", "referrals:undecided", roles.JUDGE_PAIR),
    ("Other hubs", "referrals:hub_asks", roles.RESTRICT),
    ("Dashboard", "referrals:dashboard", roles.VIEW_DASHBOARD),
    ("Requests", "referrals:inbox", roles.VIEW_INBOX),
    ("Released to us", "referrals:products", roles.READ_PRODUCT),
    ("Make a referral", "referrals:start_account", roles.REFER),
    ("Your referrals", "referrals:own_referrals", roles.REFER),
    ("Governance", "referrals:governance", roles.GOVERN),
    ("Account changes", "agencies:watched", roles.GOVERN),
    ("Access log", "audit:events", roles.VIEW_EVENTS),
    ("People", "agencies:people", roles.MANAGE_PEOPLE),
    (CONFIRMING, "agencies:changes", roles.CONFIRM_CHANGES),
    ("Agencies", "agencies:agencies", roles.MANAGE_AGENCIES),
    ("Questions", "agencies:question_sets", roles.MANAGE_QUESTION_SETS),
    ("Targets and hours", "agencies:targets", roles.MANAGE_TARGETS),
    ("Agreements", "agencies:agreements", roles.VIEW_AGREEMENTS),
]


# Pages with the "Exit this page" button, as somebody may be watching.
WATCHED = ("privacy", "accessibility", "referrals:start", "referrals:start_hub", "referrals:public_")


def page_frame(request) -> dict:
    here = request.resolver_match.view_name if request.resolver_match else ""
    # Staff pages have no "Exit this page" button: they are not opened at home beside somebody to fear.
    exits = {"exit_url": settings.EXIT_URL} if here in WATCHED or here.startswith(WATCHED[-1]) else {}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"demo": settings.DEMO, "navigation": [], **exits}
    links = [
        {"text": _counted(text, user), "href": reverse(name), "current": name == here}
        for text, name, permission in LINKS
        if user.has_perm(permission)
    ]
    idle = {"idle_seconds": settings.IDLE_MINUTES * 60, "idle_warning_seconds": settings.IDLE_WARNING_MINUTES * 60}
    # The search page has the same box, with what was typed and what is wrong with it.
    searches = user.has_perm(roles.VIEW_QUEUE) and here != SEARCH
    box = {"search_address": reverse(SEARCH)} if searches else {}
    return {"demo": settings.DEMO, "current_hub": user.hub, "navigation": links, **box, **idle, **exits}


def _counted(text: str, user) -> str:
    """Add the number of waiting changes, which is loaded with the user (agencies/backends.py)."""
    waiting = getattr(user, "changes_waiting", 0) if text == CONFIRMING else 0
    return f"{text} ({waiting})" if waiting else text


def home_url(user) -> str:
    """The page this person's work starts on: the first link their roles lead to."""
    return next(
        (reverse(name) for _, name, permission in LINKS if user.has_perm(permission)), reverse("agencies:account")
    )
