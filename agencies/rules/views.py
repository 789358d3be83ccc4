"""What a hub has settled for itself: targets, opening hours, telephones and second signatures."""

from functools import partial

from django.shortcuts import render

from agencies import roles
from agencies.looking import hub_to_change, looked
from agencies.rules import actions
from agencies.rules.forms import HoursForm, HubForm, TargetsForm
from mash.form_submission import submit_form
from mash.guards import allow, posted

RUNNING = "Clocks that run already keep the target they began with."


@allow(roles.MANAGE_TARGETS)
def targets(request):
    hub, seen = hub_to_change(request, "targets")
    form = TargetsForm(posted(request), hub=hub, seen=seen)
    words = f"The targets have been saved. {RUNNING}"
    done = submit_form(request, form, partial(actions.set_targets, hub=hub), message=words, then="agencies:targets")
    if done:
        return done
    looked(request, "targets")
    return render(request, "agencies/rules/targets.html", {"form": form, "page_title": "Targets"})


@allow(roles.MANAGE_TARGETS)
def hours(request):
    hub, seen = hub_to_change(request, "hours")
    form = HoursForm(posted(request), hub=hub, seen=seen)
    words = "The opening hours have been saved."
    done = submit_form(request, form, partial(actions.set_hours, hub=hub), message=words, then="agencies:hours")
    if done:
        return done
    looked(request, "hours")
    return render(request, "agencies/rules/hours.html", {"form": form, "page_title": "Opening hours"})


@allow(roles.MANAGE_TARGETS)
def hub_settings(request):
    hub, seen = hub_to_change(request, "settings")
    form = HubForm(posted(request), hub=hub, seen=seen)
    words = "The hub’s settings have been saved."
    done = submit_form(request, form, partial(actions.change_hub, hub=hub), message=words, then="agencies:hub_settings")
    if done:
        return done
    looked(request, "hub settings")
    return render(request, "agencies/rules/hub_settings.html", {"form": form, "page_title": "Hub settings"})
