"""Pages for account changes that need a second person, for email domains and for reviewing roles."""

from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from agencies import events, roles
from agencies.admin_pages import load_from_own_hub, record_visit
from agencies.approvals import actions, listing
from agencies.approvals.forms import (
    END,
    ConfirmChangeForm,
    DomainsForm,
    RefuseChangeForm,
    ReviewForm,
    WithdrawChangeForm,
)
from agencies.models import AccountChange, Agency, Hub, User
from audit.recording import record
from mash import paging
from mash.form_submission import submit_form
from mash.guards import allow, posted, recently_confirmed
from mash.hub_time import days_after

CONFIRMED = "The change is confirmed and counts from now on."
CONFIRMED_OF_SUSPENDED = "The change is confirmed. Their account is suspended, so it counts once they are let back in."
PAGE_SIZE = 25
MAX_ROLES = 100  # roles on one page of a review


@allow(roles.CONFIRM_CHANGES)
def changes(request):
    record_visit(request, "changes to accounts")
    waiting = listing.waiting_in(request.user.hub)
    rows = [
        {**listing.change_row(change), "yours": not actions.why_not_decide(change, request.user)} for change in waiting
    ]
    page = {"rows": rows, "days": settings.CHANGE_DAYS, "page_title": "Changes to confirm"}
    return render(request, "agencies/approvals/changes.html", page)


@allow(roles.CONFIRM_CHANGES)
def changes_done(request):
    record_visit(request, "changes to accounts")
    page_of = paging.page_of(listing.changes_of(request.user.hub), request.GET, size=PAGE_SIZE)
    page = {
        "rows": [listing.change_row(change) for change in page_of],
        "page_of": page_of,
        "page_title": "Changes to accounts",
    }
    return render(request, "agencies/approvals/changes_done.html", page)


@allow(roles.CONFIRM_CHANGES)
@recently_confirmed
def change(request, pk):
    change = _load_change(request, pk)
    form = ConfirmChangeForm(posted(request))

    def message(_) -> str:
        suspended = User.objects.filter(pk=change.user_id, is_active=False).exists()
        return CONFIRMED_OF_SUSPENDED if suspended else CONFIRMED

    done = _decide(request, form, change, message, actions.confirm)
    if done:
        return done
    record_visit(request, "change to an account", change)
    return render(
        request, "agencies/approvals/change.html", _change_context(request, change, form, "Change to an account")
    )


@allow(roles.CONFIRM_CHANGES)
@recently_confirmed
def refuse_change(request, pk):
    return _decide_with_reason(
        request, pk, RefuseChangeForm, "Refuse this change", "The change is refused.", actions.refuse
    )


@allow(roles.CONFIRM_CHANGES)
@recently_confirmed
def withdraw_change(request, pk):
    done = "The change is withdrawn."
    return _decide_with_reason(request, pk, WithdrawChangeForm, "Withdraw this change", done, actions.withdraw)


@allow(roles.CONFIRM_CHANGES)
@recently_confirmed
def review(request):
    hub, now = request.user.hub, timezone.now()
    due = listing.due_for_review(hub, now=now)
    memberships = due[:MAX_ROLES]
    rows = [listing.review_row(membership, hub, request.user, now) for membership in memberships]
    form = ReviewForm(posted(request), rows=rows)

    def review_roles(**answers) -> str:
        if form.cleaned_data["what"] == END:
            return f"Roles ended: {actions.end_reviewed(**answers)}."
        return f"Roles kept: {actions.certify(**answers)}."

    done = submit_form(request, form, review_roles, message=str, then="agencies:review")
    if done:
        return done
    record_visit(request, "review of roles")
    page = {"form": form, "rows": rows, "more": due.count() - len(rows), "stale": listing.stale_accounts(hub, now=now)}
    page |= {"hub": hub, "page_title": "Review of roles"}
    return render(request, "agencies/approvals/review.html", page)


@allow(roles.MANAGE_PEOPLE)
def domains(request):
    record_visit(request, "email domains")
    hub = Hub.objects.get(pk=request.user.hub_id)
    waiting = listing.waiting_in(hub).filter(kind=AccountChange.Kind.DOMAINS)
    page = {"hub": hub, "agencies": Agency.objects.filter(hub=hub), "waiting": waiting}
    return render(request, "agencies/approvals/domains.html", {**page, "page_title": "Email domains"})


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def hub_domains(request):
    return _change_domains(request, None)


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def agency_domains(request, pk):
    return _change_domains(request, load_from_own_hub(request, Agency.objects.all(), pk))


@allow(roles.GOVERN)
def watched(request):
    """For governance officers: every change to an account, and the reviews that are overdue."""
    hub, now = request.user.hub, timezone.now()
    record(events.CHANGES_LISTED, by=request.user, about=hub)
    page_of = paging.page_of(listing.changes_of(hub), request.GET, size=PAGE_SIZE)
    overdue = listing.due_for_review(hub, now=now, soon=False)
    page = {
        "rows": [listing.change_row(change) for change in page_of],
        "page_of": page_of,
        "waiting": listing.waiting_in(hub).count(),
        "recent": listing.changes_of(hub).filter(proposed_at__gte=days_after(now, -7)).count(),
        "overdue": [listing.review_row(membership, hub, request.user, now) for membership in overdue[:MAX_ROLES]],
        "overdue_count": overdue.count(),
        "stale": listing.stale_accounts(hub, now=now),
        "hub": hub,
        "page_title": "Changes to accounts",
    }
    return render(request, "agencies/approvals/watched.html", page)


def _load_change(request, pk) -> AccountChange:
    return load_from_own_hub(request, listing.changes_of(request.user.hub), pk)


def _change_context(request, change: AccountChange, form, title: str) -> dict:
    why_not = actions.why_not_decide(change, request.user)
    is_own = change.proposed_by_id == request.user.pk
    return {**listing.change_row(change), "form": form, "why_not": why_not, "mine": is_own, "page_title": title}


def _decide(request, form, change: AccountChange, message: str | Callable[[None], str], action) -> HttpResponse | None:
    done = submit_form(request, form, partial(action, change), message=message, then="agencies:changes")
    if done is None and request.method == "POST":
        # Show what became of it: most often somebody else has just decided.
        change.refresh_from_db()
    return done


def _decide_with_reason(request, pk, form_class, title: str, message: str, action) -> HttpResponse:
    change = _load_change(request, pk)
    form = form_class(posted(request))
    done = _decide(request, form, change, message, action)
    if done:
        return done
    return render(request, "agencies/approvals/decide.html", _change_context(request, change, form, title))


def _domains_wait(change: AccountChange) -> str:
    return f"{listing.waiting_words(change)} {listing.NOTHING_YET}"


def _change_domains(request, agency: Agency | None) -> HttpResponse:
    hub = Hub.objects.get(pk=request.user.hub_id)
    form = DomainsForm(posted(request), initial={"domains": (agency or hub).mail_domains})
    action = partial(actions.change_domains, hub=hub, agency=agency)
    done = submit_form(request, form, action, message=_domains_wait, then="agencies:domains")
    if done:
        return done
    title = f"Email domains of {agency.name}" if agency else "Email domains of the hub"
    return render(request, "agencies/approvals/change_domains.html", {"form": form, "page_title": title})
