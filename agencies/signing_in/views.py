"""Signing in and out, and choosing a password by a link."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from agencies.signing_in import actions, attempts, links
from agencies.signing_in.forms import ChoosePasswordForm, ForgottenPasswordForm, SignInForm
from agencies.signing_in.next_page import next_page, with_next_page
from agencies.signing_in.single_sign_on import providers
from mash import identity
from mash.guards import public
from mash.headers import clear_site_data
from mash.refusals import RuleViolation

# The link is moved into the session, so that it does not stay in the address bar, history or Referer header.
LINK_KEY = "password-link"


@public("Whoever signs in is not yet known.")
@sensitive_post_parameters()
def sign_in(request):
    if request.user.is_authenticated:
        return redirect(next_page(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refusal = actions.sign_in(request, email=form.cleaned_data["email"], password=form.cleaned_data["password"])
        if refusal is None:
            return _redirect_after(request)
        form.refuse(refusal)
    elsewhere = providers.provider_links(request, "agencies:single_sign_on")
    page = {"form": form, "elsewhere": elsewhere, "page_title": "Sign in"}
    return render(request, "agencies/signing_in/sign_in.html", page, status=form.status)


def _redirect_after(request):
    """Redirect to the page wanted, or to the second step first."""
    if request.user.is_authenticated:
        return redirect(next_page(request))
    return redirect(with_next_page(request, reverse("agencies:second_step")))


@public("Whoever goes out needs no permission to go.")
@require_POST
def sign_out(request):
    if request.user.is_authenticated:
        actions.sign_out(request, by=request.user)
        messages.success(request, "You have signed out.")
    return clear_site_data(redirect("agencies:sign_in"))


@public("Whoever forgot their password cannot sign in; the answer is the same for every address.")
def forgotten_password(request):
    form = ForgottenPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.request_password_link(email=form.cleaned_data["email"])
        return redirect("agencies:forgotten_sent")
    page = {"form": form, "page_title": "Forgotten password"}
    return render(request, "agencies/signing_in/forgotten_password.html", page)


@public("It says the same to everybody.")
def forgotten_sent(request):
    page = {"minutes": settings.FORGOTTEN_PASSWORD_MINUTES, "page_title": "Check your email"}
    return render(request, "agencies/signing_in/forgotten_sent.html", page)


@public("The link itself is the key, and works once.")
def password_link(request, person, token):
    address = identity.current.get().address
    if not attempts.allow_link_opening(address):
        return render(request, "429.html", {"page_title": "Try again later"}, status=429)
    if links.user_for_link(person, token) is None:
        return _link_used_page(request)
    attempts.refund_link_opening(address)
    request.session[LINK_KEY] = [person, token]
    return redirect("agencies:choose_password")


@public("Only whoever came by a one-time link finds a form here.")
@sensitive_post_parameters()
def choose_password(request):
    person, token = request.session.get(LINK_KEY, (0, ""))
    user = links.user_for_link(person, token)
    if user is None:
        return _link_used_page(request)
    form = ChoosePasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose_password(request, password=form.cleaned_data["password"], token=token, by=user)
        except RuleViolation:
            return _link_used_page(request)
        request.session.pop(LINK_KEY, None)
        return _redirect_after(request)
    page = {"form": form, "person": user, "page_title": "Choose a password"}
    return render(request, "agencies/signing_in/choose_password.html", page)


def _link_used_page(request):
    page = {"page_title": "This link no longer works"}
    return render(request, "agencies/signing_in/link_spent.html", page, status=404)
