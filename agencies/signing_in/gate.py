"""Stands before every page of somebody signed in: is the sign-in still alive, and is a second factor owed first?"""

from urllib.parse import urlencode

from django.shortcuts import redirect
from django.urls import reverse

from agencies.signing_in import actions, sessions
from agencies.signing_in.second_factor import owing
from mash import identity
from mash.headers import clear_site_data


class Gate:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.user.is_authenticated or sessions.seconds_left(request):
            return self.get_response(request)
        actions.run_out(request, by=request.user)
        with identity.acting_as(None):
            return clear_site_data(self.get_response(request))

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated:
            return None
        if not getattr(view, "unattended", False):
            sessions.touch(request)
        if owing.is_owed(request) and not owing.open_before(request.resolver_match.view_name):
            wanted = request.get_full_path() if request.method == "GET" else ""
            query = "?" + urlencode({"next": wanted}) if wanted else ""
            return redirect(reverse("agencies:second_factor") + query)
        return None
