"""Signing in and out, choosing a password, and each person's own account."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from agencies.roles import ROLES
from agencies.signing_in import actions, links
from agencies.signing_in.forms import ChangePasswordForm, ChoosePasswordForm, SignInForm
from mash.guards import public, signed_in

LINK = "password-link"  # where a session keeps the one-time link, so that it leaves the address bar


@public("Whoever signs in is not yet known.")
@sensitive_post_parameters()
def sign_in(request):
    if request.user.is_authenticated:
        return redirect(_wanted(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refusal = actions.sign_in(request, email=form.cleaned_data["email"], password=form.cleaned_data["password"])
        if refusal is None:
            return redirect(_wanted(request))
        form.refuse(refusal)
    return render(request, "agencies/signing_in/sign_in.html", {"form": form, "page_title": "Sign in"})


def _wanted(request) -> str:
    """Where they were going before they were asked to sign in, if that is a page of ours."""
    wanted = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else "home"


@public("Whoever goes out needs no permission to go.")
@require_POST
def sign_out(request):
    if request.user.is_authenticated:
        actions.sign_out(request, by=request.user)
        messages.success(request, "You have signed out.")
    return redirect("agencies:sign_in")


@public("The link itself is the key, and works once.")
def password_link(request, person, token):
    if links.person_with(person, token) is None:
        return _spent(request)
    request.session[LINK] = [person, token]
    return redirect("agencies:choose_password")


@public("Only whoever came by a one-time link finds a form here.")
@sensitive_post_parameters()
def choose_password(request):
    user = links.person_with(*request.session.get(LINK, (0, "")))
    if user is None:
        return _spent(request)
    form = ChoosePasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        actions.choose_password(request, password=form.cleaned_data["password"], by=user)
        request.session.pop(LINK, None)
        return redirect("home")
    page = {"form": form, "person": user, "page_title": "Choose a password"}
    return render(request, "agencies/signing_in/choose_password.html", page)


def _spent(request):
    page = {"page_title": "This link no longer works"}
    return render(request, "agencies/signing_in/link_spent.html", page, status=404)


@signed_in
def account(request):
    held = [ROLES[code] for code in request.user.role_codes]
    return render(request, "agencies/signing_in/account.html", {"held": held, "page_title": "Your account"})


@signed_in
@sensitive_post_parameters()
def change_password(request):
    form = ChangePasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        actions.change_password(request, password=form.cleaned_data["password"], by=request.user)
        messages.success(request, "Your password has been changed.")
        return redirect("agencies:account")
    page = {"form": form, "page_title": "Change your password"}
    return render(request, "agencies/signing_in/change_password.html", page)
