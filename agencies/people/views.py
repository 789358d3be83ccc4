"""The people of a hub: who they are, what they may do, and letting them in or keeping them out."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from agencies import actions, events, roles
from agencies.editions import version_of
from agencies.looking import looked, of_own_hub, to_change
from agencies.models import User
from agencies.people import effects, listing
from agencies.people.actions import invite_by_link, send_link
from agencies.people.forms import (
    ConfirmPersonForm,
    FindForm,
    GiveRoleForm,
    InviteForm,
    MoveForm,
    ParticularsForm,
    PeopleFilter,
    TeamForm,
)
from agencies.people.particulars import set_particulars
from agencies.roles import ROLES
from agencies.signing_in.second_factor.owing import has_one
from audit.recording import record
from mash.guards import allow, posted, recently_confirmed, signed_in
from mash.refusals import Refusal

LINK = "link-to-pass-on"
A_PAGE, AT_MOST = 25, 50


@allow(roles.MANAGE_PEOPLE)
def people(request):
    form = PeopleFilter(request.GET, hub=request.user.hub)
    terms = form.cleaned_data if form.is_valid() else {}
    found = listing.fitting(listing.people_of(request.user.hub), terms)
    page_of = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    looked(request, "people")
    page = {"form": form, "page_of": page_of, "rows": [listing.row(user) for user in page_of]}
    return render(request, "agencies/people/people.html", {**page, "page_title": "People"})


@allow(roles.MANAGE_PEOPLE)
def find_people(request):
    form = FindForm(request.POST or None)
    rows = []
    if request.method == "POST" and form.is_valid():
        found = listing.named(listing.people_of(request.user.hub), form.cleaned_data["words"])
        rows = [listing.row(user) for user in found[: AT_MOST + 1]]
    looked(request, "find people")
    page = {"form": form, "rows": rows[:AT_MOST], "more": len(rows) > AT_MOST, "page_title": "Find a person"}
    return render(request, "agencies/people/find_people.html", page)


@allow(roles.MANAGE_PEOPLE)
def invite(request):
    form = InviteForm(posted(request), hub=request.user.hub)
    if request.method == "POST" and form.is_valid():
        try:
            invited, link = invite_by_link(hub=request.user.hub, by=request.user, **form.cleaned_data)
            return _with_link(request, invited, link)
        except Refusal as refusal:
            form.refuse(refusal)
    looked(request, "invite")
    return render(request, "agencies/people/invite.html", {"form": form, "page_title": "Invite a person"})


@allow(roles.MANAGE_PEOPLE)
def person(request, pk):
    found = _person(request, pk)
    looked(request, "person", found)
    held = found.memberships.current().select_related("given_by")
    page = {
        "person": found,
        "row": listing.row(found),
        "held": [{"role": ROLES[one.role], "since": one.started_at, "given_by": one.given_by} for one in held],
        "link": _link_to_show(request, found),
        "is_self": found == request.user,
        "has_second_factor": has_one(found),
        "link_until": listing.link_until(found),
        "has_teams": found.team is not None or request.user.hub.teams.exists(),
        "page_title": "Person",
    }
    return render(request, "agencies/people/person.html", page)


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def give_role(request, pk):
    found, seen = _person_to_change(request, pk)
    form = GiveRoleForm(posted(request), person=found, seen=seen)
    if request.method == "POST" and form.is_valid():
        label = ROLES[form.cleaned_data["role"]].label
        done = _try(request, form, found, f"Role given: {label}.", actions.give_role)
        if done:
            return done
    page = {"form": form, "person": found, "page_title": "Give a role"}
    return render(request, "agencies/people/give_role.html", page)


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def end_role(request, pk, role):
    words = f"End the role {ROLES[role].label}" if role in ROLES else "End a role"
    told = partial(effects.of_ending, role=role)
    return _confirmed(request, pk, words, "The role has ended.", actions.end_role, told, role=role)


@allow(roles.MANAGE_PEOPLE)
def suspend(request, pk):
    done = "They are suspended and signed out."
    return _confirmed(request, pk, "Suspend this person", done, actions.suspend, effects.of_suspending)


@allow(roles.MANAGE_PEOPLE)
def restore(request, pk):
    done = "They may sign in again."
    return _confirmed(request, pk, "Let this person back in", done, actions.restore, effects.of_restoring)


@allow(roles.MANAGE_PEOPLE)
def move(request, pk):
    found, seen = _person_to_change(request, pk)
    form = MoveForm(posted(request), hub=request.user.hub, person=found, seen=seen)
    if request.method == "POST" and form.is_valid():
        moved = _try(request, form, found, "They have moved, and are signed out.", actions.move)
        if moved:
            return moved
    page = {"form": form, "person": found, "page_title": "Move to another agency"}
    page["effects"] = effects.of_moving(found)
    return render(request, "agencies/people/move.html", page)


@allow(roles.MANAGE_PEOPLE)
def change_team(request, pk):
    found, seen = _person_to_change(request, pk)
    form = TeamForm(posted(request), person=found, seen=seen)
    if request.method == "POST" and form.is_valid():
        changed = _try(request, form, found, "Their team is saved.", actions.set_team)
        if changed:
            return changed
    return render(request, "agencies/people/team.html", {"form": form, "person": found, "page_title": "Team"})


@allow(roles.MANAGE_PEOPLE)
def new_link(request, pk):
    found, seen = _person_to_change(request, pk)
    form = ConfirmPersonForm(posted(request), submit_label="Send a link", back=_page_of(found), person=found, seen=seen)
    if request.method == "POST" and form.is_valid():
        try:
            return _with_link(request, found, send_link(user=found, by=request.user))
        except Refusal as refusal:
            form.refuse(refusal)
    again = listing.state_of(found) in (listing.WAITING, listing.EXPIRED)
    title = "Send the invitation again" if again else "Send a link to choose a password"
    page = {"form": form, "person": found, "page_title": title, "effects": effects.of_a_link(found)}
    return render(request, "agencies/people/confirm.html", page)


@allow(roles.MANAGE_PEOPLE)
def particulars(request, pk):
    found = _person(request, pk)
    return _particulars(request, found, "Particulars", back=_page_of(found))


@signed_in
def own_particulars(request):
    return _particulars(request, request.user, "Your particulars", back=reverse("agencies:account"))


def _particulars(request, found: User, title: str, *, back: str) -> HttpResponse:
    seen = version_of(found, "particulars")
    form = ParticularsForm(posted(request), user=found, seen=seen)
    if request.method == "POST" and form.is_valid():
        try:
            set_particulars(user=found, by=request.user, **form.cleaned_data)
            messages.success(request, "The particulars are saved.")
            return redirect(back)
        except Refusal as refusal:
            form.refuse(refusal)
    record(events.PARTICULARS_OPENED, about=found, by=request.user)
    page = {"form": form, "person": found, "back": back, "page_title": title}
    return render(request, "agencies/people/particulars.html", page)


def _person(request, pk: int) -> User:
    return of_own_hub(request, listing.people_of(request.user.hub), pk)


def _person_to_change(request, pk: int) -> tuple[User, int]:
    return to_change(request, listing.people_of(request.user.hub), pk)


def _page_of(found: User) -> str:
    return reverse("agencies:person", kwargs={"pk": found.pk})


def _try(request, form, found: User, words: str, action, **facts) -> HttpResponse | None:
    """Do it and go back to the person's page; None if the action refused, in words the form now shows."""
    try:
        action(user=found, by=request.user, **form.cleaned_data, **facts)
    except Refusal as refusal:
        form.refuse(refusal)
        return None
    messages.success(request, words)
    return redirect(_page_of(found))


def _confirmed(request, pk: int, title: str, words: str, action, told, **facts) -> HttpResponse:
    """A page that says what will happen, and does it when it is sent."""
    found, seen = _person_to_change(request, pk)
    form = ConfirmPersonForm(posted(request), submit_label=title, back=_page_of(found), person=found, seen=seen)
    if request.method == "POST" and form.is_valid():
        done = _try(request, form, found, words, action, **facts)
        if done:
            return done
    page = {"form": form, "person": found, "effects": told(found), "page_title": title}
    return render(request, "agencies/people/confirm.html", page)


def _with_link(request, found: User, link: str) -> HttpResponse:
    """The administrator sees the link only of somebody without a password: it must open no account in use."""
    if not found.has_usable_password():
        request.session[LINK] = [found.pk, link]
    messages.success(request, "A link to choose a password is on its way by email.")
    return redirect(_page_of(found))


def _link_to_show(request, found: User) -> str:
    """Shown once, on the page that follows."""
    pk, link = request.session.get(LINK, (None, ""))
    if pk != found.pk:
        return ""
    del request.session[LINK]
    return link
