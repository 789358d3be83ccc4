"""The people of a hub: who they are, what they may do, and letting them in or keeping them out."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from agencies import events, roles
from agencies.admin_pages import load_from_own_hub, load_with_version, record_visit
from agencies.approvals.listing import change_row as change_row
from agencies.approvals.listing import history_of
from agencies.approvals.proposals import changes_waiting_for
from agencies.editions import version_of
from agencies.models import User
from agencies.people import actions, effects, listing
from agencies.people.actions import invite_by_mail, send_link
from agencies.people.forms import (
    ConfirmPersonForm,
    DetailsForm,
    FindForm,
    GiveRoleForm,
    InviteForm,
    MoveForm,
    ParticularsForm,
    PeopleFilter,
    TeamForm,
)
from agencies.people.links import why_no_link
from agencies.people.particulars import set_particulars
from agencies.roles import ROLES
from agencies.signing_in.second_factor.requirement import has_second_factor
from audit.recording import record
from mash.guards import allow, posted, recently_confirmed, signed_in
from mash.refusals import RuleViolation

WAITS = "This waits for a second person, who has been told by email. Nothing has changed yet."
INVITED = "A link to choose a password is on its way to them by email."
INVITED_WAITS = "They are invited. Their role waits for a second person; the link to them goes once it is confirmed."
PAGE_SIZE, MAX_RESULTS = 25, 50


@allow(roles.MANAGE_PEOPLE)
def people(request):
    form = PeopleFilter(request.GET, hub=request.user.hub)
    terms = form.cleaned_data if form.is_valid() else {}
    found = listing.filter_people(listing.people_of(request.user.hub), terms)
    page_of = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    record_visit(request, "people")
    page = {"form": form, "page_of": page_of, "rows": [listing.row(user) for user in page_of]}
    return render(request, "agencies/people/people.html", {**page, "page_title": "People"})


@allow(roles.MANAGE_PEOPLE)
def find_people(request):
    form = FindForm(request.POST or None)
    rows = []
    if request.method == "POST" and form.is_valid():
        found = listing.search_people(listing.people_of(request.user.hub), form.cleaned_data["words"])
        rows = [listing.row(user) for user in found[: MAX_RESULTS + 1]]
    record_visit(request, "find people")
    page = {"form": form, "rows": rows[:MAX_RESULTS], "more": len(rows) > MAX_RESULTS, "page_title": "Find a person"}
    return render(request, "agencies/people/find_people.html", page)


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def invite(request):
    form = InviteForm(posted(request), hub=request.user.hub)
    if request.method == "POST" and form.is_valid():
        try:
            invited = invite_by_mail(hub=request.user.hub, by=request.user, **form.action_kwargs())
            messages.success(request, INVITED if ROLES[form.cleaned_data["role"]].alone else INVITED_WAITS)
            return redirect(_person_url(invited))
        except RuleViolation as refusal:
            form.refuse(refusal)
    record_visit(request, "invite")
    return render(request, "agencies/people/invite.html", {"form": form, "page_title": "Invite a person"})


@allow(roles.MANAGE_PEOPLE)
def person(request, pk):
    found = _load_person(request, pk)
    record_visit(request, "person", found)
    held = found.memberships.current().select_related("given_by", "change__decided_by")
    changes = Paginator(history_of(found), PAGE_SIZE).get_page(request.GET.get("page"))
    page = {
        "person": found,
        "row": listing.row(found),
        "held": [{"role": ROLES[one.role], "membership": one} for one in held],
        "waiting": changes_waiting_for(found),
        "changes": [change_row(one) for one in changes],
        "page_of": changes,
        "why_no_link": why_no_link(found),
        "is_self": found == request.user,
        "has_second_factor": has_second_factor(found),
        "link_until": listing.link_until(found),
        "has_teams": found.team is not None or request.user.hub.teams.exists(),
        "page_title": "Person",
    }
    return render(request, "agencies/people/person.html", page)


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def give_role(request, pk):
    found, seen = _load_person_with_version(request, pk)
    form = GiveRoleForm(posted(request), person=found, seen=seen)
    if request.method == "POST" and form.is_valid():
        label = ROLES[form.cleaned_data["role"]].label
        done = _submit(request, form, found, f"Role given: {label}.", actions.give_role, form.action_kwargs())
        if done:
            return done
    page = {"form": form, "person": found, "page_title": "Give a role"}
    return render(request, "agencies/people/give_role.html", page)


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def end_role(request, pk, role):
    words = f"End the role {ROLES[role].label}" if role in ROLES else "End a role"
    told = partial(effects.of_ending_role, role=role)
    return _confirmation_page(request, pk, words, "The role has ended.", actions.end_role, told, role=role)


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def suspend(request, pk):
    done = "They are suspended and signed out."
    return _confirmation_page(request, pk, "Suspend this person", done, actions.suspend, effects.of_suspension)


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def restore(request, pk):
    done = "They may sign in again."
    return _confirmation_page(request, pk, "Let this person back in", done, actions.restore, effects.of_restoration)


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def move(request, pk):
    found, seen = _load_person_with_version(request, pk)
    form = MoveForm(posted(request), hub=request.user.hub, person=found, seen=seen)
    if request.method == "POST" and form.is_valid():
        moved = _submit(request, form, found, "They have moved, and are signed out.", actions.move)
        if moved:
            return moved
    page = {"form": form, "person": found, "page_title": "Move to another agency"}
    page["effects"] = effects.of_move(found)
    return render(request, "agencies/people/move.html", page)


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def details(request, pk):
    found, seen = _load_person_with_version(request, pk)
    form = DetailsForm(posted(request), person=found, seen=seen)
    if request.method == "POST" and form.is_valid():
        changed = _submit(request, form, found, "It is saved. We have told them by email.", actions.change_details)
        if changed:
            return changed
    page = {"form": form, "person": found, "page_title": "Change name or email address"}
    return render(request, "agencies/people/details.html", page)


@allow(roles.MANAGE_PEOPLE)
def change_team(request, pk):
    found, seen = _load_person_with_version(request, pk)
    form = TeamForm(posted(request), person=found, seen=seen)
    if request.method == "POST" and form.is_valid():
        changed = _submit(request, form, found, "Their team is saved.", actions.set_team)
        if changed:
            return changed
    return render(request, "agencies/people/team.html", {"form": form, "person": found, "page_title": "Team"})


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def new_link(request, pk):
    found, seen = _load_person_with_version(request, pk)
    form = ConfirmPersonForm(
        posted(request), submit_label="Send a link", back=_person_url(found), person=found, seen=seen
    )
    if request.method == "POST" and form.is_valid():
        sent = _submit(request, form, found, INVITED, send_link)
        if sent:
            return sent
    again = listing.state_of(found) in (listing.WAITING, listing.EXPIRED)
    title = "Send the invitation again" if again else "Send a link to choose a password"
    page = {"form": form, "person": found, "page_title": title, "effects": effects.of_password_link(found)}
    return render(request, "agencies/people/confirm.html", page)


@allow(roles.MANAGE_PEOPLE)
def particulars(request, pk):
    found = _load_person(request, pk)
    return _particulars(request, found, "Particulars", back=_person_url(found))


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
        except RuleViolation as refusal:
            form.refuse(refusal)
    record(events.PARTICULARS_OPENED, about=found, by=request.user)
    page = {"form": form, "person": found, "back": back, "page_title": title}
    return render(request, "agencies/people/particulars.html", page)


def _load_person(request, pk: int) -> User:
    return load_from_own_hub(request, listing.people_of(request.user.hub), pk)


def _load_person_with_version(request, pk: int) -> tuple[User, int]:
    return load_with_version(request, listing.people_of(request.user.hub), pk)


def _person_url(found: User) -> str:
    return reverse("agencies:person", kwargs={"pk": found.pk})


def _submit(request, form, found: User, words: str, action, answers=None, **facts) -> HttpResponse | None:
    """Do it and go back to the person's page; None if the action refused, in words the form now shows."""
    try:
        change = action(user=found, by=request.user, **(answers or form.cleaned_data), **facts)
    except RuleViolation as refusal:
        form.refuse(refusal)
        return None
    messages.success(request, WAITS if change is not None and change.waits else words)
    return redirect(_person_url(found))


def _confirmation_page(request, pk: int, title: str, words: str, action, told, **facts) -> HttpResponse:
    """A page that says what will happen, and does it when it is sent."""
    found, seen = _load_person_with_version(request, pk)
    form = ConfirmPersonForm(posted(request), submit_label=title, back=_person_url(found), person=found, seen=seen)
    if request.method == "POST" and form.is_valid():
        done = _submit(request, form, found, words, action, **facts)
        if done:
            return done
    page = {"form": form, "person": found, "effects": told(found), "page_title": title}
    return render(request, "agencies/people/confirm.html", page)
