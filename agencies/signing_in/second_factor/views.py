"""The second step of signing in, setting up what it needs, and resetting it for somebody who lost theirs."""

from functools import partial

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from agencies import roles
from agencies.looking import of_own_hub
from agencies.models import AccountChange, User
from agencies.signing_in import pending
from agencies.signing_in.next_page import passing_on, wanted
from agencies.signing_in.second_factor import actions, codes, drawing, owing, passkeys
from agencies.signing_in.second_factor.forms import AppForm, CodeForm, NothingToFillIn, PasskeyForm, ResetForm, WayForm
from mash.form_submission import submit_form
from mash.guards import allow, posted, public, recently_confirmed, signed_in

WAITS = "This waits for a second person, who has been told by email. Nothing has changed yet."
NEW_SECRET = "new-second-factor"  # noqa: S105 (where a session keeps an app's key until its first code was right)


@public("Whoever is half-way in has given a password; nothing of anybody is shown.")
@sensitive_post_parameters()
def second_step(request):
    person, how = pending.held(request)
    if person is None:
        return redirect(passing_on(request, reverse("agencies:sign_in")))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refusal = actions.take_second_step(request, how=how, by=person, **form.cleaned_data)
        if refusal is None:
            return redirect(wanted(request))
        form.refuse(refusal)
    passkey = passkeys.to_show(person) if passkeys.of(person) else ""
    page = {"form": form, "passkey": passkey, "page_title": "Prove that it is you"}
    return render(request, "agencies/signing_in/second_step.html", page, status=form.status)


@signed_in
def second_factor(request):
    form = WayForm(request.POST or None, passkeys=passkeys.possible(request))
    if request.method == "POST" and form.is_valid():
        page = {"app": "agencies:add_app", "passkey": "agencies:add_passkey"}[form.cleaned_data["way"]]
        return redirect(passing_on(request, reverse(page)))
    page = {"form": form, "owed": owing.is_owed(request), "possible": passkeys.possible(request)}
    page["page_title"] = "Set up a second factor"
    return render(request, "agencies/signing_in/second_factor.html", page)


@signed_in
@recently_confirmed
def add_app(request):
    secret = request.session.setdefault(NEW_SECRET, codes.generate_totp_secret())
    form = AppForm(request.POST or None)
    action, words = partial(actions.add_app, request, secret=secret), "Your authenticator app is set up."
    done = submit_form(request, form, action, message=words, then=lambda _: _recovery_codes_next(request))
    if done:
        return done
    page = {"form": form, **drawing.of_secret(request.user, secret), "page_title": "Set up an authenticator app"}
    return render(request, "agencies/signing_in/add_app.html", page)


@signed_in
@recently_confirmed
def add_passkey(request):
    if not passkeys.possible(request):
        raise Http404("Page not found")
    form = PasskeyForm(request.POST or None)
    action, words = partial(actions.add_passkey, request), "Your passkey is set up."
    done = submit_form(request, form, action, message=words, then=lambda _: _recovery_codes_next(request))
    if done:
        return done
    page = {"form": form, "asked": passkeys.to_make(request.user), "page_title": "Set up a passkey"}
    return render(request, "agencies/signing_in/add_passkey.html", page)


def _recovery_codes_next(request) -> str:
    request.session.pop(NEW_SECRET, None)
    return passing_on(request, reverse("agencies:recovery_codes"))


@signed_in
def recovery_codes(request):
    """Shown once, by the page that follows their making."""
    shown = actions.show_recovery_codes(by=request.user)
    onward = wanted(request, reverse("agencies:account"))
    if not shown:
        return redirect(onward)
    page = {"codes": shown, "onward": onward, "page_title": "Your recovery codes"}
    return render(request, "agencies/signing_in/recovery_codes.html", page)


@signed_in
@recently_confirmed
def new_recovery_codes(request):
    form = NothingToFillIn(posted(request), submit_label="Make new codes", back=reverse("agencies:account"))
    done = submit_form(request, form, actions.make_recovery_codes, then="agencies:recovery_codes")
    if done:
        return done
    page = {"form": form, "page_title": "Make new recovery codes"}
    return render(request, "agencies/signing_in/new_recovery_codes.html", page)


@signed_in
@recently_confirmed
def remove_second_factor(request, pk):
    found = owing.authenticators(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404("Page not found")
    form = NothingToFillIn(posted(request), submit_label="Remove", back=reverse("agencies:account"))
    action = partial(actions.remove, request, authenticator=found)
    done = submit_form(request, form, action, message="It is removed.", then="agencies:account")
    if done:
        return done
    page = {"form": form, "found": drawing.of_authenticator(found), "page_title": "Remove a second factor"}
    return render(request, "agencies/signing_in/remove_second_factor.html", page)


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def reset_second_factor(request, pk):
    found = of_own_hub(request, User.objects.all(), pk)
    form = ResetForm(posted(request))

    def message(change: AccountChange) -> str:
        return WAITS if change.waits else "It is reset, and they are signed out. We have told them by email."

    then = reverse("agencies:person", kwargs={"pk": found.pk})
    done = submit_form(request, form, partial(actions.reset, user=found), message=message, then=then)
    if done:
        return done
    page = {"form": form, "person": found, "page_title": "Reset their second factor"}
    return render(request, "agencies/signing_in/reset_second_factor.html", page)
