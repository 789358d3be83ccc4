"""Pages for the second step of signing in, and for setting up and resetting second factors."""

from functools import partial

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from agencies import roles
from agencies.admin_pages import load_from_own_hub
from agencies.approvals.listing import NOTHING_YET, waiting_words
from agencies.models import AccountChange, User
from agencies.signing_in import pending
from agencies.signing_in.next_page import next_page, with_next_page
from agencies.signing_in.second_factor import actions, codes, display, passkeys, requirement
from agencies.signing_in.second_factor.forms import (
    AppForm,
    CodeForm,
    ConfirmActionForm,
    FactorChoiceForm,
    PasskeyForm,
    ResetForm,
)
from mash.form_submission import submit_form
from mash.guards import allow, posted, public, recently_confirmed, signed_in

RESET = "It is reset, and they are signed out. They are told by email."
NEW_SECRET_KEY = "new-second-factor"  # noqa: S105 (where a session keeps an app's key until its first code was right)


@public("Whoever is half-way in has given a password; nothing of anybody is shown.")
@sensitive_post_parameters()
def second_step(request):
    person, how = pending.pending_user(request)
    if person is None:
        return redirect(with_next_page(request, reverse("agencies:sign_in")))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refusal = actions.complete_second_step(request, how=how, by=person, **form.cleaned_data)
        if refusal is None:
            return redirect(next_page(request))
        form.refuse(refusal)
    passkey = passkeys.authentication_options(person) if passkeys.passkeys_of(person) else ""
    page = {"form": form, "passkey": passkey, "page_title": "Prove that it is you"}
    return render(request, "agencies/signing_in/second_step.html", page, status=form.status)


@signed_in
def second_factor(request):
    form = FactorChoiceForm(request.POST or None, passkeys=passkeys.are_supported(request))
    if request.method == "POST" and form.is_valid():
        page = {"app": "agencies:add_app", "passkey": "agencies:add_passkey"}[form.cleaned_data["way"]]
        return redirect(with_next_page(request, reverse(page)))
    page = {"form": form, "owed": requirement.is_outstanding(request), "possible": passkeys.are_supported(request)}
    page["page_title"] = "Set up a second factor"
    return render(request, "agencies/signing_in/second_factor.html", page)


@signed_in
@recently_confirmed
def add_app(request):
    secret = request.session.setdefault(NEW_SECRET_KEY, codes.generate_totp_secret())
    form = AppForm(request.POST or None)
    action, message = partial(actions.add_app, request, secret=secret), "Your authenticator app is set up."
    done = submit_form(request, form, action, message=message, then=lambda _: _recovery_codes_next(request))
    if done:
        return done
    page = {"form": form, **display.secret_context(request.user, secret), "page_title": "Set up an authenticator app"}
    return render(request, "agencies/signing_in/add_app.html", page)


@signed_in
@recently_confirmed
def add_passkey(request):
    if not passkeys.are_supported(request):
        raise Http404("Page not found")
    form = PasskeyForm(request.POST or None)
    action, message = partial(actions.add_passkey, request), "Your passkey is set up."
    done = submit_form(request, form, action, message=message, then=lambda _: _recovery_codes_next(request))
    if done:
        return done
    page = {"form": form, "asked": passkeys.registration_options(request.user), "page_title": "Set up a passkey"}
    return render(request, "agencies/signing_in/add_passkey.html", page)


def _recovery_codes_next(request) -> str:
    request.session.pop(NEW_SECRET_KEY, None)
    return with_next_page(request, reverse("agencies:recovery_codes"))


@signed_in
def recovery_codes(request):
    """Show new recovery codes, once."""
    codes_to_show = actions.show_recovery_codes(by=request.user)
    onward = next_page(request, reverse("agencies:account"))
    if not codes_to_show:
        return redirect(onward)
    page = {"codes": codes_to_show, "onward": onward, "page_title": "Your recovery codes"}
    return render(request, "agencies/signing_in/recovery_codes.html", page)


@signed_in
@recently_confirmed
def new_recovery_codes(request):
    form = ConfirmActionForm(posted(request), submit_label="Make new codes", back=reverse("agencies:account"))
    done = submit_form(request, form, actions.make_recovery_codes, then="agencies:recovery_codes")
    if done:
        return done
    page = {"form": form, "page_title": "Make new recovery codes"}
    return render(request, "agencies/signing_in/new_recovery_codes.html", page)


@signed_in
@recently_confirmed
def remove_second_factor(request, pk):
    authenticator = requirement.authenticators(request.user).filter(pk=pk).first()
    if authenticator is None:
        raise Http404("Page not found")
    form = ConfirmActionForm(posted(request), submit_label="Remove", back=reverse("agencies:account"))
    action = partial(actions.remove, request, authenticator=authenticator)
    done = submit_form(request, form, action, message="It is removed.", then="agencies:account")
    if done:
        return done
    page = {
        "form": form,
        "authenticator": display.authenticator_row(authenticator),
        "page_title": "Remove a second factor",
    }
    return render(request, "agencies/signing_in/remove_second_factor.html", page)


@allow(roles.MANAGE_PEOPLE)
@recently_confirmed
def reset_second_factor(request, pk):
    user = load_from_own_hub(request, User.objects.all(), pk)
    form = ResetForm(posted(request))

    def message(change: AccountChange) -> str:
        return f"{waiting_words(change)} {NOTHING_YET}" if change.waits else RESET

    then = reverse("agencies:person", kwargs={"pk": user.pk})
    done = submit_form(request, form, partial(actions.reset, user=user), message=message, then=then)
    if done:
        return done
    page = {"form": form, "person": user, "page_title": "Reset their second factor"}
    return render(request, "agencies/signing_in/reset_second_factor.html", page)
