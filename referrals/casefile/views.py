"""The case itself: its page, its prints, its notes, who may see it, and a public referrer kept apart."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies import roles
from mash.govuk.forms import Form
from mash.guards import NotFound, posted
from referrals import events
from referrals.access import case_page
from referrals.casefile import actions, forms
from referrals.casefile.case import gather
from referrals.casefile.people import Shown
from referrals.casefile.told import concern_rows, telling_rows
from referrals.grants import who_can_see as ways_in
from referrals.models import Referral
from referrals.workflow import Refusal

SECTIONS = [
    ("who", "Who"),
    ("what", "What"),
    ("ratings", "Ratings"),
    ("basis", "Lawful basis"),
    ("requests", "Requests"),
    ("decisions", "Decisions"),
    ("notes", "Notes"),
    ("documents", "Documents"),
    ("history", "History"),
    ("stands", "Where it stands"),
    ("sight", "Who can see this"),
    ("earlier", "Other referrals"),
]


@case_page(roles.VIEW_CASE)
def case(request: HttpRequest, referral: Referral) -> HttpResponse:
    return _case(request, referral, "case", referral.reference)


@case_page(roles.VIEW_CASE, event=events.CASE_PRINTED)
def case_print(request: HttpRequest, referral: Referral) -> HttpResponse:
    return _case(request, referral, "case_print", f"{referral.reference}, summary")


def _case(request: HttpRequest, referral: Referral, template: str, title: str) -> HttpResponse:
    now = timezone.now()
    context = {
        "referral": referral,
        "case": gather(referral, user=request.user, now=now),
        "told": concern_rows(referral),
        "telling": telling_rows(referral),
        "sections": SECTIONS,
        "now": now,
        "page_title": title,
    }
    return render(request, f"referrals/casefile/{template}.html", context)


@case_page(roles.VIEW_CASE, event=events.CASE_PRINTED)
def referral_as_received(request: HttpRequest, referral: Referral) -> HttpResponse:
    today = timezone.localdate(referral.received_at)
    context = {
        "referral": referral,
        "people": [Shown(person, today) for person in referral.people.all()],
        "referrer": referral.referrer,
        "professionals": referral.professionals.all(),
        "told": concern_rows(referral),
        "telling": telling_rows(referral),
        "page_title": f"{referral.reference}, as received",
    }
    return render(request, "referrals/casefile/referral_as_received.html", context)


@case_page(roles.VIEW_PUBLIC_REFERRER, event=events.PUBLIC_REFERRER_SEEN)
def public_referrer(request: HttpRequest, referral: Referral) -> HttpResponse:
    if referral.referrer.is_professional:
        raise NotFound(referral.reference)
    return _page(request, "public_referrer", referral, "Who made this referral", referrer=referral.referrer)


@case_page(roles.ADD_NOTE)
def note(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = forms.NoteForm(posted(request))
    done = _answered(request, referral, form, actions.add_note, "The note is added.")
    return done or _page(request, "note", referral, "Add a note", form=form)


@case_page(roles.VIEW_CASE)
def who_can_see(request: HttpRequest, referral: Referral) -> HttpResponse:
    return _page(request, "who_can_see", referral, "Who can see this, and why?", ways=ways_in(referral))


@case_page(roles.RESTRICT)
def share_case(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = forms.ShareForm(posted(request), referral=referral)
    done = _answered(request, referral, form, actions.give_sight, "They can now see this case.", then="who_can_see")
    return done or _page(request, "share_case", referral, "Give sight of this case", form=form)


@case_page(roles.RESTRICT)
def unshare_case(request: HttpRequest, referral: Referral, person: int) -> HttpResponse:
    way = next((way for way in ways_in(referral) if way.person == person), None)
    if way is None:
        return redirect("referrals:who_can_see", referral.reference)
    form = forms.WithdrawForm(posted(request), person=person)
    done = _answered(request, referral, form, actions.withdraw_sight, "Their sight is withdrawn.", then="who_can_see")
    return done or _page(request, "unshare_case", referral, "Withdraw sight of this case", form=form, way=way)


@case_page(roles.RESTRICT)
def restrict(request: HttpRequest, referral: Referral) -> HttpResponse:
    if request.method == "GET" and referral.restricted:
        return redirect("referrals:who_can_see", referral.reference)
    form = forms.RestrictForm(posted(request), referral=referral, by=request.user)
    done = _answered(request, referral, form, actions.restrict, "Only the people named can see this case now.")
    return done or _page(request, "restrict", referral, "Restrict this case", form=form, ways=ways_in(referral))


@case_page(roles.RESTRICT)
def unrestrict(request: HttpRequest, referral: Referral) -> HttpResponse:
    if request.method == "GET" and not referral.restricted:
        return redirect("referrals:who_can_see", referral.reference)
    form = forms.UnrestrictForm(posted(request), referral=referral)
    done = _answered(request, referral, form, actions.unrestrict, "The team can see this case again.")
    return done or _page(request, "unrestrict", referral, "Open this case to the team again", form=form)


def _answered(
    request: HttpRequest, referral: Referral, form: Form, action: Callable, said: str, *, then: str = "case"
) -> HttpResponse | None:
    """Do what the form asks and go on; None where the page is to be shown, perhaps with the rule that said no."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        action(referral, by=request.user, **form.facts())
    except Refusal as refusal:
        form.refuse(refusal)
        return None
    messages.success(request, said)
    return redirect(f"referrals:{then}", referral.reference)


def _page(request: HttpRequest, name: str, referral: Referral, title: str, **context) -> HttpResponse:
    context |= {"referral": referral, "page_title": title, "caption": referral.reference}
    return render(request, f"referrals/casefile/{name}.html", context)
