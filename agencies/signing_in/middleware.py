"""Middleware that ends idle sign-ins and requires a second factor to be set up."""

from urllib.parse import urlencode

from django.shortcuts import redirect
from django.urls import reverse

from agencies.signing_in import actions, sessions
from agencies.signing_in.second_factor import requirement
from mash import identity
from mash.headers import clear_site_data


class SignInMiddleware:
    """Ends a sign-in that was idle too long, and redirects users who must first set up a second factor."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.user.is_authenticated or sessions.seconds_left(request):
            return self.get_response(request)
        actions.end_idle_sign_in(request, by=request.user)
        with identity.acting_as(None):
            return clear_site_data(self.get_response(request))

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated:
            return None
        # Requests that scripts make by themselves must not keep an abandoned sign-in alive.
        if not getattr(view, "unattended", False):
            sessions.touch(request)
        if requirement.is_outstanding(request) and not requirement.is_exempt_page(request.resolver_match.view_name):
            # Only a GET can be repeated after the detour.
            page = request.get_full_path() if request.method == "GET" else ""
            query = "?" + urlencode({"next": page}) if page else ""
            return redirect(reverse("agencies:second_factor") + query)
        return None
