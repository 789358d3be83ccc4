"""What a hub has settled for itself: targets, opening hours, telephones and second signatures."""

from django.contrib import messages
from django.shortcuts import redirect, render

from agencies import roles
from agencies.looking import looked
from agencies.refusals import Refusal
from agencies.rules import actions
from agencies.rules.forms import HoursForm, HubForm, TargetsForm
from mash.guards import allow, posted


@allow(roles.MANAGE_TARGETS)
def targets(request):
    form = TargetsForm(posted(request), hub=request.user.hub)
    if request.method == "POST" and form.is_valid():
        actions.set_targets(hub=request.user.hub, targets=form.targets(), by=request.user)
        messages.success(
            request, "The targets have been saved. Clocks that run already keep the target they began with."
        )
        return redirect("agencies:targets")
    looked(request, "targets")
    return render(request, "agencies/rules/targets.html", {"form": form, "page_title": "Targets"})


@allow(roles.MANAGE_TARGETS)
def hours(request):
    form = HoursForm(posted(request), hub=request.user.hub)
    if request.method == "POST" and form.is_valid():
        closed_on = form.cleaned_data["closed_on"]
        try:
            actions.set_hours(hub=request.user.hub, hours=form.hours(), closed_on=closed_on, by=request.user)
            messages.success(request, "The opening hours have been saved.")
            return redirect("agencies:hours")
        except Refusal as refusal:
            form.refuse(refusal)
    looked(request, "hours")
    return render(request, "agencies/rules/hours.html", {"form": form, "page_title": "Opening hours"})


@allow(roles.MANAGE_TARGETS)
def hub_settings(request):
    form = HubForm(posted(request), hub=request.user.hub)
    if request.method == "POST" and form.is_valid():
        actions.change_hub(hub=request.user.hub, by=request.user, **form.cleaned_data)
        messages.success(request, "The hub’s settings have been saved.")
        return redirect("agencies:hub_settings")
    looked(request, "hub settings")
    return render(request, "agencies/rules/hub_settings.html", {"form": form, "page_title": "Hub settings"})
