"""Pages on the people of a hub: their accounts, roles and particulars."""

from collections.abc import Callable
from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from agencies import events, roles
from agencies.admin_pages import load_from_own_hub, load_with_version, record_visit
from agencies.approvals.listing import NOTHING_YET, change_row, history_of, waiting_words
from agencies.approvals.proposals import changes_waiting_for
from agencies.editions import version_of
from agencies.models import User
from agencies.people import actions, effects, listing
from agencies.people.actions import invite_by_mail, send_link
from agencies.people.failed_letters import failed_letters
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
from agencies.people.links import uses_single_sign_on, why_no_link
from agencies.people.particulars import set_particulars
from agencies.roles import ROLES
from agencies.signing_in.second_factor.requirement import has_second_factor
from audit.recording import record
from mash import paging
from mash.form_submission import submit_form, words_of_saving
from mash.guards import allow, posted, recently_confirmed, signed_in
from mash.lists import way_back

INVITED = "A link to choose a password is on its way to them by email."
INVITED_ELSEWHERE = "An email that says how they sign in is on its way to them."
INVITED_WAITS = (
    "Their account is made. Their role waits for a second person; their invitation goes once it is confirmed."
)
RESTORED = "They are no longer suspended, and may sign in again."
RESTORED_TO_INVITE = "They are no longer suspended, but have no password yet. Send them the invitation again."
PAGE_SIZE, MAX_RESULTS = 25, 50
Words = str | Callable[[User], str]  # what is said of a change to this person that counts at once


@allow(roles.MANAGE_PEOPLE)
def people(request):
    form = PeopleFilter(request.GET, hub=request.user.hub)
    terms = form.cleaned_data if form.is_valid() else {}
    matches = listing.filter_people(listing.people_of(request.user.hub), terms)
    # By name, which may not stand in an address: the last person seen is looked up.
    page_of = paging.page_of(matches, request.GET, size=PAGE_SIZE, anchors=listing.people_of(request.user.hub))
    record_visit(request, "people")
    rows = [listing.row(user) for user in page_of]
    page = {"form": form, "page_of": page_of, "count": matches.count(), "rows": rows}
    page["failed_letters"] = failed_letters()
    return render(request, "agencies/people/people.html", {**page, "page_title": "People"})


@allow(roles.MANAGE_PEOPLE)
def find_people(request):
    form = FindForm(request.POST or None)
    rows = []
    if request.method == "POST" and form.is_valid():
        matches = listing.search_people(listing.people_of(request.user.hub), form.cleaned_data["words"])
        rows = [listing.row(user) for user in matches[: MAX_RESULTS + 1]]
    record_visit(request, "find people")
    page = {"form": form, "rows": rows[:MAX_RESULTS], "more": len(rows) > MAX_RESULTS, "page_title": "Find a person"}
    return render(request, "agencies/people/find_people.html", page)


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def invite(request):
    form = InviteForm(posted(request), hub=request.user.hub)

    action = partial(invite_by_mail, hub=request.user.hub)
    done = submit_form(request, form, action, message=_invited, then=_person_url)
    if done:
        return done
    record_visit(request, "invite")
    return render(request, "agencies/people/invite.html", {"form": form, "page_title": "Invite a person"})


def _invited(user: User) -> str:
    waiting = changes_waiting_for(user).first()
    if waiting is not None:
        return waiting_words(waiting, INVITED_WAITS)
    return INVITED_ELSEWHERE if uses_single_sign_on(user) else INVITED


@allow(roles.MANAGE_PEOPLE)
def person(request, pk):
    user = _load_person(request, pk)
    record_visit(request, "person", user)
    memberships = user.memberships.current().select_related("given_by", "change__decided_by")
    changes = paging.page_of(history_of(user), request.GET, size=PAGE_SIZE)
    page = {
        "person": user,
        "row": listing.row(user),
        "held": [{"role": ROLES[membership.role], "membership": membership} for membership in memberships],
        "waiting": changes_waiting_for(user),
        "changes": [change_row(change) for change in changes],
        "page_of": changes,
        "why_no_link": why_no_link(user),
        "is_self": user == request.user,
        "has_second_factor": has_second_factor(user),
        "link_until": listing.link_until(user),
        "failed_letters": failed_letters(user.pk),
        "has_teams": user.team is not None or request.user.hub.teams.exists(),
        "way_back": way_back(request, "agencies:people", user.pk),
        "page_title": "Person",
    }
    return render(request, "agencies/people/person.html", page)


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def give_role(request, pk):
    user, seen = _load_person_with_version(request, pk)
    form = GiveRoleForm(posted(request), person=user, seen=seen)
    done = _submit(
        request, form, user, lambda _: f"Role given: {ROLES[form.cleaned_data['role']].label}.", actions.give_role
    )
    page = {"form": form, "person": user, "page_title": "Give a role"}
    return done or render(request, "agencies/people/give_role.html", page)


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def end_role(request, pk, role):
    title = f"End the role {ROLES[role].label}" if role in ROLES else "End a role"
    effects_of = partial(effects.of_ending_role, role=role)
    return _confirmation_page(request, pk, title, "The role has ended.", actions.end_role, effects_of, role=role)


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def suspend(request, pk):
    done = "They are suspended and signed out."
    return _confirmation_page(request, pk, "Suspend this person", done, actions.suspend, effects.of_suspension)


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def restore(request, pk):
    title = "Let this person back in"
    return _confirmation_page(request, pk, title, _restored, actions.restore, effects.of_restoration)


def _restored(user: User) -> str:
    return RESTORED if user.has_usable_password() or uses_single_sign_on(user) else RESTORED_TO_INVITE


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def move(request, pk):
    user, seen = _load_person_with_version(request, pk)
    form = MoveForm(posted(request), hub=request.user.hub, person=user, seen=seen)
    done = _submit(request, form, user, "They have moved, and are signed out.", actions.move)
    if done:
        return done
    page = {"form": form, "person": user, "page_title": "Move to another agency"}
    page["effects"] = effects.of_move(user)
    return render(request, "agencies/people/move.html", page)


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def details(request, pk):
    user, seen = _load_person_with_version(request, pk)
    form = DetailsForm(posted(request), person=user, seen=seen)
    done = _submit(request, form, user, "It is saved. They are told by email.", actions.change_details)
    page = {"form": form, "person": user, "page_title": "Change name or email address"}
    return done or render(request, "agencies/people/details.html", page)


@allow(roles.MANAGE_PEOPLE)
def change_team(request, pk):
    user, seen = _load_person_with_version(request, pk)
    form = TeamForm(posted(request), person=user, seen=seen)
    done = _submit(request, form, user, "Their team is saved.", actions.set_team)
    page = {"form": form, "person": user, "page_title": "Team"}
    return done or render(request, "agencies/people/team.html", page)


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def new_link(request, pk):
    user, seen = _load_person_with_version(request, pk)
    form = ConfirmPersonForm(
        posted(request), submit_label="Send a link", back=_person_url(user), person=user, seen=seen
    )
    done = _submit(request, form, user, INVITED, send_link)
    if done:
        return done
    again = listing.state_of(user) in (listing.AccountState.WAITING, listing.AccountState.EXPIRED)
    title = "Send the invitation again" if again else "Send a link to choose a password"
    page = {"form": form, "person": user, "page_title": title, "effects": effects.of_password_link(user)}
    return render(request, "agencies/people/confirm.html", page)


@allow(roles.MANAGE_PEOPLE)
def particulars(request, pk):
    user = _load_person(request, pk)
    return _particulars(request, user, "Particulars", back=_person_url(user))


@signed_in
def own_particulars(request):
    return _particulars(request, request.user, "Your particulars", back=reverse("agencies:account"))


def _particulars(request, user: User, title: str, *, back: str) -> HttpResponse:
    seen = version_of(user, "particulars")
    form = ParticularsForm(posted(request), user=user, seen=seen)
    done = submit_form(
        request,
        form,
        partial(set_particulars, user=user),
        message=words_of_saving("The particulars are saved."),
        then=back,
    )
    if done:
        return done
    record(events.PARTICULARS_OPENED, about=user, by=request.user)
    page = {"form": form, "person": user, "back": back, "page_title": title}
    return render(request, "agencies/people/particulars.html", page)


def _load_person(request, pk: int) -> User:
    return load_from_own_hub(request, listing.people_of(request.user.hub), pk)


def _load_person_with_version(request, pk: int) -> tuple[User, int]:
    return load_with_version(request, listing.people_of(request.user.hub), pk)


def _person_url(user: User) -> str:
    return reverse("agencies:person", kwargs={"pk": user.pk})


def _submit(request, form, user: User, message: Words, action) -> HttpResponse | None:
    """Run the action and return a redirect to the person's page; None if the page is to be shown.

    The message of a change that takes two people says that it waits.
    """

    def message_about(change) -> str:
        if change is not None and change.waits:
            return f"{waiting_words(change)} {NOTHING_YET}"
        return message(user) if callable(message) else message

    return submit_form(request, form, partial(action, user=user), message=message_about, then=_person_url(user))


def _confirmation_page(request, pk: int, title: str, message: Words, action, effects_of, **details) -> HttpResponse:
    """Return a page that lists an action's effects, and runs it when it is sent."""
    user, seen = _load_person_with_version(request, pk)
    form = ConfirmPersonForm(posted(request), submit_label=title, back=_person_url(user), person=user, seen=seen)
    done = _submit(request, form, user, message, partial(action, **details))
    if done:
        return done
    page = {"form": form, "person": user, "effects": effects_of(user), "page_title": title}
    return render(request, "agencies/people/confirm.html", page)
