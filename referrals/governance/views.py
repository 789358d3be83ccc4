"""The governance desk: restrictions, emergency openings and bars, by reference and without the
cases.
"""

from functools import partial

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from agencies import roles
from audit.exports.tables import KINDS, table_file
from audit.recording import Subject, record
from mash import paging
from mash.form_submission import submit_button, submit_form
from mash.govuk.forms import Form
from mash.govuk.moments import words
from mash.guards import NotFound, allow, posted, recently_confirmed
from mash.lists import way_back
from referrals import events
from referrals.access import who_can_see
from referrals.governance import actions, forms, registers
from referrals.governance.access import seen_by
from referrals.governance.report import Report
from referrals.models import Bar, BreakGlass
from referrals.models.identifiers import as_written, looks_like_reference

A_PAGE = 25


@allow(roles.GOVERN)
def desk(request: HttpRequest) -> HttpResponse:
    """Show what waits for a governance officer."""
    hub, now = request.user.hub, timezone.now()
    record(events.GOVERNANCE_OPENED, by=request.user, hub=hub)
    context = {
        "restrictions": registers.due_soon(hub, timezone.localdate(now)),
        "emergencies": registers.to_review(request.user),
        "bars": registers.to_confirm(hub),
        "asks": registers.long_asked(hub, now),
    }
    return _page(request, "desk", "Governance", today=timezone.localdate(now), **context)


@allow(roles.GOVERN)
def restrictions(request: HttpRequest) -> HttpResponse:
    ended = request.GET.get("show") == "ended"
    page = _paged(request, registers.restrictions_of(request.user.hub, ended=ended), events.RESTRICTIONS_LISTED)
    named = who_can_see.named_counts(row.referral_id for row in page)
    rows = [{"restriction": row, "named": named.get(row.referral_id, 0)} for row in page]
    context = {"page_obj": page, "rows": rows, "ended": ended, "today": timezone.localdate()}
    return _page(request, "restrictions", "Restrictions", **context)


@allow(roles.GOVERN)
def restriction(request: HttpRequest, pk) -> HttpResponse:
    """Show a restriction and its reviews, and review it."""
    hub = request.user.hub
    restriction = _one(registers.restrictions_of(hub, ended=False) | registers.restrictions_of(hub, ended=True), pk)
    form = forms.ReviewRestrictionForm(posted(request), restriction=restriction)
    back = way_back(request, "referrals:restrictions", restriction.pk)
    done = submit_form(
        request,
        form,
        partial(actions.review_restriction, restriction),
        message="The review is recorded.",
        then=back,
    )
    if done:
        return done
    record(events.RESTRICTION_OPENED, about=restriction, by=request.user)
    context = {"restriction": restriction, "reviews": restriction.reviews.select_related("by"), "form": form}
    context["way_back"] = back
    context["named"] = who_can_see.named_counts([restriction.referral_id]).get(restriction.referral_id, 0)
    title = "Restriction" if restriction.ended_at else "Review this restriction"
    return _page(request, "restriction", title, caption=restriction.reference, **context)


@allow(roles.GOVERN)
def emergencies(request: HttpRequest) -> HttpResponse:
    page = _paged(request, registers.emergencies_of(request.user.hub), events.EMERGENCIES_LISTED)
    return _page(request, "emergencies", "Emergency openings", page_obj=page)


@allow(roles.GOVERN)
def emergency(request: HttpRequest, pk) -> HttpResponse:
    """Show an emergency opening, and review it."""
    emergency = _one(registers.emergencies_of(request.user.hub), pk)
    form = forms.ReviewEmergencyForm(posted(request))
    back = way_back(request, "referrals:emergencies", emergency.pk)
    done = submit_form(
        request,
        form,
        partial(actions.review_emergency, emergency),
        message="The review is recorded.",
        then=back,
    )
    if done:
        return done
    record(events.EMERGENCY_OPENED, about=emergency, by=request.user)
    context = {
        "emergency": emergency,
        "running": emergency.is_running(timezone.now()),
        "own": emergency.user_id == request.user.pk,
        "way_back": back,
    }
    return _page(request, "emergency", "Emergency opening", caption=emergency.reference, form=form, **context)


@allow(roles.GOVERN)
def end_emergency(request: HttpRequest, pk) -> HttpResponse:
    """End an emergency opening; a GET redirects to its page."""
    emergency = _one(registers.emergencies_of(request.user.hub), pk)
    then = reverse("referrals:emergency", args=[emergency.pk])
    return submit_button(request, partial(actions.end_emergency, emergency), message=_put_out, then=then)


def _put_out(emergency: BreakGlass) -> str:
    ended = f"Ended. This opening shows {emergency.user.name} nothing any more"
    if not emergency.user.is_active:
        return f"{ended}. Their account is suspended, so they are not told, and see nothing by another way either."
    return (
        f"{ended}, and they are told by email. They may still see the record by another way, and open it again after "
        "a day: to keep them out, keep them from it."
    )


@allow(roles.GOVERN)
def bars(request: HttpRequest) -> HttpResponse:
    ended = request.GET.get("show") == "ended"
    page = _paged(request, registers.bars_of(request.user.hub, ended=ended), events.BARS_LISTED)
    return _page(request, "bars", "Bars", page_obj=page, ended=ended)


@allow(roles.GOVERN)
def bar(request: HttpRequest, pk: int) -> HttpResponse:
    bar = _bar(request, pk)
    record(events.BAR_OPENED, about=bar, by=request.user)
    back = way_back(request, "referrals:bars", bar.pk)
    return _page(request, "bar", "Bar", caption=bar.reference, bar=bar, way_back=back)


@allow(roles.GOVERN)
def confirm_bar(request: HttpRequest, pk: int) -> HttpResponse:
    bar = _bar(request, pk)
    form = forms.ConfirmBarForm(posted(request))
    done = submit_form(
        request, form, partial(actions.confirm_bar, bar), message="The bar is confirmed.", then="referrals:bars"
    )
    return done or _bar_page(request, bar, form, "Confirm this bar")


@allow(roles.GOVERN)
def end_bar(request: HttpRequest, pk: int) -> HttpResponse:
    bar = _bar(request, pk)
    form = forms.EndBarForm(posted(request))
    done = submit_form(request, form, partial(actions.end_bar, bar), message=_unbarred, then="referrals:bars")
    return done or _bar_page(request, bar, form, "End this bar")


@allow(roles.GOVERN)
def add_bar(request: HttpRequest) -> HttpResponse:
    form = forms.AddBarForm(posted(request), hub=request.user.hub, but=request.user)
    done = submit_form(request, form, actions.bar_by_reference, message=_barred, then="referrals:bars")
    if done:
        return done
    record(events.BARS_LISTED, by=request.user, hub=request.user.hub, page="add")
    return _page(request, "add_bar", "Bar a person from a record", form=form)


def _barred(bar: Bar) -> str:
    return f"{bar.user.name} cannot see {bar.reference} now."


def _unbarred(bar: Bar) -> str:
    return "The bar has ended." if bar.confirmed_at else "The suggested bar is dismissed."


@allow(roles.GOVERN)
def report(request: HttpRequest) -> HttpResponse:
    """Show the quarterly report."""
    form = forms.ReportFilter(request.GET)
    quarters = form.shown()
    lines = Report.of(request.user.hub, timezone.now()).lines(quarters)
    record(events.REPORT_OPENED, by=request.user, hub=request.user.hub, quarter=quarters[-1].key)
    in_force = zip(quarters, lines[0]["counts"], strict=True)
    rows = [(line["label"], list(zip(quarters, line["counts"], strict=True))) for line in lines]
    context = {"form": form, "quarters": quarters, "rows": rows, "last": quarters[-1]}
    context["chart"] = [{"label": quarter.short, "value": value} for quarter, value in in_force]
    return _page(request, "report", "Quarterly report", **context)


@allow(roles.GOVERN)
@recently_confirmed
def report_export(request: HttpRequest) -> HttpResponse:
    """Download the quarterly report, with the hub, the moment and the officer who took it."""
    now, kind = timezone.now(), request.GET.get("kind", "csv")
    if kind not in KINDS:
        raise NotFound("a file")
    quarters = forms.ReportFilter(request.GET).shown()
    lines = Report.of(request.user.hub, now).lines(quarters)
    record(events.REPORT_EXPORTED, by=request.user, hub=request.user.hub, quarter=quarters[-1].key, kind=kind)
    about = [
        ("Table", "Quarterly report of governance"),
        ("Hub", request.user.hub.name),
        ("Period", f"{quarters[0].label} to {quarters[-1].label}"),
        ("Counted", words(now)),
        ("By", request.user.name),
    ]
    head = ["Count", *(quarter.label for quarter in quarters)]
    rows = [[line["label"], *line["counts"]] for line in lines]
    return table_file(f"governance-{quarters[-1].key}", kind, about=about, rows=[head, *rows])


@allow(roles.GOVERN)
def record_looks(request: HttpRequest, reference: str) -> HttpResponse:
    """Show who looked at a record. Unknown, foreign and unopened references all look alike."""
    reference = reference.replace("\x00", "")
    about = Subject("referral", "", reference if looks_like_reference(reference) else "", request.user.hub_id)
    # Recorded before the lookup, whether or not the reference exists.
    record(events.LOOKS_SEEN, about=about, by=request.user)
    looks = who_can_see.looked_at(reference)
    return _page(request, "record_looks", "Who has looked at this", caption=reference, looks=looks)


@allow(roles.GOVERN)
@recently_confirmed
def record_names(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the names behind a reference, once.

    Unknown, foreign, restricted and barred ones all look alike.
    """
    reference, names = as_written(reference.replace("\x00", "")), None
    form = forms.NamesForm(posted(request))
    if request.method == "POST" and form.is_valid():
        people = actions.open_names(reference=reference, why=form.cleaned_data["why"], by=request.user)
        # A fresh form, because each view of names needs its own reason.
        names, form = [registers.named(person) for person in people], forms.NamesForm()
    else:
        record(events.GOVERNANCE_OPENED, by=request.user, hub=request.user.hub, page="record_names")
    return _page(request, "record_names", "Names behind a reference", caption=reference, names=names, form=form)


@allow(roles.GOVERN)
def access(request: HttpRequest) -> HttpResponse:
    form = forms.AccessForm(posted(request), hub=request.user.hub)
    person = form.chosen() if form.is_bound and form.is_valid() else None
    context = {"person": person, "access": seen_by(person) if person else None}
    about = {"about": person} if person else {"hub": request.user.hub}
    record(events.ACCESS_LOOKED_UP, by=request.user, **about)
    return _page(request, "access", "What can this person see?", form=form, **context)


def _bar(request: HttpRequest, pk: int):
    hub = request.user.hub
    return _one(registers.bars_of(hub, ended=False) | registers.bars_of(hub, ended=True), pk)


def _bar_page(request: HttpRequest, bar, form: Form, title: str) -> HttpResponse:
    record(events.BAR_OPENED, about=bar, by=request.user)
    return _page(request, "change_bar", title, caption=bar.reference, bar=bar, form=form)


def _one(rows: QuerySet, pk):
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotFound(str(pk))
    return row


def _paged(request: HttpRequest, rows: QuerySet, event):
    page = paging.page_of(rows, request.GET, size=A_PAGE)
    record(event, by=request.user, hub=request.user.hub, references=[row.reference for row in page])
    return page


def _page(request: HttpRequest, name: str, title: str, **context) -> HttpResponse:
    return render(request, f"referrals/governance/{name}.html", {"page_title": title, **context})
