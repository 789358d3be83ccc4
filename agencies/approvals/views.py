"""Changes to accounts that take two people, the domains of their addresses, and looking again at who holds what."""

from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from agencies import events, roles
from agencies.approvals import actions, listing
from agencies.approvals.forms import (
    END,
    ConfirmChangeForm,
    DomainsForm,
    RefuseChangeForm,
    ReviewForm,
    WithdrawChangeForm,
)
from agencies.looking import looked, of_own_hub
from agencies.models import AccountChange, Agency, Hub
from audit.recording import record
from mash.form_submission import submit_form
from mash.guards import allow, posted, recently_confirmed

A_PAGE = 25
AT_MOST = 100  # roles on one page of a review


@allow(roles.CONFIRM_CHANGES)
def changes(request):
    looked(request, "changes to accounts")
    found = listing.waiting_in(request.user.hub)
    rows = [{**listing.row(one), "yours": not actions.why_not_decide(one, request.user)} for one in found]
    page = {"rows": rows, "days": settings.CHANGE_DAYS, "page_title": "Changes to confirm"}
    return render(request, "agencies/approvals/changes.html", page)


@allow(roles.CONFIRM_CHANGES)
def changes_done(request):
    looked(request, "changes to accounts")
    page_of = Paginator(listing.changes_of(request.user.hub), A_PAGE).get_page(request.GET.get("page"))
    page = {"rows": [listing.row(one) for one in page_of], "page_of": page_of, "page_title": "Changes to accounts"}
    return render(request, "agencies/approvals/changes_done.html", page)


@allow(roles.CONFIRM_CHANGES)
@recently_confirmed
def change(request, pk):
    found = _of_own_hub(request, pk)
    form = ConfirmChangeForm(posted(request))
    done = _decide(request, form, found, "The change is confirmed and counts from now on.", actions.confirm)
    if done:
        return done
    looked(request, "change to an account", found)
    return render(request, "agencies/approvals/change.html", _page_of(request, found, form, "Change to an account"))


@allow(roles.CONFIRM_CHANGES)
@recently_confirmed
def refuse_change(request, pk):
    return _with_reason(request, pk, RefuseChangeForm, "Refuse this change", "The change is refused.", actions.refuse)


@allow(roles.CONFIRM_CHANGES)
@recently_confirmed
def withdraw_change(request, pk):
    done = "The change is withdrawn."
    return _with_reason(request, pk, WithdrawChangeForm, "Withdraw this change", done, actions.withdraw)


@allow(roles.CONFIRM_CHANGES)
@recently_confirmed
def review(request):
    hub, now = request.user.hub, timezone.now()
    due = listing.due_in(hub, now=now)
    found = due[:AT_MOST]
    rows = [listing.certifying_row(one, hub, request.user, now) for one in found]
    form = ReviewForm(posted(request), rows=rows)

    def answer(**answers) -> str:
        if form.cleaned_data["what"] == END:
            return f"Roles ended: {actions.end_reviewed(**answers)}."
        return f"Roles kept: {actions.certify(**answers)}."

    done = submit_form(request, form, answer, message=str, then="agencies:review")
    if done:
        return done
    looked(request, "review of roles")
    page = {"form": form, "rows": rows, "more": due.count() - len(rows), "stale": listing.stale_in(hub, now=now)}
    page |= {"hub": hub, "page_title": "Review of roles"}
    return render(request, "agencies/approvals/review.html", page)


@allow(roles.MANAGE_PEOPLE)
def domains(request):
    looked(request, "email domains")
    hub = Hub.objects.get(pk=request.user.hub_id)
    waiting = listing.waiting_in(hub).filter(kind=AccountChange.Kind.DOMAINS)
    page = {"hub": hub, "agencies": Agency.objects.filter(hub=hub), "waiting": waiting}
    return render(request, "agencies/approvals/domains.html", {**page, "page_title": "Email domains"})


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def hub_domains(request):
    return _domains(request, None)


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def agency_domains(request, pk):
    return _domains(request, of_own_hub(request, Agency.objects.all(), pk))


@allow(roles.GOVERN)
def watched(request):
    """For who watches over the hub: everything done to accounts, and what should have been looked at again."""
    hub, now = request.user.hub, timezone.now()
    record(events.CHANGES_LISTED, by=request.user, about=hub)
    page_of = Paginator(listing.changes_of(hub), A_PAGE).get_page(request.GET.get("page"))
    overdue = listing.due_in(hub, now=now, soon=False)
    page = {
        "rows": [listing.row(one) for one in page_of],
        "page_of": page_of,
        "waiting": listing.waiting_in(hub).count(),
        "recent": listing.changes_of(hub).filter(proposed_at__gte=now - timedelta(days=7)).count(),
        "overdue": [listing.certifying_row(one, hub, request.user, now) for one in overdue[:AT_MOST]],
        "overdue_count": overdue.count(),
        "stale": listing.stale_in(hub, now=now),
        "hub": hub,
        "page_title": "Changes to accounts",
    }
    return render(request, "agencies/approvals/watched.html", page)


def _of_own_hub(request, pk) -> AccountChange:
    return of_own_hub(request, listing.changes_of(request.user.hub), pk)


def _page_of(request, found: AccountChange, form, title: str) -> dict:
    why_not = actions.why_not_decide(found, request.user)
    mine = found.proposed_by_id == request.user.pk
    return {**listing.row(found), "form": form, "why_not": why_not, "mine": mine, "page_title": title}


def _decide(request, form, change: AccountChange, words: str, action) -> HttpResponse | None:
    done = submit_form(request, form, partial(action, change), message=words, then="agencies:changes")
    if done is None and request.method == "POST":
        change.refresh_from_db()  # a refusal is shown beside the change as it stands now
    return done


def _with_reason(request, pk, kind, title: str, words: str, action) -> HttpResponse:
    found = _of_own_hub(request, pk)
    form = kind(posted(request))
    done = _decide(request, form, found, words, action)
    if done:
        return done
    return render(request, "agencies/approvals/decide.html", _page_of(request, found, form, title))


def _domains(request, agency: Agency | None) -> HttpResponse:
    hub = Hub.objects.get(pk=request.user.hub_id)
    form = DomainsForm(posted(request), initial={"domains": (agency or hub).mail_domains})
    action = partial(actions.change_domains, hub=hub, agency=agency)
    words = "This waits for a second person, who has been told by email."
    done = submit_form(request, form, action, message=words, then="agencies:domains")
    if done:
        return done
    title = f"Email domains of {agency.name}" if agency else "Email domains of the hub"
    return render(request, "agencies/approvals/change_domains.html", {"form": form, "page_title": title})
