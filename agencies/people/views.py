"""The people of a hub: who they are, what they may do, and letting them in or keeping them out."""

from collections.abc import Callable
from functools import partial

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from agencies import events, roles
from agencies.approvals.listing import history_of
from agencies.approvals.listing import row as change_row
from agencies.approvals.proposing import waiting_for
from agencies.editions import version_of
from agencies.looking import looked, of_own_hub, to_change
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
from agencies.signing_in.second_factor.owing import has_one
from audit.recording import record
from mash.form_submission import submit_form
from mash.guards import allow, posted, recently_confirmed, signed_in

WAITS = "This waits for a second person, who has been told by email. Nothing has changed yet."
INVITED = "A link to choose a password is on its way to them by email."
INVITED_WAITS = "They are invited. Their role waits for a second person; the link to them goes once it is confirmed."
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
@recently_confirmed
def invite(request):
    form = InviteForm(posted(request), hub=request.user.hub)

    def message(_) -> str:
        return INVITED if ROLES[form.cleaned_data["role"]].alone else INVITED_WAITS

    done = submit_form(request, form, partial(invite_by_mail, hub=request.user.hub), message=message, then=_page_of)
    if done:
        return done
    looked(request, "invite")
    return render(request, "agencies/people/invite.html", {"form": form, "page_title": "Invite a person"})


@allow(roles.MANAGE_PEOPLE)
def person(request, pk):
    found = _person(request, pk)
    looked(request, "person", found)
    held = found.memberships.current().select_related("given_by", "change__decided_by")
    changes = Paginator(history_of(found), A_PAGE).get_page(request.GET.get("page"))
    page = {
        "person": found,
        "row": listing.row(found),
        "held": [{"role": ROLES[one.role], "membership": one} for one in held],
        "waiting": waiting_for(found),
        "changes": [change_row(one) for one in changes],
        "page_of": changes,
        "why_no_link": why_no_link(found),
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
    done = _submit(
        request, form, found, lambda: f"Role given: {ROLES[form.cleaned_data['role']].label}.", actions.give_role
    )
    page = {"form": form, "person": found, "page_title": "Give a role"}
    return done or render(request, "agencies/people/give_role.html", page)


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def end_role(request, pk, role):
    words = f"End the role {ROLES[role].label}" if role in ROLES else "End a role"
    told = partial(effects.of_ending, role=role)
    return _confirmed(request, pk, words, "The role has ended.", actions.end_role, told, role=role)


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def suspend(request, pk):
    done = "They are suspended and signed out."
    return _confirmed(request, pk, "Suspend this person", done, actions.suspend, effects.of_suspending)


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def restore(request, pk):
    done = "They may sign in again."
    return _confirmed(request, pk, "Let this person back in", done, actions.restore, effects.of_restoring)


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def move(request, pk):
    found, seen = _person_to_change(request, pk)
    form = MoveForm(posted(request), hub=request.user.hub, person=found, seen=seen)
    done = _submit(request, form, found, "They have moved, and are signed out.", actions.move)
    if done:
        return done
    page = {"form": form, "person": found, "page_title": "Move to another agency"}
    page["effects"] = effects.of_moving(found)
    return render(request, "agencies/people/move.html", page)


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def details(request, pk):
    found, seen = _person_to_change(request, pk)
    form = DetailsForm(posted(request), person=found, seen=seen)
    done = _submit(request, form, found, "It is saved. We have told them by email.", actions.change_details)
    page = {"form": form, "person": found, "page_title": "Change name or email address"}
    return done or render(request, "agencies/people/details.html", page)


@allow(roles.MANAGE_PEOPLE)
def change_team(request, pk):
    found, seen = _person_to_change(request, pk)
    form = TeamForm(posted(request), person=found, seen=seen)
    done = _submit(request, form, found, "Their team is saved.", actions.set_team)
    page = {"form": form, "person": found, "page_title": "Team"}
    return done or render(request, "agencies/people/team.html", page)


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def new_link(request, pk):
    found, seen = _person_to_change(request, pk)
    form = ConfirmPersonForm(posted(request), submit_label="Send a link", back=_page_of(found), person=found, seen=seen)
    done = _submit(request, form, found, INVITED, send_link)
    if done:
        return done
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
    done = submit_form(
        request, form, partial(set_particulars, user=found), message="The particulars are saved.", then=back
    )
    if done:
        return done
    record(events.PARTICULARS_OPENED, about=found, by=request.user)
    page = {"form": form, "person": found, "back": back, "page_title": title}
    return render(request, "agencies/people/particulars.html", page)


def _person(request, pk: int) -> User:
    return of_own_hub(request, listing.people_of(request.user.hub), pk)


def _person_to_change(request, pk: int) -> tuple[User, int]:
    return to_change(request, listing.people_of(request.user.hub), pk)


def _page_of(found: User) -> str:
    return reverse("agencies:person", kwargs={"pk": found.pk})


def _submit(request, form, user: User, words: str | Callable[[], str], action) -> HttpResponse | None:
    """Change an account and go back to its page; a change that takes two people says that it waits."""

    def message(change) -> str:
        if change is not None and change.waits:
            return WAITS
        return words() if callable(words) else words

    return submit_form(request, form, partial(action, user=user), message=message, then=_page_of(user))


def _confirmed(request, pk: int, title: str, words: str, action, told, **facts) -> HttpResponse:
    """A page that says what will happen, and does it when it is sent."""
    found, seen = _person_to_change(request, pk)
    form = ConfirmPersonForm(posted(request), submit_label=title, back=_page_of(found), person=found, seen=seen)
    done = _submit(request, form, found, words, partial(action, **facts))
    if done:
        return done
    page = {"form": form, "person": found, "effects": told(found), "page_title": title}
    return render(request, "agencies/people/confirm.html", page)
