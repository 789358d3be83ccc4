"""Pages on one's own account: password, second factors and sign-ins."""

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from agencies.approvals.listing import change_row, history_of
from agencies.roles import ROLES
from agencies.signing_in import actions as signing_in
from agencies.signing_in import sessions
from agencies.signing_in.account import actions
from agencies.signing_in.forms import ChangePasswordForm, ConfirmForm
from agencies.signing_in.next_page import is_own_path, next_page
from agencies.signing_in.second_factor import codes, display, passkeys, requirement
from agencies.signing_in.single_sign_on import providers
from mash.guards import public, save_input, signed_in, unattended


@signed_in
def account(request):
    page = {
        "held": [ROLES[code] for code in request.user.role_codes],
        "factors": [
            display.authenticator_row(authenticator)
            for authenticator in requirement.authenticators(request.user).order_by("pk")
        ],
        "codes_left": codes.recovery_codes_left(request.user),
        "sign_ins": sessions.active_sign_ins(request.user),
        "changes": [change_row(change) for change in history_of(request.user)[:10]],
        "here": sessions.sign_in_key(request),
        "page_title": "Your account",
    }
    return render(request, "agencies/signing_in/account.html", page)


@signed_in
@sensitive_post_parameters()
def change_password(request):
    form = ChangePasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        typed = {name: form.cleaned_data[name] for name in ("current", "password")}
        refusal = signing_in.change_password(request, **typed, by=request.user)
        if refusal is None:
            messages.success(request, "Your password has been changed.")
            return redirect("agencies:account")
        form.refuse(refusal)
    page = {"form": form, "page_title": "Change your password"}
    return render(request, "agencies/signing_in/change_password.html", page, status=form.status)


@signed_in
@require_POST
def end_sign_in(request, pk):
    sign_in = request.user.sign_ins.filter(pk=pk).first()
    if sign_in is None:
        messages.info(request, "That sign-in had ended already.")
    elif sign_in.session_key == sessions.sign_in_key(request):
        messages.info(request, "You are using that sign-in now. To end it, sign out.")
    else:
        actions.end_sign_in(sign_in=sign_in, by=request.user)
        messages.success(request, "You are signed out there.")
    return redirect("agencies:account")


@signed_in
@require_POST
def end_other_sign_ins(request):
    actions.end_other_sign_ins(request, by=request.user)
    messages.success(request, "You are signed out everywhere but here.")
    return redirect("agencies:account")


@signed_in
@sensitive_post_parameters()
def confirm(request):
    """Ask the user to confirm who they are, then return to the page that required it."""
    user = request.user
    form = ConfirmForm(request.POST or None, by_password=user.has_usable_password())
    if request.method == "POST" and form.is_valid():
        refusal = actions.confirm(request, by=user, **form.cleaned_data)
        if refusal is None:
            return redirect(next_page(request))
        form.refuse(refusal)
    passkey = passkeys.authentication_options(user) if passkeys.passkeys_of(user) else ""
    elsewhere = [] if user.has_usable_password() else providers.provider_links(request, "agencies:confirm_elsewhere")
    page = {"form": form, "passkey": passkey, "elsewhere": elsewhere, "page_title": "Confirm that it is you"}
    return render(request, "agencies/signing_in/confirm.html", page, status=form.status)


@unattended
@signed_in
def stay(request):
    """Return the seconds this sign-in has left. A POST means that the user is still there."""
    if request.method == "POST":
        sessions.mark_seen(request)
    left = {"seconds": sessions.seconds_left(request)}
    return JsonResponse(left)


@unattended
@public("It keeps what somebody was typing when their sign-in ran out, for them alone to find again.")
def ran_out(request):
    path = request.POST.get("ran_out_at", "")
    if request.method != "POST" or not is_own_path(request, path):
        raise Http404("Page not found")
    if request.user.is_authenticated:
        signing_in.end_idle_sign_in(request, by=request.user)
    save_input(request, why="signed out", path=path.partition("?")[0])
    return HttpResponse(status=204)
